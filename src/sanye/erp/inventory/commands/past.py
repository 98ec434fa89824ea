"""Stock that moved before Sanye: what callers give, and movements as documents of the past make
them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStock:
    """OPENING (what was there, with its unit cost), COUNT (a difference found) or SCRAP.

    `quantity` is signed, in the item's stock unit; `unit_cost` in functional currency. Without a
    location the item's own at the site is meant. Rows of one kind, day, reason and `number` are one
    movement; with a number of its own it is taken once, without one each time.
    """

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    posting_date: date
    kind: MovementKind = MovementKind.OPENING
    unit_cost: Decimal | None = None
    location_id: UUID | None = None
    lot: str = ""
    serial_number: str = ""
    reason_code: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTransfer:
    """Goods that left one site and came to another, in the item's stock unit, each time at the
    item's own location. Rows of one pair of sites, one pair of days and one `number` left in one
    movement and came in one; with a number of its own it is taken once, without one each time.
    Goods kept by serial number name one per piece.
    """

    item_id: UUID
    from_site_id: UUID
    to_site_id: UUID
    quantity: Decimal
    shipped_date: date
    received_date: date
    lot: str = ""
    serial_numbers: tuple[str, ...] = ()
    number: str = ""


class Turn(IntEnum):
    """In which order the movements of one day are thought to have happened."""

    OPENING = 0
    RECEIPT = 1
    SUPPLIER_RETURN = 2
    COMPLETION = 3
    WITHIN_THE_DAY = 4
    ISSUE = 5
    SHIPMENT = 6
    COUNT = 7


class PastLine(NamedTuple):
    """One side of a past movement, as `MovementLine`."""

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    source_line_id: UUID | None = None
    unit_cost: Decimal | None = None
    lot: str = ""
    serial_number: str = ""
    location_id: UUID | None = None


@dataclass(slots=True, kw_only=True)
class PastMovement:
    """A movement to be. `turn` and then `level` order it within its day.

    `where` and `row` say in which list and which row of it the document stands.
    """

    id: UUID
    kind: MovementKind
    posting_date: date
    turn: Turn
    source_type: str
    source_id: UUID | None
    source_number: str
    where: str
    row: int
    level: int = 0
    number: str = ""
    reason_code: str = ""
    lines: list[PastLine] = field(default_factory=list)

    @property
    def order(self) -> tuple[date, int, int]:
        return (self.posting_date, self.turn, self.level)


SENT, CAME = "-OUT", "-IN"
"""How the two movements of a numbered transfer end."""


def pieces(line: PastLine, serial_numbers: tuple[str, ...]) -> list[PastLine]:
    """The line, or one of a single piece for each serial number."""
    if not serial_numbers:
        return [line]
    one = Decimal(1) if line.quantity > 0 else Decimal(-1)
    return [line._replace(quantity=one, serial_number=number) for number in serial_numbers]
