"""Reads of supplier invoices."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from sanye.erp.supplier_invoices.domain.matching import Tolerance
from sanye.erp.supplier_invoices.errors import InvoiceUnknown
from sanye.erp.supplier_invoices.models import (
    MatchPolicy,
    SupplierInvoice,
    SupplierInvoiceLine,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

DEFAULT_TOLERANCE = Tolerance(days=7, total_amount=Decimal("0.05"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may differ, and up to which net amount a line without an order passes."""

    tolerance: Tolerance = DEFAULT_TOLERANCE
    free_line_amount: Decimal = Decimal(0)


@query
def get_match_policy(*, supplier_id: UUID, by: Actor) -> Policy:
    """The supplier's policy, else the company's, else the defaults."""
    rows = MatchPolicy.objects.filter(Q(supplier_id=supplier_id) | Q(supplier_id__isnull=True))
    found = rows.order_by(F("supplier_id").asc(nulls_last=True)).first()
    if found is None:
        return Policy()
    tolerance = Tolerance(
        price_ratio=found.price_tolerance_ratio,
        price_amount=found.price_tolerance_amount,
        quantity_ratio=found.quantity_tolerance_ratio,
        days=found.date_tolerance_days,
        total_amount=found.total_tolerance_amount,
    )
    return Policy(tolerance=tolerance, free_line_amount=found.free_line_amount)


@query
def list_match_policies(*, by: Actor) -> QuerySet[MatchPolicy]:
    """All policies that somebody set."""
    return MatchPolicy.objects.all()


@query
def get_supplier_invoice(*, invoice_id: UUID, by: Actor) -> SupplierInvoice:
    """The invoice with lines and taxes. Raises InvoiceUnknown."""
    found: SupplierInvoice | None = (
        SupplierInvoice.objects.filter(id=invoice_id)
        .select_related("supplier")
        .prefetch_related(
            Prefetch("lines", SupplierInvoiceLine.objects.order_by("line_number")), "taxes"
        )
        .first()
    )
    if found is None:
        raise InvoiceUnknown(invoice=invoice_id)
    return found


@query
def list_supplier_invoices(
    *,
    status: str | None = None,
    supplier_id: UUID | None = None,
    reason_code: str | None = None,
    purchase_order_id: UUID | None = None,
    reference: str | None = None,
    shipment_id: UUID | None = None,
    by: Actor,
) -> QuerySet[SupplierInvoice]:
    """Invoices and credits; `status` BLOCKED is the worklist, oldest due date first if sorted."""
    rows = SupplierInvoice.objects.select_related("supplier")
    wanted = {"status": status, "supplier_id": supplier_id, "supplier_reference": reference}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if reason_code is not None:
        rows = rows.filter(reason_codes__contains=[reason_code])
    if shipment_id is not None:
        rows = rows.filter(lines__shipment_id=shipment_id).distinct()
    if purchase_order_id is not None:
        rows = rows.filter(lines__purchase_order_line__purchase_order_id=purchase_order_id)
        rows = rows.distinct()
    return rows
