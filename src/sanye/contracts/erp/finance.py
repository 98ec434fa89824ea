"""Facts of cost, ledger, receivables and payables."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event, value


@value
class ValuedLine:
    """Signed value in functional currency against one account role.

    `account_role` names the account the ledger takes (STOCK, GOODS_RECEIVED_NOT_INVOICED,
    WORK_IN_PROCESS, COST_OF_GOODS_SOLD, PURCHASE_PRICE_VARIANCE, …); debit positive.
    """

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
    """What a payment settled of one open item, in the item's currency."""

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
