"""Deliveries from schedule lines: chosen ones, or all that are due."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from sanye.erp.delivery.errors import LinesDiffer, LinesMissing
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.delivery.publishing import publish_created
from sanye.erp.sales_orders.commands import OnDelivery, lock_sales_orders, put_on_delivery
from sanye.erp.sales_orders.queries import list_due_schedule_lines
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.numbering.commands import draw_number
from sanye.stem.rows.bulk import insert_rows

Target = tuple[UUID, UUID, UUID | None]


@command
def create_delivery(
    *,
    quantities: Mapping[UUID, Decimal | None],
    planned_ship_date: date | None = None,
    by: Actor,
    at: datetime,
) -> Delivery:
    """Plan to ship quantities (stock unit; None: all that is open) of schedule lines, by id.

    Partial is welcome; more than open only within the line's tolerance. Raises LinesMissing,
    LinesDiffer, and what `put_on_delivery` refuses.
    """
    if not quantities:
        raise LinesMissing(field="quantities")
    taken = put_on_delivery(quantities=quantities, by=by, at=at)
    first = _target(taken[0])
    for row, one in enumerate(taken, start=1):
        if _target(one) != first:
            raise LinesDiffer(field="quantities", row=row)
    customer_id, site_id, address_id = first
    delivery = Delivery(
        id=new_id(),
        company_id=by.company_id,
        number=draw_number("DN", at=at),
        customer_id=customer_id,
        site_id=site_id,
        ship_to_address_id=address_id,
        planned_ship_date=planned_ship_date or get_business_date(at=at, by=by),
    )
    delivery.save(force_insert=True)
    lines = [_line(delivery, one, number) for number, one in enumerate(taken, start=1)]
    insert_rows(lines)
    publish_created(delivery, lines, {one.schedule_line.id: one.open_quantity for one in taken})
    return delivery


@command
def create_due_deliveries(
    *, until_date: date, site_id: UUID | None = None, by: Actor, at: datetime
) -> list[Delivery]:
    """One delivery per customer, site and address for all that is promised until the day.

    The orders are locked all together; what others put on deliveries meanwhile is left out.
    """
    seen = list_due_schedule_lines(until_date=until_date, site_id=site_id, by=by)
    order_ids = sorted({part.line.order_id for part in seen})
    lock_sales_orders(order_ids=order_ids, by=by, at=at)
    due = [part for part in seen.all() if part.line.order_id in order_ids]

    def target(part: object) -> tuple[str, ...]:
        order = part.line.order  # type: ignore[attr-defined]
        return (
            str(order.customer_id),
            str(part.site_id),  # type: ignore[attr-defined]
            str(order.ship_to_address_id or ""),
        )

    return [
        create_delivery(
            quantities=dict.fromkeys(part.id for part in parts),
            planned_ship_date=until_date,
            by=by,
            at=at,
        )
        for _, parts in groupby(sorted(due, key=target), key=target)
    ]


def _target(one: OnDelivery) -> Target:
    order = one.order
    return (order.customer_id, one.schedule_line.site_id, order.ship_to_address_id)


def _line(delivery: Delivery, one: OnDelivery, number: int) -> DeliveryLine:
    return DeliveryLine(
        id=new_id(),
        company_id=delivery.company_id,
        delivery=delivery,
        line_number=number,
        sales_order_id=one.order.id,
        order_line_id=one.line.id,
        schedule_line_id=one.schedule_line.id,
        item_id=one.line.item_id,
        is_service=one.line.is_service,
        quantity=one.quantity,
        unit=one.line.stock_unit,
    )
