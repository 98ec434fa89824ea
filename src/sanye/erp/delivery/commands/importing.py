"""Deliveries of finished orders of the past: one per order, site and days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.delivery.domain.states import DeliveryStatus
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.inventory.commands.past import PastLine, PastMovement, Turn, pieces
from sanye.erp.past.queries import instant
from sanye.erp.sales_orders.commands.taking_over import TakenLine, TakenOrder, TakenPart
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.copying import copy_rows

_HEAD = (
    "id", "number", "status", "customer_id", "site_id", "ship_to_address_id", "planned_ship_date",
    "posting_date", "shipped_at", "received_at",
)  # fmt: skip
_LINE = (
    "id", "delivery_id", "line_number", "sales_order_id", "order_line_id", "schedule_line_id",
    "item_id", "is_service", "quantity", "unit", "picked_quantity", "shipped_quantity",
    "invoiced_quantity",
)  # fmt: skip


@dataclass(slots=True)
class _Taken:
    id: UUID
    order: TakenOrder
    site_id: UUID
    shipped_date: date
    received_date: date | None
    lines: list[tuple[UUID, TakenLine, TakenPart]] = field(default_factory=list)


@command
def import_deliveries(
    *, orders: Sequence[TakenOrder], by: Actor, at: datetime
) -> list[PastMovement]:
    """Write what left for each order, shipped and invoiced; the stock that moved is returned.

    The delivery lines of an order are put on it, for its invoice.
    """
    deliveries = [delivery for order in orders for delivery in _deliveries(order)]
    numbers = draw_numbers_for("DN", [delivery.shipped_date for delivery in deliveries])
    named = list(zip(deliveries, numbers, strict=True))
    copy_rows(Delivery, _HEAD, (_head(*pair) for pair in named), company_id=by.company_id)
    copy_rows(
        DeliveryLine,
        _LINE,
        (row for delivery in deliveries for row in _lines(delivery)),
        company_id=by.company_id,
    )
    movements = [_movement(delivery, number) for delivery, number in named]
    return [movement for movement in movements if movement.lines]


def _deliveries(order: TakenOrder) -> list[_Taken]:
    found: dict[tuple[UUID, date, date | None], _Taken] = {}
    for line in order.lines:
        for part in line.parts:
            shipped = part.given.shipped_date
            if not part.delivered or shipped is None:
                continue
            key = (part.site_id, shipped, part.given.received_date)
            delivery = found.setdefault(key, _Taken(new_id(), order, *key))
            place = (new_id(), line, part)
            delivery.lines.append(place)
            order.invoice_lines.append(place)
    return list(found.values())


def _head(delivery: _Taken, number: str) -> tuple[Any, ...]:
    given, received = delivery.order.given, delivery.received_date
    return (
        delivery.id,
        number,
        DeliveryStatus.SHIPPED if received is None else DeliveryStatus.PROVEN,
        given.customer_id,
        delivery.site_id,
        given.ship_to_address_id,
        delivery.shipped_date,
        delivery.shipped_date,
        instant(delivery.shipped_date),
        None if received is None else instant(received),
    )


def _lines(delivery: _Taken) -> Iterator[tuple[Any, ...]]:
    for number, (line_id, line, part) in enumerate(delivery.lines, start=1):
        quantity = part.delivered
        yield (
            line_id,
            delivery.id,
            number,
            delivery.order.id,
            line.id,
            part.id,
            line.item.id,
            line.item.is_service,
            quantity,
            line.item.unit,
            quantity,
            quantity,
            quantity,
        )


def _movement(delivery: _Taken, number: str) -> PastMovement:
    return PastMovement(
        id=new_id(),
        kind=MovementKind.SHIPMENT,
        posting_date=delivery.shipped_date,
        turn=Turn.SHIPMENT,
        source_type="delivery",
        source_id=delivery.id,
        source_number=number,
        where="sales_orders",
        row=delivery.order.row,
        lines=[
            piece
            for line_id, line, part in delivery.lines
            if not line.item.is_service
            for piece in pieces(
                PastLine(line.item.id, part.site_id, -part.delivered, line_id, lot=part.given.lot),
                part.given.serial_numbers,
            )
        ],
    )
