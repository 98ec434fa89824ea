"""Whatever is amended, shipped, cancelled, invoiced: every unit of an order is accounted for."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import event, given, settings
from hypothesis import strategies as st

from sanye.erp.delivery.checks import (
    orders_know_what_left,
    picked_is_allocated,
    stock_moved_what_was_shipped,
)
from sanye.erp.delivery.commands import (
    Pick,
    cancel_delivery,
    create_delivery,
    pick_delivery,
    ship_delivery,
)
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.invoicing import checks as invoicing
from sanye.erp.invoicing.commands import CreditLine, issue_credit_note, issue_invoices
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine
from sanye.erp.sales_orders import checks as orders
from sanye.erp.sales_orders.commands import LineChange, amend_sales_order
from sanye.erp.sales_orders.domain.quantities import (
    Portion,
    bound_quantity,
    most_to_ship,
    spread_change,
)
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesScheduleLine
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from tests.factories.sales import Trader, make_confirmed, make_trader, put_stock, schedule_of

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
CHECKS = (
    orders.quantities_are_accounted_for,
    orders.lines_sum_their_schedule,
    orders.ended_orders_owe_nothing,
    orders.totals_are_sums,
    orders.amendments_are_complete,
    orders_know_what_left,
    picked_is_allocated,
    stock_moved_what_was_shipped,
    invoicing.invoiced_is_what_was_shipped,
    invoicing.orders_know_what_is_invoiced,
    invoicing.totals_are_sums,
    invoicing.credited_is_sum_of_notes,
    invoicing.numbers_have_no_gaps,
    invoicing.every_document_is_owed,
)

quantity = st.integers(0, 12).map(Decimal)
portion = st.builds(
    lambda whole, shipped, delivering, cancelled: Portion(
        id=new_id(),
        quantity=max(whole, shipped + delivering + cancelled),
        shipped=shipped,
        in_delivery=delivering,
        cancelled=cancelled,
    ),
    *[quantity] * 4,
)


@given(st.lists(portion, min_size=1, max_size=4), quantity)
def test_a_changed_quantity_is_spread_without_loss(parts: list[Portion], more: Decimal) -> None:
    wanted = bound_quantity(parts) + more

    spread = spread_change(parts, wanted)

    assert sum(spread.values()) == wanted
    assert all(spread[part.id] >= min(part.bound, part.quantity) for part in parts)


@given(st.lists(portion, min_size=1, max_size=4))
def test_less_than_bound_is_never_spread(parts: list[Portion]) -> None:
    bound = bound_quantity(parts)
    if bound > 0:
        with pytest.raises(ValueError, match="below what is bound"):
            spread_change(parts, bound - 1)


@given(portion, st.sampled_from([Decimal(0), Decimal("0.1"), Decimal(1)]))
def test_never_more_on_deliveries_than_open_and_tolerance(part: Portion, ratio: Decimal) -> None:
    most = most_to_ship(part, ratio)

    whole = part.quantity - part.cancelled
    assert most == 0 or part.shipped + part.in_delivery + most <= whole * (1 + ratio)
    assert part.shipped + part.open + part.cancelled == part.quantity


KINDS = ["DELIVER", "PICK", "SHIP", "INVOICE"]
step = st.tuples(
    st.sampled_from([*KINDS, "DROP", "CREDIT", "CHANGE", "CANCEL"]),
    st.integers(0, 1),
    st.integers(1, 9),
)
way = st.lists(
    st.one_of(
        step.map(lambda one: [one]),
        st.tuples(st.integers(0, 1), st.integers(1, 6)).map(
            lambda one: [(kind, *one) for kind in KINDS]
        ),
    ),
    min_size=2,
    max_size=8,
).map(lambda parts: [one for part in parts for one in part])


def _amend(trader: Trader, order: SalesOrder, line: int, **change: Any) -> None:
    target = SalesOrderLine.unscoped.get(order=order, line_number=line + 1)
    one = LineChange(line_id=target.id, **change)
    amend_sales_order(order_id=order.id, changes=[one], reason="x", by=trader.by, at=trader.at)


def _deliver(trader: Trader, order: SalesOrder, line: int, number: int) -> None:
    part = schedule_of(order)[line]
    create_delivery(quantities={part.id: Decimal(number)}, by=trader.by, at=trader.at)


def _credit(trader: Trader, number: int) -> None:
    lines = SalesInvoiceLine.unscoped.filter(company_id=trader.by.company_id, corrects=None)
    line = lines.order_by("id").last()
    if line is not None:
        part = CreditLine(invoice_line_id=line.id, net_amount=Decimal(number) / 100)
        issue_credit_note(
            invoice_id=line.invoice_id, lines=[part], reason="x", by=trader.by, at=trader.at
        )


def _with_last(trader: Trader, kind: str, number: int) -> None:
    key: dict[str, Any] = {"by": trader.by, "at": trader.at}
    last = Delivery.unscoped.filter(company_id=trader.by.company_id).order_by("id").last()
    if last is None:
        return
    if kind == "PICK":
        line = DeliveryLine.unscoped.get(delivery=last)
        some = Pick(delivery_line_id=line.id, quantity=min(line.quantity, Decimal(number)))
        pick_delivery(delivery_id=last.id, picks=[some], **key)
    elif kind == "SHIP":
        ship_delivery(delivery_id=last.id, **key)
    elif kind == "DROP":
        cancel_delivery(delivery_id=last.id, reason="x", **key)
    else:
        issue_invoices(delivery_ids=[last.id], **key)


def _do(trader: Trader, order: SalesOrder, kind: str, line: int, number: int) -> None:
    if kind == "DELIVER":
        _deliver(trader, order, line, number)
    elif kind == "CHANGE":
        _amend(trader, order, line, quantity=Decimal(number))
    elif kind == "CANCEL":
        _amend(trader, order, line, cancel_reason="x")
    elif kind == "CREDIT":
        _credit(trader, number)
    else:
        _with_last(trader, kind, number)


@settings(
    max_examples=12,
)
@given(way)
def test_every_unit_is_accounted_for_whatever_happens(
    by: Actor, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        trader = make_trader(by, AT)
        put_stock(trader, trader.bike, 40)
        order = make_confirmed(
            trader,
            trader.line(quantity=7, over_delivery_ratio=Decimal("0.2")),
            trader.line(quantity=5, unit_price=Decimal("33.335")),
        )
        for kind, line, number in steps:
            try:
                _do(trader, order, kind, line, number)
            except Refusal:
                continue

        invoices = SalesInvoice.unscoped.count()
        event(f"{min(invoices, 3)} invoices or more")
        for prove in CHECKS:
            outcome = prove(by.company_id)
            assert outcome.problems == (), (prove.__doc__, steps)
        transaction.set_rollback(True)


def test_the_checks_tell_what_is_wrong(trader: Trader) -> None:
    put_stock(trader, trader.bike, 9)
    order = make_confirmed(trader, trader.line(quantity=5))
    _deliver(trader, order, 0, 3)
    for kind in ("PICK", "SHIP", "INVOICE"):
        _with_last(trader, kind, 3)
    company_id = trader.by.company_id
    assert all(prove(company_id).checked for prove in CHECKS)

    SalesScheduleLine.unscoped.update(shipped_quantity=2)
    SalesInvoiceLine.unscoped.update(net_amount=1, stock_quantity=2, credited_quantity=1)
    SalesInvoice.unscoped.update(number="SI-2026-000002", net_amount=2, gross_amount=470)
    SalesOrder.unscoped.update(status="CLOSED", amendment_number=1, net_amount=1, gross_amount=781)

    told = {prove for prove in CHECKS if prove(company_id).problems}
    silent = {orders.quantities_are_accounted_for, picked_is_allocated}
    assert set(CHECKS) - told <= silent | {
        stock_moved_what_was_shipped,
        invoicing.orders_know_what_is_invoiced,
    }
