"""A finished order to a supplier of the time before Sanye, as the caller gives it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPurchaseLine:
    """An item at a net price per stock unit, with its one receipt. In the item's stock unit.

    `received_quantity` None means all of it; what is missing is cancelled. `rejected_quantity` of
    what came went back on `rejected_date` (None: the day it came) and is not invoiced. What came
    has a `received_date`; several receipts are several lines. `invoiced_unit_price` None is the
    order's. Goods kept by serial number name one per piece, those that went back last.
    """

    item_id: UUID
    quantity: Decimal
    unit_price: Decimal
    requested_date: date
    received_quantity: Decimal | None = None
    received_date: date | None = None
    rejected_quantity: Decimal = Decimal(0)
    rejected_date: date | None = None
    first_confirmed_date: date | None = None
    confirmed_date: date | None = None
    invoiced_unit_price: Decimal | None = None
    tax_code: str = ""
    tax_ratio: Decimal = Decimal(0)
    tax_amount: Decimal | None = None
    text: str = ""
    lot: str = ""
    serial_numbers: tuple[str, ...] = ()
    id: UUID | None = None

    @property
    def received(self) -> Decimal:
        return self.quantity if self.received_quantity is None else self.received_quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPurchaseOrder:
    """An order with its receipts (one per day), the supplier's invoice and its payment.

    `number`, `id`, `currency` and `exchange_rate` as in a closed sales order. `answered_date`: when
    the supplier answered. `invoiced_date` None: not invoiced yet, what was kept stays received not
    invoiced. `invoice_reference` is the supplier's number ("": the order's). `paid_date` None
    leaves the payable open.
    """

    supplier_id: UUID
    site_id: UUID
    order_date: date
    lines: tuple[ClosedPurchaseLine, ...]
    number: str = ""
    currency: str = ""
    exchange_rate: Decimal | None = None
    buyer_id: UUID | None = None
    answered_date: date | None = None
    invoice_number: str = ""
    invoice_reference: str = ""
    invoiced_date: date | None = None
    due_date: date | None = None
    paid_date: date | None = None
    paid_exchange_rate: Decimal | None = None
    bank_account_code: str = ""
    id: UUID | None = None
