"""Metrics worked out by hand from the facts of a few orders."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sanye.contracts.crm import events as crm
from sanye.contracts.erp import events as erp
from sanye.erp.inventory.commands import reverse_movement
from sanye.insight.metrics import queries
from sanye.insight.metrics.domain.registry import METRICS
from sanye.insight.metrics.errors import MetricUnknown, PeriodReversed, PeriodTooLong
from sanye.insight.metrics.models import DocumentFact
from sanye.kernel.actors import Actor
from sanye.kernel.checks import all_checks
from sanye.kernel.errors import NotAllowed
from sanye.kernel.ids import new_id
from sanye.kernel.ports import LeafOff, wire, wired
from tests.conftest import Cursors
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item
from tests.insight.metrics.facts import CUSTOMER, ITEM, SITE, TEN, Order, tell

MAY = {"from_date": date(2026, 5, 1), "to_date": date(2026, 5, 31)}
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)


def may(day: int, hour: int = 4) -> datetime:
    """An hour of May in UTC; the company's clock is eight hours ahead."""
    return datetime(2026, 5, day, hour, tzinfo=UTC)


def value(code: str, by: Actor, at: datetime = NOW) -> queries.Value:
    return queries.get_metric_value(code=code, **MAY, at=at, by=by)


def walk(order: Order, by: Actor, *, start: int = 1) -> None:
    """Entry on the first day, a day to promise, six to supply, one to ship, two on the way,
    one to the invoice, ten to the payment."""
    days = [start + step for step in (0, 1, 7, 8, 10, 11, 21)]
    tell(facts=[order.placed()], by=by, at=may(days[0]))
    tell(facts=[order.confirmed()], by=by, at=may(days[1]))
    tell(facts=[order.picking(date(2026, 5, days[3]))], by=by, at=may(days[2]))
    tell(facts=[order.shipped(may(days[3]))], by=by, at=may(days[3]))
    tell(facts=[order.proven(may(days[4]))], by=by, at=may(days[4]))
    tell(facts=[order.invoiced(date(2026, 5, days[5])), order.closed()], by=by, at=may(days[5]))
    tell(facts=[order.paid(date(2026, 5, days[6]))], by=by, at=may(days[6]))


def test_an_order_spends_its_days_step_by_step(by: Actor, run_cursors: Cursors) -> None:
    walk(Order("SO-1", date(2026, 5, 9), date(2026, 5, 9)), by)
    run_cursors("insight.metrics.facts")

    assert value("ORDER_CYCLE_TIME", by).value == 10
    assert value("STEP_INVOICE", by).value == 1
    assert value("STEP_PAYMENT", by).value == 10
    cycle = queries.get_order_cycle(**MAY, at=NOW, by=by)
    assert (cycle.order_count, cycle.mean_days) == (1, 10)
    assert [(step.metric.code, step.mean_days) for step in cycle.steps] == [
        ("STEP_PROMISE", 1),
        ("STEP_SUPPLY", 6),
        ("STEP_SHIP", 1),
        ("STEP_TRANSPORT", 2),
    ]
    assert cycle.bottleneck == "STEP_SUPPLY"
    assert cycle.steps[1].share_ratio == Decimal("0.6")


def test_on_time_is_told_by_each_of_three_days(by: Actor, run_cursors: Cursors) -> None:
    in_time = Order("SO-1", date(2026, 5, 9), date(2026, 5, 9))
    later = Order("SO-2", date(2026, 5, 5), promised=date(2026, 5, 12), first=date(2026, 5, 8))
    walk(in_time, by)
    walk(later, by)
    run_cursors("insight.metrics.facts")

    asked, first, current = (
        value(code, by) for code in ("OTIF_ASKED", "OTIF_FIRST_PROMISE", "OTIF_PROMISE")
    )

    assert (asked.value, asked.count) == (Decimal("0.5"), 2)
    assert (first.value, current.value) == (Decimal("0.5"), 1)


def test_a_line_overdue_counts_as_missed_and_one_due_today_not_yet(
    by: Actor, run_cursors: Cursors
) -> None:
    order = Order("SO-1", date(2026, 5, 20), date(2026, 5, 20))
    tell(facts=[order.placed()], by=by, at=may(1))
    tell(facts=[order.shipped(may(19), open_quantity=Decimal(1))], by=by, at=may(19))
    run_cursors("insight.metrics.facts")

    assert value("OTIF_ASKED", by, at=may(20)).value is None
    assert value("OTIF_ASKED", by, at=may(21)).value == 0


def test_a_cancelled_order_is_neither_late_nor_slow(by: Actor, run_cursors: Cursors) -> None:
    order = Order("SO-1", date(2026, 5, 9), date(2026, 5, 9))
    tell(facts=[order.placed(), order.cancelled()], by=by, at=may(1))
    run_cursors("insight.metrics.facts")

    assert value("OTIF_ASKED", by).count == 0
    assert value("ORDER_CYCLE_TIME", by).count == 0
    assert value("DOCUMENTS_CANCELLED", by).value == 1


