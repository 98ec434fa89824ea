"""Facts of purchase orders, receipts and supplier invoices."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.sales import TaxRow
from sanye.kernel.events import event, value


@value
class PurchaseScheduleLine:
    """One expected receipt: quantities in the item's stock unit, `unit_price` per that unit.

    `expected_date` is the supplier's confirmed date, or the requested one until he confirms.
    `further_planned_order_ids`: planned orders beyond the first that the line covers too.
    """

    schedule_line_id: UUID
    purchase_order_line_id: UUID
    line_number: int
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    open_quantity: Decimal
    unit: str
    unit_price: Decimal
    requested_date: date
    confirmed_date: date | None
    expected_date: date
    planned_order_id: UUID | None
    further_planned_order_ids: tuple[UUID, ...] = ()


@event("sanye.erp.purchase_order.created.v1", key="purchase_order_id")
class PurchaseOrderCreated:
    """`origin`: PLAN, HAND or IMPORT (another system's open order; when it was sent is unknown)."""

    purchase_order_id: UUID
    number: str
    supplier_id: UUID
    site_id: UUID
    currency: str
    net_amount: Decimal
    lines: tuple[PurchaseScheduleLine, ...]
    origin: str = ""


@event("sanye.erp.purchase_order.sent.v1", key="purchase_order_id")
class PurchaseOrderSent:
    purchase_order_id: UUID
    number: str
    supplier_id: UUID


@event("sanye.erp.purchase_order.confirmed.v1", key="purchase_order_id")
class PurchaseOrderConfirmed:
    """The supplier answered; all lines as they are now, rejected ones with quantity 0."""

    purchase_order_id: UUID
    number: str
    supplier_id: UUID
    lines: tuple[PurchaseScheduleLine, ...]


@event("sanye.erp.purchase_order.changed.v1", key="purchase_order_id")
class PurchaseOrderChanged:
    """All lines as they are now, after a change by the buyer or a receipt.

    `cause`: DRAFT (before it was sent), AGREED (the supplier took our change), SHORT (we expect
    no more), RECEIPT or RETURN; empty in events older than the field.
    """

    purchase_order_id: UUID
    number: str
    supplier_id: UUID
    reason: str
    lines: tuple[PurchaseScheduleLine, ...]
    cause: str = ""


@event("sanye.erp.purchase_order.extended.v1", key="purchase_order_id")
class PurchaseOrderExtended:
    """Planned orders joined a draft: the lines that are new or another now; all others of the order
    stand as they were told before."""

    purchase_order_id: UUID
    number: str
    supplier_id: UUID
    lines: tuple[PurchaseScheduleLine, ...]


@event("sanye.erp.purchase_order.change_proposed.v1", key="purchase_order_id")
class PurchaseOrderChangeProposed:
    """A change that a sent order needs the supplier's answer for."""

    purchase_order_id: UUID
    number: str
    supplier_id: UUID
    schedule_line_id: UUID
    kind: str
    proposed_date: date | None
    proposed_quantity: Decimal | None
    reason: str


@event("sanye.erp.purchase_order.cancelled.v1", key="purchase_order_id")
class PurchaseOrderCancelled:
    purchase_order_id: UUID
    number: str
    supplier_id: UUID
    reason: str


@event("sanye.erp.purchase_requisition.dropped.v1", key="planned_order_id")
class PurchaseRequisitionDropped:
    """A buyer decided not to buy what a released planned order asked for."""

    requisition_id: UUID
    planned_order_id: UUID
    item_id: UUID
    site_id: UUID
    reason: str


@value
class ReceivedLine:
    receipt_line_id: UUID
    purchase_order_line_id: UUID
    schedule_line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit: str
    open_quantity: Decimal
    lot: str
    status: str


@event("sanye.erp.goods.received.v1", key="purchase_order_id")
class GoodsReceived:
    receipt_id: UUID
    number: str
    purchase_order_id: UUID
    purchase_order_number: str
    supplier_id: UUID
    posting_date: date
    lines: tuple[ReceivedLine, ...]


@value
class SupplierInvoiceLine:
    """Amounts in the invoice's currency; `matched_amount` is `matched_quantity` (None: all of the
    quantity) at the order's price. `stock_quantity` is the quantity of an order's line in the
    item's stock unit, as the order counts it.

    A carrier's line names the shipment whose freight it asks for: `matched_amount` is then the
    freight accrued, and `cleared_amount` the same in functional currency.
    """

    invoice_line_id: UUID
    purchase_order_line_id: UUID | None
    item_id: UUID | None
    text: str
    quantity: Decimal
    unit: str
    net_amount: Decimal
    matched_amount: Decimal
    tax_amount: Decimal
    tax_code: str | None
    shipment_id: UUID | None = None
    cleared_amount: Decimal = Decimal(0)
    matched_quantity: Decimal | None = None
    stock_quantity: Decimal | None = None


@event("sanye.erp.supplier_invoice.blocked.v1", key="invoice_id")
class SupplierInvoiceBlocked:
    """The three-way match found a difference outside tolerance."""

    invoice_id: UUID
    number: str
    supplier_id: UUID
    reason_codes: tuple[str, ...]


@event("sanye.erp.supplier_invoice.posted.v1", key="invoice_id")
class SupplierInvoicePosted:
    invoice_id: UUID
    number: str
    supplier_reference: str
    supplier_id: UUID
    currency: str
    exchange_rate: Decimal
    rate_date: date
    posting_date: date
    due_date: date
    net_amount: Decimal
    tax_amount: Decimal
    gross_amount: Decimal
    lines: tuple[SupplierInvoiceLine, ...]
    taxes: tuple[TaxRow, ...]
