"""Rework: an order that takes in goods of an item and gives them out repaired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.erp.inventory.commands import MovementLine, change_stock_status
from sanye.erp.inventory.queries import get_movement
from sanye.erp.production.commands.changing import release_production_order
from sanye.erp.production.commands.issuing import ComponentIssue, issue_components
from sanye.erp.production.commands.locking import unit_decimals
from sanye.erp.production.errors import (
    DatesReversed,
    NotMade,
    QuantityNegative,
    QuantityNotPositive,
    QuantityTooFine,
)
from sanye.erp.production.models import (
    ProductionComponent,
    ProductionOperation,
    ProductionOrder,
)
from sanye.erp.production.publishing import created_fact
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.quantity import round_quantity_up
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.models import Item
from sanye.stem.masterdata.queries import (
    get_business_date,
    get_items,
    get_site,
    get_work_center,
)
from sanye.stem.numbering.commands import draw_number
from sanye.stem.rows.bulk import insert_rows

AVAILABLE = "AVAILABLE"
REWORK = "REWORK"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReworkOperation:
    """Minutes per piece at a work center."""

    work_center_id: UUID
    minutes: Decimal
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReworkPart:
    """A part that the repair takes, per piece, in its stock unit."""

    item_id: UUID
    quantity: Decimal


@command
def create_rework_order(
    *,
    item_id: UUID,
    site_id: UUID,
    quantity: Decimal,
    due_date: date,
    operations: Sequence[ReworkOperation] = (),
    parts: Sequence[ReworkPart] = (),
    sales_order_ids: Sequence[UUID] = (),
    stock_status: str = "BLOCKED",
    lot: str = "",
    serial_number: str = "",
    location_id: UUID | None = None,
    posting_date: date | None = None,
    by: Actor,
    at: datetime,
) -> ProductionOrder:
    """An order, released, that has taken in the goods from the status they have.

    What comes out is worth what went in, with the work and parts booked on it. Parts are issued
    and work is reported like on any order; what is completed is available. Raises NotMade,
    QuantityNotPositive, QuantityTooFine, QuantityNegative, DatesReversed, NotEnoughStock.
    """
    day = posting_date or get_business_date(at=at, by=by)
    items = get_items(item_ids={item_id, *(part.item_id for part in parts)}, by=by)
    get_site(site_id=site_id, by=by)
    _check(items, items[item_id], quantity, parts, operations)
    if due_date < day:
        raise DatesReversed(start_date=day, due_date=due_date, field="due_date")
    order = _order(items[item_id], site_id, quantity, (day, due_date), sales_order_ids, by, at)
    components = _components(order, items, parts)
    _plan(order, components, operations, by=by, at=at)
    goods = MovementLine(
        item_id=item_id,
        site_id=site_id,
        quantity=quantity,
        location_id=location_id,
        lot=lot,
        serial_number=serial_number,
        status=stock_status,
    )
    line = _issue(goods, components[0].id, day, by=by, at=at)
    issue_components(production_order_id=order.id, posting_date=day, lines=[line], by=by, at=at)
    order.refresh_from_db()
    return order


def _order(
    item: Item,
    site_id: UUID,
    quantity: Decimal,
    days: tuple[date, date],
    sales_order_ids: Sequence[UUID],
    by: Actor,
    at: datetime,
) -> ProductionOrder:
    order: ProductionOrder = ProductionOrder.objects.create(
        id=new_id(),
        company_id=by.company_id,
        number=draw_number("MO", at=at),
        item_id=item.id,
        site_id=site_id,
        quantity=quantity,
        unit=item.unit,
        start_date=days[0],
        due_date=days[1],
        sales_order_ids=list(sales_order_ids),
    )
    return order


def _plan(
    order: ProductionOrder,
    components: Sequence[ProductionComponent],
    operations: Sequence[ReworkOperation],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Store what the order takes and how it is worked on, tell it, and let work begin."""
    insert_rows(components)
    insert_rows(_operations(order, operations, by=by))
    publish(created_fact(order, components))
    release_production_order(production_order_id=order.id, by=by, at=at)


