"""Reads of invoices and credit notes."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from sanye.erp.invoicing.errors import InvoiceUnknown
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine, SalesInvoiceLineTax
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


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
