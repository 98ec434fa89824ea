"""A movement's lines: checked, completed, added up per heap."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from sanye.erp.inventory.domain.keys import StockKey, StockStatus
from sanye.erp.inventory.errors import (
    CostTooBig,
    LotMissing,
    LotNotTracked,
    NotStocked,
    OnTheWay,
    QuantityTooBig,
    QuantityTooFine,
    QuantityZero,
    SerialNumberMissing,
    StatusUnknown,
)

MOST_QUANTITY = Decimal(10) ** 10
MOST_WORTH = Decimal(10) ** 14
"""What is beyond, a bar code for a quantity, would be in the log and could never be valued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementLine:
    """One side of a movement: signed quantity in the item's stock unit.

    Without a location the item's own at the site is meant, else the site's first storage
    location. `unit_cost` is functional currency per stock unit, where the source knows it.
    `source_line_id` is the line of the document that moves the stock.
    """

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    location_id: UUID | None = None
    lot: str = ""
    serial_number: str = ""
    status: str = StockStatus.AVAILABLE
    owner_id: UUID | None = None
    handling_unit: str = ""
    unit_cost: Decimal | None = None
    source_line_id: UUID | None = None

    @property
    def key(self) -> StockKey:
        """The heap it adds to or takes from; the location must be known."""
        if self.location_id is None:
            raise ValueError("a line without a location belongs to no heap")
        return StockKey(
            self.item_id,
            self.site_id,
            self.location_id,
            self.lot,
            self.serial_number,
            str(self.status),
            self.owner_id,
            self.handling_unit,
        )

    @classmethod
    def of(
        cls,
        key: StockKey,
        quantity: Decimal,
        *,
        unit_cost: Decimal | None = None,
        source_line_id: UUID | None = None,
    ) -> "MovementLine":
        """A line on a known heap."""
        return cls(
            **key._asdict(), quantity=quantity, unit_cost=unit_cost, source_line_id=source_line_id
        )

    def opposite(self) -> "MovementLine":
        return replace(self, quantity=-self.quantity)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What stock must know of an item; `decimals` are those of its stock unit."""

    id: UUID
    code: str
    unit: str
    decimals: int
    tracking: str
    is_stocked: bool
    shelf_life_days: int | None


def check_lines(lines: Sequence[MovementLine], items: Mapping[UUID, ItemFacts]) -> None:
    """Raise the first refusal that a line deserves; rows count from 1."""
    for row, line in enumerate(lines, start=1):
        check_line(line, items[line.item_id], row=row)


def refuse_on_the_way(lines: Sequence[MovementLine]) -> None:
    """Raise OnTheWay for the first line of goods in transit."""
    for row, line in enumerate(lines, start=1):
        if line.status == StockStatus.IN_TRANSIT:
            raise OnTheWay(field="status", row=row)


def check_line(line: MovementLine, item: ItemFacts, *, row: int) -> None:
    """Raise the first refusal that the line deserves."""
    if not item.is_stocked:
        raise NotStocked(item=item.code, field="item_id", row=row)
    if line.quantity == 0:
        raise QuantityZero(item=item.code, field="quantity", row=row)
    if line.status not in set(StockStatus):
        raise StatusUnknown(status=line.status, field="status", row=row)
    _check_size(line, item, row)
    check_fineness(line.quantity, item, row=row)
    _check_tracking(line, item, row)


def _check_size(line: MovementLine, item: ItemFacts, row: int) -> None:
    quantity, cost = abs(line.quantity), line.unit_cost
    this = {"quantity": quantity, "unit": item.unit, "item": item.code}
    if quantity >= MOST_QUANTITY:
        raise QuantityTooBig(**this, field="quantity", row=row)
    if cost is not None and quantity * cost >= MOST_WORTH:
        raise CostTooBig(unit_cost=cost, **this, field="unit_cost", row=row)


def check_fineness(quantity: Decimal, item: ItemFacts, *, row: int | None = None) -> None:
    """Raise QuantityTooFine when the stock unit has fewer decimals than the quantity."""
    if quantity != round(quantity, item.decimals):
        raise QuantityTooFine(
            quantity=quantity,
            unit=item.unit,
            decimals=item.decimals,
            item=item.code,
            field="quantity",
            row=row,
        )


def _check_tracking(line: MovementLine, item: ItemFacts, row: int) -> None:
    if item.tracking == "LOT" and not line.lot:
        raise LotMissing(item=item.code, field="lot", row=row)
    if item.tracking == "NONE" and line.lot:
        raise LotNotTracked(item=item.code, field="lot", row=row)
    if item.tracking == "SERIAL":
        if not line.serial_number or abs(line.quantity) != 1:
            raise SerialNumberMissing(item=item.code, field="serial_number", row=row)
    elif line.serial_number:
        raise LotNotTracked(item=item.code, field="serial_number", row=row)


def changes_by_key(lines: Iterable[MovementLine]) -> dict[StockKey, Decimal]:
    """The change of each heap; heaps whose change is zero are left out."""
    changes: dict[StockKey, Decimal] = defaultdict(Decimal)
    for line in lines:
        changes[line.key] += line.quantity
    return {key: change for key, change in changes.items() if change != 0}


@dataclass(frozen=True, slots=True)
class SerialChange:
    """The net change of one serial number and, if it is anywhere afterwards, the heap."""

    item_id: UUID
    number: str
    change: int
    place: StockKey | None


def changes_by_serial(lines: Iterable[MovementLine]) -> list[SerialChange]:
    """One change per serial number that moves."""
    sums: dict[tuple[UUID, str], int] = defaultdict(int)
    places: dict[tuple[UUID, str], StockKey] = {}
    for line in lines:
        if line.serial_number:
            serial = (line.item_id, line.serial_number)
            sums[serial] += int(line.quantity)
            if line.quantity > 0:
                places[serial] = line.key
    return [SerialChange(*serial, sums[serial], places.get(serial)) for serial in sums]


def with_locations(
    lines: Sequence[MovementLine], defaults: Mapping[tuple[UUID, UUID], UUID]
) -> list[MovementLine]:
    """The lines, each with a location: its own, or the default of (item, site)."""
    return [
        line
        if line.location_id is not None
        else replace(line, location_id=defaults[line.item_id, line.site_id])
        for line in lines
    ]


def with_lot_status(
    lines: Sequence[MovementLine], withheld: Mapping[tuple[UUID, str], str]
) -> list[MovementLine]:
    """The lines; what arrives as available of a lot that is withheld takes the lot's status."""
    return [
        replace(line, status=withheld[line.item_id, line.lot])
        if line.quantity > 0
        and line.status == StockStatus.AVAILABLE
        and (line.item_id, line.lot) in withheld
        else line
        for line in lines
    ]
