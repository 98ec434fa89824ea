"""Documents from the time before Sanye: finished orders. Projections read them, reactions do not.

Their movements of stock are not told one by one: `StockImported` tells what they came to.

Quantities are in the item's stock unit, amounts in the document's currency; the exchange rate
turns one unit of it into functional currency.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event, value


@value
class ImportedSalesLine:
    """Dates are days at the shipping site; None where they are not known."""

    order_line_id: UUID
    schedule_line_id: UUID
    line_number: int
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    delivered_quantity: Decimal
    unit: str
    net_amount: Decimal
    requested_date: date
    first_promised_date: date | None
    promised_date: date | None
    shipped_date: date | None
    received_date: date | None


@event("sanye.erp.sales_order.imported.v1", key="sales_order_id")
class SalesOrderImported:
    """A closed order. `is_cancelled`: nothing of it was delivered, what was asked is lost demand.

    `amendment_count`: how often it was changed after confirmation.
    """

    sales_order_id: UUID
    number: str
    customer_id: UUID
    order_date: date
    currency: str
    exchange_rate: Decimal
    net_amount: Decimal
    gross_amount: Decimal
    invoice_number: str
    invoiced_date: date | None
    due_date: date | None
    paid_date: date | None
    amendment_count: int
    is_cancelled: bool
    lines: tuple[ImportedSalesLine, ...]


@value
class ImportedPurchaseLine:
    """`rejected_quantity` is the part of what was received that was not good."""

    purchase_order_line_id: UUID
    line_number: int
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    received_quantity: Decimal
    rejected_quantity: Decimal
    unit: str
    unit_price: Decimal
    requested_date: date
    confirmed_date: date | None
    received_date: date | None


@event("sanye.erp.purchase_order.imported.v1", key="purchase_order_id")
class PurchaseOrderImported:
    purchase_order_id: UUID
    number: str
    supplier_id: UUID
    order_date: date
    answered_date: date | None
    currency: str
    exchange_rate: Decimal
    net_amount: Decimal
    lines: tuple[ImportedPurchaseLine, ...]


@event("sanye.erp.production_order.imported.v1", key="production_order_id")
class ProductionOrderImported:
    production_order_id: UUID
    number: str
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    completed_quantity: Decimal
    scrapped_quantity: Decimal
    scrap_reason_code: str
    unit: str
    planned_start_date: date
    planned_due_date: date
    actual_start_date: date | None
    actual_end_date: date | None


@value
class ImportedStock:
    """What all movements of one import changed of an item's stock, where it stands now."""

    item_id: UUID
    site_id: UUID
    status: str
    owner_id: UUID | None
    quantity: Decimal
    unit: str


@event("sanye.erp.stock.imported.v1", key="import_id")
class StockImported:
    """The movements of one import, added up; they are dated between the two days."""

    import_id: UUID
    first_date: date
    last_date: date
    lines: tuple[ImportedStock, ...]
