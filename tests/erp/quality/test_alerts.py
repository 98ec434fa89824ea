from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sanye.contracts.crm.service import CaseChanged, CaseImported, CaseOpened, CaseSubject
from sanye.contracts.erp.quality import InspectionDecided
from sanye.erp.quality import checks, commands, errors, queries
from sanye.erp.quality.models import Failure, FailureTrend, QualityAlert
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from tests.factories.erp_purchasing import facts_of, make_user
from tests.factories.facts import tell as tell_at

FAILURES = "erp.quality.failures"


@pytest.fixture
def item(market):
    return market.item


def subject(item):
    return CaseSubject(
        item_id=item and item.id, sales_order_id=None, delivery_id=None, serial_number="", lot=""
    )


def opened(item, code="NOISE", **more):
    return CaseOpened(
        **{
            "case_id": new_id(),
            "number": "CS-1",
            "customer_id": new_id(),
            "kind": "FAULT",
            "channel": "PHONE",
            "priority": "NORMAL",
            "queue_code": "",
            "failure_code": code,
            "subject": subject(item),
            "response_due_at": None,
            "resolution_due_at": None,
            **more,
        }
    )


def changed(case_id, item, code, *, merged_into_id=None):
    return CaseChanged(
        case_id=case_id,
        number="CS-1",
        customer_id=new_id(),
        change="DIAGNOSED",
        status="OPEN",
        priority="NORMAL",
        failure_code=code,
        subject=subject(item),
        merged_into_id=merged_into_id,
    )


def before(item, days, code="NOISE"):
    """A case that was opened so many days before 2 March."""
    moment = datetime(2026, 3, 2, 8, tzinfo=UTC) - timedelta(days=days)
    return CaseImported(
        case_id=new_id(),
        number="OLD",
        customer_id=new_id(),
        kind="FAULT",
        priority="NORMAL",
        failure_code=code,
        cause_code="",
        resolution_code="",
        is_our_fault=True,
        is_in_warranty=True,
        subject=subject(item),
        opened_at=moment,
        resolved_at=moment,
        is_in_time=True,
    )


@pytest.fixture
def happens(tell, run_cursors):
    def run(*facts):
        tell(*facts)
        run_cursors(FAILURES)

    return run


def test_a_failure_that_comes_up_more_often_than_before_is_an_alert(happens, item, by):
    happens(before(item, 100), *(opened(item) for _ in range(4)))

    happens(opened(item))

    alert = QualityAlert.unscoped.get()
    assert (alert.status, alert.owner_role, alert.failure_code) == ("OPEN", "QUALITY", "NOISE")
    (fact,) = facts_of(by.company_id, "QualityAlertRaised")
    assert (fact.quality_alert_id, fact.item_id, fact.count_before) == (alert.id, item.id, 1)
    trend = FailureTrend.unscoped.get()
    assert (trend.count, trend.count_before) == (5, 1)
    assert trend.probability_ratio == Decimal("0.000314")


def test_as_many_as_ever_are_none(happens, item):
    happens(*(before(item, days) for days in range(35, 200, 10)))

    happens(*(opened(item) for _ in range(4)))

    assert FailureTrend.unscoped.get().probability_ratio > Decimal("0.2")
    assert not QualityAlert.unscoped.exists()


def test_two_are_too_few(happens, item):
    happens(opened(item), opened(item))

    assert not QualityAlert.unscoped.exists()


def test_each_code_and_item_is_judged_apart(happens, item, market):
    happens(opened(item), opened(item, "LEAK"), opened(item, "BROKEN"))

    assert FailureTrend.unscoped.count() == 3
    assert not QualityAlert.unscoped.exists()


def test_one_alert_at_a_time(happens, item):
    happens(*(opened(item) for _ in range(3)))

    happens(*(opened(item) for _ in range(3)))

    assert QualityAlert.unscoped.get().count == 3


def test_a_closed_alert_is_raised_again_only_after_it_was_quiet(
    happens, tell, run_cursors, item, by, at
):
    happens(*(opened(item) for _ in range(3)))
    alert = QualityAlert.unscoped.get()
    commands.close_alert(alert_id=alert.id, reason_code="TOOL_WORN", by=by, at=at)
    happens(opened(item))
    assert QualityAlert.unscoped.count() == 1

    quiet = at + timedelta(days=60)
    commands.evaluate_trends(by=by, at=quiet)
    assert FailureTrend.unscoped.get().is_armed
    for days in range(6):
        moment = quiet + timedelta(days=days)
        tell(before(item, -60 - days))
        run_cursors(FAILURES, at=moment)
        commands.evaluate_trends(by=by, at=moment)

    assert QualityAlert.unscoped.count() == 2


