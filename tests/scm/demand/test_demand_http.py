"""The doors of demand."""

import hashlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from sanye.scm.demand.domain.periods import moved, period_of
from sanye.scm.demand.domain.states import Bucket
from sanye.stem.identity.domain.roles import ROLES
from sanye.stem.identity.models import ApiKey, Membership, Role, User
from sanye.stem.masterdata.queries import get_business_date
from tests.factories.demand import months, opportunity
from tests.factories.scm import report

SECRET = "not-a-secret-but-a-test"
HERE = "/api/v1/demand"


@pytest.fixture
def at():
    """A door reads the clock."""
    return datetime.now(UTC)


@pytest.fixture
def sign_in(by):
    def client(permissions):
        user = User.objects.create(login="tester")
        role = Role.objects.create(code="R", name="R", permissions=permissions)
        Membership.objects.create(user=user, company_id=by.company_id, role=role, is_default=True)
        ApiKey.objects.create(
            user=user,
            company_id=by.company_id,
            name="test",
            prefix="abcd1234",
            secret_sha256=hashlib.sha256(SECRET.encode()).hexdigest(),
            scopes=["*"],
        )
        return Client(headers={"Authorization": f"Bearer sanye_abcd1234_{SECRET}"})

    return client


@pytest.fixture
def client(sign_in):
    return sign_in(["*"])


@pytest.fixture
def history(item, site, by, at, settle):
    """A hundred a month for two years, up to the month before this one."""
    this_month = period_of(get_business_date(at=at, by=by), Bucket.MONTH)
    first = moved(this_month, Bucket.MONTH, -23)
    report(*months(item, site, [100] * 23, first), by=by, at=at)
    settle()


def post(client, path, body=None):
    return client.post(f"{HERE}{path}", data=body, content_type="application/json")


def test_forecasts_publishes_changes_and_judges(client, history, item, site):
    made = post(client, "/forecasts")
    assert made.status_code == 201
    version = made.json()
    assert (version["status"], version["series_count"]) == ("DRAFT", 1)

    place = {"item_id": str(item.id), "site_id": str(site.id)}
    edit = {**place, "period_date": version["first_period_date"], "quantity": "150"}
    body = {"edits": [edit], "reason": "campaign", "is_locked": True}
    changed = post(client, f"/forecasts/{version['id']}/overrides", body)
    assert changed.status_code == 201
    assert post(client, f"/forecasts/{version['id']}/publish").json()["status"] == "PUBLISHED"

    chart = client.get(f"{HERE}/forecasts/chart", place).json()
    assert Decimal(chart["forecast"][0]["quantity"]) == 150
    assert chart["series"]["method"]
    assert Decimal(chart["history"][-2]["demand_quantity"]) == 100
    lines = client.get(f"{HERE}/forecasts/{version['id']}/lines?sort=period_date").json()["items"]
    assert len(lines) == 12
    series = client.get(f"{HERE}/forecasts/{version['id']}/series").json()["items"]
    assert [row["item_id"] for row in series] == [str(item.id)]
    assert client.get(f"{HERE}/forecasts/{version['id']}/accuracy").json()["series_count"] == 1
    assert len(client.get(f"{HERE}/forecasts/overrides?is_in_force=true").json()["items"]) == 1
    assert client.get(f"{HERE}/forecasts/overrides/outcomes").json() == []

    [row] = changed.json()
    taken_back = post(client, f"/forecasts/overrides/{row['id']}/withdraw")
    assert taken_back.json()["ended_at"] is not None
    assert (
        client.get(f"{HERE}/forecasts?status=PUBLISHED").json()["items"][0]["id"] == version["id"]
    )


def test_shows_history_its_lines_and_what_was_lost(client, history, item, site, at):
    lost = {
        "item_id": str(item.id),
        "site_id": str(site.id),
        "quantity": "5",
        "wanted_date": str(at.date()),
        "reason": "STOCK_OUT",
    }
    made = post(client, "/lost", [lost])
    assert (made.status_code, made.json()[0]["quantity"]) == (201, "5")

    periods = client.get(f"{HERE}/history", {"item_id": str(item.id)}).json()
    assert sum(Decimal(period["ordered_quantity"]) for period in periods) == 2300
    entries = client.get(f"{HERE}/entries?kind=ORDER&limit=5&sort=-demand_date").json()
    assert len(entries["items"]) == 5
    assert len(client.get(f"{HERE}/lost?reason=STOCK_OUT").json()["items"]) == 1
    assert client.get(f"{HERE}/stock-outs", {"item_id": str(item.id)}).json() == []


def test_shows_the_pipeline_and_keeps_it(client, item, by, at, settle):
    report(opportunity(item, 40, "0.5", at.date() + timedelta(days=20)), by=by, at=at)
    settle()

    [week] = client.get(f"{HERE}/pipeline").json()
    assert Decimal(week["expected_quantity"]) == 20
    assert post(client, "/pipeline/vintages").json() == {"count": 1}
    assert len(client.get(f"{HERE}/pipeline/vintages").json()["items"]) == 1


def test_chooses_how_to_forecast(client, item, site):
    policy = client.get(f"{HERE}/policy").json()
    assert policy["bucket"] == "MONTH"
    body = {**policy, "bucket": "WEEK", "horizon_periods": 26}
    kept = client.put(f"{HERE}/policy", data=body, content_type="application/json")
    assert kept.json()["horizon_periods"] == 26

    row = {"item_id": str(item.id), "site_id": str(site.id), "uses_forecast": True}
    assert post(client, "/settings", [row]).json()[0]["uses_forecast"] is True
    assert len(client.get(f"{HERE}/settings?uses_forecast=true").json()["items"]) == 1


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/forecasts", None, 409, "scm.demand.no_history"),
        ("/lost", [], 422, "scm.demand.nothing_given"),
        ("/settings", [], 422, "scm.demand.nothing_given"),
        (
            "/forecasts/01900000-0000-7000-8000-000000000000/publish",
            None,
            404,
            "scm.demand.version_unknown",
        ),
    ],
)
def test_says_why_it_refuses(path, body, status, code, client):
    answer = post(client, path, body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_seller_records_losses_and_publishes_nothing(sign_in, history, item, site, at):
    client = sign_in(sorted(ROLES["SALES"].permissions))
    lost = {
        "item_id": str(item.id),
        "site_id": str(site.id),
        "quantity": "5",
        "wanted_date": str(at.date()),
        "reason": "OTHER",
    }

    assert post(client, "/lost", [lost]).status_code == 201
    assert post(client, "/forecasts").status_code == 403
    assert client.get(f"{HERE}/forecasts").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"), [("quantity", "14006381333931"), ("wanted_date", "9999-12-31")]
)
def test_a_bar_code_is_no_quantity_and_no_day_is_for_ever(client, item, site, at, field, value):
    lost = {
        "item_id": str(item.id),
        "site_id": str(site.id),
        "quantity": "5",
        "wanted_date": str(at.date()),
        "reason": "STOCK_OUT",
    }

    answer = post(client, "/lost", [{**lost, field: value}])

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
