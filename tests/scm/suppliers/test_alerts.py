"""Alerts: raised while their cause lasts, naming who waits for it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sanye.kernel.states import StepNotAllowed
from sanye.scm.suppliers import commands, queries
from sanye.scm.suppliers.errors import (
    AlertUnknown,
    NoteMissing,
    ReasonNotByHand,
    SnoozedIntoPast,
)
from tests.factories.erp_purchasing import facts_of
from tests.factories.scm import report, sales_line, sales_order
from tests.factories.suppliers import inspected, moment
from tests.scm.suppliers.conftest import TODAY
from tests.sql.counting import more, queries_of


def ahead(days):
    return TODAY + timedelta(days=days)


def alerts(market, *, is_live=True):
    rows = queries.list_supplier_alerts(is_live=is_live, by=market.by).exclude(kind="SCORE")
    return [(row.kind, row.severity) for row in rows.order_by("raised_at", "kind")]


def only(market, **filters):
    return queries.list_supplier_alerts(by=market.by, **filters).exclude(kind="SCORE").get()


def sold(market, due, quantity=100, number="SO-1"):
    """A customer waits for the part."""
    order = sales_order(sales_line(market.item, market.site, quantity, due), number=number)
    report(order, by=market.by, at=moment(TODAY))
    return order


def test_an_order_without_an_answer_is_told_after_the_policys_working_days(market):
    market.order(TODAY, ahead(14))
    market.judge(ahead(2))
    assert alerts(market) == []

    commands.evaluate_suppliers(by=market.by, at=moment(ahead(3)))

    assert alerts(market) == [("UNCONFIRMED", "BLUE")]


def test_ten_alerts_take_no_more_statements_than_two(market, by):
    market.delivered(1)
    market.judge()
    sent = []
    for count, day in ((2, 1), (10, 10)):
        for _ in range(count):
            market.order(ahead(day), ahead(day + 30))
        market.judge(ahead(day))
        at = moment(ahead(day + 6))
        sent.append(queries_of(lambda at=at: commands.evaluate_suppliers(by=by, at=at)))

    assert len(alerts(market)) == 12
    assert more(*sent) == ""


def test_the_answer_ends_it(market, by):
    order = market.order(TODAY, ahead(14))
    commands.evaluate_suppliers(by=by, at=moment(ahead(3)))
    market.judge(ahead(3))
    order.answer(ahead(3))
    market.judge(ahead(3))

    closed = only(market, status="CLOSED")
    assert (closed.kind, closed.close_reason, closed.is_false_alarm) == (
        "UNCONFIRMED",
        "CONFIRMED",
        None,
    )
    (fact,) = facts_of(by.company_id, "SupplierAlertClosed")
    assert fact.reason_code == "CONFIRMED"


def test_a_later_confirmation_names_the_customer_and_the_money(market, by):
    order = market.order(TODAY, ahead(14))
    customer_order = sold(market, ahead(14))
    market.judge()
    order.answer(TODAY, (100, ahead(21)))
    market.judge()

    alert = only(market)
    assert (alert.kind, alert.severity, alert.breaks_promise) == ("CONFIRMED_LATE", "RED", True)
    assert alert.sales_order_ids == [customer_order.sales_order_id]
    assert alert.sales_order_numbers == ["SO-1"]
    assert (alert.money_at_stake, alert.currency) == (10000, "CNY")
    assert (alert.asked_date, alert.expected_date) == (ahead(14), ahead(21))
    assert alert.owner_role == "BUYER"
    raised = facts_of(by.company_id, "SupplierAlertRaised")
    assert raised[-1].sales_order_ids == (customer_order.sales_order_id,)
    assert raised[-1].severity == "RED"


def test_a_later_confirmation_that_no_promise_hangs_on_is_a_risk(market):
    order = market.order(TODAY, ahead(14))
    sold(market, ahead(40))
    market.judge()
    order.answer(TODAY, (100, ahead(21)))
    market.judge()

    alert = only(market)
    assert (alert.kind, alert.severity) == ("CONFIRMED_LATE", "YELLOW")
    assert alert.sales_order_numbers == ["SO-1"]


def test_an_overdue_line_is_red_and_ends_when_it_arrives(market):
    order = market.order(TODAY - timedelta(days=14), TODAY)
    order.answer(TODAY - timedelta(days=13))
    market.judge(ahead(1))
    assert alerts(market) == [("OVERDUE", "RED")]

    order.receive(ahead(2))
    market.judge(ahead(2))

    assert alerts(market) == []
    assert only(market, status="CLOSED").close_reason == "ARRIVED"


def test_a_slow_supplier_is_likely_late_before_the_day(market):
    """Six orders took 15 working days instead of ten."""
    market.delivered(6, late=7, until=TODAY - timedelta(days=7))
    order = market.order(TODAY, ahead(14))
    order.answer(TODAY)
    market.judge()

    alert = only(market, is_live=True)
    assert (alert.kind, alert.severity, alert.order_number) == (
        "LIKELY_LATE",
        "YELLOW",
        order.number,
    )
    assert alert.late_ratio > Decimal("0.6")


def test_a_punctual_supplier_is_not_suspected(market, by):
    market.delivered(6)
    market.order(TODAY, ahead(14)).answer(TODAY)
    market.judge()
    for days in range(1, 15):
        commands.evaluate_suppliers(by=by, at=moment(ahead(days)))

    assert alerts(market) == []


def test_a_new_supplier_is_not_suspected(market):
    market.order(TODAY, ahead(10)).answer(TODAY)
    market.judge()

    assert alerts(market) == []


def test_a_warning_that_came_true_is_no_false_alarm(market, by):
    market.delivered(6, late=7, until=TODAY - timedelta(days=7))
    late, punctual = market.order(TODAY, ahead(14)), market.order(TODAY, ahead(14))
    late.answer(TODAY), punctual.answer(TODAY)
    market.judge()
    punctual.receive(ahead(10))
    market.judge(ahead(10))
    market.order(ahead(10), ahead(60))
    market.judge(ahead(15))

    quality = {row.kind: row for row in queries.list_alert_quality(by=by)}
    found = quality["LIKELY_LATE"]
    assert (found.closed_count, found.decided_count, found.false_count) == (2, 2, 1)
    assert found.false_ratio == Decimal("0.5")
    reasons = queries.list_supplier_alerts(kind="LIKELY_LATE", by=by).order_by("close_reason")
    assert [row.close_reason for row in reasons] == ["ARRIVED", "BECAME_OVERDUE"]


def test_a_rejected_lot_names_those_who_must_wait_now(market, by):
    order = market.order(TODAY - timedelta(days=14), TODAY)
    order.answer(TODAY - timedelta(days=13))
    customer_order = sold(market, ahead(3))
    receipt_line_id = order.receive(TODAY)
    report(inspected(order, receipt_line_id, 100, TODAY), by=by, at=moment(TODAY))
    market.judge()

    alert = only(market)
    assert (alert.kind, alert.severity, alert.quantity) == ("REJECTED_LOT", "RED", 100)
    assert alert.sales_order_ids == [customer_order.sales_order_id]


def test_a_rejected_lot_that_was_replaced_is_over(market, by):
    order = market.order(TODAY - timedelta(days=14), TODAY)
    receipt_line_id = order.receive(TODAY)
    report(inspected(order, receipt_line_id, 40, TODAY), by=by, at=moment(TODAY))
    market.judge()
    assert ("REJECTED_LOT", "YELLOW") in alerts(market)

    order.receive(TODAY, 40)
    market.judge()

    assert only(market, status="CLOSED").close_reason == "REPLACED"


def test_a_rejected_lot_is_an_alert_for_ninety_days(market, by):
    """It counts among what he delivered for a year."""
    order = market.order(TODAY - timedelta(days=14), TODAY)
    receipt_line_id = order.receive(TODAY)
    report(inspected(order, receipt_line_id, 40, TODAY), by=by, at=moment(TODAY))
    market.judge()

    commands.evaluate_suppliers(by=by, at=moment(ahead(90)))
    assert alerts(market) == [("REJECTED_LOT", "YELLOW")]
    commands.evaluate_suppliers(by=by, at=moment(ahead(91)))
    assert alerts(market) == []


def test_goods_that_customers_sent_back_count_without_a_line(market, by):
    order = market.order(TODAY - timedelta(days=14), TODAY)
    order.receive(TODAY)
    report(inspected(order, None, 40, TODAY), by=by, at=moment(TODAY))
    market.judge()

    score = queries.list_supplier_scores(supplier_id=market.supplier.id, by=by).get()
    assert (score.rejected_quantity, alerts(market)) == (40, [("REJECTED_LOT", "YELLOW")])


def test_a_red_supplier_is_an_alert_of_his_own(market, by):
    market.order(TODAY - timedelta(days=44), TODAY - timedelta(days=30))
    market.judge()

    alert = queries.list_supplier_alerts(kind="SCORE", by=by).get()
    assert (alert.severity, alert.subject_id) == ("RED", market.supplier.id)


def test_the_planner_of_the_item_owns_it(market, by):
    from sanye.stem.identity.models import User
    from sanye.stem.masterdata.models import ItemSite

    planner = User.objects.create(login="planner")
    ItemSite.unscoped.filter(item=market.item).update(planner=planner)
    market.order(TODAY - timedelta(days=14), TODAY - timedelta(days=1)).answer(TODAY)
    market.judge()

    assert only(market, owner_id=planner.id).kind == "OVERDUE"


def test_proposes_to_expedite_another_source_and_a_new_promise(market, by):
    faster = market.add_supplier("S-2", days=3)
    order = market.order(TODAY, ahead(14))
    customer_order = sold(market, ahead(14))
    market.judge()
    order.answer(TODAY, (100, ahead(21)))
    market.judge()

    actions = queries.list_proposed_actions(alert_id=only(market).id, at=moment(TODAY), by=by)

    assert [action.action for action in actions] == ["EXPEDITE", "OTHER_SOURCE", "RE_PROMISE"]
    assert (actions[0].order_id, actions[0].wanted_date) == (order.order_id, ahead(14))
    assert (actions[1].supplier_id, actions[1].lead_time_days) == (faster.id, 3)
    assert (actions[1].expected_date, actions[1].unit_price) == (ahead(3), 1)
    assert actions[2].sales_order_ids == (customer_order.sales_order_id,)


# What people do


@pytest.fixture
def overdue(market):
    order = market.order(TODAY - timedelta(days=14), TODAY - timedelta(days=1))
    order.answer(TODAY - timedelta(days=13))
    market.judge()
    return only(market)


def test_a_snoozed_alert_wakes_on_its_day(market, by, overdue):
    commands.snooze_supplier_alert(
        alert_id=overdue.id, until_date=ahead(3), by=by, at=moment(TODAY)
    )

    commands.evaluate_suppliers(by=by, at=moment(ahead(2)))
    assert only(market).status == "SNOOZED"
    commands.evaluate_suppliers(by=by, at=moment(ahead(3)))

    assert only(market).status == "OPEN"


def test_an_acknowledged_alert_opens_again_when_it_gets_worse(market, by):
    order = market.order(TODAY, ahead(14))
    sold(market, ahead(40))
    market.judge()
    order.answer(TODAY, (100, ahead(21)))
    market.judge()
    commands.acknowledge_supplier_alert(alert_id=only(market).id, by=by, at=moment(TODAY))

    sold(market, ahead(14), number="SO-2")
    market.judge()

    alert = only(market)
    assert (alert.severity, alert.status) == ("RED", "OPEN")


def test_closed_by_hand_it_comes_back_only_for_another_day(market, by):
    order = market.order(TODAY, ahead(14))
    market.judge()
    order.answer(TODAY, (100, ahead(21)))
    market.judge()
    commands.close_supplier_alert(
        alert_id=only(market).id, note="customer knows", by=by, at=moment(TODAY)
    )

    commands.evaluate_suppliers(by=by, at=moment(ahead(1)))
    assert alerts(market) == []
    order.answer(ahead(1), (100, ahead(28)))
    market.judge(ahead(1))

    assert alerts(market) == [("CONFIRMED_LATE", "YELLOW")]


def test_a_red_alert_nobody_touches_goes_to_the_manager(market, by, overdue):
    early = commands.escalate_waiting_alerts(by=by, at=moment(ahead(2)))
    late = commands.escalate_waiting_alerts(by=by, at=moment(ahead(3)))

    assert early == 0
    assert late == queries.list_supplier_alerts(owner_role="MANAGER", by=by).count() > 0
    assert only(market).escalated_at == moment(ahead(3))


def test_refuses_what_makes_no_sense_and_changes_nothing(market, by, overdue):
    at = moment(TODAY)
    with pytest.raises(SnoozedIntoPast):
        commands.snooze_supplier_alert(alert_id=overdue.id, until_date=TODAY, by=by, at=at)
    with pytest.raises(NoteMissing):
        commands.close_supplier_alert(alert_id=overdue.id, note=" ", by=by, at=at)
    with pytest.raises(ReasonNotByHand):
        commands.close_supplier_alert(
            alert_id=overdue.id, reason="ARRIVED", note="it came", by=by, at=at
        )
    with pytest.raises(AlertUnknown):
        commands.acknowledge_supplier_alert(alert_id=market.site.id, by=by, at=at)

    assert only(market).status == "OPEN"
    assert only(market).snoozed_until_date is None


def test_refuses_to_touch_what_is_closed(market, by, overdue):
    commands.close_supplier_alert(
        alert_id=overdue.id, reason="FALSE_ALARM", note="counted wrong", by=by, at=moment(TODAY)
    )

    with pytest.raises(StepNotAllowed):
        commands.acknowledge_supplier_alert(alert_id=overdue.id, by=by, at=moment(TODAY))

    assert only(market).is_false_alarm is True


def test_a_supplier_of_another_company_is_nobodys_business(market, other_by):
    market.order(TODAY - timedelta(days=44), TODAY - timedelta(days=30))
    market.judge()

    assert not queries.list_supplier_alerts(by=other_by).exists()
    assert not queries.list_supplier_scores(by=other_by).exists()