def test_nobody_took_it_up_and_it_is_quiet(happens, item, by, at):
    happens(*(opened(item) for _ in range(3)))

    commands.evaluate_trends(by=by, at=at + timedelta(days=60))

    alert = QualityAlert.unscoped.get()
    assert (alert.status, alert.close_reason_code) == ("CLOSED", "SUBSIDED")
    (fact,) = facts_of(by.company_id, "QualityAlertClosed")
    assert fact.reason_code == "SUBSIDED"


def test_what_somebody_works_on_stays(happens, item, by, at):
    happens(*(opened(item) for _ in range(3)))
    commands.acknowledge_alert(alert_id=QualityAlert.unscoped.get().id, by=by, at=at)

    commands.evaluate_trends(by=by, at=at + timedelta(days=60))

    assert QualityAlert.unscoped.get().status == "ACKNOWLEDGED"


def test_a_diagnosis_moves_the_failure(happens, item):
    case = opened(item, "")
    happens(case)
    assert not Failure.unscoped.exists()

    happens(changed(case.case_id, item, "LEAK"))
    happens(changed(case.case_id, item, "NOISE"))

    assert Failure.unscoped.get().failure_code == "NOISE"
    assert {row.failure_code: row.count for row in FailureTrend.unscoped.all()} == {
        "LEAK": 0,
        "NOISE": 1,
    }


def test_a_merged_case_is_no_failure_of_its_own(happens, item):
    case = opened(item)

    happens(case, changed(case.case_id, item, "NOISE", merged_into_id=new_id()))

    assert not Failure.unscoped.exists()


def test_failed_lots_of_one_supplier_name_him(received, decide, run_cursors, market, by):
    for _ in range(3):
        decide(received(10), 5, 5, "MATERIAL", "SCRAP")

    run_cursors(FAILURES)

    assert Failure.unscoped.filter(supplier=market.supplier).count() == 3
    assert not checks.failed_decisions_are_failures(by.company_id).problems
    assert not checks.trends_are_counts_of_failures(by.company_id).problems
    # The item moved for the first time today: there is no base to compare with.
    assert FailureTrend.unscoped.get().probability_ratio == 1


def test_a_decision_taken_back_is_no_failure(received, decide, run_cursors, by, at):
    row = decide(received(10), 5, 5, "MATERIAL", "SCRAP")
    (fact,) = facts_of(by.company_id, "InspectionDecided")
    commands.reverse_decision(
        inspection_id=row.id, decision_id=fact.decision_id, reason="wrong", by=by, at=at
    )

    run_cursors(FAILURES)

    assert not Failure.unscoped.exists()
    assert not checks.failed_decisions_are_failures(by.company_id).problems


def test_goods_of_customers_are_counted_with_their_return(happens, item):
    happens(
        InspectionDecided(
            inspection_id=new_id(),
            number="QI-1",
            decision_id=new_id(),
            source_type="customer_return",
            source_id=new_id(),
            source_line_id=new_id(),
            purchase_order_id=None,
            supplier_id=None,
            customer_id=new_id(),
            item_id=item.id,
            site_id=new_id(),
            lot="",
            serial_number="",
            passed_quantity=Decimal(0),
            failed_quantity=Decimal(1),
            unit="C62",
            defect_code="NOISE",
            disposition="SCRAP",
            decided_date=date(2026, 3, 2),
        )
    )

    assert not Failure.unscoped.exists()


def test_a_replay_raises_nothing_again(happens, item, run_cursors, by, at):
    happens(*(opened(item) for _ in range(3)))

    commands.empty_failures(by=by, at=at)
    run_cursors.positions.clear()
    run_cursors(FAILURES, at=at + timedelta(hours=2))

    assert Failure.unscoped.count() == 3
    assert QualityAlert.unscoped.count() == 1


