from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanye.contracts.scm.events import PlannedOrderKind, PlannedOrdersReleased, ReleasedOrder
from sanye.erp.purchasing import commands, errors
from sanye.erp.purchasing.models import PurchaseOrder, PurchaseRequisition
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.models import PartyCompany, SupplierPrice
from tests.factories import masterdata
from tests.factories.erp_purchasing import (
    facts_of,
    fresh,
    line_of,
    lines_of,
    make_market,
    schedule_of,
)

MONDAY = date(2026, 3, 16)
SUNDAY = date(2026, 3, 22)
NEXT_MONDAY = date(2026, 3, 23)


def plan(market, *needs):
    return commands.order_planned(needs=list(needs), by=market.by, at=market.at)


def test_puts_one_supplier_site_and_window_into_one_order(market):
    orders = plan(
        market,
        market.need(10, MONDAY),
        market.need(20, SUNDAY),
        market.need(30, NEXT_MONDAY),
    )

    first, second = sorted(orders, key=lambda order: order.window_start_date)
    assert [row.quantity for row in schedule_of(first)] == [10, 20]
    assert [row.requested_date for row in schedule_of(first)] == [MONDAY, SUNDAY]
    assert [row.quantity for row in schedule_of(second)] == [30]
    assert (first.origin, first.status) == ("PLAN", "DRAFT")
    assert line_of(first).quantity == 30


def test_each_schedule_line_names_its_planned_order(market):
    need = market.need(10)

    (order,) = plan(market, need)

    (fact,) = facts_of(market.by.company_id, "PurchaseOrderCreated")
    assert fact.lines[0].planned_order_id == need.planned_order_id
    requisition = PurchaseRequisition.unscoped.get(planned_order_id=need.planned_order_id)
    assert requisition.status == "ORDERED"
    assert requisition.schedule_line_id == schedule_of(order)[0].id


def test_adds_to_the_draft_of_the_same_window(market):
    (first,) = plan(market, market.need(10, MONDAY))
    (again,) = plan(market, market.need(5, SUNDAY))

    assert again.id == first.id
    assert [row.quantity for row in schedule_of(first)] == [10, 5]
    assert fresh(first).net_amount == 75
    (extended,) = facts_of(market.by.company_id, "PurchaseOrderExtended")
    assert [line.quantity for line in extended.lines] == [10, 5]


def test_what_joins_a_draft_is_told_without_the_lines_that_stand(by, at):
    """The break that the sum reaches is told of the line's older part too."""
    market = make_market(by, at)
    SupplierPrice.objects.create(term=market.term, minimum_quantity=15, unit_price=4)
    other = masterdata.make_item()
    masterdata.make_supplier_term(by, market.supplier, other, price=7)
    (order,) = plan(market, market.need(10, MONDAY), market.need(3, item_id=other.id))

    plan(market, market.need(5, SUNDAY))

    (told,) = facts_of(by.company_id, "PurchaseOrderExtended")
    assert [(line.quantity, line.unit_price) for line in told.lines] == [(10, 4), (5, 4)]
    (stands,) = (line for line in lines_of(order) if line.item_id == other.id)
    assert (stands.quantity, stands.net_amount) == (3, 21)
    assert fresh(order).net_amount == 15 * 4 + 3 * 7


def test_as_many_statements_for_many_drafts_as_for_few(market):
    weeks = [MONDAY + timedelta(weeks=week) for week in range(8)]
    plan(market, *(market.need(10, week) for week in weeks))

    counts = []
    for drafts in (2, 8):
        with CaptureQueriesContext(connection) as statements:
            orders = plan(market, *(market.need(1, week) for week in weeks[:drafts]))
        assert [len(schedule_of(order)) for order in orders] == [2 + len(counts)] * 2 + [2] * (
            drafts - 2
        )
        counts.append(len(statements))

    assert counts[1] == counts[0]


def test_begins_a_new_order_once_the_draft_is_sent(market):
    (first,) = plan(market, market.need(10))
    commands.send_purchase_order(purchase_order_id=first.id, by=market.by, at=market.at)

    (second,) = plan(market, market.need(5))

    assert second.id != first.id


def test_minimum_counts_the_merged_need(by, at):
    """MOQ 100 and three needs of 20 buy 100, not 300 (erpnext#58710)."""
    market = make_market(by, at, minimum_order_quantity=100)

    (order,) = plan(market, *[market.need(20, day) for day in (MONDAY, MONDAY, SUNDAY)])

    assert line_of(order).quantity == 100
    assert [row.quantity for row in schedule_of(order)] == [20, 20, 60]


def test_raises_to_the_multiple_and_takes_the_break_of_the_sum(by, at):
    market = make_market(by, at, multiple_quantity=25)
    SupplierPrice.objects.create(term=market.term, minimum_quantity=50, unit_price=4)

    (order,) = plan(market, market.need(20), market.need(15))

    line = line_of(order)
    assert (line.quantity, line.unit_price, order.net_amount) == (50, 4, 200)


