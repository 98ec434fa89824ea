"""Finished orders into the tables of orders, and the facts that tell of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sanye.contracts.erp.history import ImportedSalesLine, SalesOrderImported
from sanye.erp.past.queries import instant
from sanye.erp.sales_orders.commands.taking_over import ZERO, TakenLine, TakenOrder, TakenPart
from sanye.erp.sales_orders.domain.states import OrderStatus, PriceSource
from sanye.erp.sales_orders.models import (
    SalesOrder,
    SalesOrderAmendment,
    SalesOrderLine,
    SalesOrderLineTax,
    SalesScheduleLine,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import split
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.copying import copy_rows

REASON = "taken over"
_ORDER = (
    "id", "number", "status", "customer_id", "site_id", "owner_id", "ship_to_address_id",
    "customer_reference", "order_date", "tax_date", "currency", "exchange_rate", "rate_date",
    "payment_term_id", "net_amount", "tax_amount", "gross_amount", "amendment_number",
    "confirmed_at", "closed_at", "cancelled_at", "cancel_reason",
)  # fmt: skip
_LINE = (
    "id", "order_id", "line_number", "item_id", "is_service", "text", "quantity", "unit",
    "stock_quantity", "stock_unit", "unit_price", "discount_ratio", "net_amount", "tax_amount",
    "shipped_quantity", "cancelled_quantity", "invoiced_quantity", "cancel_reason",
)  # fmt: skip
_TAX = ("id", "line_id", "tax_code", "rate_ratio", "base_amount", "tax_amount")
_PART = (
    "id", "line_id", "position", "site_id", "quantity", "shipped_quantity", "cancelled_quantity",
    "requested_date", "first_promised_date", "promised_date", "actual_date",
)  # fmt: skip
_AMENDMENT = (
    "id", "order_id", "amendment_number", "amended_at", "net_amount_before", "net_amount_after",
)  # fmt: skip


@command
def import_orders(*, orders: Sequence[TakenOrder], by: Actor, at: datetime) -> None:
    """Write closed and cancelled orders that were checked; the rest of each is its neighbours'."""
    unnumbered = [order for order in orders if not order.number]
    numbers = draw_numbers_for("SO", [order.given.order_date for order in unnumbered])
    for order, number in zip(unnumbered, numbers, strict=True):
        order.number = number
    company = {"company_id": by.company_id}
    lines = [(order, line) for order in orders for line in order.lines]
    copy_rows(SalesOrder, _ORDER, map(_order_row, orders), **company)
    copy_rows(
        SalesOrderLine,
        _LINE,
        (_line_row(order, line) for order, line in lines),
        price_source=PriceSource.MANUAL,
        **company,
    )
    copy_rows(SalesOrderLineTax, _TAX, _tax_rows(orders), position=1, **company)
    copy_rows(
        SalesScheduleLine,
        _PART,
        (_part_row(line, part) for _, line in lines for part in line.parts),
        **company,
    )
    copy_rows(SalesOrderAmendment, _AMENDMENT, _amendment_rows(orders), reason=REASON, **company)


@command
def publish_imported_orders(*, orders: Sequence[TakenOrder], by: Actor, at: datetime) -> None:
    """Tell of orders that were taken over, once their invoices have numbers."""
    publish(*(_fact(order) for order in orders))


def _order_row(order: TakenOrder) -> tuple[Any, ...]:
    given = order.given
    ended = instant(order.invoiced_date or given.order_date)
    is_cancelled = order.invoiced_date is None
    return (
        order.id,
        order.number,
        OrderStatus.CANCELLED if is_cancelled else OrderStatus.CLOSED,
        given.customer_id,
        given.site_id,
        given.owner_id,
        given.ship_to_address_id,
        given.customer_reference,
        given.order_date,
        given.order_date,
        order.currency,
        order.exchange_rate,
        given.order_date,
        given.payment_term_id,
        order.net_amount,
        order.tax_amount,
        order.gross_amount,
        given.amendment_count,
        instant(given.order_date),
        None if is_cancelled else ended,
        ended if is_cancelled else None,
        given.cancel_reason or REASON if is_cancelled else "",
    )


