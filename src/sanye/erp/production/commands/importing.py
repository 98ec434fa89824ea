"""Finished orders of the past into the tables of production."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.erp.history import ProductionOrderImported
from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.past import PastLine, PastMovement, Turn, pieces
from sanye.erp.past.queries import instant
from sanye.erp.production.commands.issuing import SOURCE
from sanye.erp.production.commands.taking_over import ZERO, TakenOperation, TakenOrder
from sanye.erp.production.domain.states import OrderStatus
from sanye.erp.production.models import (
    OperationReport,
    ProductionCompletion,
    ProductionComponent,
    ProductionOperation,
    ProductionOrder,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.quantity import round_quantity
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.copying import copy_rows

_ORDER = (
    "id", "number", "item_id", "site_id", "bill_id", "routing_id", "quantity",
    "completed_quantity", "scrapped_quantity", "unit", "start_date", "due_date", "released_at",
    "started_at", "completed_at", "closed_at",
)  # fmt: skip
_COMPONENT = (
    "id", "production_order_id", "line_number", "item_id", "site_id", "quantity",
    "issued_quantity", "unit", "ratio_numerator", "ratio_denominator",
)  # fmt: skip
_OPERATION = (
    "id", "production_order_id", "number", "name", "work_center_id", "setup_minutes",
    "run_minutes", "run_minutes_each", "good_quantity", "scrap_quantity", "actual_setup_minutes",
    "actual_run_minutes",
)  # fmt: skip
_REPORT = (
    "id", "operation_id", "posting_date", "reported_at", "good_quantity", "scrap_quantity",
    "scrap_reason_code", "setup_minutes", "run_minutes", "cost_rate",
)  # fmt: skip
_COMPLETION = ("id", "production_order_id", "movement_id", "quantity", "lot", "posting_date")


@command
def import_closed_orders(
    *, orders: Sequence[TakenOrder], by: Actor, at: datetime
) -> list[PastMovement]:
    """Write orders that were checked; what they took from stock and brought is returned."""
    unnumbered = [order for order in orders if not order.number]
    days = [order.given.planned_start_date for order in unnumbered]
    for order, number in zip(unnumbered, draw_numbers_for("MO", days), strict=True):
        order.number = number
    company = {"company_id": by.company_id}
    copy_rows(
        ProductionOrder, _ORDER, map(_order_row, orders), status=OrderStatus.CLOSED, **company
    )
    copy_rows(ProductionComponent, _COMPONENT, _component_rows(orders), **company)
    operations = [
        (order, operation, ZERO if n < len(order.operations) else order.given.scrapped_quantity)
        for order in orders
        for n, operation in enumerate(order.operations, start=1)
    ]
    copy_rows(
        ProductionOperation,
        _OPERATION,
        (_operation_row(*operation) for operation in operations),
        queue_minutes=ZERO,
        move_minutes=ZERO,
        **company,
    )
    copy_rows(
        OperationReport,
        _REPORT,
        (_report_row(*operation) for operation in operations),
        **company,
    )
    levels = _levels(orders)
    issues = [m for order in orders if (m := _issue(order, levels)).lines]
    completions = [
        (order, new_id(), _completion(order, levels))
        for order in orders
        if order.given.completed_quantity
    ]
    for _, completion_id, movement in completions:
        movement.lines[:] = [line._replace(source_line_id=completion_id) for line in movement.lines]
    return [*issues, *(movement for _, _, movement in completions)]


@command
def import_completions(
    *,
    orders: Sequence[TakenOrder],
    movements: Sequence[PastMovement],
    by: Actor,
    at: datetime,
) -> None:
    """What came out of each order, once its movement is in the ledger."""
    came = {
        movement.source_id: movement
        for movement in movements
        if movement.kind == MovementKind.PRODUCTION_COMPLETION
    }
    rows = (
        (
            movement.lines[0].source_line_id,
            order.id,
            movement.id,
            order.given.completed_quantity,
            order.given.lot,
            movement.posting_date,
        )
        for order in orders
        if (movement := came.get(order.id)) is not None
    )
    copy_rows(ProductionCompletion, _COMPLETION, rows, company_id=by.company_id)


@command
def publish_imported_orders(*, orders: Sequence[TakenOrder], by: Actor, at: datetime) -> None:
    """Tell of orders that were taken over."""
    publish(*(_fact(order) for order in orders))


def _order_row(order: TakenOrder) -> tuple[Any, ...]:
    given = order.given
    started, ended = instant(given.actual_start_date), instant(given.actual_end_date)
    return (
        order.id,
        order.number,
        order.item.id,
        given.site_id,
        order.bill_id,
        order.routing_id,
        given.quantity,
        given.completed_quantity,
        given.scrapped_quantity,
        order.item.unit,
        given.planned_start_date,
        given.planned_due_date,
        started,
        started,
        ended,
        ended,
    )


def _component_rows(orders: Sequence[TakenOrder]) -> Iterator[tuple[Any, ...]]:
    for order in orders:
        site_id = order.given.site_id
        for number, component in enumerate(order.components, start=1):
            given = component.given
            planned = given.planned_quantity
            yield (
                component.id,
                order.id,
                number,
                component.item.id,
                site_id,
                given.quantity if planned is None else planned,
                given.quantity,
                component.item.unit,
                component.ratio.numerator,
                component.ratio.denominator,
            )


def _operation_row(
    order: TakenOrder, operation: TakenOperation, scrapped: Decimal
) -> tuple[Any, ...]:
    given = operation.given
    planned = given.run_minutes if given.planned_run_minutes is None else given.planned_run_minutes
    return (
        operation.id,
        order.id,
        given.number,
        given.name or operation.center.name,
        operation.center.id,
        given.setup_minutes,
        planned,
        round_quantity(planned / order.given.quantity),
        order.given.completed_quantity,
        scrapped,
        given.setup_minutes,
        given.run_minutes,
    )


def _report_row(order: TakenOrder, operation: TakenOperation, scrapped: Decimal) -> tuple[Any, ...]:
    given, ended = operation.given, order.given.actual_end_date
    return (
        new_id(),
        operation.id,
        ended,
        instant(ended),
        order.given.completed_quantity,
        scrapped,
        order.given.scrap_reason_code if scrapped else "",
        given.setup_minutes,
        given.run_minutes,
        operation.cost_rate,
    )


def _levels(orders: Sequence[TakenOrder]) -> Mapping[UUID, int]:
    """How deep each item that is begun and finished on one day stands above its components.

    What such an order takes was made before it, even if that was on the same day.
    """
    below: dict[UUID, set[UUID]] = {}
    for order in orders:
        if order.is_within_the_day:
            found = below.setdefault(order.item.id, set())
            found |= {component.item.id for component in order.components}
    levels: dict[UUID, int] = {}

    def level(item_id: UUID, path: frozenset[UUID]) -> int:
        if item_id not in below or item_id in path:
            return 0
        if item_id not in levels:
            deeper = path | {item_id}
            levels[item_id] = 1 + max((level(i, deeper) for i in below[item_id]), default=0)
        return levels[item_id]

    for item_id in below:
        level(item_id, frozenset())
    return levels


def _issue(order: TakenOrder, levels: Mapping[UUID, int]) -> PastMovement:
    given = order.given
    is_quick = order.is_within_the_day
    return _movement(
        order,
        MovementKind.PRODUCTION_ISSUE,
        Turn.WITHIN_THE_DAY if is_quick else Turn.ISSUE,
        2 * levels[order.item.id] if is_quick else 0,
        [
            piece
            for component in order.components
            if component.given.quantity and not component.item.is_service
            for piece in pieces(
                PastLine(
                    component.item.id,
                    given.site_id,
                    -component.given.quantity,
                    component.id,
                    lot=component.given.lot,
                ),
                component.given.serial_numbers,
            )
        ],
    )


def _completion(order: TakenOrder, levels: Mapping[UUID, int]) -> PastMovement:
    given = order.given
    is_quick = order.is_within_the_day
    line = PastLine(order.item.id, given.site_id, given.completed_quantity, lot=given.lot)
    return _movement(
        order,
        MovementKind.PRODUCTION_COMPLETION,
        Turn.WITHIN_THE_DAY if is_quick else Turn.COMPLETION,
        2 * levels[order.item.id] + 1 if is_quick else 0,
        pieces(line, given.serial_numbers),
    )


def _movement(
    order: TakenOrder, kind: MovementKind, turn: Turn, level: int, lines: list[PastLine]
) -> PastMovement:
    is_issue = kind == MovementKind.PRODUCTION_ISSUE
    given = order.given
    return PastMovement(
        id=new_id(),
        kind=kind,
        posting_date=given.actual_start_date if is_issue else given.actual_end_date,
        turn=turn,
        level=level,
        source_type=SOURCE,
        source_id=order.id,
        source_number=order.number,
        where="production_orders",
        row=order.row,
        lines=lines,
    )


def _fact(order: TakenOrder) -> ProductionOrderImported:
    given = order.given
    return ProductionOrderImported(
        production_order_id=order.id,
        number=order.number,
        item_id=order.item.id,
        site_id=given.site_id,
        quantity=given.quantity,
        completed_quantity=given.completed_quantity,
        scrapped_quantity=given.scrapped_quantity,
        scrap_reason_code=given.scrap_reason_code,
        unit=order.item.unit,
        planned_start_date=given.planned_start_date,
        planned_due_date=given.planned_due_date,
        actual_start_date=given.actual_start_date,
        actual_end_date=given.actual_end_date,
    )
