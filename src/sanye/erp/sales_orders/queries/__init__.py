"""Reads of sales orders. Other modules import these names from here."""

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from sanye.erp.sales_orders.domain.states import OrderStatus
from sanye.erp.sales_orders.domain.totals import combined_discount
from sanye.erp.sales_orders.errors import SalesOrderUnknown
from sanye.erp.sales_orders.models import (
    SalesOrder,
    SalesOrderAmendment,
    SalesOrderChange,
    SalesOrderLine,
    SalesOrderLineTax,
    SalesScheduleLine,
)
from sanye.erp.sales_orders.queries.exposure import get_exposure, get_not_invoiced
from sanye.erp.sales_orders.queries.parts import OrderParts, get_parts
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

__all__ = [
    "OrderParts",
    "SalesOrder",
    "SalesOrderLine",
    "combined_discount",
    "get_exposure",
    "get_not_invoiced",
    "get_sales_order",
    "get_sales_order_parts",
    "list_amendments",
    "list_awaiting_orders",
    "list_due_schedule_lines",
    "list_endangered_lines",
    "list_sales_orders",
]


@query
def list_sales_orders(
    *,
    status: str | None = None,
    customer_id: UUID | None = None,
    number: str | None = None,
    quotation_id: UUID | None = None,
    is_endangered: bool | None = None,
    by: Actor,
) -> QuerySet[SalesOrder]:
    """Orders that the actor may see."""
    rows: QuerySet[SalesOrder] = SalesOrder.objects.select_related("customer", "site")
    wanted = {
        "status": status,
        "customer_id": customer_id,
        "number": number,
        "quotation_id": quotation_id,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if is_endangered is None:
        return rows
    marked = SalesScheduleLine.objects.filter(is_endangered=True).values("line__order_id")
    return rows.filter(id__in=marked) if is_endangered else rows.exclude(id__in=marked)


@query
def get_sales_order(*, order_id: UUID, by: Actor) -> SalesOrder:
    """One order with lines, schedule and taxes at hand. Raises SalesOrderUnknown."""
    lines = SalesOrderLine.unscoped.order_by("line_number").select_related("item")
    schedule = SalesScheduleLine.unscoped.order_by("position")
    taxes = SalesOrderLineTax.unscoped.order_by("position")
    found = (
        SalesOrder.objects.select_related("customer")
        .prefetch_related(
            Prefetch("lines", queryset=lines),
            Prefetch("lines__schedule", queryset=schedule),
            Prefetch("lines__taxes", queryset=taxes),
        )
        .filter(id=order_id)
        .first()
    )
    if found is None:
        raise SalesOrderUnknown(id=str(order_id))
    order: SalesOrder = found
    return order


@query
def get_sales_order_parts(*, order_id: UUID, by: Actor) -> OrderParts:
    """One order with its parts in memory, free to be changed there. Raises SalesOrderUnknown."""
    return get_parts(order_id)


@query
def list_amendments(*, order_id: UUID, by: Actor) -> QuerySet[SalesOrderAmendment]:
    """What was changed after placing, in order."""
    rows: QuerySet[SalesOrderAmendment] = SalesOrderAmendment.objects.filter(order_id=order_id)
    changes = SalesOrderChange.unscoped.order_by("id")
    return rows.prefetch_related(Prefetch("changes", queryset=changes)).order_by("amendment_number")


@query
def list_due_schedule_lines(
    *, until_date: date, site_id: UUID | None = None, by: Actor
) -> QuerySet[SalesScheduleLine]:
    """What is promised until a day, open, and not on a delivery yet, the earliest first."""
    rows: QuerySet[SalesScheduleLine] = SalesScheduleLine.objects.filter(
        promised_date__lte=until_date,
        open_quantity__gt=0,
        delivering_quantity=0,
        line__order__status=OrderStatus.CONFIRMED,
    )
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return rows.select_related("line", "line__order").order_by("promised_date", "id")


@query
def list_endangered_lines(
    *,
    owner_id: UUID | None = None,
    customer_id: UUID | None = None,
    has_proposal: bool | None = None,
    by: Actor,
) -> QuerySet[SalesScheduleLine]:
    """What sellers must tell customers: promises that cannot be kept, with the date proposed.

    They leave the list when the proposal is accepted, the promise insisted on, or the danger over.
    """
    rows: QuerySet[SalesScheduleLine] = SalesScheduleLine.objects.filter(
        is_endangered=True, open_quantity__gt=0
    ).select_related("line__item", "line__order__customer", "line__order__owner")
    if owner_id is not None:
        rows = rows.filter(line__order__owner_id=owner_id)
    if customer_id is not None:
        rows = rows.filter(line__order__customer_id=customer_id)
    return rows if has_proposal is None else rows.filter(proposed_date__isnull=not has_proposal)


@query
def list_awaiting_orders(*, by: Actor) -> list[SalesOrder]:
    """Orders that wait for a promise, the oldest first."""
    rows = SalesOrder.objects.filter(status=OrderStatus.AWAITING_PROMISE)
    return list(rows.order_by("id"))
