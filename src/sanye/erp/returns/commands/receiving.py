"""Goods come back: into quarantine, at the value they left with, to be inspected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.costing.queries import list_left_costs
from sanye.erp.inventory.commands import MovementLine, post_movement
from sanye.erp.inventory.queries import get_movement
from sanye.erp.quality.commands import Waiting, open_inspections
from sanye.erp.quality.queries import SourceType
from sanye.erp.returns.commands.rows import Locked, check_fineness, lock_return
from sanye.erp.returns.domain.states import ReturnStatus
from sanye.erp.returns.errors import (
    DateInFuture,
    LinesMissing,
    LotMissing,
    QuantityNotPositive,
    ReceivedTooMuch,
    SerialNumberOnReturn,
    SerialNumbersMissing,
)
from sanye.erp.returns.models import CustomerReturn, CustomerReturnLine
from sanye.erp.returns.publishing import publish_received
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.rows.bulk import put_rows

ZERO, ONE = Decimal(0), Decimal(1)
SOURCE = "customer_return"
QUARANTINE = "QUARANTINE"
CHANGING = ["quantity", "received_quantity", "lot", "serial_number", "unit_cost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What came of one line, in the stock unit; lot or serial numbers as they are found to be."""

    line_id: UUID
    quantity: Decimal
    lot: str = ""
    serial_numbers: tuple[str, ...] = ()
    location_id: UUID | None = None


@command
def receive_return(
    *,
    customer_return_id: UUID,
    lines: Sequence[Back],
    posting_date: date | None = None,
    by: Actor,
    at: datetime,
) -> CustomerReturn:
    """Take goods back, all or a part; each line opens an inspection.

    They are worth what they left with (the delivery's cost), or else the item's average. A line
    whose lot or serial number shows only now is split by it. Raises ReturnUnknown, LinesMissing,
    LineUnknown, QuantityNotPositive, QuantityTooFine, ReceivedTooMuch, LotMissing,
    SerialNumbersMissing, SerialNumberOnReturn, DateInFuture, StepNotAllowed.
    """
    locked = lock_return(customer_return_id)
    row = locked.row
    if row.status != ReturnStatus.OPEN:
        raise StepNotAllowed(
            subject=row.number, from_=row.status, to="RECEIVED", allowed=ReturnStatus.OPEN
        )
    if not lines:
        raise LinesMissing(field="lines")
    today = get_business_date(at=at, by=by)
    day = posting_date or today
    if day > today:
        raise DateInFuture(date=day, field="posting_date")
    asked = [
        (locked.line(back.line_id, number).item, back.quantity)
        for number, back in enumerate(lines, start=1)
    ]
    check_fineness(asked, by=by)
    came = [
        part for number, back in enumerate(lines, start=1) for part in _arrive(locked, back, number)
    ]
    _check_serial_numbers(locked, came)
    _value([line for line, _, _ in came], by=by)
    put_rows(locked.lines, unique=["id"], columns=CHANGING)
    _store(row, came, day, by=by, at=at)
    quantities: dict[UUID, Decimal] = {}
    for line, quantity, _ in came:
        quantities[line.id] = quantities.get(line.id, ZERO) + quantity
    publish_received(row, [line for line, _, _ in came], quantities, day)
    return row


Part = tuple[CustomerReturnLine, Decimal, UUID | None]
"""A line, what came of it, and the location it is put in."""


def _arrive(locked: Locked, back: Back, number: int) -> list[Part]:
    line = locked.line(back.line_id, number)
    if back.quantity <= 0:
        raise QuantityNotPositive(quantity=back.quantity, field="quantity", row=number)
    left = line.quantity - line.received_quantity
    if back.quantity > left:
        raise ReceivedTooMuch(
            line=line.line_number,
            quantity=back.quantity,
            unit=line.unit,
            left=left,
            field="quantity",
            row=number,
        )
    return [
        _take(locked, line, quantity, lot, serial_number, back.location_id)
        for quantity, lot, serial_number in _identities(line, back, number)
    ]


def _identities(
    line: CustomerReturnLine, back: Back, number: int
) -> list[tuple[Decimal, str, str]]:
    """What came, told apart by lot and serial number as the item is."""
    if line.item.tracking == "LOT":
        lot = back.lot.strip() or line.lot
        if not lot:
            raise LotMissing(item=line.item.code, field="lot", row=number)
        return [(back.quantity, lot, "")]
    if line.item.tracking == "SERIAL":
        serials = back.serial_numbers or ((line.serial_number,) if line.serial_number else ())
        if len(set(serials)) != back.quantity or len(serials) != back.quantity or not all(serials):
            raise SerialNumbersMissing(
                item=line.item.code, quantity=back.quantity, field="serial_numbers", row=number
            )
        return [(ONE, "", serial) for serial in serials]
    return [(back.quantity, line.lot, line.serial_number)]


