"""Customers looked at: behaviour with scores, health with reasons, levels told when they change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from sanye.contracts.crm import events as crm
from sanye.contracts.erp import events as erp
from sanye.crm.accounts.commands import open_account
from sanye.crm.loyalty import checks, commands, queries
from sanye.crm.loyalty.domain.health import Basis, Level, Reason
from sanye.crm.loyalty.errors import (
    BoundsOutOfOrder,
    CustomerNotReviewed,
    ScoresOutOfOrder,
    SegmentUnknown,
    WeightOutOfRange,
)
from sanye.crm.loyalty.jobs import review_all_customers, review_left_over
from sanye.crm.loyalty.models import Behaviour, DueReview, HealthPolicy, HealthWeight, Segment
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.events.models import EventRow
from sanye.stem.identity.models import User
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.progress import Progress
from tests.conftest import Cursors
from tests.crm.test_http import client_of, get, post
from tests.factories import masterdata as make
from tests.factories.facts import fact, tell

CHANGED = "sanye.crm.customer_health.changed.v1"
D = Decimal
OURS = ("crm.loyalty.facts", "crm.loyalty.reviews")


@pytest.fixture
def customer_id(by: Actor) -> UUID:
    return make.make_customer(by).id


def past_order(customer_id: UUID, on: date, amount: int = 100, **line: Any) -> Any:
    row = {"delivered_quantity": D(1), "shipped_date": on, "first_promised_date": on, **line}
    return fact(
        erp.SalesOrderImported,
        customer_id=customer_id,
        number=f"SO-{on}",
        order_date=on,
        currency="CNY",
        exchange_rate=D(1),
        net_amount=D(amount),
        lines=(fact(erp.ImportedSalesLine, **row),),
    )


def answer(customer_id: UUID, score: int, at: datetime) -> Any:
    return fact(
        crm.SatisfactionAnswered,
        customer_id=customer_id,
        score=score,
        answered_at=at,
        subject_number="DN-1",
    )


def levels_told() -> list[tuple[str, str]]:
    rows = EventRow.objects.filter(type=CHANGED).order_by("position")
    return [(row.data["from_level"], row.data["level"]) for row in rows]


def test_a_satisfied_customer_who_was_served_in_time_is_good_and_nothing_is_told(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    tell(
        facts=[past_order(customer_id, date(2026, 2, 1)), answer(customer_id, 5, at)], by=by, at=at
    )

    run_cursors(*OURS)

    health = queries.get_health(customer_id=customer_id, by=by)
    assert (health.score, health.level) == (100, "GOOD")
    assert levels_told() == []
    assert not DueReview.unscoped.exists()


def test_trouble_has_reasons_with_documents_and_the_level_is_told_once(
    customer_id: UUID, company_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    late = {"first_promised_date": date(2026, 1, 1)}
    invoice = fact(
        erp.SalesInvoiceIssued,
        customer_id=customer_id,
        number="IN-7",
        gross_amount=D(113),
        due_date=date(2026, 2, 1),
    )
    case = fact(crm.CaseOpened, customer_id=customer_id, number="CS-1", kind="COMPLAINT")
    tell(
        facts=[
            past_order(customer_id, date(2026, 2, 1), **late),
            past_order(customer_id, date(2026, 2, 9), **late),
            answer(customer_id, 1, at),
            invoice,
            case,
        ],
        by=by,
        at=at,
    )

    run_cursors(*OURS)
    run_cursors(*OURS)

    health = queries.get_health(customer_id=customer_id, by=by)
    taken = {row.reason: (row.points, row.evidence_count) for row in health.reasons.all()}
    # 2 of 5 lines at 40 %: 25; 1 of 5 answers at 50 %: 10; open case 3; complaint 5; overdue 4
    assert taken == {
        "LATE_LINE": (-25, 2),
        "DISSATISFIED": (-10, 1),
        "OPEN_CASE": (-3, 1),
        "COMPLAINT": (-5, 1),
        "OVERDUE_INVOICE": (-4, 1),
    }
    assert (health.score, health.level) == (53, "WATCH")
    assert levels_told() == [("GOOD", "WATCH")]
    evidence = queries.list_health_evidence(customer_id=customer_id, by=by)
    assert [(row["reason"], row["document_number"]) for row in evidence] == [
        ("COMPLAINT", "CS-1"),
        ("DISSATISFIED", "DN-1"),
        ("LATE_LINE", "SO-2026-02-09"),
        ("LATE_LINE", "SO-2026-02-01"),
        ("OPEN_CASE", "CS-1"),
        ("OVERDUE_INVOICE", "IN-7"),
    ]
    with entered(UnitOfWork(actor=by, name="verify")):
        outcome = checks.reasons_have_their_documents(company_id)
    assert (outcome.checked, outcome.problems) == (5, ())
    assert checks.scores_are_sums_of_reasons(company_id).problems == ()


def test_time_alone_makes_a_customer_quiet_and_the_night_notices(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    days = [date(2026, 1, 1) + timedelta(days=10 * n) for n in range(7)]  # until 2 March
    tell(facts=[past_order(customer_id, day) for day in days], by=by, at=at)
    run_cursors(*OURS)
    before = queries.get_behaviour(customer_id=customer_id, by=by)
    assert (before.gap_days, before.next_expected_date) == (10, date(2026, 3, 12))
    assert not before.is_quiet

    count = commands.review_customers(by=by, at=datetime(2026, 3, 23, 8, tzinfo=UTC))

    after = queries.get_behaviour(customer_id=customer_id, by=by)
    health = queries.get_health(customer_id=customer_id, by=by)
    assert (count, after.is_quiet, after.as_of_date) == (1, True, date(2026, 3, 23))
    assert [(row.reason, row.points) for row in health.reasons.all()] == [("GONE_QUIET", -20)]
    evidence = queries.list_health_evidence(customer_id=customer_id, by=by)
    assert [row["document_number"] for row in evidence] == ["SO-2026-03-02"]


def test_customers_are_scored_by_fifths_and_alike_alike(
    by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    customers = [make.make_customer(by).id for _ in range(5)]
    amounts = [100, 200, 300, 300, 500]
    tell(
        facts=[
            past_order(one, date(2026, 2, 1) + timedelta(days=n), amount)
            for n, (one, amount) in enumerate(zip(customers, amounts, strict=True))
        ],
        by=by,
        at=at,
    )

    run_cursors(*OURS)

    rows = {row.customer_id: row for row in Behaviour.unscoped.all()}
    assert [rows[one].recency_score for one in customers] == [1, 2, 3, 4, 5]
    assert [rows[one].value_score for one in customers] == [1, 2, 3, 3, 5]
    assert [rows[one].frequency_score for one in customers] == [1, 1, 1, 1, 1]


def test_a_segment_lists_whom_it_means(by: Actor, at: datetime, run_cursors: Cursors) -> None:
    big, small = make.make_customer(by).id, make.make_customer(by).id
    tell(
        facts=[
            past_order(big, date(2026, 2, 1), 900),
            past_order(small, date(2026, 2, 1), 10),
            answer(big, 1, at),
        ],
        by=by,
        at=at,
    )
    run_cursors(*OURS)

    commands.save_segment(code="TOP", name="Top", name_zh="大客户", value=(3, 5), by=by, at=at)
    commands.save_segment(code="RICH", name="Rich", amount_from=D(1000), by=by, at=at)
    commands.save_segment(code="RISK", name="At risk", levels=[Level.AT_RISK], by=by, at=at)

    def members(code: str) -> list[UUID]:
        rows = queries.list_segment_customers(code=code, by=by)
        return list(rows.values_list("customer_id", flat=True))

    assert (members("TOP"), members("RICH"), members("RISK")) == ([big], [], [])
    commands.save_segment(code="RISK", name="Good", levels=[Level.GOOD], by=by, at=at)
    assert set(members("RISK")) == {big, small}
    commands.drop_segment(code="TOP", by=by, at=at)
    with pytest.raises(SegmentUnknown):
        members("TOP")


def test_a_company_weighs_reasons_its_own_way(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    commands.put_health_weight(
        reason=Reason.DISSATISFIED,
        basis=Basis.COUNT,
        points_each=D(60),
        points_most=D(60),
        share_at_most=D(1),
        window_days=30,
        by=by,
        at=at,
    )
    commands.put_health_levels(watch_below=D(50), at_risk_below=D(41), margin=D(0), by=by, at=at)
    tell(facts=[answer(customer_id, 2, at)], by=by, at=at)

    run_cursors(*OURS)

    health = queries.get_health(customer_id=customer_id, by=by)
    assert (health.score, health.level) == (40, "AT_RISK")


def test_another_weight_is_felt_at_once(
    customer_id: UUID, company_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    tell(facts=[answer(customer_id, 1, at)], by=by, at=at)
    run_cursors(*OURS)

    commands.put_health_weight(
        reason=Reason.DISSATISFIED,
        basis=Basis.COUNT,
        points_each=D(0),
        points_most=D(0),
        share_at_most=D(1),
        window_days=30,
        by=by,
        at=at,
    )
    run_cursors(*OURS)

    assert queries.get_health(customer_id=customer_id, by=by).score == 100


def test_the_night_and_the_left_over_look_at_everybody(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    tell(facts=[past_order(customer_id, date(2026, 2, 1))], by=by, at=at)
    run_cursors("crm.loyalty.facts")
    row = Job.unscoped.create(company_id=by.company_id, name="review", enqueued_at=at)

    left_over = review_left_over.run(progress=Progress(row.id), by=by, at=at)
    night = review_all_customers.run(progress=Progress(row.id), by=by, at=at)

    assert (left_over, night) == ("1 customers", "1 customers")
    assert not DueReview.unscoped.exists()
    assert queries.get_behaviour(customer_id=customer_id, by=by).order_count == 1


def test_refuses_weights_bounds_and_scores_that_mean_nothing(by: Actor, at: datetime) -> None:
    weight = {
        "reason": Reason.RETURN,
        "basis": Basis.SHARE,
        "points_each": D(0),
        "points_most": D(10),
        "share_at_most": D("0.2"),
        "window_days": 180,
    }
    for wrong in ({"points_most": D(101)}, {"share_at_most": D(0)}, {"window_days": 0}):
        with pytest.raises(WeightOutOfRange):
            commands.put_health_weight(**{**weight, **wrong}, by=by, at=at)
    with pytest.raises(BoundsOutOfOrder):
        commands.put_health_levels(
            watch_below=D(50), at_risk_below=D(50), margin=D(0), by=by, at=at
        )
    with pytest.raises(ScoresOutOfOrder):
        commands.save_segment(code="X", name="X", recency=(4, 2), by=by, at=at)

    assert not HealthWeight.unscoped.exists()
    assert not HealthPolicy.unscoped.exists()
    assert not Segment.unscoped.exists()


def test_sellers_see_their_own_customers_and_other_companies_nothing(
    customer_id: UUID, by: Actor, other_by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    anna, ben = User.objects.create_user("anna"), User.objects.create_user("ben")
    open_account(party_id=customer_id, owner_id=anna.id, by=by, at=at)
    tell(facts=[past_order(customer_id, date(2026, 2, 1))], by=by, at=at)
    run_cursors(*OURS)

    hers = replace(by, user_id=anna.id, own_only=True)
    his = replace(by, user_id=ben.id, own_only=True)

    assert queries.get_behaviour(customer_id=customer_id, by=hers).order_count == 1
    for actor in (his, other_by):
        with pytest.raises(CustomerNotReviewed):
            queries.get_behaviour(customer_id=customer_id, by=actor)
        with pytest.raises(CustomerNotReviewed):
            queries.get_health(customer_id=customer_id, by=actor)


def test_the_doors_show_behaviour_health_evidence_weights_and_segments(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    tell(
        facts=[
            past_order(customer_id, date(2026, 2, 1), first_promised_date=date(2026, 1, 9)),
            past_order(make.make_customer(by).id, date(2026, 2, 1), 7),
        ],
        by=by,
        at=at,
    )
    run_cursors(*OURS)
    seller = client_of(by, "SALES")

    rows = get(seller, "/customers/behaviour?limit=1")
    health = get(seller, f"/customers/{customer_id}/health")
    evidence = get(seller, f"/customers/{customer_id}/health/evidence?reason=LATE_LINE")
    worst = get(seller, "/customers/health")["items"][0]
    saved = post(seller, "/customer-segments", {"code": "A", "name": "A", "value": [2, 5]}, 201)
    chosen = get(seller, "/customers/behaviour?segment=A")
    reviewed = post(seller, "/customers/review", {"customer_ids": [str(customer_id)]})

    assert rows["items"][0]["customer"]["id"] == str(customer_id)
    assert rows["next_cursor"]
    assert health["reasons"][0]["reason"] == "LATE_LINE"
    assert evidence[0]["document_number"] == "SO-2026-02-01"
    assert worst["customer"]["id"] == str(customer_id)
    assert saved["value_from"] == 2
    assert [row["customer"]["id"] for row in chosen["items"]] == [str(customer_id)]
    assert reviewed == {"customer_count": 1}
    get(seller, f"/customers/{new_id()}/health", 404)
    weights = {row["reason"]: row for row in get(seller, "/customer-health/weights")}
    assert weights["LATE_CASE"]["points_each"] == "6"
    assert put(seller, "/customer-health/weights/LATE_CASE", {**weights["LATE_CASE"]}) == 200
    assert put(seller, "/customer-health/levels", levels(40, 60)) == 422
    assert put(seller, "/customer-health/levels", levels(60, 40)) == 200
    assert seller.delete("/api/v1/customer-segments/A").status_code == 204


def levels(watch: int, risk: int) -> dict[str, str]:
    return {"watch_below": str(watch), "at_risk_below": str(risk), "margin": "5"}


def put(client: Client, path: str, body: Any) -> int:
    return client.put(f"/api/v1{path}", body, content_type="application/json").status_code
