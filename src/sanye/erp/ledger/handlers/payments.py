"""Money in and out, and items settled without any."""

from decimal import Decimal

from sanye.contracts.erp.finance import (
    AccountRole,
    OpenItemsSettled,
    PastPayment,
    PaymentMade,
    PaymentReceived,
    PaymentReversed,
    Settlement,
)
from sanye.erp.ledger.commands import EntrySource, NewEntry
from sanye.erp.ledger.domain.entries import EntryLine
from sanye.erp.ledger.handlers.cursor import ONE, Books, money_of, source_of
from sanye.kernel.money import round_money
from sanye.stem.events.cursors import Recorded


def payment_received(event: Recorded, books: Books) -> NewEntry:
    """Bank and discounts against the receivables and the prepayment."""
    return _payment(event, event.data, books, sign=ONE)


def payment_made(event: Recorded, books: Books) -> NewEntry:
    """Payables and the prepayment against bank and discounts."""
    return _payment(event, event.data, books, sign=-ONE)


def past_payment_reversed(
    fact: PaymentReversed, past: PastPayment, source: EntrySource, books: Books
) -> NewEntry:
    """The receivable or payable is there again as it was in the books, against the bank; it was
    posted with others of its day, so that no entry is its own."""
    sign = ONE if fact.side == "RECEIVABLE" else -ONE
    worth = round_money(past.amount * past.exchange_rate, books.functional_currency)
    lines = [
        EntryLine(
            role=AccountRole.BANK,
            account_code=books.account_of_bank(past.bank_account_code, past.currency),
            amount=-sign * past.amount,
            functional_amount=-sign * worth,
        ),
        EntryLine(
            role=AccountRole.RECEIVABLE if sign > 0 else AccountRole.PAYABLE,
            amount=sign * past.amount,
            functional_amount=sign * past.carried_amount,
            party_id=past.party_id,
            text=fact.number,
        ),
        EntryLine(
            role=AccountRole.EXCHANGE_DIFFERENCE,
            amount=Decimal(0),
            functional_amount=sign * (worth - past.carried_amount),
            party_id=past.party_id,
            text=fact.number,
        ),
    ]
    return NewEntry(
        source=source, lines=lines, money=money_of(past), document_date=fact.posting_date
    )


def _payment(
    event: Recorded, fact: PaymentReceived | PaymentMade, books: Books, *, sign: Decimal
) -> NewEntry:
    is_receipt = sign > 0
    prepayment = AccountRole.CUSTOMER_PREPAYMENT if is_receipt else AccountRole.SUPPLIER_PREPAYMENT
    discount = AccountRole.DISCOUNT_ALLOWED if is_receipt else AccountRole.DISCOUNT_TAKEN
    lines = [
        EntryLine(
            role=AccountRole.BANK,
            account_code=books.account_of_bank(fact.bank_account_code, fact.currency),
            amount=sign * fact.amount,
        ),
        EntryLine(
            role=prepayment,
            amount=-sign * fact.unapplied_amount,
            party_id=fact.party_id,
            text=fact.number,
        ),
    ]
    for settlement in fact.settlements:
        lines += _settlement_lines(settlement, fact, discount, sign, books.functional_currency)
    return NewEntry(
        source=source_of(event, "payment", fact.payment_id, fact.number),
        lines=lines,
        money=money_of(fact),
        document_date=fact.posting_date,
    )


def _settlement_lines(
    settlement: Settlement,
    fact: PaymentReceived | PaymentMade,
    discount: AccountRole,
    sign: Decimal,
    functional: str,
) -> list[EntryLine]:
    """The item leaves at its value in the books; a gain is what the payment is worth more."""
    taken = settlement.amount + settlement.discount_amount
    gain = settlement.exchange_difference_amount
    carried = round_money(taken * fact.exchange_rate, functional) - sign * gain
    return [
        EntryLine(
            role=AccountRole.RECEIVABLE if sign > 0 else AccountRole.PAYABLE,
            amount=-sign * taken,
            functional_amount=-sign * carried,
            party_id=fact.party_id,
            text=settlement.document_number,
        ),
        EntryLine(
            role=discount,
            amount=sign * settlement.discount_amount,
            party_id=fact.party_id,
            text=settlement.document_number,
        ),
        EntryLine(
            role=AccountRole.EXCHANGE_DIFFERENCE,
            amount=Decimal(0),
            functional_amount=-gain,
            party_id=fact.party_id,
            text=settlement.document_number,
        ),
    ]


def open_items_settled(event: Recorded, _books: Books) -> NewEntry:
    """Items settled without money; what their values in the books differ by is an exchange
    difference, and what was given up an expense or income."""
    fact: OpenItemsSettled = event.data
    sign = ONE if fact.side == "RECEIVABLE" else -ONE
    lines = [
        EntryLine(
            role=item.account_role,
            amount=-sign * item.amount,
            functional_amount=-sign * item.functional_amount,
            party_id=fact.party_id,
            text=item.document_number,
        )
        for item in fact.items
    ]
    lines.append(
        EntryLine(
            role=_rest_role(fact),
            amount=-sum((line.amount for line in lines), Decimal(0)),
            functional_amount=-sum((line.functional for line in lines), Decimal(0)),
            party_id=fact.party_id,
            text=fact.number,
        )
    )
    return NewEntry(
        source=source_of(event, "settlement", fact.settlement_id, fact.number),
        lines=lines,
        money=money_of(fact),
        document_date=fact.posting_date,
    )


def _rest_role(fact: OpenItemsSettled) -> AccountRole:
    if fact.reason != "WRITE_OFF":
        return AccountRole.EXCHANGE_DIFFERENCE
    if fact.side == "RECEIVABLE":
        return AccountRole.BAD_DEBT
    return AccountRole.PAYABLE_WRITTEN_OFF
