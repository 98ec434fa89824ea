"""Changes of stock that no other document owns: opening, scrap, status, place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.movements import post_movement
from sanye.erp.inventory.domain.movements import MovementLine
from sanye.erp.inventory.errors import (
    OpeningCostMissing,
    QuantityNotPositive,
    ReasonMissing,
    StatusUnchanged,
)
from sanye.erp.inventory.models import StockMovement
from sanye.kernel.actors import Actor
from sanye.stem.commands import command


@command
def post_opening_stock(
    *, lines: Sequence[MovementLine], posting_date: date, by: Actor, at: datetime
) -> StockMovement:
    """What was there when the books were opened, each line with its unit cost."""
    _refuse_not_positive(lines)
    for row, line in enumerate(lines, start=1):
        if line.unit_cost is None or line.unit_cost < 0:
            raise OpeningCostMissing(field="unit_cost", row=row)
    return _post(MovementKind.OPENING, "opening_stock", lines, posting_date, "", by=by, at=at)


@command
def scrap_stock(
    *,
    lines: Sequence[MovementLine],
    reason_code: str,
    posting_date: date,
    by: Actor,
    at: datetime,
) -> StockMovement:
    """Take positive quantities out of stock for good, with the reason."""
    _refuse_not_positive(lines)
    _refuse_no_reason(reason_code)
    taken = [line.opposite() for line in lines]
    return _post(MovementKind.SCRAP, "scrap", taken, posting_date, reason_code, by=by, at=at)


@command
def change_stock_status(
    *,
    lines: Sequence[MovementLine],
    to_status: str,
    reason_code: str,
    posting_date: date,
    by: Actor,
    at: datetime,
) -> StockMovement:
    """Let positive quantities pass from the status of their line into another."""
    _refuse_not_positive(lines)
    _refuse_no_reason(reason_code)
    for row, line in enumerate(lines, start=1):
        if line.status == to_status:
            raise StatusUnchanged(status=to_status, field="to_status", row=row)
    moved = [part for line in lines for part in _two_sides(line, status=to_status)]
    return _post(
        MovementKind.STATUS_CHANGE, "status_change", moved, posting_date, reason_code, by=by, at=at
    )


@command
def move_stock(
    *,
    lines: Sequence[MovementLine],
    to_location_id: UUID,
    posting_date: date,
    by: Actor,
    at: datetime,
) -> StockMovement:
    """Carry positive quantities to another location of their site: two sides of one movement."""
    _refuse_not_positive(lines)
    moved = [part for line in lines for part in _two_sides(line, location_id=to_location_id)]
    return _post(MovementKind.TRANSFER, "stock_move", moved, posting_date, "", by=by, at=at)


def _two_sides(line: MovementLine, **changed: object) -> tuple[MovementLine, MovementLine]:
    return line.opposite(), replace(line, **changed)  # type: ignore[arg-type]


def _refuse_not_positive(lines: Sequence[MovementLine]) -> None:
    for row, line in enumerate(lines, start=1):
        if line.quantity <= 0:
            raise QuantityNotPositive(quantity=line.quantity, field="quantity", row=row)


def _refuse_no_reason(reason_code: str) -> None:
    if not reason_code.strip():
        raise ReasonMissing(field="reason_code")


def _post(
    kind: MovementKind,
    source_type: str,
    lines: Sequence[MovementLine],
    posting_date: date,
    reason_code: str,
    *,
    by: Actor,
    at: datetime,
) -> StockMovement:
    return post_movement(
        kind=kind,
        posting_date=posting_date,
        lines=lines,
        source_type=source_type,
        source_id=None,
        source_number="",
        reason_code=reason_code,
        by=by,
        at=at,
    )
