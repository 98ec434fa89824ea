"""A finished order of the time before Sanye, as the caller gives it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedSalesPart:
    """A schedule line: what was asked for on a day, and when it left. In the item's stock unit.

    `delivered_quantity` None means all of it; what is missing is cancelled. What was delivered has
    a `shipped_date`. `received_date`: when the customer had it, if known. Several lots or several
    days are several parts; goods kept by serial number name one per piece.
    """

    quantity: Decimal
    requested_date: date
    delivered_quantity: Decimal | None = None
    first_promised_date: date | None = None
    promised_date: date | None = None
    shipped_date: date | None = None
    received_date: date | None = None
    site_id: UUID | None = None
    lot: str = ""
    serial_numbers: tuple[str, ...] = ()
    id: UUID | None = None

    @property
    def delivered(self) -> Decimal:
        return self.quantity if self.delivered_quantity is None else self.delivered_quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedSalesLine:
    """An item at a price per stock unit, tax not included, in the order's currency.

    `net_amount` None is price × delivered less discount; `tax_amount` None is `tax_ratio` of it.
    """

    item_id: UUID
    unit_price: Decimal
    parts: tuple[ClosedSalesPart, ...]
    discount_ratio: Decimal = Decimal(0)
    net_amount: Decimal | None = None
    tax_code: str = ""
    tax_ratio: Decimal = Decimal(0)
    tax_amount: Decimal | None = None
    text: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedSalesOrder:
    """An order with its deliveries (one per site and day shipped), its invoice and its payment.

    `number` "" draws one of our own series for the order's year; a number of another system is
    kept, and one that looks like ours is refused. What came before by its number or `id` is passed
    over. `exchange_rate` turns one unit of `currency` into functional currency; it is needed for
    a foreign currency. Invoiced in full on `invoiced_date` (None: the last day shipped), due on
    `due_date` (None: that day). `paid_date` None leaves the receivable open; `paid_exchange_rate`
    None is the invoice's. `is_cancelled`: nothing was delivered, what was asked for is lost demand.
    """

    customer_id: UUID
    site_id: UUID
    order_date: date
    lines: tuple[ClosedSalesLine, ...]
    number: str = ""
    currency: str = ""
    exchange_rate: Decimal | None = None
    customer_reference: str = ""
    owner_id: UUID | None = None
    ship_to_address_id: UUID | None = None
    payment_term_id: UUID | None = None
    amendment_count: int = 0
    invoice_number: str = ""
    invoiced_date: date | None = None
    due_date: date | None = None
    paid_date: date | None = None
    paid_exchange_rate: Decimal | None = None
    bank_account_code: str = ""
    is_cancelled: bool = False
    cancel_reason: str = ""
    id: UUID | None = None
