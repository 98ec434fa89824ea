"""From payments and settlements to the facts that are published."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.finance import (
    OpenItemsSettled,
    PastPayment,
    PaymentMade,
    PaymentReceived,
    PaymentReversed,
    SettledItem,
)
from sanye.contracts.erp.finance import Settlement as SettlementFact
from sanye.erp.open_items.domain.kinds import Reason, Side
from sanye.erp.open_items.domain.settling import Terms
from sanye.erp.open_items.models import OpenItem, Payment, Settlement
from sanye.kernel.money import round_money


def payment_fact(
    payment: Payment, rows: Sequence[Settlement], items: dict[UUID, OpenItem], functional: str
) -> PaymentReceived | PaymentMade:
    """The payment with one settlement per open item."""
    fact = PaymentReceived if payment.side == Side.RECEIVABLE else PaymentMade
    item_ids = dict.fromkeys(row.open_item_id for row in rows)
    return fact(
        payment_id=payment.id,
        number=payment.number,
        party_id=payment.party_id,
        currency=payment.currency,
        exchange_rate=payment.exchange_rate,
        rate_date=payment.rate_date,
        posting_date=payment.posting_date,
        bank_account_code=payment.bank_account_code,
        amount=payment.amount,
        unapplied_amount=payment.unapplied_amount,
        settlements=tuple(
            _settlement(items[i], [r for r in rows if r.open_item_id == i], payment, functional)
            for i in item_ids
        ),
    )


def _settlement(
    item: OpenItem, rows: Sequence[Settlement], payment: Payment, functional: str
) -> SettlementFact:
    """A receivable paid at a better rate is a gain, a payable paid at a better rate a loss."""
    carried = sum((row.functional_amount for row in rows), Decimal(0))
    taken = sum((row.amount for row in rows), Decimal(0))
    worth = round_money(taken * payment.exchange_rate, functional)
    sign = 1 if payment.side == Side.RECEIVABLE else -1
    return SettlementFact(
        open_item_id=item.id,
        document_number=item.document_number,
        amount=sum((r.amount for r in rows if r.reason == Reason.PAYMENT), Decimal(0)),
        discount_amount=sum((r.amount for r in rows if r.reason == Reason.DISCOUNT), Decimal(0)),
        exchange_difference_amount=sign * (worth - carried),
    )


def settled_fact(
    side: Side,
    party_id: UUID,
    terms: Terms,
    rows: Sequence[Settlement],
    items: dict[UUID, OpenItem],
) -> OpenItemsSettled:
    return OpenItemsSettled(
        settlement_id=rows[0].settlement_id,
        number=rows[0].number,
        side=side,
        reason=rows[0].reason,
        party_id=party_id,
        currency=terms.currency,
        exchange_rate=terms.exchange_rate,
        rate_date=terms.rate_date,
        posting_date=terms.posting_date,
        items=tuple(
            SettledItem(
                open_item_id=row.open_item_id,
                document_number=items[row.open_item_id].document_number,
                account_role=items[row.open_item_id].account_role,
                amount=row.amount,
                functional_amount=row.functional_amount,
            )
            for row in rows
        ),
    )


def reversed_fact(payment: Payment, reason: str, carried: Decimal) -> PaymentReversed:
    """`carried`: what the items that it settled had been worth in the books."""
    is_past = payment.posted_fact_id is not None
    return PaymentReversed(
        payment_id=payment.id,
        number=payment.number,
        side=payment.side,
        posting_date=payment.reversed_date or payment.posting_date,
        reason=reason,
        past=_past(payment, carried) if is_past else None,
    )


def _past(payment: Payment, carried: Decimal) -> PastPayment:
    return PastPayment(
        party_id=payment.party_id,
        currency=payment.currency,
        exchange_rate=payment.exchange_rate,
        rate_date=payment.rate_date,
        bank_account_code=payment.bank_account_code,
        amount=payment.amount,
        carried_amount=carried,
    )
