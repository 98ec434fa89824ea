"""Reads of values."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.ports import StockDay, StockHeap
from sanye.erp.costing.models import (
    ItemValue,
    ReceivedNotInvoiced,
    Valuation,
    ValuationLine,
    WorkInProcess,
)
from sanye.kernel.actors import Actor
from sanye.kernel.days import days_between, running
from sanye.kernel.money import round_unit_price
from sanye.stem.commands import query


@query
def get_item_value(*, item_id: UUID, site_id: UUID, by: Actor) -> tuple[Decimal, Decimal]:
    """Quantity and value of an item at a site, as far as costing has come."""
    row = ItemValue.objects.filter(item_id=item_id, site_id=site_id).first()
    return (Decimal(0), Decimal(0)) if row is None else (row.quantity, row.value)


@query
def list_item_values(
    *, item_id: UUID | None = None, site_id: UUID | None = None, by: Actor
) -> QuerySet[ItemValue]:
    """Quantity, value and latest cost per item and site."""
    rows = ItemValue.objects.select_related("item", "site")
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    return rows if site_id is None else rows.filter(site_id=site_id)


@query
def list_valuations(*, source_id: UUID | None = None, by: Actor) -> QuerySet[Valuation]:
    """Valuations with their lines."""
    rows = Valuation.objects.prefetch_related("lines")
    return rows if source_id is None else rows.filter(source_id=source_id)


@query
def list_work_in_process(*, is_open: bool | None = None, by: Actor) -> QuerySet[WorkInProcess]:
    """What production orders took in and gave out."""
    rows = WorkInProcess.objects.all()
    return rows if is_open is None else rows.filter(closed_date__isnull=is_open)


@query
def list_received_not_invoiced(*, by: Actor) -> QuerySet[ReceivedNotInvoiced]:
    """Purchase order lines whose receipts and invoices differ."""
    return ReceivedNotInvoiced.objects.exclude(
        received_quantity=F("invoiced_quantity"), received_value=F("cleared_value")
    )


@query
def list_unit_costs(*, item_ids: Collection[UUID], site_id: UUID, by: Actor) -> dict[UUID, Decimal]:
    """The latest cost per stock unit of items at a site; items never valued there are missing."""
    rows = ItemValue.objects.filter(item_id__in=item_ids, site_id=site_id)
    return dict(rows.values_list("item_id", "unit_cost"))


@query
def list_left_costs(*, delivery_line_ids: Collection[UUID], by: Actor) -> dict[UUID, Decimal]:
    """What one stock unit cost on average when it left on a delivery line, as far as costing has
    come."""
    rows = ValuationLine.objects.filter(
        source_line_id__in=delivery_line_ids,
        role=AccountRole.STOCK,
        valuation__kind="SHIPMENT",
    )
    sums = rows.values_list("source_line_id").annotate(
        quantity=Sum("quantity"), value=Sum("amount")
    )
    return {
        line_id: round_unit_price(Fraction(value) / Fraction(quantity))
        for line_id, quantity, value in sums
        if quantity
    }


@query
def list_stock_days(*, from_date: date, to_date: date, by: Actor) -> list[StockDay]:
    """Stock at the end of each day and what was sold on it, at cost, by posting dates."""
    lines = ValuationLine.objects.filter(valuation__posting_date__lte=to_date)
    stock = _sums_by_day(lines.filter(role=AccountRole.STOCK))
    sold = _sums_by_day(lines.filter(role=AccountRole.COST_OF_GOODS_SOLD))
    return [
        StockDay(day=day, stock_amount=amount, cost_of_goods_sold_amount=sold.get(day, Decimal(0)))
        for day, amount in running(stock, days_between(from_date, to_date))
    ]


def _sums_by_day(lines: QuerySet[ValuationLine]) -> dict[date, Decimal]:
    sums = lines.order_by().values("valuation__posting_date").annotate(total=Sum("amount"))
    return {row["valuation__posting_date"]: row["total"] for row in sums}


@query
def list_stock_heaps(*, as_of: date, by: Actor) -> list[StockHeap]:
    """What stock of each item at each site was worth at the end of a day, by posting dates."""
    lines = ValuationLine.objects.filter(role=AccountRole.STOCK, valuation__posting_date__lte=as_of)
    sums = (
        lines.order_by()
        .values("item_id", "site_id")
        .annotate(total=Sum("amount"), held=Sum("quantity"))
        .order_by("-total", "item_id")
    )
    return [
        StockHeap(
            item_id=row["item_id"],
            site_id=row["site_id"],
            quantity=row["held"],
            amount=row["total"],
        )
        for row in sums
        if row["total"] or row["held"]
    ]