def _check(
    items: dict[UUID, Item],
    item: Item,
    quantity: Decimal,
    parts: Sequence[ReworkPart],
    operations: Sequence[ReworkOperation],
) -> None:
    _check_quantity(item, quantity)
    for row, part in enumerate(parts, start=1):
        if items[part.item_id].kind == "SERVICE" or part.item_id == item.id:
            raise NotMade(item=items[part.item_id].code, field="parts", row=row)
        if part.quantity <= 0:
            raise QuantityNotPositive(quantity=part.quantity, field="parts", row=row)
    for row, operation in enumerate(operations, start=1):
        if operation.minutes < 0:
            raise QuantityNegative(
                what="minutes", quantity=operation.minutes, field="operations", row=row
            )


def _check_quantity(item: Item, quantity: Decimal) -> None:
    if item.kind == "SERVICE":
        raise NotMade(item=item.code, field="item_id")
    if quantity <= 0:
        raise QuantityNotPositive(quantity=quantity, field="quantity")
    decimals = unit_decimals({item.unit})[item.unit]
    if quantity != round(quantity, decimals):
        raise QuantityTooFine(
            quantity=quantity, unit=item.unit, decimals=decimals, field="quantity"
        )


def _components(
    order: ProductionOrder, items: dict[UUID, Item], parts: Sequence[ReworkPart]
) -> list[ProductionComponent]:
    """The item itself first, piece for piece, then the parts."""
    decimals = unit_decimals({item.unit for item in items.values()})
    wanted = [ReworkPart(item_id=order.item_id, quantity=Decimal(1)), *parts]
    rows = []
    for number, part in enumerate(wanted, start=1):
        item, ratio = items[part.item_id], Fraction(part.quantity)
        rows.append(
            ProductionComponent(
                id=new_id(),
                company_id=order.company_id,
                production_order_id=order.id,
                line_number=number,
                item_id=item.id,
                site_id=order.site_id,
                quantity=round_quantity_up(ratio * Fraction(order.quantity), decimals[item.unit]),
                issued_quantity=Decimal(0),
                unit=item.unit,
                ratio_numerator=ratio.numerator,
                ratio_denominator=ratio.denominator,
                is_fixed=False,
            )
        )
    return rows


def _operations(
    order: ProductionOrder, operations: Sequence[ReworkOperation], *, by: Actor
) -> list[ProductionOperation]:
    return [
        ProductionOperation(
            company_id=order.company_id,
            production_order_id=order.id,
            number=number * 10,
            name=operation.name or REWORK,
            work_center_id=get_work_center(work_center_id=operation.work_center_id, by=by).id,
            setup_minutes=Decimal(0),
            run_minutes=operation.minutes * order.quantity,
            run_minutes_each=operation.minutes,
            batch_quantity=None,
            queue_minutes=Decimal(0),
            move_minutes=Decimal(0),
        )
        for number, operation in enumerate(operations, start=1)
    ]


def _issue(
    goods: MovementLine, component_line_id: UUID, day: date, *, by: Actor, at: datetime
) -> ComponentIssue:
    """Out of where they wait, for the moment in which the order takes them."""
    location_id = goods.location_id
    if goods.status != AVAILABLE:
        movement = change_stock_status(
            lines=[goods],
            to_status=AVAILABLE,
            reason_code=REWORK,
            posting_date=day,
            by=by,
            at=at,
        )
        moved = get_movement(movement_id=movement.id, by=by).lines.all()
        location_id = moved[0].location_id
    return ComponentIssue(
        component_line_id=component_line_id,
        quantity=goods.quantity,
        lot=goods.lot,
        serial_number=goods.serial_number,
        location_id=location_id,
    )
