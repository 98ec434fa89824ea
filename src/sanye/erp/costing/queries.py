"""Reads of values."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import DateField, F, QuerySet, Sum, Value

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
    """Stock at the end of each day and what was sold on it, at cost, by posting dates.

    Stock is counted back from what there is now: what lies before the days is not read.
    """
    since = ValuationLine.objects.filter(valuation__posting_date__gte=from_date).order_by()
    by_day = since.values(day=F("valuation__posting_date")).annotate(total=Sum("amount"))
    now = ItemValue.objects.order_by().values(day=Value(None, DateField()))
    columns = ("day", "total")
    found = dict(
        now.annotate(total=Sum("value"))
        .values_list(*columns)
        .union(by_day.filter(role=AccountRole.STOCK).values_list(*columns), all=True)
    )
    base = (found.pop(None, None) or Decimal(0)) - sum(found.values(), Decimal(0))
    stock = {from_date - timedelta(days=1): base, **found}
    sales = by_day.filter(role=AccountRole.COST_OF_GOODS_SOLD, valuation__posting_date__lte=to_date)
    sold = dict(sales.values_list(*columns))
    return [
        StockDay(day=day, stock_amount=amount, cost_of_goods_sold_amount=sold.get(day, Decimal(0)))
        for day, amount in running(stock, days_between(from_date, to_date))
    ]


@query
def list_stock_heaps(*, as_of: date, by: Actor) -> list[StockHeap]:
    """What stock of each item at each site was worth at the end of a day, by posting dates: what
    it is now without what was posted later."""
    columns = ("item_id", "site_id", "amount", "held")
    later = ValuationLine.objects.filter(
        role=AccountRole.STOCK, valuation__posting_date__gt=as_of
    ).order_by()
    now = ItemValue.objects.order_by().annotate(amount=F("value"), held=F("quantity"))
    heaps: dict[tuple[UUID, UUID], tuple[Decimal, Decimal]] = {}
    taken = later.values("item_id", "site_id").annotate(
        amount=-Sum("amount"), held=-Sum("quantity")
    )
    for item_id, site_id, amount, held in now.values_list(*columns).union(
        taken.values_list(*columns), all=True
    ):
        known = heaps.get((item_id, site_id), (Decimal(0), Decimal(0)))
        heaps[item_id, site_id] = (known[0] + amount, known[1] + held)
    found = sorted(heaps.items(), key=lambda heap: (-heap[1][0], heap[0]))
    return [
        StockHeap(item_id=item_id, site_id=site_id, quantity=held, amount=amount)
        for (item_id, site_id), (amount, held) in found
        if amount or held
    ]