def test_a_new_promise_is_no_correction_and_another_quantity_is(
    by: Actor, run_cursors: Cursors
) -> None:
    moved, corrected = (Order(n, date(2026, 5, 9), date(2026, 5, 9)) for n in ("SO-1", "SO-2"))
    tell(facts=[moved.placed(), corrected.placed()], by=by, at=may(1))
    tell(facts=[moved.amended(TEN, date(2026, 5, 12))], by=by, at=may(2))
    tell(facts=[corrected.amended(Decimal(8), date(2026, 5, 9))], by=by, at=may(2))
    run_cursors("insight.metrics.facts")

    found = list(queries.list_metric_documents(code="DOCUMENTS_CORRECTED", **MAY, at=NOW, by=by))

    assert value("DOCUMENTS_CORRECTED", by).value == Decimal("0.5")
    assert {row.number: row.numerator for row in found} == {"SO-1": 0, "SO-2": 1}


def test_what_is_cancelled_and_entered_again_within_a_week_was_rekeyed(
    by: Actor, run_cursors: Cursors
) -> None:
    wrong, again, much_later = (
        Order(n, date(2026, 5, 9), date(2026, 5, 9)) for n in ("SO-1", "SO-2", "SO-3")
    )
    tell(facts=[wrong.placed()], by=by, at=may(1))
    tell(facts=[wrong.cancelled()], by=by, at=may(2))
    tell(facts=[again.placed()], by=by, at=may(3))
    tell(facts=[much_later.placed()], by=by, at=may(20))
    run_cursors("insight.metrics.facts")

    found = list(queries.list_metric_documents(code="DOCUMENTS_REKEYED", **MAY, at=NOW, by=by))

    assert sorted((row.number, row.numerator) for row in found) == [
        ("SO-1", 1),
        ("SO-2", 0),
        ("SO-3", 0),
    ]
    assert value("DOCUMENT_ERRORS", by).value == Decimal("0.333333")


