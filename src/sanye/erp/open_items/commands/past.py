"""Claims of the past: open items of finished documents, settled where they were paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger.commands.past import PastBooks, PastPosting
from sanye.erp.open_items.commands.paying import NUMBER_PREFIXES
from sanye.erp.open_items.domain.kinds import Kind, Reason, Side
from sanye.erp.open_items.models import OpenItem, Payment, Settlement
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_product
from sanye.stem.commands import command
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.copying import copy_rows

ZERO = Decimal(0)
KINDS = {Side.RECEIVABLE: "PAYMENT_RECEIVED", Side.PAYABLE: "PAYMENT_MADE"}
_ITEM = (
    "id", "side", "document_type", "document_id", "document_number", "party_id", "currency",
    "amount", "functional_amount", "exchange_rate", "rate_date", "posting_date", "due_date",
    "open_amount", "open_functional_amount", "settled_date",
)  # fmt: skip
_PAYMENT = (
    "id", "side", "number", "party_id", "currency", "amount", "exchange_rate", "rate_date",
    "posting_date", "bank_account_code", "reference", "posted_fact_id",
)  # fmt: skip
_SETTLEMENT = (
    "open_item_id", "settlement_id", "number", "posting_date", "amount", "functional_amount",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PastClaim:
    """What a document of the past claimed, above zero; paid whole on `paid_date`, or open."""

    side: Side
    document_type: str
    document_id: UUID
    document_number: str
    party_id: UUID
    currency: str
    amount: Decimal
    exchange_rate: Decimal
    posting_date: date
    due_date: date
    paid_date: date | None
    paid_exchange_rate: Decimal
    bank_account_code: str


@dataclass(slots=True)
class _Paid:
    id: UUID
    number: str
    claim: PastClaim
    item_id: UUID
    day: date
    carried: Decimal


@command
def import_claims(
    *, claims: Sequence[PastClaim], books: PastBooks, by: Actor, at: datetime
) -> None:
    """Write open items, and the payments that settled them; the payments go into `books`.

    What a payment was worth more at its own rate is a realised gain, less a loss.
    """
    ids = [new_id() for _ in claims]
    worth = [round_product(c.amount, c.exchange_rate, books.currency) for c in claims]
    rows = zip(claims, ids, worth, strict=True)
    company = {"company_id": by.company_id}
    copy_rows(OpenItem, _ITEM, [_item(*row) for row in rows], kind=Kind.INVOICE, **company)
    paid = [
        payment
        for side in Side
        for payment in _paid(side, list(zip(claims, ids, worth, strict=True)))
    ]
    facts = [_post(payment, books) for payment in paid]
    copy_rows(Payment, _PAYMENT, map(_payment, paid, facts), **company)
    copy_rows(Settlement, _SETTLEMENT, map(_settlement, paid), reason=Reason.PAYMENT, **company)


def _paid(side: Side, claims: Sequence[tuple[PastClaim, UUID, Decimal]]) -> list[_Paid]:
    found = [
        (claim, claim.paid_date, item_id, carried)
        for claim, item_id, carried in claims
        if claim.side == side and claim.paid_date is not None
    ]
    numbers = draw_numbers_for(NUMBER_PREFIXES[side], [day for _, day, _, _ in found])
    return [
        _Paid(new_id(), number, claim, item_id, day, carried)
        for number, (claim, day, item_id, carried) in zip(numbers, found, strict=True)
    ]


def _item(claim: PastClaim, item_id: UUID, worth: Decimal) -> tuple[Any, ...]:
    is_open = claim.paid_date is None
    return (
        item_id,
        claim.side,
        claim.document_type,
        claim.document_id,
        claim.document_number,
        claim.party_id,
        claim.currency,
        claim.amount,
        worth,
        claim.exchange_rate,
        claim.posting_date,
        claim.posting_date,
        claim.due_date,
        claim.amount if is_open else ZERO,
        worth if is_open else ZERO,
        claim.paid_date,
    )


def _payment(paid: _Paid, fact_id: UUID | None) -> tuple[Any, ...]:
    claim = paid.claim
    return (
        paid.id,
        claim.side,
        paid.number,
        claim.party_id,
        claim.currency,
        claim.amount,
        claim.paid_exchange_rate,
        paid.day,
        paid.day,
        claim.bank_account_code,
        claim.document_number,
        fact_id,
    )


def _settlement(paid: _Paid) -> tuple[Any, ...]:
    return (paid.item_id, paid.id, paid.number, paid.day, paid.claim.amount, paid.carried)


def _post(paid: _Paid, books: PastBooks) -> UUID | None:
    """Bank against the claim at its value in the books, as the ledger posts a payment."""
    claim = paid.claim
    sign = 1 if claim.side == Side.RECEIVABLE else -1
    worth = round_product(claim.amount, claim.paid_exchange_rate, books.currency)
    lines = [
        PastPosting(
            AccountRole.BANK, sign * claim.amount, bank_account_code=claim.bank_account_code
        ),
        PastPosting(
            claim.side, -sign * claim.amount, -sign * paid.carried, party_id=claim.party_id
        ),
    ]
    if worth != paid.carried:
        gain = sign * (worth - paid.carried)
        lines.append(
            PastPosting(AccountRole.EXCHANGE_DIFFERENCE, ZERO, -gain, party_id=claim.party_id)
        )
    return books.add(KINDS[claim.side], paid.day, lines, claim.currency, claim.paid_exchange_rate)
