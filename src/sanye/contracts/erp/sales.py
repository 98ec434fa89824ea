"""Facts of sales orders, deliveries and sales invoices."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event, value


@value
class OrderScheduleLine:
    """What is wanted when, in the item's stock unit; `open_quantity` is not shipped yet.

    `cancelled_quantity` is no longer in `quantity`; `cancel_reason` says why, in the words given.
    """

    schedule_line_id: UUID
    order_line_id: UUID
    line_number: int
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    open_quantity: Decimal
    unit: str
    net_amount: Decimal
    requested_date: date
    first_promised_date: date | None
    promised_date: date | None
    cancelled_quantity: Decimal | None = None
    cancel_reason: str | None = None


@event("sanye.erp.sales_order.placed.v1", key="sales_order_id")
class SalesOrderPlaced:
    sales_order_id: UUID
    number: str
    customer_id: UUID
    quotation_id: UUID | None
    currency: str
    net_amount: Decimal
    lines: tuple[OrderScheduleLine, ...]


@event("sanye.erp.sales_order.promise_awaited.v1", key="sales_order_id")
class SalesOrderPromiseAwaited:
    """The order is saved, but nobody could promise a date; `reason_code` says why."""

    sales_order_id: UUID
    number: str
    customer_id: UUID
    reason_code: str
    lines: tuple[OrderScheduleLine, ...]


@event("sanye.erp.sales_order.confirmed.v1", key="sales_order_id")
class SalesOrderConfirmed:
    """The order binds us; its lines are demand and its hold becomes a commitment.

    `exchange_rate` turns one unit of `currency` into functional currency.
    """

    sales_order_id: UUID
    number: str
    customer_id: UUID
    hold_id: UUID | None
    priority: int
    currency: str
    net_amount: Decimal
    gross_amount: Decimal
    lines: tuple[OrderScheduleLine, ...]
    exchange_rate: Decimal | None = None


@event("sanye.erp.sales_order.amended.v1", key="sales_order_id")
class SalesOrderAmended:
    """All lines as they are now, cancelled ones with quantity 0; `hold_id` replaces the earlier."""

    sales_order_id: UUID
    number: str
    customer_id: UUID
    amendment_number: int
    hold_id: UUID | None
    priority: int
    reason: str
    currency: str
    net_amount: Decimal
    lines: tuple[OrderScheduleLine, ...]
    exchange_rate: Decimal | None = None


@event("sanye.erp.sales_order.cancelled.v1", key="sales_order_id")
class SalesOrderCancelled:
    """`lines` as they are now: quantity 0, with what was cancelled of each."""

    sales_order_id: UUID
    number: str
    customer_id: UUID
    reason: str
    lines: tuple[OrderScheduleLine, ...] | None = None


@event("sanye.erp.sales_order.closed.v1", key="sales_order_id")
class SalesOrderClosed:
    """Everything that will be shipped is shipped and invoiced."""

    sales_order_id: UUID
    number: str
    customer_id: UUID


@value
class DeliveryLine:
    """Quantity in the item's stock unit; `open_quantity` is what its schedule line still lacks."""

    delivery_line_id: UUID
    sales_order_id: UUID
    order_line_id: UUID
    schedule_line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit: str
    open_quantity: Decimal


@event("sanye.erp.delivery.created.v1", key="delivery_id")
class DeliveryCreated:
    delivery_id: UUID
    number: str
    customer_id: UUID
    planned_ship_date: date
    lines: tuple[DeliveryLine, ...]
    ship_to_address_id: UUID | None = None


@event("sanye.erp.delivery.picked.v1", key="delivery_id")
class DeliveryPicked:
    """It stands ready: each line has what was picked, which replaces an earlier picking;
    `open_quantity` is what of the delivery's line was not."""

    delivery_id: UUID
    number: str
    customer_id: UUID
    lines: tuple[DeliveryLine, ...]


@event("sanye.erp.delivery.cancelled.v1", key="delivery_id")
class DeliveryCancelled:
    delivery_id: UUID
    number: str
    customer_id: UUID
    lines: tuple[DeliveryLine, ...]


@event("sanye.erp.delivery.shipped.v1", key="delivery_id")
class DeliveryShipped:
    delivery_id: UUID
    number: str
    customer_id: UUID
    shipped_at: datetime
    carrier: str
    tracking_number: str
    lines: tuple[DeliveryLine, ...]


@event("sanye.erp.delivery.proven.v1", key="delivery_id")
class DeliveryProven:
    """The customer has the goods."""

    delivery_id: UUID
    number: str
    customer_id: UUID
    received_at: datetime
    received_by: str


@value
class TaxRow:
    tax_code: str
    ratio: Decimal
    base_amount: Decimal
    tax_amount: Decimal


@value
class InvoiceLine:
    """Amounts in the invoice's currency; quantity in `unit`."""

    invoice_line_id: UUID
    item_id: UUID | None
    text: str
    quantity: Decimal
    unit: str
    net_amount: Decimal
    tax_amount: Decimal
    tax_code: str | None
    sales_order_id: UUID | None
    order_line_id: UUID | None
    delivery_line_id: UUID | None


@event("sanye.erp.sales_invoice.issued.v1", key="invoice_id")
class SalesInvoiceIssued:
    """`exchange_rate` turns one unit of `currency` into the company's functional currency."""

    invoice_id: UUID
    number: str
    customer_id: UUID
    currency: str
    exchange_rate: Decimal
    rate_date: date
    posting_date: date
    due_date: date
    net_amount: Decimal
    tax_amount: Decimal
    gross_amount: Decimal
    lines: tuple[InvoiceLine, ...]
    taxes: tuple[TaxRow, ...]


@event("sanye.erp.credit_note.issued.v1", key="credit_note_id")
class CreditNoteIssued:
    """Positive amounts that reduce what the customer owes."""

    credit_note_id: UUID
    number: str
    invoice_id: UUID | None
    customer_id: UUID
    currency: str
    exchange_rate: Decimal
    rate_date: date
    posting_date: date
    reason: str
    net_amount: Decimal
    tax_amount: Decimal
    gross_amount: Decimal
    lines: tuple[InvoiceLine, ...]
    taxes: tuple[TaxRow, ...]