def test_a_movement_reversed_is_cancelled_and_its_reversal_is_no_document(
    by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    moved = make_stock(make_item(), make_stock_site(by), 5, by=by, at=at)
    reverse_movement(
        movement_id=moved.id, posting_date=at.date(), reason_code="MISTAKE", by=by, at=at
    )
    run_cursors("insight.metrics.facts")

    (document,) = DocumentFact.unscoped.filter(company_id=by.company_id)
    assert (document.document_id, document.cancelled_at) == (moved.id, at)
    assert all_checks["insight.metrics.documents_are_those_told"](by.company_id).problems == ()


@pytest.mark.parametrize("is_followed_at_once", [True, False])
def test_offers_count_when_they_are_decided(
    by: Actor, run_cursors: Cursors, *, is_followed_at_once: bool
) -> None:
    won, lost, open_ = new_id(), new_id(), new_id()
    sent = crm.QuotationSent(
        quotation_id=won,
        number="QU-1",
        version=1,
        customer_id=CUSTOMER,
        valid_until_date=date(2026, 6, 1),
        currency="CNY",
        net_amount=Decimal(100),
    )
    declined = crm.QuotationDeclined(
        quotation_id=lost, number="QU-2", version=1, customer_id=CUSTOMER, reason_code="PRICE"
    )
    accepted = crm.QuotationAccepted(
        quotation_id=won,
        number="QU-1",
        version=1,
        customer_id=CUSTOMER,
        opportunity_id=None,
        site_id=SITE,
        ship_to_address_id=None,
        customer_reference="",
        currency="CNY",
        payment_terms_code=None,
        order_discount_ratio=Decimal(0),
        prices_include_tax=False,
        owner_id=None,
        lines=(),
    )
    others = [replace(sent, quotation_id=lost), replace(sent, quotation_id=open_)]
    tell(facts=[sent, *others], by=by, at=may(1))
    if is_followed_at_once:
        run_cursors("insight.metrics.facts")
    tell(facts=[replace(sent, version=2)], by=by, at=may(2))
    tell(facts=[accepted, declined], by=by, at=may(3))
    order = Order("SO-1", date(2026, 5, 9), date(2026, 5, 9))
    tell(facts=[order.placed(quotation_id=won)], by=by, at=may(3))
    run_cursors("insight.metrics.facts")

    assert value("QUOTATION_CONVERSION", by).value == Decimal("0.5")
    assert value("STEP_DECIDE", by).value == 2


def test_scores_are_averaged_and_the_last_one_counts(by: Actor, run_cursors: Cursors) -> None:
    first = crm.SatisfactionAnswered(
        satisfaction_request_id=new_id(),
        customer_id=CUSTOMER,
        subject_type="DELIVERY",
        subject_id=new_id(),
        subject_number="DN-1",
        sales_order_ids=(),
        item_ids=(),
        score=1,
        reason_codes=(),
        answered_at=may(2),
    )
    second = replace(first, satisfaction_request_id=new_id(), score=5, answered_at=may(3))
    tell(facts=[first, second, replace(first, score=2)], by=by, at=may(3))
    run_cursors("insight.metrics.facts")

    assert (value("SATISFACTION", by).value, value("SATISFACTION", by).count) == (Decimal("3.5"), 2)
    trend = queries.get_metric_trend(code="SATISFACTION", **MAY, at=NOW, by=by)
    told = {point.day.day: point.value for point in trend.points if point.count}
    assert told == {2: 2, 3: 5}
    assert len(trend.points) == 31


def test_orders_of_the_time_before_count_with_their_own_days(
    by: Actor, run_cursors: Cursors
) -> None:
    line = erp.ImportedSalesLine(
        order_line_id=new_id(),
        schedule_line_id=new_id(),
        line_number=1,
        item_id=ITEM,
        site_id=SITE,
        quantity=TEN,
        delivered_quantity=TEN,
        unit="EA",
        net_amount=Decimal(100),
        requested_date=date(2026, 5, 8),
        first_promised_date=None,
        promised_date=None,
        shipped_date=date(2026, 5, 8),
        received_date=date(2026, 5, 10),
    )
    fact = erp.SalesOrderImported(
        sales_order_id=new_id(),
        number="OLD-1",
        customer_id=CUSTOMER,
        order_date=date(2026, 5, 1),
        currency="CNY",
        exchange_rate=Decimal(1),
        net_amount=Decimal(100),
        gross_amount=Decimal(113),
        invoice_number="",
        invoiced_date=None,
        due_date=None,
        paid_date=None,
        amendment_count=0,
        is_cancelled=False,
        lines=(line,),
    )
    tell(facts=[fact], by=by, at=NOW)
    run_cursors("insight.metrics.facts")

    assert value("ORDER_CYCLE_TIME", by).value == 9
    assert value("OTIF_ASKED", by).value == 1
    assert value("OTIF_PROMISE", by).count == 0


def test_replayed_facts_tell_the_same(by: Actor, run_cursors: Cursors, company_id) -> None:  # type: ignore[no-untyped-def]
    from sanye.insight.metrics.commands import empty_facts

    walk(Order("SO-1", date(2026, 5, 9), date(2026, 5, 9)), by)
    run_cursors("insight.metrics.facts")
    before = queries.list_metric_values(**MAY, at=NOW, by=by)

    empty_facts(by=by, at=NOW)
    assert value("ORDER_CYCLE_TIME", by).count == 0
    Cursors(company_id, NOW)("insight.metrics.facts")

    assert queries.list_metric_values(**MAY, at=NOW, by=by) == before
    for name in ("orders_are", "documents_are"):
        found = all_checks[f"insight.metrics.{name}_those_told"](company_id)
        assert (found.checked > 0, found.problems) == (True, ())
    lines = all_checks["insight.metrics.shipped_lines_are_shipped"](company_id)
    assert (lines.checked, lines.problems) == (1, ())


def test_a_metric_is_seen_by_who_may_read_what_it_is_made_of(by: Actor) -> None:
    seller = replace(by, permissions=frozenset({"insight.*", "erp.sales_orders.list_*"}))

    codes = {metric.code for metric in queries.list_metrics(by=seller)}

    assert "OTIF_ASKED" in codes
    assert "STOCK_VALUE" not in codes
    with pytest.raises(NotAllowed):
        value("RECEIVABLES", seller)


def test_a_leaf_switched_off_gives_no_number(by: Actor) -> None:
    answers = wired()
    wire({name: answer for name, answer in answers.items() if not name.startswith("erp.")})
    try:
        values = {v.metric.code: v for v in queries.list_metric_values(**MAY, at=NOW, by=by)}
        with pytest.raises(LeafOff):
            value("STOCK_VALUE", by)
    finally:
        wire(answers)

    assert values["STOCK_VALUE"].is_off
    assert values["STOCK_VALUE"].value is None
    assert set(values) == set(METRICS)


def test_what_cannot_be_asked_is_refused(by: Actor) -> None:
    with pytest.raises(MetricUnknown):
        value("HAPPINESS", by)
    with pytest.raises(PeriodReversed):
        queries.list_metric_values(
            from_date=date(2026, 5, 2), to_date=date(2026, 5, 1), at=NOW, by=by
        )
    with pytest.raises(PeriodTooLong):
        queries.get_metric_trend(
            code="OTIF_ASKED",
            from_date=date(2026, 5, 2) - timedelta(days=900),
            to_date=date(2026, 5, 2),
            at=NOW,
            by=by,
        )
