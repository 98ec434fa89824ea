"""Changing an order: numbered, held again, never below what is shipped, never silent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.contracts.scm.events import PromiseChange, PromiseEndangered
from sanye.erp.sales_orders.commands import (
    LineChange,
    Shipped,
    accept_proposed_dates,
    amend_sales_order,
    amending,
    cancel_sales_order,
    confirm_sales_order,
    keep_promised_dates,
    lock_sales_orders,
    mark_endangered,
    put_on_delivery,
    record_shipment,
    release_credit,
)
from sanye.erp.sales_orders.errors import (
    BelowShipped,
    ChangedMeanwhile,
    CreditExceeded,
    ItemAlreadyShipped,
    LineCancelled,
    LineUnknown,
    NothingChanged,
    NothingProposed,
    OrderHasDeliveries,
    OrderNotOpen,
    ReasonMissing,
)
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesScheduleLine
from sanye.erp.sales_orders.queries import list_amendments
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import PartyCompany
from tests.factories.sales import SOON, Planner, Trader


@pytest.fixture
def order(trader: Trader, planner: Planner) -> SalesOrder:
    placed = trader.place(trader.line(quantity=10), trader.line(trader.chain, 2))
    return confirm_sales_order(order_id=placed.id, by=trader.by, at=trader.at)


def line_of(order: SalesOrder, number: int) -> SalesOrderLine:
    return SalesOrderLine.unscoped.get(order=order, line_number=number)


def part_of(order: SalesOrder, number: int) -> SalesScheduleLine:
    return SalesScheduleLine.unscoped.get(line__order=order, line__line_number=number)


def amend(trader: Trader, order: SalesOrder, *changes: LineChange, **options) -> SalesOrder:
    return amend_sales_order(
        order_id=order.id,
        changes=changes,
        **{"reason": "customer called", "by": trader.by, "at": trader.at, **options},
    )


def ship(trader: Trader, part: SalesScheduleLine, quantity: int) -> None:
    put_on_delivery(quantities={part.id: Decimal(quantity)}, by=trader.by, at=trader.at)
    gone = Shipped(delivering=Decimal(quantity), shipped=Decimal(quantity))
    orders = lock_sales_orders(order_ids=[part.line.order_id], by=trader.by, at=trader.at)
    record_shipment(orders=orders, shipped={part.id: gone}, day=SOON, by=trader.by, at=trader.at)


def test_changes_quantity_and_holds_again_with_the_old_supply(
    trader: Trader, planner: Planner, order: SalesOrder
) -> None:
    line = line_of(order, 1)

    amended = amend(trader, order, LineChange(line_id=line.id, quantity=Decimal(12)))

    asked = planner.requests[-1]
    assert asked.replaces_hold_id == order.hold_id
    assert amended.hold_id != order.hold_id
    assert [row.quantity for row in asked.lines] == [12, 24]
    assert (amended.net_amount, part_of(order, 1).quantity) == (Decimal("14508"), 12)
    data = EventRow.objects.get(type="sanye.erp.sales_order.amended.v1").data
    assert (data["amendment_number"], data["lines"][0]["quantity"]) == (1, "12.000000")
    change = list_amendments(order_id=order.id, by=trader.by)[0].changes.all()[0]
    assert (change.line_number, change.field, change.before, change.after) == (
        1,
        "quantity",
        "10.000000",
        "12",
    )


def test_moves_a_date_and_keeps_the_first_promise(
    trader: Trader, planner: Planner, order: SalesOrder
) -> None:
    planner.late_days = 2
    later = date(2026, 4, 1)

    amend(trader, order, LineChange(line_id=line_of(order, 1).id, requested_date=later))

    moved, kept = part_of(order, 1), part_of(order, 2)
    assert (moved.first_promised_date, moved.promised_date) == (SOON, later + timedelta(days=2))
    assert (kept.promised_date, kept.is_endangered) == (SOON, True)
    assert kept.proposed_date == SOON + timedelta(days=2)


def test_leaves_a_line_that_cannot_be_promised_without_promise(
    trader: Trader, planner: Planner, order: SalesOrder
) -> None:
    planner.refused_items = {trader.bike.id}

    amended = amend(trader, order, LineChange(line_id=line_of(order, 1).id, quantity=Decimal(99)))

    assert amended.status == "CONFIRMED"
    assert part_of(order, 1).promised_date is None
    assert part_of(order, 1).first_promised_date == SOON


def test_swaps_the_item_at_its_own_price(trader: Trader, order: SalesOrder) -> None:
    amend(trader, order, LineChange(line_id=line_of(order, 1).id, item_id=trader.chain.id))

    line = line_of(order, 1)
    assert (line.item_id, line.unit, line.unit_price) == (trader.chain.id, "DZN", 54)
    assert (line.stock_quantity, part_of(order, 1).quantity) == (120, 120)


def test_adds_a_line_and_reprices(trader: Trader, order: SalesOrder) -> None:
    amended = amend(trader, order, new_lines=[trader.line(trader.service, 2)])

    assert line_of(order, 3).net_amount == 160
    assert amended.net_amount == order.net_amount + 160


def test_cancels_what_is_left_of_a_line_with_its_reason(
    trader: Trader, planner: Planner, order: SalesOrder
) -> None:
    ship(trader, part_of(order, 1), 4)

    amended = amend(trader, order, LineChange(line_id=line_of(order, 1).id, cancel_reason="late"))

    line, part = line_of(order, 1), part_of(order, 1)
    assert (line.shipped_quantity, line.cancelled_quantity, line.cancel_reason) == (4, 6, "late")
    assert (part.open_quantity, line.net_amount) == (0, 4800)
    assert amended.net_amount == 4908
    assert [row.item_id for row in planner.requests[-1].lines] == [trader.chain.id]
    data = EventRow.objects.get(type="sanye.erp.sales_order.amended.v1").data
    assert Decimal(data["lines"][0]["quantity"]) == 4


def test_frees_the_hold_when_nothing_is_left_to_hold(
    trader: Trader, planner: Planner, order: SalesOrder
) -> None:
    changes = [LineChange(line_id=line_of(order, n).id, cancel_reason="x") for n in (1, 2)]

    amended = amend(trader, order, *changes)

    assert (amended.hold_id, planner.released) == (None, [order.hold_id])


def test_refuses_less_than_shipped_and_changes_nothing(trader: Trader, order: SalesOrder) -> None:
    ship(trader, part_of(order, 1), 4)
    put_on_delivery(quantities={part_of(order, 1).id: Decimal(3)}, by=trader.by, at=trader.at)
    line = line_of(order, 1)

    with pytest.raises(BelowShipped) as caught:
        amend(trader, order, LineChange(line_id=line.id, quantity=Decimal(6)))
    with pytest.raises(ItemAlreadyShipped):
        amend(trader, order, LineChange(line_id=line.id, item_id=trader.chain.id))
    with pytest.raises(OrderHasDeliveries):
        cancel_sales_order(order_id=order.id, reason="x", by=trader.by, at=trader.at)

    assert (caught.value.field, caught.value.row, caught.value.data["bound"]) == ("quantity", 1, 7)
    assert line_of(order, 1).quantity == 10
    assert not list_amendments(order_id=order.id, by=trader.by)
    amend(trader, order, LineChange(line_id=line.id, quantity=Decimal(7)))
    assert part_of(order, 1).quantity == 7


def test_refuses_empty_amendments_and_unknown_lines(trader: Trader, order: SalesOrder) -> None:
    line = line_of(order, 1)

    with pytest.raises(ReasonMissing):
        amend(trader, order, LineChange(line_id=line.id, quantity=Decimal(1)), reason="")
    with pytest.raises(NothingChanged):
        amend(trader, order, LineChange(line_id=line.id, quantity=Decimal(10)))
    with pytest.raises(LineUnknown):
        amend(trader, order, LineChange(line_id=new_id(), quantity=Decimal(1)))
    amend(trader, order, LineChange(line_id=line.id, cancel_reason="x"))
    with pytest.raises(LineCancelled):
        amend(trader, order, LineChange(line_id=line.id, quantity=Decimal(1)))


def test_refuses_growth_beyond_the_credit_limit(
    trader: Trader, planner: Planner, order: SalesOrder
) -> None:
    rows = PartyCompany.unscoped.filter(party=trader.customer)
    rows.update(credit_limit=order.gross_amount)

    with pytest.raises(CreditExceeded):
        amend(trader, order, LineChange(line_id=line_of(order, 1).id, quantity=Decimal(11)))

    assert line_of(order, 1).quantity == 10
    assert len(planner.released) == 1


def test_cancels_an_order_and_tells(trader: Trader, order: SalesOrder) -> None:
    cancelled = cancel_sales_order(order_id=order.id, reason="gone", by=trader.by, at=trader.at)

    assert cancelled.status == "CANCELLED"
    assert not SalesScheduleLine.unscoped.exclude(open_quantity=0).exists()
    assert EventRow.objects.filter(type="sanye.erp.sales_order.cancelled.v1").count() == 1
    with pytest.raises(OrderNotOpen):
        amend(trader, order, LineChange(line_id=line_of(order, 1).id, quantity=Decimal(1)))


def endangered(trader: Trader, order: SalesOrder, new: date | None) -> PromiseEndangered:
    part = part_of(order, 1)
    return PromiseEndangered(
        sales_order_id=order.id,
        sales_order_number=order.number,
        customer_id=order.customer_id,
        currency="CNY",
        cause="PO-1 moved",
        cause_order_type="purchase_order",
        cause_order_id=None,
        changes=(
            PromiseChange(
                schedule_line_id=part.id,
                item_id=trader.bike.id,
                quantity=part.quantity,
                requested_date=SOON,
                promised_date=SOON,
                new_promised_date=new,
                money_at_stake=Decimal(1),
            ),
        ),
    )


def test_an_endangered_promise_waits_for_the_seller(trader: Trader, order: SalesOrder) -> None:
    new = date(2026, 3, 17)

    mark_endangered(endangered=[endangered(trader, order, new)], by=trader.by, at=trader.at)
    marked = part_of(order, 1)
    accept_proposed_dates(order_id=order.id, by=trader.by, at=trader.at)

    accepted = part_of(order, 1)
    assert (marked.promised_date, marked.proposed_date, marked.is_endangered) == (SOON, new, True)
    assert (accepted.promised_date, accepted.first_promised_date) == (new, SOON)
    assert accepted.is_endangered is False
    assert list_amendments(order_id=order.id, by=trader.by).count() == 1


def test_the_seller_may_keep_the_promise_with_a_reason(trader: Trader, order: SalesOrder) -> None:
    note = endangered(trader, order, date(2026, 3, 17))
    mark_endangered(endangered=[note], by=trader.by, at=trader.at)

    keep_promised_dates(order_id=order.id, reason="air freight", by=trader.by, at=trader.at)

    part = part_of(order, 1)
    assert (part.promised_date, part.proposed_date, part.is_endangered) == (SOON, None, False)
    with pytest.raises(NothingProposed):
        accept_proposed_dates(order_id=order.id, by=trader.by, at=trader.at)


@pytest.mark.usefixtures("planner")
def test_a_service_is_promised_for_the_day_it_is_wanted(trader: Trader, order: SalesOrder) -> None:
    later = SOON + timedelta(days=5)

    amend(trader, order, new_lines=[trader.line(trader.service, 1)])
    added = part_of(order, 3).promised_date
    amend(trader, order, LineChange(line_id=line_of(order, 3).id, requested_date=later))

    moved = part_of(order, 3)
    assert (added, moved.promised_date, moved.first_promised_date) == (SOON, later, SOON)


@pytest.mark.usefixtures("planner")
def test_what_happens_to_an_order_while_it_is_amended_is_not_lost(
    trader: Trader, order: SalesOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, part = amending.ask_hold, part_of(order, 1)
    danger = endangered(trader, order, SOON + timedelta(days=2))
    deeds = [
        lambda: release_credit(order_id=order.id, reason="ours", by=trader.by, at=trader.at),
        lambda: mark_endangered(endangered=[danger], by=trader.by, at=trader.at),
    ]

    for deed in deeds:

        def asked(*given, deed=deed, **more):
            deed()
            return ask(*given, **more)

        monkeypatch.setattr(amending, "ask_hold", asked)
        with pytest.raises(ChangedMeanwhile):
            amend(trader, order, LineChange(line_id=part.line_id, quantity=Decimal(12)))

    order.refresh_from_db()
    part.refresh_from_db()
    assert (order.credit_released_amount, part.is_endangered) == (order.gross_amount, True)
