"""Load against capacity, by work center and day."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.contracts.erp.ports import CapacityRequest, work_center_capacity
from sanye.kernel.actors import Actor
from sanye.kernel.ports import LeafOff
from sanye.kernel.quantity import round_quantity
from sanye.scm.capacity.domain.load import Center, Step, run_minutes, schedule_back
from sanye.scm.capacity.errors import SpanNotPossible
from sanye.scm.planning import queries as planning
from sanye.stem.commands import query
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.models import Routing, RoutingOperation, WorkCenter

MOST_DAYS = 400
MINUTES = 2
OPEN_PLANNED = ("PLANNED", "FIRMED", "RELEASED")
CALENDAR = "CALENDAR"


@dataclass(frozen=True, slots=True)
class OrderLoad:
    """What one order asks of a work center on a day; `order_type` PLANNED_ORDER or
    PRODUCTION_ORDER."""

    order_type: str
    order_id: UUID
    order_number: str
    item_id: UUID
    operation_number: int
    minutes: Decimal


@dataclass(frozen=True, slots=True)
class LoadDay:
    """A work center's day in minutes of work; `basis` says what the capacity stands on."""

    work_center: WorkCenter
    work_date: date
    capacity_minutes: Decimal
    load_minutes: Decimal
    basis: str
    orders: tuple[OrderLoad, ...] = ()

    @property
    def overload_minutes(self) -> Decimal:
        return max(Decimal(0), self.load_minutes - self.capacity_minutes)


@dataclass(frozen=True, slots=True)
class CenterLoad:
    """A work center over the span; `earlier_minutes` should have been done before its first day."""

    work_center: WorkCenter
    earlier_minutes: Decimal
    days: tuple[LoadDay, ...]

    @property
    def capacity_minutes(self) -> Decimal:
        return sum((day.capacity_minutes for day in self.days), Decimal(0))

    @property
    def load_minutes(self) -> Decimal:
        return sum((day.load_minutes for day in self.days), Decimal(0))


@dataclass(frozen=True, slots=True)
class LoadReport:
    """All work centers of a site by code, and the orders that have no routing. One that was
    archived is among them while work is planned for it; it can do none."""

    centers: tuple[CenterLoad, ...]
    unrouted_order_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class _Order:
    order_type: str
    order_id: UUID
    number: str
    item_id: UUID
    quantity: Decimal
    start_date: date
    due_date: date


@dataclass(slots=True)
class _Loads:
    """Loads as they are found: by work center and day, and before the first day."""

    days: dict[tuple[UUID, date], list[OrderLoad]] = field(
        default_factory=lambda: defaultdict(list)
    )
    earlier: dict[UUID, Fraction] = field(default_factory=lambda: defaultdict(Fraction))

    def of(self, work_center_id: UUID) -> bool:
        """Whether anything is asked of it."""
        known = self.earlier.keys() | {center_id for center_id, _ in self.days}
        return work_center_id in known


@query
def get_load_report(*, site_id: UUID, from_date: date, to_date: date, by: Actor) -> LoadReport:
    """Load and capacity of a site's work centers on each day, both days included.

    Raises SpanNotPossible, MasterUnknown.
    """
    if not 0 <= (to_date - from_date).days < MOST_DAYS:
        raise SpanNotPossible(
            first_date=from_date, last_date=to_date, most=MOST_DAYS, field="to_date"
        )
    masters.get_site(site_id=site_id, by=by)
    rows = list(masters.list_work_centers(site_id=site_id, by=by).order_by("code"))
    orders = [*_planned_orders(site_id, by), *_production_orders(site_id, by)]
    routings = _Routings(site_id, {order.item_id for order in orders})
    used = [*rows, *_elsewhere(rows, routings)]
    calendars = masters.working_calendars_of_work_centers(work_centers=used, by=by)
    centers = {row.id: Center(calendars[row.id], row.efficiency_ratio) for row in used}
    loads, unrouted = _Loads(), []
    for order in orders:
        operations = routings.find(order.item_id, order.start_date)
        if operations is None:
            unrouted.append(order.order_id)
        else:
            _add(loads, order, operations, centers, (from_date, to_date))
    capacity = _capacity(site_id, rows, (from_date, to_date), by)
    closed = [row for row in used[len(rows) :] if row.site_id == site_id and loads.of(row.id)]
    capacity |= {row.id: _none(from_date, to_date) for row in closed}
    shown = sorted([*rows, *closed], key=lambda row: row.code)
    return LoadReport(
        centers=tuple(_center(row, capacity, loads) for row in shown),
        unrouted_order_ids=tuple(unrouted),
    )


@query
def list_overloads(*, site_id: UUID, from_date: date, to_date: date, by: Actor) -> list[LoadDay]:
    """Days on which more is asked of a work center than it can do, with the orders, worst first.

    Raises SpanNotPossible, MasterUnknown.
    """
    report = get_load_report(site_id=site_id, from_date=from_date, to_date=to_date, by=by)
    days = [day for center in report.centers for day in center.days if day.overload_minutes > 0]
    return sorted(
        days, key=lambda day: (-day.overload_minutes, day.work_date, day.work_center.code)
    )


