"""Money in and out, and items settled without any."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sanye.contracts.erp.finance import (
    AccountRole,
    OpenItemsSettled,
    PaymentMade,
    PaymentReceived,
    PaymentReversed,
    Settlement,
)
from sanye.erp.ledger.commands import EntrySource, post_entry, reverse_fact
from sanye.erp.ledger.domain.entries import EntryKind, EntryLine
from sanye.erp.ledger.handlers.cursor import ONE, money_of, posting, source_of
from sanye.erp.ledger.queries import get_bank_account, get_functional_currency
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.stem.events.cursors import Recorded


@posting.on(PaymentReceived)
def payment_received(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Bank and discounts against the receivables and the prepayment."""
    for event in batch:
        _post_payment(event, event.data, sign=ONE, by=by, at=at)


@posting.on(PaymentMade)
def payment_made(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Payables and the prepayment against bank and discounts."""
    for event in batch:
        _post_payment(event, event.data, sign=-ONE, by=by, at=at)


def _post_payment(
    event: Recorded,
    fact: PaymentReceived | PaymentMade,
    *,
    sign: Decimal,
    by: Actor,
    at: datetime,
) -> None:
    is_receipt = sign > 0
    bank = get_bank_account(code=fact.bank_account_code, currency=fact.currency, by=by)
    prepayment = AccountRole.CUSTOMER_PREPAYMENT if is_receipt else AccountRole.SUPPLIER_PREPAYMENT
    discount = AccountRole.DISCOUNT_ALLOWED if is_receipt else AccountRole.DISCOUNT_TAKEN
    lines = [
        EntryLine(
            role=AccountRole.BANK,
            account_code=bank.account.code if bank else "",
            amount=sign * fact.amount,
        ),
        EntryLine(
            role=prepayment,
            amount=-sign * fact.unapplied_amount,
            party_id=fact.party_id,
            text=fact.number,
        ),
    ]
    functional = get_functional_currency(by=by)
    for settlement in fact.settlements:
        lines += _settlement_lines(settlement, fact, discount, sign, functional)
    post_entry(
        source=source_of(event, "payment", fact.payment_id, fact.number),
        lines=lines,
        money=money_of(fact),
        document_date=fact.posting_date,
        by=by,
        at=at,
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


@posting.on(OpenItemsSettled)
def open_items_settled(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Items settled without money; what their values in the books differ by is an exchange
    difference, and what was given up an expense or income."""
    for event in batch:
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
        post_entry(
            source=source_of(event, "settlement", fact.settlement_id, fact.number),
            lines=lines,
            money=money_of(fact),
            document_date=fact.posting_date,
            by=by,
            at=at,
        )


def _rest_role(fact: OpenItemsSettled) -> AccountRole:
    if fact.reason != "WRITE_OFF":
        return AccountRole.EXCHANGE_DIFFERENCE
    if fact.side == "RECEIVABLE":
        return AccountRole.BAD_DEBT
    return AccountRole.PAYABLE_WRITTEN_OFF


@posting.on(PaymentReversed)
def payment_reversed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """The opposite of the payment's entry."""
    for event in batch:
        fact: PaymentReversed = event.data
        reverse_fact(
            source=EntrySource(
                kind=EntryKind.REVERSAL,
                type="payment",
                id=fact.payment_id,
                number=fact.number,
                fact_id=fact.payment_id,
                event_id=event.event_id,
                text=fact.reason,
            ),
            document_date=fact.posting_date,
            by=by,
            at=at,
        )
