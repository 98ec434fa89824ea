"""Reads of values."""

from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet

from sanye.erp.costing.models import ItemValue, ReceivedNotInvoiced, Valuation, WorkInProcess
from sanye.kernel.actors import Actor
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