def _planned_orders(site_id: UUID, by: Actor) -> Iterator[_Order]:
    """Those to make whose production order has not appeared yet."""
    supply = planning.list_known_supply(by=by)
    taken = {i for ids in supply.values_list("planned_order_ids", flat=True) for i in ids}
    rows = planning.list_planned_orders(site_id=site_id, by=by).filter(
        kind="MAKE", status__in=OPEN_PLANNED
    )
    for row in rows.order_by("id"):
        if row.id not in taken:
            yield _Order(
                "PLANNED_ORDER",
                row.id,
                "",
                row.item_id,
                row.start_quantity,
                row.start_date,
                row.due_date,
            )


def _production_orders(site_id: UUID, by: Actor) -> Iterator[_Order]:
    rows = planning.list_known_supply(by=by).filter(site_id=site_id, supply_type="production_order")
    for row in rows.order_by("id"):
        yield _Order(
            "PRODUCTION_ORDER",
            row.order_id,
            row.order_number,
            row.item_id,
            row.quantity,
            row.start_date or row.due_date,
            row.due_date,
        )


class _Routings:
    """Released routings of some items with their operations, in two reads."""

    def __init__(self, site_id: UUID, item_ids: Collection[UUID]) -> None:
        rows = Routing.objects.filter(
            item__in=item_ids, status="RELEASED", archived_at__isnull=True
        )
        self._by_item: dict[UUID, list[Routing]] = defaultdict(list)
        for row in rows:
            if row.site_id in (None, site_id):
                self._by_item[row.item_id].append(row)
        kept = [row.id for found in self._by_item.values() for row in found]
        self.operations: dict[UUID, list[RoutingOperation]] = {key: [] for key in kept}
        operations = RoutingOperation.objects.filter(routing__in=kept)
        for operation in operations.select_related("work_center__site").order_by("number"):
            self.operations[operation.routing_id].append(operation)

    def find(self, item_id: UUID, on: date) -> list[RoutingOperation] | None:
        """The operations that hold on the day: the site's own routing before the general one."""
        held = [
            row
            for row in self._by_item[item_id]
            if (row.valid_from_date is None or row.valid_from_date <= on)
            and (row.valid_to_date is None or on < row.valid_to_date)
        ]
        if not held:
            return None
        chosen = max(
            held, key=lambda row: (row.site_id is not None, row.valid_from_date or date.min)
        )
        return self.operations[chosen.id]


def _elsewhere(rows: Sequence[WorkCenter], routings: _Routings) -> list[WorkCenter]:
    """Work centers of routings that are not the site's own: they take time all the same."""
    own = {row.id for row in rows}
    found = {
        operation.work_center_id: operation.work_center
        for operations in routings.operations.values()
        for operation in operations
        if operation.work_center_id not in own
    }
    return list(found.values())


def _add(
    loads: _Loads,
    order: _Order,
    operations: Sequence[RoutingOperation],
    centers: Mapping[UUID, Center],
    span: tuple[date, date],
) -> None:
    steps = [
        Step(
            operation.work_center_id,
            Fraction(operation.setup_minutes)
            + run_minutes(
                operation.run_minutes,
                order.quantity,
                operation.batch_quantity if operation.run_basis == "PER_BATCH" else None,
            ),
            Fraction(operation.queue_minutes),
            Fraction(operation.move_minutes),
        )
        for operation in operations
    ]
    for load in schedule_back(steps, order.due_date, centers):
        if load.work_date < span[0]:
            loads.earlier[load.work_center_id] += load.minutes
        elif load.work_date <= span[1]:
            loads.days[load.work_center_id, load.work_date].append(
                OrderLoad(
                    order_type=order.order_type,
                    order_id=order.order_id,
                    order_number=order.number,
                    item_id=order.item_id,
                    operation_number=operations[load.step].number,
                    minutes=round_quantity(load.minutes, MINUTES),
                )
            )


def _capacity(
    site_id: UUID, rows: Sequence[WorkCenter], span: tuple[date, date], by: Actor
) -> dict[UUID, list[tuple[date, Decimal, str]]]:
    """Minutes by work center and day, from people's port or, without it, from the calendar."""
    found: dict[UUID, list[tuple[date, Decimal, str]]] = defaultdict(list)
    try:
        answer = work_center_capacity(
            CapacityRequest(site_id=site_id, first_date=span[0], last_date=span[1], by=by)
        )
        for day in answer.days:
            found[day.work_center_id].append((day.work_date, day.minutes, day.basis))
    except LeafOff:
        calendars = masters.working_calendars_of_work_centers(work_centers=rows, by=by)
        for row in rows:
            for number in range(span[0].toordinal(), span[1].toordinal() + 1):
                on = date.fromordinal(number)
                minutes = row.parallel_capacity * calendars[row.id].minutes_on(on)
                found[row.id].append((on, round_quantity(row.efficiency_ratio * minutes), CALENDAR))
    return found


def _none(first: date, last: date) -> list[tuple[date, Decimal, str]]:
    days = range(first.toordinal(), last.toordinal() + 1)
    return [(date.fromordinal(number), Decimal(0), CALENDAR) for number in days]


def _center(
    row: WorkCenter,
    capacity: Mapping[UUID, Sequence[tuple[date, Decimal, str]]],
    loads: _Loads,
) -> CenterLoad:
    days = []
    for on, minutes, basis in capacity.get(row.id, ()):
        orders = tuple(loads.days.get((row.id, on), ()))
        total = sum((order.minutes for order in orders), Decimal(0))
        days.append(LoadDay(row, on, minutes, total, basis, orders))
    earlier = round_quantity(loads.earlier.get(row.id, Fraction(0)), MINUTES)
    return CenterLoad(row, earlier, tuple(days))
