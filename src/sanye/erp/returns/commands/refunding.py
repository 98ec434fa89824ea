"""Money back: credit notes against the invoices, or at a lower credit for goods never sold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.invoicing.commands import (
    CreditLine,
    FreeCreditLine,
    issue_credit_note,
    issue_free_credit_note,
)
from sanye.erp.invoicing.queries import (
    SalesInvoice,
    SalesInvoiceLine,
    get_invoice,
    list_creditable_lines,
)
from sanye.erp.ledger.queries import get_functional_currency
from sanye.erp.returns.commands.asking import Asked, Settling, check_asked, follow_inspections
from sanye.erp.returns.commands.recording import Documents, finish, price, record
from sanye.erp.returns.commands.rows import lock_return
from sanye.erp.returns.errors import NotInvoiced
from sanye.erp.returns.models import CustomerReturn
from sanye.erp.returns.queries import get_return_policy
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.kernel.quantity import round_quantity
from sanye.stem.commands import command
from sanye.stem.masterdata.commands import lock_party_terms

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class _Credit:
    """A part of a settled line, and what of which invoice's line it takes back."""

    part: Settling
    credit: CreditLine


@command
def refund_return(
    *,
    customer_return_id: UUID,
    lines: Sequence[Asked],
    posting_date: date | None = None,
    by: Actor,
    at: datetime,
) -> CustomerReturn:
    """Credit goods that are back and inspected: one credit note per invoice, and one for all that
    no invoice is known of.

    Goods of our deliveries are credited as invoiced; others at today's price, those never sold by
    us at the policy's share of it. `net_amount` credits another amount. Raises as `check_asked`
    and `follow_inspections`, NotInvoiced, and what invoicing refuses.
    """
    locked = lock_return(customer_return_id)
    row = locked.row
    parts, day = check_asked(locked, lines, [ReturnOutcome.REFUND], posting_date, by=by, at=at)
    follow_inspections(locked, parts, day, by=by, at=at)
    price(row, parts, by=by)
    lock_party_terms(party_id=row.customer_id, by=by, at=at)
    reason = f"{row.number} {row.case_number}".strip()
    for invoice_id, taken in _by_invoice(parts, by=by).items():
        note = issue_credit_note(
            invoice_id=invoice_id,
            lines=[one.credit for one in taken],
            reason=reason,
            document_date=day,
            by=by,
            at=at,
        )
        _record_note(row, note, [one.part for one in taken], day, by=by, at=at)
    free = [part for part in parts if part.line.delivery_line_id is None]
    if free:
        note = issue_free_credit_note(
            customer_id=row.customer_id,
            lines=_free_lines(free, by=by),
            reason=reason,
            document_date=day,
            by=by,
            at=at,
        )
        _record_note(row, note, free, day, by=by, at=at)
    finish(locked, parts, by=by, at=at)
    return row


def _by_invoice(parts: Sequence[Settling], *, by: Actor) -> dict[UUID, list[_Credit]]:
    """Which lines of which invoices the parts take back; a part may need two of them."""
    delivered = {part.line.delivery_line_id for part in parts if part.line.delivery_line_id}
    invoiced = list_creditable_lines(delivery_line_ids=delivered, by=by)
    left = {line.id: _stock_left(line) for lines in invoiced.values() for line in lines}
    by_amount: set[UUID] = set()
    found: dict[UUID, list[_Credit]] = {}
    for row, part in enumerate(parts, start=1):
        if part.line.delivery_line_id is None:
            continue
        missing = part.quantity
        for line in invoiced.get(part.line.delivery_line_id, []):
            stock = min(missing, left[line.id])
            if stock <= 0:
                continue
            is_all = stock == left[line.id] and line.id not in by_amount
            credit = _credit(part, line, stock, is_all=is_all)
            if credit.net_amount is not None:
                by_amount.add(line.id)
            found.setdefault(line.invoice_id, []).append(_Credit(part, credit))
            left[line.id] -= stock
            missing -= stock
        if missing > 0:
            raise NotInvoiced(
                line=part.line.line_number,
                quantity=part.quantity,
                unit=part.line.unit,
                left=part.quantity - missing,
                field="quantity",
                row=row,
            )
    return found


def _stock_left(line: SalesInvoiceLine) -> Decimal:
    """What of an invoice's line is not credited, in the stock unit."""
    share = Fraction(line.quantity - line.credited_quantity) / Fraction(line.quantity)
    return round_quantity(Fraction(line.stock_quantity) * share)


def _credit(part: Settling, line: SalesInvoiceLine, stock: Decimal, *, is_all: bool) -> CreditLine:
    if part.asked.net_amount is not None:
        share = Fraction(part.asked.net_amount) * Fraction(stock) / Fraction(part.quantity)
        amount = round_money(share, line.invoice.currency)
        return CreditLine(invoice_line_id=line.id, net_amount=amount)
    if is_all:
        return CreditLine(invoice_line_id=line.id)
    quantity = Fraction(stock) * Fraction(line.quantity) / Fraction(line.stock_quantity)
    return CreditLine(invoice_line_id=line.id, quantity=round_quantity(quantity))


def _free_lines(parts: Sequence[Settling], *, by: Actor) -> list[FreeCreditLine]:
    ratio = get_return_policy(by=by).unsold_credit_ratio
    return [
        FreeCreditLine(
            item_id=part.line.item_id,
            quantity=part.quantity,
            unit=part.line.unit,
            price_ratio=ONE if part.line.is_sold_by_us else ratio,
            net_amount=part.asked.net_amount,
        )
        for part in parts
    ]


def _record_note(
    row: CustomerReturn,
    note: SalesInvoice,
    parts: Sequence[Settling],
    day: date,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """The settlement that a credit note is; its lines are in the order of the parts."""
    functional = get_functional_currency(by=by)
    issued = get_invoice(invoice_id=note.id, by=by)
    for part in parts:
        part.credit_amount = ZERO
    for part, line in zip(parts, issued.lines.all(), strict=True):
        part.credit_amount += round_money(line.net_amount * note.exchange_rate, functional)
    unique = list({id(part): part for part in parts}.values())
    record(row, unique, Documents(credit_note_id=note.id), day, by=by, at=at)
