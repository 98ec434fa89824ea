"""The doors of suppliers' behaviour."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from sanye.stem.identity.domain.roles import permissions_of
from sanye.stem.identity.models import ApiKey, Membership, Role, User
from tests.factories.suppliers import place

SECRET = "not-a-secret-but-a-test"


@pytest.fixture
def at():
    """A door reads the clock."""
    return datetime.now(UTC)


def ago(days):
    return datetime.now(UTC).date() - timedelta(days=days)


def client_of(by, prefix, permissions, **membership):
    user = User.objects.create(login=prefix)
    role = Role.objects.create(code=prefix, name=prefix, permissions=sorted(permissions))
    Membership.objects.create(
        user=user, company_id=by.company_id, role=role, is_default=True, **membership
    )
    ApiKey.objects.create(
        user=user,
        company_id=by.company_id,
        name="test",
        prefix=prefix,
        secret_sha256=hashlib.sha256(SECRET.encode()).hexdigest(),
        scopes=["*"],
    )
    return Client(headers={"Authorization": f"Bearer sanye_{prefix}_{SECRET}"})


@pytest.fixture
def client(by):
    return client_of(by, "abcd1234", {"*"})


@pytest.fixture
def overdue(market, at):
    """One order sent in time and a week overdue."""
    order = place(market.by, market.supplier, market.item, market.site, sent=ago(30), due=ago(7))
    market.settle(at=at)
    return order


def get(client, path):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(client, path, body=None):
    return client.post(f"/api/v1{path}", body or {}, content_type="application/json")


def test_shows_scores_with_their_size_and_the_lines_behind(market, overdue, client):
    (score,) = get(client, "/supplier-scores?colour=RED")["items"]
    assert (score["supplier_code"], score["line_count"], score["missing_count"]) == ("S-1", 1, 1)

    card = get(client, f"/supplier-scores/{market.supplier.id}")
    assert float(card["asked"]["on_time_in_full_ratio"]) == 0
    assert [month["line_count"] for month in card["months"]] == [1]
    (line,) = get(client, "/supplier-lines?asked_result=MISSING")["items"]
    assert (line["order_number"], line["item_code"]) == (overdue.number, "PART")


def test_works_on_alerts(overdue, client):
    (alert,) = get(client, "/supplier-alerts?kind=OVERDUE&least_severity=RED")["items"]
    path = f"/supplier-alerts/{alert['id']}"

    assert [one["action"] for one in get(client, f"{path}/actions")] == ["EXPEDITE"]
    assert post(client, f"{path}/acknowledge").json()["status"] == "ACKNOWLEDGED"
    past = post(client, f"{path}/snooze", {"until_date": str(ago(1))})
    assert (past.status_code, past.json()["code"]) == (422, "scm.suppliers.snoozed_into_past")
    later = post(client, f"{path}/snooze", {"until_date": str(ago(-3))})
    assert later.json()["status"] == "SNOOZED"
    assert post(client, f"{path}/escalate").json()["owner_role"] == "MANAGER"
    assert post(client, f"{path}/close", {"note": " "}).status_code == 422
    closed = post(client, f"{path}/close", {"note": "on a truck", "reason": "FALSE_ALARM"})
    assert (closed.json()["status"], closed.json()["is_false_alarm"]) == ("CLOSED", True)
    assert post(client, f"{path}/acknowledge").status_code == 409
    quality = {row["kind"]: row for row in get(client, "/supplier-alerts/quality")}
    assert float(quality["OVERDUE"]["false_ratio"]) == 1
    assert client.get(f"/api/v1/supplier-alerts/{uuid4()}").status_code == 404


def test_sets_the_policy_and_refuses_nonsense(client):
    set_ = post(client, "/supplier-policies", {"late_days": 2, "red_consequence": "BLOCK"})
    bad = post(client, "/supplier-policies", {"half_life_days": 1})

    assert (set_.status_code, set_.json()["late_days"]) == (201, 2)
    assert (bad.status_code, bad.json()["code"]) == (422, "scm.suppliers.policy_invalid")
    (row,) = get(client, "/supplier-policies")["items"]
    assert (row["late_days"], row["red_consequence"], row["supplier_id"]) == (2, "BLOCK", None)


def test_judges_all_when_asked(overdue, client):
    assert post(client, "/supplier-scores/evaluate").json() == {"supplier_count": 1}
    assert get(client, "/supplier-lead-times")["items"] == []
    assert get(client, "/supplier-rejections")["items"] == []


def test_a_supplier_reads_his_own_scorecard_and_nothing_else(market, overdue, by):
    other = market.add_supplier("S-2")
    place(by, other, market.item, market.site, sent=ago(30), due=ago(7))
    market.settle(at=datetime.now(UTC))
    portal = client_of(
        by,
        "port1234",
        permissions_of("SUPPLIER_PORTAL"),
        party_ids=[str(market.supplier.id)],
    )

    own = get(portal, f"/supplier-scores/{market.supplier.id}")
    foreign = portal.get(f"/api/v1/supplier-scores/{other.id}")

    assert own["score"]["line_count"] == 1
    assert foreign.status_code == 404
    assert portal.get("/api/v1/supplier-scores").status_code == 403
    assert portal.get("/api/v1/supplier-alerts").status_code == 403