def _line_row(order: TakenOrder, line: TakenLine) -> tuple[Any, ...]:
    quantity = sum((part.given.quantity for part in line.parts), ZERO)
    shipped = sum((part.delivered for part in line.parts), ZERO)
    cancelled = sum((part.cancelled for part in line.parts), ZERO)
    return (
        line.id,
        order.id,
        line.number,
        line.item.id,
        line.item.is_service,
        line.given.text,
        quantity,
        line.item.unit,
        quantity,
        line.item.unit,
        line.given.unit_price,
        line.given.discount_ratio,
        line.net_amount,
        line.tax_amount,
        shipped,
        cancelled,
        shipped,
        order.given.cancel_reason or REASON if cancelled else "",
    )


def _tax_rows(orders: Sequence[TakenOrder]) -> Iterator[tuple[Any, ...]]:
    for order in orders:
        for line in order.lines:
            if line.given.tax_code:
                given = line.given
                yield (
                    new_id(),
                    line.id,
                    given.tax_code,
                    given.tax_ratio,
                    line.net_amount,
                    line.tax_amount,
                )


def _part_row(line: TakenLine, part: TakenPart) -> tuple[Any, ...]:
    given = part.given
    promised = given.promised_date
    return (
        part.id,
        line.id,
        part.position,
        part.site_id,
        given.quantity,
        part.delivered,
        part.cancelled,
        given.requested_date,
        given.first_promised_date or promised,
        promised,
        given.shipped_date if part.delivered else None,
    )


def _amendment_rows(orders: Sequence[TakenOrder]) -> Iterator[tuple[Any, ...]]:
    for order in orders:
        for number in range(1, order.given.amendment_count + 1):
            amended_at = instant(order.given.order_date)
            yield (new_id(), order.id, number, amended_at, order.net_amount, order.net_amount)


def _fact(order: TakenOrder) -> SalesOrderImported:
    given = order.given
    return SalesOrderImported(
        sales_order_id=order.id,
        number=order.number,
        customer_id=given.customer_id,
        order_date=given.order_date,
        currency=order.currency,
        exchange_rate=order.exchange_rate,
        net_amount=order.net_amount,
        gross_amount=order.gross_amount,
        invoice_number=order.invoice_number,
        invoiced_date=order.invoiced_date,
        due_date=order.due_date,
        paid_date=given.paid_date if order.invoiced_date else None,
        amendment_count=given.amendment_count,
        is_cancelled=order.invoiced_date is None,
        lines=tuple(
            _fact_line(line, part, share)
            for line in order.lines
            if not line.item.is_service
            for part, share in _shares(order, line)
        ),
    )


def _shares(order: TakenOrder, line: TakenLine) -> Sequence[tuple[TakenPart, Any]]:
    """The line's amount over its parts, by what was delivered (of a cancelled order: asked)."""
    if len(line.parts) == 1:
        return [(line.parts[0], line.net_amount)]
    is_cancelled = order.invoiced_date is None
    weights = [part.given.quantity if is_cancelled else part.delivered for part in line.parts]
    return list(zip(line.parts, split(line.net_amount, weights, order.currency), strict=True))


def _fact_line(line: TakenLine, part: TakenPart, net_amount: Any) -> ImportedSalesLine:
    given = part.given
    return ImportedSalesLine(
        order_line_id=line.id,
        schedule_line_id=part.id,
        line_number=line.number,
        item_id=line.item.id,
        site_id=part.site_id,
        quantity=given.quantity,
        delivered_quantity=part.delivered,
        unit=line.item.unit,
        net_amount=net_amount,
        requested_date=given.requested_date,
        first_promised_date=given.first_promised_date or given.promised_date,
        promised_date=given.promised_date,
        shipped_date=given.shipped_date if part.delivered else None,
        received_date=given.received_date if part.delivered else None,
    )
