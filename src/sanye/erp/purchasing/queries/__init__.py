"""Reads of purchase orders. A supplier sees own orders, and those only once they are sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from sanye.erp.purchasing.domain.states import WITH_SUPPLIER, ReceiptKind
from sanye.erp.purchasing.errors import OrderUnknown
from sanye.erp.purchasing.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    PurchaseChangeProposal,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseRequisition,
    PurchaseScheduleLine,
    PurchasingPolicy,
)
from sanye.erp.purchasing.queries.standing import find_supplier_standing
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

__all__ = [
    "Policy",
    "find_purchase_order",
    "find_supplier_standing",
    "get_policy",
    "get_purchase_order",
    "list_change_proposals",
    "list_lines_to_invoice",
    "list_matchable",
    "list_open_schedule_lines",
    "list_order_lines",
    "list_purchase_orders",
    "list_purchasing_policies",
    "list_receipt_lines",
    "list_receipts",
    "list_requisitions",
    "uncleared",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How we buy from one supplier; the defaults hold where nobody set anything."""

    window_days: int = 7
    approval_amount: Decimal | None = None
    answer_days: int = 3


@query
def get_policy(*, supplier_id: UUID, by: Actor) -> Policy:
    """The supplier's policy, else the company's, else the defaults."""
    return policies_of([supplier_id])[supplier_id]


def policies_of(supplier_ids: Collection[UUID]) -> dict[UUID, Policy]:
    """The same for each of the suppliers."""
    rows = PurchasingPolicy.objects.filter(
        Q(supplier_id__in=supplier_ids) | Q(supplier_id__isnull=True)
    )
    found = {
        row.supplier_id: Policy(
            window_days=row.window_days,
            approval_amount=row.approval_amount,
            answer_days=row.answer_days,
        )
        for row in rows
    }
    default = found.get(None, Policy())
    return {supplier_id: found.get(supplier_id, default) for supplier_id in supplier_ids}


@query
def list_purchasing_policies(*, by: Actor) -> QuerySet[PurchasingPolicy]:
    """All policies that somebody set."""
    return PurchasingPolicy.objects.all()


@query
def get_purchase_order(*, purchase_order_id: UUID, by: Actor) -> PurchaseOrder:
    """The order with its lines and schedule lines. Raises OrderUnknown."""
    found: PurchaseOrder | None = (
        _seen(PurchaseOrder.objects.all(), by)
        .filter(id=purchase_order_id)
        .select_related("supplier", "site")
        .prefetch_related(
            Prefetch(
                "lines",
                PurchaseOrderLine.objects.order_by("line_number")
                .select_related("item")
                .prefetch_related(
                    Prefetch(
                        "schedule_lines",
                        PurchaseScheduleLine.objects.order_by("expected_date", "number"),
                    )
                ),
            )
        )
        .first()
    )
    if found is None:
        raise OrderUnknown(order=purchase_order_id)
    return found


@query
def find_purchase_order(*, number: str, by: Actor) -> PurchaseOrder | None:
    """The order of that number."""
    found: PurchaseOrder | None = (
        _seen(PurchaseOrder.objects.all(), by).filter(number=number).first()
    )
    return found


@query
def list_purchase_orders(
    *,
    status: str | None = None,
    supplier_id: UUID | None = None,
    site_id: UUID | None = None,
    item_id: UUID | None = None,
    number: str | None = None,
    unanswered_on: date | None = None,
    by: Actor,
) -> QuerySet[PurchaseOrder]:
    """Orders; `unanswered_on` keeps those whose supplier should have answered before that day."""
    rows = _seen(PurchaseOrder.objects.all(), by).select_related("supplier", "site")
    wanted = {"status": status, "supplier_id": supplier_id, "site_id": site_id, "number": number}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if item_id is not None:
        rows = rows.filter(lines__item_id=item_id).distinct()
    if unanswered_on is not None:
        rows = rows.filter(status="SENT", answer_by_date__lt=unanswered_on)
    return rows


