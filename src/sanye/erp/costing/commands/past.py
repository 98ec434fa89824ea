"""What costing is told of the past, in the order of its days."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sanye.erp.inventory.commands.past import PastLine, PastMovement, Turn
from sanye.kernel.ids import new_id

PROCESS_COLUMNS = (
    "id", "production_order_id", "number", "item_id", "site_id", "order_quantity", "lost_quantity",
    "completed_quantity", "material_amount", "conversion_amount", "completed_amount",
    "variance_amount", "closed_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCost:
    """The standard cost per stock unit from a day on, until the next one, in functional currency.

    Before its first day the first one holds; an item without any has its present standard cost.
    """

    item_id: UUID
    from_date: date
    standard_cost: Decimal


class PastInvoiced(NamedTuple):
    """Goods of one order line on a supplier's invoice, as `InvoicedGoods`."""

    purchase_order_line_id: UUID
    item_id: UUID
    quantity: Decimal
    amount: Decimal
    matched_amount: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastInvoice:
    """What a supplier's invoice says of the value of goods that came before."""

    id: UUID
    number: str
    day: date
    lines: list[PastInvoiced]


@dataclass(slots=True, kw_only=True)
class PastProcess:
    """A production order: what it is to make, and what work cost on its last day.

    `conversion` are (work center's kind, minutes, rate per hour). Amounts are kept here while its
    movements are valued.
    """

    id: UUID
    number: str
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    lost_quantity: Decimal
    completed_quantity: Decimal
    ended: date
    conversion: list[tuple[str, Decimal, Decimal]] = field(default_factory=list)
    material_amount: Decimal = Decimal(0)
    conversion_amount: Decimal = Decimal(0)
    completed_amount: Decimal = Decimal(0)

    @property
    def in_process_amount(self) -> Decimal:
        return self.material_amount + self.conversion_amount - self.completed_amount


class PastStandards:
    """The standard cost of items on a past day."""

    def __init__(self, costs: Iterable[PastCost]) -> None:
        self._days: dict[UUID, list[date]] = {}
        self._costs: dict[UUID, list[Decimal]] = {}
        for cost in sorted(costs, key=lambda cost: cost.from_date):
            self._days.setdefault(cost.item_id, []).append(cost.from_date)
            self._costs.setdefault(cost.item_id, []).append(cost.standard_cost)

    def on(self, item_id: UUID, day: date, present: Decimal) -> Decimal:
        days = self._days.get(item_id)
        if days is None:
            return present
        return self._costs[item_id][max(bisect_right(days, day) - 1, 0)]


Step = tuple[tuple[date, int, int], PastMovement | PastInvoice | PastProcess]


def steps_of(
    movements: Sequence[PastMovement],
    invoices: Sequence[PastInvoice],
    processes: Sequence[PastProcess],
) -> Iterable[Step]:
    """Everything to be valued, each with its place in the order of days."""
    for movement in movements:
        yield movement.order, movement
    for invoice in invoices:
        yield (invoice.day, Turn.SUPPLIER_RETURN, 1), invoice
    for process in processes:
        if not process.completed_quantity:
            yield (process.ended, Turn.COUNT, 1), process


def added_up(lines: Sequence[PastLine]) -> Iterable[PastLine]:
    """Pieces of one document line as one; the order of the lines stays."""
    return merged(lines) if any(line.serial_number for line in lines) else lines


def merged(lines: Sequence[PastLine]) -> list[PastLine]:
    """One line of an item, lot, site and source; the order of the lines stays."""
    sums: dict[PastLine, Decimal] = {}
    for line in lines:
        key = line._replace(quantity=Decimal(0), serial_number="", location_id=None)
        sums[key] = sums.get(key, Decimal(0)) + line.quantity
    return [key._replace(quantity=quantity) for key, quantity in sums.items()]


def process_row(process: PastProcess) -> tuple[Any, ...]:
    """A closed order as `WorkInProcess` has it, in the order of PROCESS_COLUMNS."""
    return (
        new_id(),
        process.id,
        process.number,
        process.item_id,
        process.site_id,
        process.quantity,
        process.lost_quantity,
        process.completed_quantity,
        process.material_amount,
        process.conversion_amount,
        process.completed_amount,
        process.in_process_amount,
        process.ended,
    )
