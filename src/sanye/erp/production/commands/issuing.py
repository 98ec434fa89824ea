"""Components go into an order and come back from it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands import (
    AllocationLine,
    Movement,
    MovementLine,
    post_movements,
)
from sanye.erp.inventory.queries import list_movements
from sanye.erp.production.commands.locking import (
    lock_working,
    start_if_needed,
)
from sanye.erp.production.domain.tolerances import check_issue
from sanye.erp.production.errors import (
    ComponentUnknown,
    NothingToIssue,
    OverReturn,
    QuantityNotPositive,
)
from sanye.erp.production.models import ProductionComponent, ProductionOrder
from sanye.erp.production.publishing import publish_changed
from sanye.erp.production.queries.orders import components_of, get_policy
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows

SOURCE = "production_order"
DEMAND = "production_component"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentIssue:
    """A quantity of one component line; without lot, serial number and location first expiry
    first."""

    component_line_id: UUID
    quantity: Decimal
    lot: str = ""
    serial_number: str = ""
    location_id: UUID | None = None

    @property
    def is_exact(self) -> bool:
        return bool(self.serial_number) or self.location_id is not None


@command
def issue_components(
    *,
    production_order_id: UUID,
    posting_date: date,
    lines: Sequence[ComponentIssue] | None = None,
    by: Actor,
    at: datetime,
) -> ProductionOrder:
    """Take components out of stock into the order; without lines everything still open.

    Raises OverIssue beyond the site's tolerance, NotEnoughStock, NothingToIssue.
    """
    order = lock_working(production_order_id)
    components = components_of(order)
    if lines is None:
        lines = [
            ComponentIssue(component_line_id=line.id, quantity=line.quantity - line.issued_quantity)
            for line in components
            if line.quantity > line.issued_quantity
        ]
    if not lines:
        raise NothingToIssue(number=order.number, field="lines")
    totals = _totals(order, components, lines)
    _check_policy(order, components, totals, by)
    start_if_needed(order, at=at)
    movements = issue_movements(order, components, lines, posting_date)
    post_movements(movements=movements, by=by, at=at)
    add_issued(components, totals)
    publish_changed(order, reason="ISSUED")
    return order


@command
def return_components(
    *,
    production_order_id: UUID,
    posting_date: date,
    lines: Sequence[ComponentIssue],
    by: Actor,
    at: datetime,
) -> ProductionOrder:
    """Put issued components back into stock. Raises OverReturn, also for a lot or serial number
    that did not go into the order."""
    order = lock_working(production_order_id)
    components = components_of(order)
    totals = _totals(order, components, lines)
    _refuse_more_than_issued(order, components, lines, by)
    back = _movement(order, posting_date, lines=_movement_lines(components, lines, sign=1))
    post_movements(movements=[back], by=by, at=at)
    add_issued(components, {key: -total for key, total in totals.items()})
    publish_changed(order, reason="RETURNED")
    return order


def issue_movements(
    order: ProductionOrder,
    components: Sequence[ProductionComponent],
    lines: Sequence[ComponentIssue],
    posting_date: date,
) -> list[Movement]:
    """What takes lines that were checked out of stock: those that name a heap, then the others."""
    exact = [line for line in lines if line.is_exact]
    free = [line for line in lines if not line.is_exact]
    by_id = {component.id: component for component in components}
    wanted = [
        AllocationLine(
            demand_id=line.component_line_id,
            item_id=by_id[line.component_line_id].item_id,
            site_id=by_id[line.component_line_id].site_id,
            quantity=line.quantity,
            lot=line.lot,
        )
        for line in free
    ]
    movements = []
    if exact:
        named = _movement_lines(components, exact, sign=-1)
        movements.append(_movement(order, posting_date, lines=named))
    if wanted:
        movements.append(_movement(order, posting_date, wanted=wanted))
    return movements


def _sums(lines: Sequence[ComponentIssue]) -> dict[UUID, Decimal]:
    totals: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        totals[line.component_line_id] += line.quantity
    return dict(totals)


def _totals(
    order: ProductionOrder,
    components: Sequence[ProductionComponent],
    lines: Sequence[ComponentIssue],
) -> dict[UUID, Decimal]:
    known = {component.id for component in components}
    for row, line in enumerate(lines, start=1):
        if line.component_line_id not in known:
            raise ComponentUnknown(
                id=line.component_line_id, number=order.number, field="component_line_id", row=row
            )
        if line.quantity <= 0:
            raise QuantityNotPositive(quantity=line.quantity, field="quantity", row=row)
    return _sums(lines)


def _refuse_more_than_issued(
    order: ProductionOrder,
    components: Sequence[ProductionComponent],
    lines: Sequence[ComponentIssue],
    by: Actor,
) -> None:
    """What is still in the order is the sum of its issues, by lot and serial number."""
    left: dict[tuple[UUID | None, str, str], Decimal] = defaultdict(Decimal)
    kind = MovementKind.PRODUCTION_ISSUE
    for movement in list_movements(kind=kind, source_id=order.id, by=by):
        for moved in movement.lines.all():
            left[moved.source_line_id, moved.lot, moved.serial_number] -= moved.quantity
    codes = {component.id: component.item.code for component in components}
    for row, line in enumerate(lines, start=1):
        goods = (line.component_line_id, line.lot, line.serial_number)
        if line.quantity > left[goods]:
            raise OverReturn(
                item=codes[line.component_line_id],
                quantity=line.quantity,
                issued=left[goods],
                field="quantity",
                row=row,
            )
        left[goods] -= line.quantity


def _check_policy(
    order: ProductionOrder,
    components: Sequence[ProductionComponent],
    totals: Mapping[UUID, Decimal],
    by: Actor,
) -> None:
    policy = get_policy(site_id=order.site_id, by=by)
    for component in components:
        if component.id in totals:
            check_issue(
                component.item.code,
                totals[component.id],
                component.issued_quantity,
                component.quantity,
                policy,
            )


def _movement_lines(
    components: Sequence[ProductionComponent], lines: Sequence[ComponentIssue], *, sign: int
) -> list[MovementLine]:
    by_id = {component.id: component for component in components}
    return [
        MovementLine(
            item_id=by_id[line.component_line_id].item_id,
            site_id=by_id[line.component_line_id].site_id,
            location_id=line.location_id,
            lot=line.lot,
            serial_number=line.serial_number,
            quantity=sign * line.quantity,
            source_line_id=line.component_line_id,
        )
        for line in lines
    ]


def _movement(
    order: ProductionOrder,
    posting_date: date,
    *,
    lines: Sequence[MovementLine] = (),
    wanted: Sequence[AllocationLine] = (),
) -> Movement:
    return Movement(
        kind=MovementKind.PRODUCTION_ISSUE,
        posting_date=posting_date,
        source_type=SOURCE,
        source_id=order.id,
        source_number=order.number,
        lines=lines,
        demand_type=DEMAND,
        wanted=wanted,
    )


def add_issued(components: Sequence[ProductionComponent], changes: Mapping[UUID, Decimal]) -> None:
    """Add to the components what was issued of their lines."""
    changed = [component for component in components if component.id in changes]
    for component in changed:
        component.issued_quantity += changes[component.id]
    update_rows(changed, ["issued_quantity"])
