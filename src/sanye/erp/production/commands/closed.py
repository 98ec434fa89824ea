"""A finished production order of the time before Sanye, as the caller gives it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedComponent:
    """What was consumed of an item, in its stock unit; one per lot. `planned_quantity` None: as
    consumed. Goods kept by serial number name one per piece."""

    item_id: UUID
    quantity: Decimal
    planned_quantity: Decimal | None = None
    lot: str = ""
    serial_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedOperation:
    """Minutes of the whole order at a work center. `cost_rate` per hour; None is the center's."""

    number: int
    work_center_id: UUID
    run_minutes: Decimal
    setup_minutes: Decimal = Decimal(0)
    planned_run_minutes: Decimal | None = None
    cost_rate: Decimal | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedProductionOrder:
    """An order that was made: components left stock on `actual_start_date`, the goods came in on
    `actual_end_date`, when also the times count and what is left in process becomes a variance.

    `components` and `operations` None: what bill and routing ask for on the day of the start, for
    the ordered quantity. What was neither completed nor scrapped was not made. `number` and `id` as
    in a closed sales order.
    """

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    completed_quantity: Decimal
    planned_start_date: date
    planned_due_date: date
    actual_start_date: date
    actual_end_date: date
    scrapped_quantity: Decimal = Decimal(0)
    scrap_reason_code: str = ""
    components: tuple[ClosedComponent, ...] | None = None
    operations: tuple[ClosedOperation, ...] | None = None
    lot: str = ""
    serial_numbers: tuple[str, ...] = ()
    number: str = ""
    id: UUID | None = None