@query
def list_open_schedule_lines(
    *,
    supplier_id: UUID | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    overdue_on: date | None = None,
    by: Actor,
) -> QuerySet[PurchaseScheduleLine]:
    """What is still to come of orders that the suppliers have; `overdue_on`: due before."""
    rows = PurchaseScheduleLine.objects.filter(
        open_quantity__gt=0, line__purchase_order__status__in=[str(s) for s in WITH_SUPPLIER]
    ).select_related("line__item", "line__purchase_order__supplier")
    wanted = {
        "line__purchase_order__supplier_id": supplier_id,
        "line__item_id": item_id,
        "line__purchase_order__site_id": site_id,
        "expected_date__lt": overdue_on,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


@query
def list_change_proposals(
    *, status: str | None = None, purchase_order_id: UUID | None = None, by: Actor
) -> QuerySet[PurchaseChangeProposal]:
    """Changes proposed to suppliers."""
    rows = PurchaseChangeProposal.objects.select_related("purchase_order", "schedule_line__line")
    if status is not None:
        rows = rows.filter(status=status)
    return rows if purchase_order_id is None else rows.filter(purchase_order_id=purchase_order_id)


@query
def list_requisitions(*, status: str | None = None, by: Actor) -> QuerySet[PurchaseRequisition]:
    """Planned orders that wait for a buyer, or did."""
    rows = PurchaseRequisition.objects.select_related("item", "site")
    return rows if status is None else rows.filter(status=status)


@query
def list_receipts(
    *,
    purchase_order_id: UUID | None = None,
    supplier_id: UUID | None = None,
    kind: str | None = None,
    by: Actor,
) -> QuerySet[GoodsReceipt]:
    """Receipts and returns."""
    rows = GoodsReceipt.objects.select_related("purchase_order")
    wanted = {"purchase_order_id": purchase_order_id, "supplier_id": supplier_id, "kind": kind}
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


@query
def list_receipt_lines(
    *, receipt_id: UUID | None = None, purchase_order_id: UUID | None = None, by: Actor
) -> QuerySet[GoodsReceiptLine]:
    """Lines of one receipt, or of all receipts of an order, oldest first."""
    rows = GoodsReceiptLine.objects.select_related("line__item").order_by("id")
    if receipt_id is not None:
        rows = rows.filter(receipt_id=receipt_id)
    return (
        rows if purchase_order_id is None else rows.filter(line__purchase_order=purchase_order_id)
    )


@query
def list_returnable_lines(
    *,
    item_id: UUID,
    site_id: UUID,
    receipt_line_id: UUID | None = None,
    lot: str = "",
    serial_number: str = "",
    by: Actor,
) -> QuerySet[GoodsReceiptLine]:
    """Receipt lines of an item at a site of which something is still ours, latest first."""
    rows = GoodsReceiptLine.objects.filter(
        receipt__kind=ReceiptKind.RECEIPT,
        receipt__site_id=site_id,
        line__item_id=item_id,
        returned_quantity__lt=F("quantity"),
    )
    if receipt_line_id is not None:
        rows = rows.filter(id=receipt_line_id)
    if lot:
        rows = rows.filter(lot=lot)
    if serial_number:
        rows = rows.filter(serial_numbers__contains=[serial_number])
    return rows.select_related("receipt__supplier", "line__item").order_by("-id")


@query
def list_order_lines(*, line_ids: Collection[UUID], by: Actor) -> dict[UUID, PurchaseOrderLine]:
    """Order lines by id, with order and item; those the actor may not see are missing."""
    rows = PurchaseOrderLine.objects.filter(id__in=line_ids)
    return {row.id: row for row in rows.select_related("purchase_order", "item")}


@query
def list_lines_to_invoice(
    *, supplier_id: UUID | None = None, by: Actor
) -> QuerySet[PurchaseOrderLine]:
    """Order lines of which more is received than invoiced: what the supplier may bill."""
    rows = PurchaseOrderLine.objects.filter(
        invoiced_quantity__lt=F("received_quantity") - F("returned_quantity")
    ).select_related("purchase_order", "item")
    return rows if supplier_id is None else rows.filter(purchase_order__supplier_id=supplier_id)


@query
def list_matchable(
    *, line_ids: Iterable[UUID], credit: bool = False, by: Actor
) -> dict[UUID, list[tuple[date, Decimal]]]:
    """By order line, of each receipt oldest first: posting date and quantity still to be invoiced.

    For a credit: what is invoiced of goods that went back, and not credited yet.
    """
    rows = GoodsReceiptLine.objects.filter(
        line_id__in=list(line_ids), receipt__kind=ReceiptKind.RECEIPT
    )
    found: dict[UUID, list[tuple[date, Decimal]]] = {}
    for row in rows.select_related("receipt").order_by("id"):
        quantity = -uncleared(row) if credit else uncleared(row)
        if quantity > 0:
            found.setdefault(row.line_id, []).append((row.receipt.posting_date, quantity))
    return found


def uncleared(row: GoodsReceiptLine) -> Decimal:
    """What we kept of a receipt less what we were billed for it; below zero we await a credit."""
    kept = row.quantity - row.returned_quantity
    billed = row.invoiced_quantity - row.credited_quantity
    missing: Decimal = kept - billed
    return missing


def _seen(rows: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    return rows if by.party_ids is None else rows.filter(sent_at__isnull=False)