def test_a_case_fails_on_the_day_of_its_code_followed_or_replayed(
    happens, item, run_cursors, by, at
):
    case = opened(item, code="")
    happens(case)
    tell_at(facts=[changed(case.case_id, item, "NOISE")], by=by, at=at + timedelta(days=2))
    run_cursors(FAILURES)
    followed = Failure.unscoped.get().failed_date

    commands.empty_failures(by=by, at=at)
    run_cursors.positions.clear()
    run_cursors(FAILURES, at=at + timedelta(days=3))

    assert Failure.unscoped.get().failed_date == followed == at.date() + timedelta(days=2)


def test_an_alert_is_taken_up_given_away_and_closed(happens, item, by, at):
    happens(*(opened(item) for _ in range(3)))
    alert_id = QualityAlert.unscoped.get().id
    user = make_user()

    commands.assign_alert(alert_id=alert_id, owner_id=user.id, by=by, at=at)
    commands.acknowledge_alert(alert_id=alert_id, by=by, at=at)
    commands.close_alert(alert_id=alert_id, reason_code="SUPPLIER", note="lot 7", by=by, at=at)

    alert = QualityAlert.unscoped.get()
    assert (alert.owner_id, alert.status, alert.close_reason_code) == (
        user.id,
        "CLOSED",
        "SUPPLIER",
    )
    with pytest.raises(StepNotAllowed):
        commands.close_alert(alert_id=alert_id, reason_code="AGAIN", by=by, at=at)
    with pytest.raises(StepNotAllowed):
        commands.assign_alert(alert_id=alert_id, owner_role="BUYER", by=by, at=at)


def test_refuses_no_owner_no_reason_and_an_unknown_alert(happens, item, by, at):
    happens(*(opened(item) for _ in range(3)))
    alert_id = QualityAlert.unscoped.get().id

    with pytest.raises(errors.OwnerMissing):
        commands.assign_alert(alert_id=alert_id, by=by, at=at)
    with pytest.raises(errors.ReasonMissing):
        commands.close_alert(alert_id=alert_id, reason_code=" ", by=by, at=at)
    with pytest.raises(errors.AlertUnknown):
        commands.acknowledge_alert(alert_id=new_id(), by=by, at=at)

    assert QualityAlert.unscoped.get().status == "OPEN"


def test_the_policy_says_when_and_whose(happens, item, by, at):
    user = make_user()
    commands.set_quality_policy(
        window_days=30,
        base_days=180,
        minimum_count=2,
        raise_ratio=Decimal("0.05"),
        quiet_ratio=Decimal("0.5"),
        owner_id=user.id,
        by=by,
        at=at,
    )

    happens(opened(item), opened(item))

    assert QualityAlert.unscoped.get().owner_id == user.id


def test_the_policy_refuses_what_makes_no_sense(by, at):
    given = {
        "window_days": 30,
        "base_days": 180,
        "minimum_count": 3,
        "raise_ratio": Decimal("0.005"),
        "quiet_ratio": Decimal("0.2"),
        "owner_role": "QUALITY",
    }
    for wrong in ({"window_days": 0}, {"raise_ratio": Decimal("0.3")}, {"quiet_ratio": Decimal(2)}):
        with pytest.raises(errors.PolicyOutOfOrder):
            commands.set_quality_policy(**{**given, **wrong}, by=by, at=at)
    with pytest.raises(errors.OwnerMissing):
        commands.set_quality_policy(**{**given, "owner_role": ""}, by=by, at=at)

    assert queries.get_quality_policy(by=by).trend.minimum_count == 3


def test_alerts_trends_and_failures_over_the_api(happens, item, api):
    happens(*(opened(item) for _ in range(3)))

    (alert,) = api.get("/api/v1/quality-alerts?status=OPEN").json()["items"]
    (trend,) = api.get("/api/v1/failure-trends").json()["items"]
    assert (trend["count"], len(api.get("/api/v1/failures").json()["items"])) == (3, 3)
    path = f"/api/v1/quality-alerts/{alert['id']}"
    assert api.post(f"{path}/acknowledge").json()["status"] == "ACKNOWLEDGED"
    closed = api.post(f"{path}/close", {"reason_code": "X"}, content_type="application/json")
    assert closed.json()["status"] == "CLOSED"
    policy = api.get("/api/v1/quality-alerts/policy").json()
    assert (policy["window_days"], policy["owner_role"]) == (30, "QUALITY")
    policy["window_days"] = 14
    answer = api.put("/api/v1/quality-alerts/policy", policy, content_type="application/json")
    assert answer.json()["window_days"] == 14