def test_two_halves_of_a_box_are_one_box(by, at):
    market = make_market(by, at, price=60, unit="DZN")
    needs = [market.need(6), market.need(6)]

    (order,) = plan(market, *needs)

    (row,) = schedule_of(order)
    assert row.quantity == 1
    rows = PurchaseRequisition.unscoped.filter(schedule_line=row)
    assert {found.planned_order_id for found in rows} == {need.planned_order_id for need in needs}


def test_another_currency_or_item_keeps_apart_what_differs(market):
    other = masterdata.make_item()
    masterdata.make_supplier_term(market.by, market.supplier, other, price=7)

    (order,) = plan(market, market.need(10), market.need(3, item_id=other.id))

    assert sorted(line.quantity for line in lines_of(order)) == [3, 10]


def test_the_window_is_the_suppliers_policy(market):
    commands.put_purchasing_policy(
        supplier_id=market.supplier.id, window_days=1, by=market.by, at=market.at
    )

    orders = plan(market, market.need(10, MONDAY), market.need(10, SUNDAY))

    assert len(orders) == 2


def test_without_a_supplier_the_preferred_one_is_taken(market):
    better = masterdata.make_supplier(market.by)
    masterdata.make_supplier_term(market.by, better, market.item, price=9, priority=0)

    (order,) = plan(market, market.need(10, supplier_id=None))

    assert order.supplier_id == better.id


def test_what_nobody_sells_waits_for_a_buyer(market):
    other = masterdata.make_item()

    (order,) = plan(market, market.need(10), market.need(4, item_id=other.id, supplier_id=None))

    assert len(lines_of(order)) == 1
    open_one = PurchaseRequisition.unscoped.get(status="OPEN")
    assert (open_one.item_id, open_one.reason_code) == (other.id, "NO_SUPPLIER")

    with pytest.raises(errors.PriceMissing):
        commands.order_requisition(
            requisition_id=open_one.id, supplier_id=market.supplier.id, by=market.by, at=market.at
        )
    bought = commands.order_requisition(
        requisition_id=open_one.id,
        supplier_id=market.supplier.id,
        unit_price=Decimal(3),
        by=market.by,
        at=market.at,
    )
    assert bought.id == order.id
    assert bought.net_amount == 62
    open_one.refresh_from_db()
    assert open_one.status == "ORDERED"


def test_a_blocked_supplier_or_a_missing_price_is_named(market):
    SupplierPrice.objects.filter(term=market.term).update(minimum_quantity=50)
    plan(market, market.need(10))
    SupplierPrice.objects.filter(term=market.term).update(minimum_quantity=0)
    PartyCompany.unscoped.filter(party=market.supplier).update(blocked_at=market.at)
    plan(market, market.need(10))

    rows = PurchaseRequisition.unscoped.order_by("id")
    assert [row.reason_code for row in rows] == ["NO_PRICE", "SUPPLIER_BLOCKED"]
    assert not PurchaseOrder.unscoped.exists()


def test_a_requisition_is_dropped_with_a_reason_once(market):
    plan(market, market.need(10, item_id=masterdata.make_item().id))
    row = PurchaseRequisition.unscoped.get()

    with pytest.raises(errors.ReasonMissing):
        commands.drop_requisition(requisition_id=row.id, reason=" ", by=market.by, at=market.at)
    commands.drop_requisition(requisition_id=row.id, reason="obsolete", by=market.by, at=market.at)
    with pytest.raises(StepNotAllowed):
        commands.drop_requisition(requisition_id=row.id, reason="x", by=market.by, at=market.at)


def test_the_same_planned_order_is_never_bought_twice(market):
    need = market.need(10)
    plan(market, need)

    assert plan(market, need) == []
    assert line_of(PurchaseOrder.unscoped.get()).quantity == 10


@command
def publish_for_test(*, facts, by, at):
    publish(*facts)


def test_reacts_to_released_planned_orders(market, run_cursors):
    def released(kind, quantity):
        return ReleasedOrder(
            planned_order_id=new_id(),
            kind=kind,
            item_id=market.item.id,
            site_id=market.site.id,
            quantity=Decimal(quantity),
            unit="C62",
            start_date=MONDAY,
            due_date=SUNDAY,
            supplier_id=market.supplier.id,
            supplying_site_id=None,
            sales_order_ids=(),
        )

    orders = (released(PlannedOrderKind.BUY, 12), released(PlannedOrderKind.MAKE, 5))
    publish_for_test(
        facts=[PlannedOrdersReleased(release_id=new_id(), orders=orders)],
        by=market.by,
        at=market.at,
    )

    run_cursors("erp.purchasing.orders")
    run_cursors("erp.purchasing.orders")

    order = PurchaseOrder.unscoped.get()
    assert [row.quantity for row in schedule_of(order)] == [12]


def test_a_refusal_leaves_nothing_behind(market):
    with pytest.raises(Refusal):
        plan(market, market.need(10), market.need(10, site_id=new_id()))

    assert not PurchaseOrder.unscoped.exists()
    assert not PurchaseRequisition.unscoped.exists()
