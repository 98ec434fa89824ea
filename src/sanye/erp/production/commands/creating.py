"""Production orders come into being: by planning, by hand, by the list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.production.domain.times import run_minutes
from sanye.erp.production.errors import (
    DatesReversed,
    NotMade,
    QuantityNotPositive,
    QuantityTooFine,
)
from sanye.erp.production.models import (
    ProductionComponent,
    ProductionOperation,
    ProductionOrder,
)
from sanye.erp.production.publishing import created_fact
from sanye.erp.production.queries.structures import Structures, get_structures_of_days
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.models import RoutingOperation
from sanye.stem.masterdata.queries import find_item_site, get_item, get_site, working_calendar
from sanye.stem.numbering.commands import draw_numbers
from sanye.stem.rows.bulk import insert_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """What is to be made: quantity in the item's stock unit."""

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    start_date: date
    due_date: date
    planned_order_id: UUID | None = None
    sales_order_ids: tuple[UUID, ...] = ()


@command
def create_production_order(
    *,
    item_id: UUID,
    site_id: UUID,
    quantity: Decimal,
    due_date: date,
    start_date: date | None = None,
    by: Actor,
    at: datetime,
) -> ProductionOrder:
    """An order by hand. Without a start it begins the item's lead time before it is due."""
    if start_date is None:
        start_date = _start(item_id, site_id, due_date, by)
    request = OrderRequest(
        item_id=item_id,
        site_id=site_id,
        quantity=quantity,
        start_date=start_date,
        due_date=due_date,
    )
    return create_production_orders(requests=[request], by=by, at=at)[0]


@command
def create_production_orders(
    *, requests: Sequence[OrderRequest], by: Actor, at: datetime
) -> list[ProductionOrder]:
    """Orders with components from the bills and operations from the routings of their start.

    Raises BillMissing, NotMade, QuantityNotPositive, QuantityTooFine, DatesReversed.
    """
    structures = _structures(requests, by)
    for row, request in enumerate(requests, start=1):
        _check(request, structures[request.site_id, request.start_date], row)
    numbers = draw_numbers("MO", len(requests), at=at) if requests else []
    orders: list[ProductionOrder] = []
    components: dict[UUID, list[ProductionComponent]] = {}
    operations: list[ProductionOperation] = []
    for number, request in zip(numbers, requests, strict=True):
        made = structures[request.site_id, request.start_date]
        order = _order(request, number, made, by.company_id)
        orders.append(order)
        components[order.id] = _components(order, made)
        routing = made.routings.get(request.item_id)
        operations += _operations(order, routing.operations if routing else ())
    insert_rows(orders)
    insert_rows([line for lines in components.values() for line in lines])
    insert_rows(operations)
    publish(*(created_fact(order, components[order.id]) for order in orders))
    return orders


def _start(item_id: UUID, site_id: UUID, due_date: date, by: Actor) -> date:
    get_item(item_id=item_id, by=by)
    planning = find_item_site(item_id=item_id, site_id=site_id, by=by)
    days = planning.lead_time_days if planning is not None else 0
    calendar = working_calendar(site_id=site_id, by=by)
    return calendar.subtract_working_days(due_date, days)


def _structures(
    requests: Iterable[OrderRequest], by: Actor
) -> Mapping[tuple[UUID, date], Structures]:
    wanted: dict[UUID, dict[date, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for request in requests:
        wanted[request.site_id][request.start_date].add(request.item_id)
    found: dict[tuple[UUID, date], Structures] = {}
    for site_id, item_ids in sorted(wanted.items()):
        get_site(site_id=site_id, by=by)
        made = get_structures_of_days(item_ids=item_ids, site_id=site_id, by=by)
        found |= {(site_id, on): of_day for on, of_day in made.items()}
    return found


def _check(request: OrderRequest, made: Structures, row: int) -> None:
    item = made.items[request.item_id]
    if item.kind == "SERVICE":
        raise NotMade(item=item.code, field="item_id", row=row)
    if request.quantity <= 0:
        raise QuantityNotPositive(quantity=request.quantity, field="quantity", row=row)
    if request.quantity != round(request.quantity, made.decimals(item.id)):
        raise QuantityTooFine(
            quantity=request.quantity,
            unit=item.unit,
            decimals=made.decimals(item.id),
            field="quantity",
            row=row,
        )
    if request.due_date < request.start_date:
        raise DatesReversed(
            start_date=request.start_date, due_date=request.due_date, field="due_date", row=row
        )


def _order(
    request: OrderRequest, number: str, made: Structures, company_id: UUID
) -> ProductionOrder:
    routing = made.routings.get(request.item_id)
    return ProductionOrder(
        id=new_id(),
        company_id=company_id,
        number=number,
        item_id=request.item_id,
        site_id=request.site_id,
        bill_id=made.bills[request.item_id].bill.id,
        routing_id=routing.routing.id if routing else None,
        quantity=request.quantity,
        unit=made.items[request.item_id].unit,
        start_date=request.start_date,
        due_date=request.due_date,
        planned_order_id=request.planned_order_id,
        sales_order_ids=list(request.sales_order_ids),
    )


def _components(order: ProductionOrder, made: Structures) -> list[ProductionComponent]:
    return [
        ProductionComponent(
            company_id=order.company_id,
            production_order_id=order.id,
            line_number=number,
            item_id=need.component_id,
            site_id=order.site_id,
            quantity=need.quantity(order.quantity, made.decimals(need.component_id)),
            issued_quantity=Decimal(0),
            unit=made.items[need.component_id].unit,
            ratio_numerator=need.ratio.numerator,
            ratio_denominator=need.ratio.denominator,
            is_fixed=need.is_fixed,
            operation_number=need.operation_number,
        )
        for number, need in enumerate(made.needs[order.item_id], start=1)
    ]


def _operations(
    order: ProductionOrder, operations: Iterable[RoutingOperation]
) -> list[ProductionOperation]:
    return [
        ProductionOperation(
            company_id=order.company_id,
            production_order_id=order.id,
            number=operation.number,
            name=operation.name,
            work_center_id=operation.work_center_id,
            setup_minutes=operation.setup_minutes,
            run_minutes=run_minutes(operation.run_minutes, order.quantity, _batch(operation)),
            run_minutes_each=operation.run_minutes,
            batch_quantity=_batch(operation),
            queue_minutes=operation.queue_minutes,
            move_minutes=operation.move_minutes,
        )
        for operation in operations
    ]


def _batch(operation: RoutingOperation) -> Decimal | None:
    return operation.batch_quantity if operation.run_basis == "PER_BATCH" else None
