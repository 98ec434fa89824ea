"""Reads of invoices and credit notes."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from sanye.erp.invoicing.errors import InvoiceUnknown
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine, SalesInvoiceLineTax
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

__all__ = [
    "SalesInvoice",
    "SalesInvoiceLine",
    "get_invoice",
    "list_creditable_lines",
    "list_invoices",
]


@query
def list_invoices(
    *,
    kind: str | None = None,
    customer_id: UUID | None = None,
    order_id: UUID | None = None,
    number: str | None = None,
    by: Actor,
) -> QuerySet[SalesInvoice]:
    """Invoices and credit notes that the actor may see."""
    rows: QuerySet[SalesInvoice] = SalesInvoice.objects.select_related("customer")
    wanted = {"kind": kind, "customer_id": customer_id, "number": number}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if order_id is not None:
        lines = SalesInvoiceLine.objects.filter(sales_order_id=order_id)
        rows = rows.filter(id__in=lines.values("invoice_id"))
    return rows


@query
def get_invoice(*, invoice_id: UUID, by: Actor) -> SalesInvoice:
    """One invoice or credit note with lines and taxes at hand. Raises InvoiceUnknown."""
    taxes = SalesInvoiceLineTax.unscoped.order_by("position")
    lines = (
        SalesInvoiceLine.unscoped.order_by("line_number")
        .select_related("item", "sales_order")
        .prefetch_related(Prefetch("taxes", queryset=taxes))
    )
    found: SalesInvoice | None = (
        SalesInvoice.objects.select_related("customer", "payment_term", "corrects")
        .prefetch_related(Prefetch("lines", queryset=lines))
        .filter(id=invoice_id)
        .first()
    )
    if found is None:
        raise InvoiceUnknown(id=str(invoice_id))
    return found


@query
def list_creditable_lines(
    *, delivery_line_ids: Collection[UUID], by: Actor
) -> dict[UUID, list[SalesInvoiceLine]]:
    """By delivery line the invoices' lines of which something is not credited, oldest first."""
    rows = SalesInvoiceLine.objects.filter(
        delivery_line_id__in=delivery_line_ids,
        corrects__isnull=True,
        credited_quantity__lt=F("quantity"),
    )
    found: dict[UUID, list[SalesInvoiceLine]] = {}
    for line in rows.select_related("invoice").order_by("id"):
        found.setdefault(line.delivery_line_id, []).append(line)
    return found
