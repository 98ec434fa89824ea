"""Finished production orders of the past: completed from bill and routing, then checked."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.erp.past import errors
from sanye.erp.past.queries import Checks, PastCenter, PastItem, find_here
from sanye.erp.production.commands.closed import (
    ClosedComponent,
    ClosedOperation,
    ClosedProductionOrder,
)
from sanye.erp.production.domain.times import run_minutes
from sanye.erp.production.models import ProductionOrder
from sanye.erp.production.queries.structures import Structures, get_structures
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.models import Bill, BillLine, Routing
from sanye.stem.masterdata.queries import effective_bills

ZERO = Decimal(0)


@dataclass(slots=True)
class Planned:
    """An order with what bill and routing say of it; no bill: the item had none that day."""

    given: ClosedProductionOrder
    bill_id: UUID | None
    routing_id: UUID | None
    components: Sequence[ClosedComponent]
    operations: Sequence[ClosedOperation]


@dataclass(slots=True)
class TakenComponent:
    """A component line to be; one piece of the order takes `ratio` of it."""

    id: UUID
    item: PastItem
    given: ClosedComponent
    ratio: Fraction


@dataclass(slots=True)
class TakenOperation:
    id: UUID
    given: ClosedOperation
    center: PastCenter
    cost_rate: Decimal


@dataclass(slots=True)
class TakenOrder:
    """An order to be."""

    row: int
    id: UUID
    given: ClosedProductionOrder
    item: PastItem
    bill_id: UUID
    routing_id: UUID | None
    components: list[TakenComponent]
    operations: list[TakenOperation]
    number: str = ""

    @property
    def is_within_the_day(self) -> bool:
        return self.given.actual_start_date == self.given.actual_end_date


def plan_closed_orders(orders: Sequence[ClosedProductionOrder], *, by: Actor) -> list[Planned]:
    """Each order with components and operations; those not given are what its structures say."""
    breaks = _breaks()
    wanted: dict[tuple[UUID, int], set[UUID]] = defaultdict(set)
    first: dict[tuple[UUID, int], date] = {}
    for order in orders:
        key = (order.site_id, bisect_right(breaks, order.actual_start_date))
        wanted[key].add(order.item_id)
        first.setdefault(key, order.actual_start_date)
    known = {key: _structures(item_ids, key[0], first[key], by) for key, item_ids in wanted.items()}
    return [
        _plan(order, known[order.site_id, bisect_right(breaks, order.actual_start_date)])
        for order in orders
    ]


def _breaks() -> list[date]:
    """The days on which any bill or routing changes; between two of them all are the same."""
    days: set[date | None] = set()
    for table in (Bill, BillLine, Routing):
        for pair in table.objects.values_list("valid_from_date", "valid_to_date").distinct():
            days |= set(pair)
    return sorted(day for day in days if day is not None)


def _structures(item_ids: set[UUID], site_id: UUID, on: date, by: Actor) -> Structures:
    found = effective_bills(item_ids=item_ids, site_id=site_id, on=on, by=by)
    return get_structures(item_ids=set(found), site_id=site_id, on=on, by=by)


def _plan(order: ClosedProductionOrder, made: Structures) -> Planned:
    bill = made.bills.get(order.item_id)
    routing = made.routings.get(order.item_id)
    components: Sequence[ClosedComponent] = order.components or ()
    if order.components is None and bill is not None:
        components = [
            ClosedComponent(
                item_id=need.component_id,
                quantity=need.quantity(order.quantity, made.decimals(need.component_id)),
            )
            for need in made.needs[order.item_id]
        ]
    operations: Sequence[ClosedOperation] = order.operations or ()
    if order.operations is None and routing is not None:
        operations = [
            ClosedOperation(
                number=operation.number,
                work_center_id=operation.work_center_id,
                run_minutes=run_minutes(
                    operation.run_minutes,
                    order.quantity,
                    operation.batch_quantity if operation.run_basis == "PER_BATCH" else None,
                ),
                setup_minutes=operation.setup_minutes,
                name=operation.name,
            )
            for operation in routing.operations
        ]
    return Planned(
        order,
        None if bill is None else bill.bill.id,
        None if routing is None else routing.routing.id,
        components,
        operations,
    )


def check_closed_orders(plans: Sequence[Planned], checks: Checks, *, by: Actor) -> list[TakenOrder]:
    """The orders that are new; what is wrong with any goes to `checks`."""
    orders = [plan.given for plan in plans]
    checks.numbers(orders, "MO")
    ids, numbers = find_here(ProductionOrder, orders, by=by)
    taken = []
    for row, plan in enumerate(plans, start=1):
        order = plan.given
        if order.id in ids or (order.number and order.number in numbers):
            continue
        checks.row = row
        found = _order(row, plan, checks)
        if found is not None:
            taken.append(found)
    return taken


def _order(row: int, plan: Planned, checks: Checks) -> TakenOrder | None:
    order, before = plan.given, len(checks.refused)
    checks.site(order.site_id, "site_id")
    item = checks.item(order.item_id, "item_id")
    if item is None:
        return None
    if plan.bill_id is None:
        day = order.actual_start_date
        checks.refuse(errors.BillMissing(item=item.code, date=day), "item_id")
    _check_head(order, item, checks)
    components = [
        _component(n, given, order, checks) for n, given in enumerate(plan.components, start=1)
    ]
    operations = [_operation(n, given, checks) for n, given in enumerate(plan.operations, start=1)]
    if len(checks.refused) > before or plan.bill_id is None:
        return None
    return TakenOrder(
        row=row,
        id=order.id or new_id(),
        given=order,
        item=item,
        bill_id=plan.bill_id,
        routing_id=plan.routing_id,
        components=[component for component in components if component],
        operations=[operation for operation in operations if operation],
        number=order.number,
    )


def _check_head(order: ClosedProductionOrder, item: PastItem, checks: Checks) -> None:
    checks.positive(order.quantity, item, "quantity")
    checks.quantity(order.completed_quantity, item, "completed_quantity")
    checks.quantity(order.scrapped_quantity, item, "scrapped_quantity")
    if order.completed_quantity:
        checks.pieces(item, order.completed_quantity, order.lot, order.serial_numbers, "lot")
    checks.days(
        ("actual_start_date", order.actual_start_date), ("actual_end_date", order.actual_end_date)
    )
    checks.texts(
        number=(order.number, 40),
        scrap_reason_code=(order.scrap_reason_code, 40),
        lot=(order.lot, 40),
    )
    checks.posted("actual_start_date", order.actual_start_date)
    if order.planned_due_date < order.planned_start_date:
        checks.refuse(
            errors.DatesOutOfOrder(date=order.planned_due_date, earlier=order.planned_start_date),
            "planned_due_date",
        )


def _component(
    number: int, given: ClosedComponent, order: ClosedProductionOrder, checks: Checks
) -> TakenComponent | None:
    where = f"components.{number}"
    item = checks.item(given.item_id, f"{where}.item_id")
    if item is None:
        return None
    checks.texts(f"{where}.", lot=(given.lot, 40))
    checks.quantity(given.quantity, item, f"{where}.quantity")
    planned = given.quantity if given.planned_quantity is None else given.planned_quantity
    checks.positive(planned, item, f"{where}.planned_quantity")
    if given.quantity:
        checks.pieces(item, given.quantity, given.lot, given.serial_numbers, where)
    ratio = Fraction(planned) / Fraction(order.quantity) if order.quantity else Fraction(1)
    return TakenComponent(new_id(), item, given, ratio)


def _operation(number: int, given: ClosedOperation, checks: Checks) -> TakenOperation | None:
    where = f"operations.{number}"
    center = checks.center(given.work_center_id, f"{where}.work_center_id")
    if center is None:
        return None
    checks.texts(f"{where}.", name=(given.name, 200))
    rate = center.cost_rate if given.cost_rate is None else given.cost_rate
    checks.amounts(
        where,
        run_minutes=given.run_minutes,
        setup_minutes=given.setup_minutes,
        planned_run_minutes=given.planned_run_minutes or ZERO,
        cost_rate=rate,
    )
    return TakenOperation(new_id(), given, center, rate)


def named_ids(plans: Iterable[Planned]) -> Mapping[str, set[UUID]]:
    """The masters that the orders name: items, sites, work centers."""
    items: set[UUID] = set()
    sites: set[UUID] = set()
    centers: set[UUID] = set()
    for plan in plans:
        items.add(plan.given.item_id)
        items |= {component.item_id for component in plan.components}
        sites.add(plan.given.site_id)
        centers |= {operation.work_center_id for operation in plan.operations}
    return {"items": items, "sites": sites, "centers": centers}
