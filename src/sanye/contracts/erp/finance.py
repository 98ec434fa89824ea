"""Facts of cost, ledger, receivables and payables."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sanye.kernel.events import event, value


class AccountRole(StrEnum):
    """What an account is for. Each company's posting rules name the account that plays the role."""

    RECEIVABLE = "RECEIVABLE"
    CUSTOMER_PREPAYMENT = "CUSTOMER_PREPAYMENT"
    PAYABLE = "PAYABLE"
    SUPPLIER_PREPAYMENT = "SUPPLIER_PREPAYMENT"
    BANK = "BANK"
    REVENUE = "REVENUE"
    SALES_RETURNS = "SALES_RETURNS"
    OUTPUT_TAX = "OUTPUT_TAX"
    INPUT_TAX = "INPUT_TAX"
    DISCOUNT_ALLOWED = "DISCOUNT_ALLOWED"
    DISCOUNT_TAKEN = "DISCOUNT_TAKEN"
    BAD_DEBT = "BAD_DEBT"
    PAYABLE_WRITTEN_OFF = "PAYABLE_WRITTEN_OFF"
    EXCHANGE_DIFFERENCE = "EXCHANGE_DIFFERENCE"
    EXCHANGE_ROUNDING = "EXCHANGE_ROUNDING"
    CURRENCY_CLEARING = "CURRENCY_CLEARING"
    STOCK = "STOCK"
    STOCK_IN_TRANSIT = "STOCK_IN_TRANSIT"
    GOODS_RECEIVED_NOT_INVOICED = "GOODS_RECEIVED_NOT_INVOICED"
    WORK_IN_PROCESS = "WORK_IN_PROCESS"
    COST_OF_GOODS_SOLD = "COST_OF_GOODS_SOLD"
    PURCHASE_PRICE_VARIANCE = "PURCHASE_PRICE_VARIANCE"
    PRODUCTION_VARIANCE = "PRODUCTION_VARIANCE"
    NEGATIVE_STOCK_ADJUSTMENT = "NEGATIVE_STOCK_ADJUSTMENT"
    INVENTORY_DIFFERENCE = "INVENTORY_DIFFERENCE"
    INVENTORY_REVALUATION = "INVENTORY_REVALUATION"
    SCRAP_LOSS = "SCRAP_LOSS"
    WARRANTY_EXPENSE = "WARRANTY_EXPENSE"
    SERVICE_EXPENSE = "SERVICE_EXPENSE"
    SERVICE_COST_ACCRUED = "SERVICE_COST_ACCRUED"
    LABOR_ABSORBED = "LABOR_ABSORBED"
    MACHINE_ABSORBED = "MACHINE_ABSORBED"
    OUTSIDE_WORK_ABSORBED = "OUTSIDE_WORK_ABSORBED"
    PURCHASE_EXPENSE = "PURCHASE_EXPENSE"
    FREIGHT_EXPENSE = "FREIGHT_EXPENSE"
    FREIGHT_ACCRUED = "FREIGHT_ACCRUED"
    OPENING_BALANCE = "OPENING_BALANCE"
    RETAINED_EARNINGS = "RETAINED_EARNINGS"


@value
class ValuedLine:
    """Signed value in functional currency against one `AccountRole`; debit positive."""

    account_role: str
    item_id: UUID | None
    site_id: UUID | None
    quantity: Decimal
    amount: Decimal


@event("sanye.erp.stock.valued.v1", key="source_id")
class StockValued:
    """The value of one business event; the lines' amounts sum to zero."""

    valuation_id: UUID
    source_type: str
    source_id: UUID
    source_number: str
    movement_id: UUID | None
    kind: str
    posting_date: date
    currency: str
    lines: tuple[ValuedLine, ...]


@event("sanye.erp.journal_entry.posted.v1", key="journal_entry_id")
class JournalEntryPosted:
    journal_entry_id: UUID
    number: str
    posting_date: date
    source_type: str
    source_id: UUID
    source_number: str
    functional_currency: str
    debit_amount: Decimal


@event("sanye.erp.fiscal_period.closed.v1", key="fiscal_period_id")
class FiscalPeriodClosed:
    fiscal_period_id: UUID
    code: str
    ends_date: date


@event("sanye.erp.fiscal_period.reopened.v1", key="fiscal_period_id")
class FiscalPeriodReopened:
    fiscal_period_id: UUID
    code: str
    reason: str


@value
class Settlement:
    """What a payment settled of one open item, in the item's currency.

    The item loses `amount` (money) and `discount_amount`; both are negative for a credit note that
    is netted. `exchange_difference_amount` is in functional currency, a gain positive.
    """

    open_item_id: UUID
    document_number: str
    amount: Decimal
    discount_amount: Decimal
    exchange_difference_amount: Decimal


@event("sanye.erp.payment.received.v1", key="payment_id")
class PaymentReceived:
    """Money from a customer; `unapplied_amount` is what settled nothing yet.

    Exchange differences are in functional currency, other amounts in `currency`.
    """

    payment_id: UUID
    number: str
    party_id: UUID
    currency: str
    exchange_rate: Decimal
    rate_date: date
    posting_date: date
    bank_account_code: str
    amount: Decimal
    unapplied_amount: Decimal
    settlements: tuple[Settlement, ...]


@event("sanye.erp.payment.made.v1", key="payment_id")
class PaymentMade:
    """Money to a supplier; fields as in PaymentReceived."""

    payment_id: UUID
    number: str
    party_id: UUID
    currency: str
    exchange_rate: Decimal
    rate_date: date
    posting_date: date
    bank_account_code: str
    amount: Decimal
    unapplied_amount: Decimal
    settlements: tuple[Settlement, ...]


@value
class SettledItem:
    """What one open item lost without money: an invoice a positive amount, a credit a negative.

    `functional_amount` is the part of the item's value in the books that went with it.
    """

    open_item_id: UUID
    document_number: str
    account_role: str
    amount: Decimal
    functional_amount: Decimal


@event("sanye.erp.open_items.settled.v1", key="settlement_id")
class OpenItemsSettled:
    """Open items settled one another (`reason` NETTING, PREPAYMENT) or were given up (WRITE_OFF).

    `side` is RECEIVABLE or PAYABLE. Amounts add up to zero, but for a write-off.
    """

    settlement_id: UUID
    number: str
    side: str
    reason: str
    party_id: UUID
    currency: str
    exchange_rate: Decimal
    rate_date: date
    posting_date: date
    items: tuple[SettledItem, ...]


@value
class PastPayment:
    """A payment taken over from the past, posted together with others of its day.

    `carried_amount`, in functional currency: what the items that it settled had been worth in the
    books; other amounts are in `currency`.
    """

    party_id: UUID
    currency: str
    exchange_rate: Decimal
    rate_date: date
    bank_account_code: str
    amount: Decimal
    carried_amount: Decimal


@event("sanye.erp.payment.reversed.v1", key="payment_id")
class PaymentReversed:
    """A payment turned out not to be one, as a returned debit; its open items are open again.

    `past` tells of one that was taken over, whose own fact the log does not hold.
    """

    payment_id: UUID
    number: str
    side: str
    posting_date: date
    reason: str
    past: PastPayment | None = None