def _take(
    locked: Locked,
    line: CustomerReturnLine,
    quantity: Decimal,
    lot: str,
    serial_number: str,
    location_id: UUID | None,
) -> Part:
    is_known = (line.lot, line.serial_number) == (lot, serial_number)
    is_first = line.received_quantity == 0 and not line.lot and not line.serial_number
    if not is_known and is_first and (not serial_number or line.quantity == ONE):
        line.lot, line.serial_number = lot, serial_number
    elif not is_known:
        line = _split(locked, line, quantity, lot, serial_number)
    line.received_quantity += quantity
    return line, quantity, location_id


def _split(
    locked: Locked, line: CustomerReturnLine, quantity: Decimal, lot: str, serial_number: str
) -> CustomerReturnLine:
    """A line of its own for goods of another lot or serial number than announced."""
    if line.quantity > quantity:
        line.quantity -= quantity
        fresh = CustomerReturnLine(
            **{
                field.attname: getattr(line, field.attname)
                for field in CustomerReturnLine._meta.concrete_fields  # noqa: SLF001
                if field.attname not in {"id", "created_at"}
            }
        )
        fresh.id = new_id()
        fresh.line_number = max(one.line_number for one in locked.lines) + 1
        fresh.quantity, fresh.received_quantity = quantity, ZERO
        fresh.settled_quantity = ZERO
        locked.lines.append(fresh)
        line = fresh
    line.lot, line.serial_number = lot, serial_number
    return line


def _check_serial_numbers(locked: Locked, came: Sequence[Part]) -> None:
    """A piece that came is on no other line of an open return."""
    pieces = {(line.item_id, line.serial_number): line for line, _, _ in came if line.serial_number}
    if not pieces:
        return
    others = CustomerReturnLine.objects.filter(
        serial_number__in={line.serial_number for line in pieces.values()}, is_open=True
    ).exclude(customer_return=locked.row)
    for other in [*locked.lines, *others.select_related("customer_return")]:
        line = pieces.get((other.item_id, other.serial_number))
        if line is not None and other.id != line.id and other.is_open:
            raise SerialNumberOnReturn(
                serial_number=line.serial_number,
                number=other.customer_return.number,
                field="serial_numbers",
            )


def _value(lines: Sequence[CustomerReturnLine], *, by: Actor) -> None:
    """What goods were worth when they left; unknown while costing has not come so far."""
    delivered = {line.delivery_line_id for line in lines if line.delivery_line_id}
    costs = list_left_costs(delivery_line_ids=delivered, by=by)
    for line in lines:
        if line.unit_cost is None and line.delivery_line_id is not None:
            line.unit_cost = costs.get(line.delivery_line_id)


def _store(
    row: CustomerReturn, came: Sequence[Part], day: date, *, by: Actor, at: datetime
) -> None:
    movement = post_movement(
        kind=MovementKind.CUSTOMER_RETURN,
        posting_date=day,
        lines=[
            MovementLine(
                item_id=line.item_id,
                site_id=row.site_id,
                quantity=quantity,
                location_id=location_id,
                lot=line.lot if line.item.tracking == "LOT" else "",
                serial_number=line.serial_number if line.item.tracking == "SERIAL" else "",
                status=QUARANTINE,
                unit_cost=line.unit_cost,
                source_line_id=line.id,
            )
            for line, quantity, location_id in came
        ],
        source_type=SOURCE,
        source_id=row.id,
        source_number=row.number,
        by=by,
        at=at,
    )
    stored = get_movement(movement_id=movement.id, by=by).lines.all()
    open_inspections(
        waiting=[
            Waiting(
                item_id=part.item_id,
                site_id=part.site_id,
                location_id=part.location_id,
                quantity=part.quantity,
                source_type=SourceType.CUSTOMER_RETURN,
                source_id=row.id,
                source_line_id=part.source_line_id,
                source_number=row.number,
                customer_id=row.customer_id,
                lot=part.lot,
                serial_number=part.serial_number,
            )
            for part in stored
        ],
        by=by,
        at=at,
    )
