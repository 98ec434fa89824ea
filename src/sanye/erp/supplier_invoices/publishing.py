"""From our rows to the facts that others read. A credit has negative quantities and amounts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.erp import purchasing as facts
from sanye.contracts.erp.sales import TaxRow
from sanye.erp.supplier_invoices.domain.states import InvoiceKind
from sanye.erp.supplier_invoices.models import (
    SupplierInvoice,
    SupplierInvoiceLine,
    SupplierInvoiceTax,
)
from sanye.kernel.quantity import Factor, convert, round_quantity
from sanye.stem.events.log import publish


def publish_blocked(invoice: SupplierInvoice) -> None:
    """It has no number of ours yet: the supplier's stands in its place."""
    publish(
        facts.SupplierInvoiceBlocked(
            invoice_id=invoice.id,
            number=invoice.supplier_reference,
            supplier_id=invoice.supplier_id,
            reason_codes=tuple(invoice.reason_codes),
        )
    )


def publish_posted(
    invoice: SupplierInvoice,
    lines: Sequence[SupplierInvoiceLine],
    taxes: Sequence[SupplierInvoiceTax],
    ordered: Mapping[UUID, Any],
) -> None:
    """We owe it, or are owed it; `ordered` are the order lines it names."""
    if invoice.posting_date is None or invoice.exchange_rate is None:
        raise ValueError("only a posted invoice has a posting date and a rate")
    sign = -1 if invoice.kind == InvoiceKind.CREDIT else 1
    publish(
        facts.SupplierInvoicePosted(
            invoice_id=invoice.id,
            number=invoice.number,
            supplier_reference=invoice.supplier_reference,
            supplier_id=invoice.supplier_id,
            currency=invoice.currency,
            exchange_rate=invoice.exchange_rate,
            rate_date=invoice.rate_date,
            posting_date=invoice.posting_date,
            due_date=invoice.due_date,
            net_amount=sign * invoice.net_amount,
            tax_amount=sign * invoice.tax_amount,
            gross_amount=sign * invoice.gross_amount,
            lines=tuple(
                facts.SupplierInvoiceLine(
                    invoice_line_id=line.id,
                    purchase_order_line_id=line.purchase_order_line_id,
                    item_id=line.item_id,
                    text=line.text,
                    quantity=sign * line.quantity,
                    unit=line.unit,
                    net_amount=sign * line.net_amount,
                    matched_amount=sign * line.matched_amount,
                    tax_amount=sign * line.tax_amount,
                    tax_code=line.tax_code or None,
                    shipment_id=line.shipment_id,
                    cleared_amount=line.cleared_amount,
                    matched_quantity=sign * line.matched_quantity,
                    stock_quantity=_stock_quantity(sign * line.quantity, line, ordered),
                )
                for line in lines
            ),
            taxes=tuple(
                TaxRow(
                    tax_code=tax.tax_code,
                    ratio=tax.ratio,
                    base_amount=sign * tax.base_amount,
                    tax_amount=sign * tax.tax_amount,
                )
                for tax in taxes
            ),
        )
    )


def _stock_quantity(
    quantity: Decimal, line: SupplierInvoiceLine, ordered: Mapping[UUID, Any]
) -> Decimal | None:
    if line.purchase_order_line_id is None:
        return None
    order_line = ordered[line.purchase_order_line_id]
    factor = Factor(order_line.factor_numerator, order_line.factor_denominator)
    return round_quantity(convert(quantity, factor))
