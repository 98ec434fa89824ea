"""Credit for goods that no invoice of ours is known of: shipped before Sanye, or never by us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.erp.invoicing.commands.documents import Document, issue
from sanye.erp.invoicing.domain.states import InvoiceKind
from sanye.erp.invoicing.errors import LinesMissing, QuantityOrAmount, ReasonMissing
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine, SalesInvoiceLineTax
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_money, round_unit_price
from sanye.kernel.tax import LineInput, LineTotals, document_totals
from sanye.stem.commands import command
from sanye.stem.masterdata.commands import lock_party_terms
from sanye.stem.masterdata.queries import (
    SaleLineTerms,
    SaleRequest,
    SaleTerms,
    get_business_date,
    get_sale_terms,
)

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeCreditLine:
    """Goods at a share of the customer's price of the day, or for a net amount."""

    item_id: UUID
    quantity: Decimal
    unit: str = ""
    price_ratio: Decimal = ONE
    net_amount: Decimal | None = None
    text: str = ""


@command
def issue_free_credit_note(
    *,
    customer_id: UUID,
    lines: Sequence[FreeCreditLine],
    reason: str,
    currency: str | None = None,
    document_date: date | None = None,
    posting_date: date | None = None,
    by: Actor,
    at: datetime,
) -> SalesInvoice:
    """Credit a customer without an invoice, with the taxes of a sale of the day.

    Raises ReasonMissing, LinesMissing, QuantityOrAmount, PeriodClosed and what
    `masterdata.get_sale_terms` refuses.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if not lines:
        raise LinesMissing(field="lines")
    day = document_date or get_business_date(at=at, by=by)
    terms = get_sale_terms(
        customer_id=customer_id,
        lines=[
            SaleRequest(
                item_id=line.item_id,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=None if line.net_amount is None else ZERO,
            )
            for line in lines
        ],
        on=day,
        currency=currency,
        by=by,
    )
    lock_party_terms(party_id=customer_id, by=by, at=at)
    inputs = [
        _input(line, found, terms.currency, row)
        for row, (line, found) in enumerate(zip(lines, terms.lines, strict=True), start=1)
    ]
    totals = document_totals(inputs, terms.currency, terms.rounding)
    note = _note(terms, reason, day, posting_date or day, by, at)
    note.net_amount, note.tax_amount = totals.untaxed, totals.tax
    note.gross_amount = totals.total
    rows = [
        _line(note, line, found, amounts, number)
        for number, (line, found, amounts) in enumerate(
            zip(lines, terms.lines, totals.lines, strict=True), start=1
        )
    ]
    return issue(Document(note, rows), by=by, at=at)


def _input(line: FreeCreditLine, found: SaleLineTerms, currency: str, row: int) -> LineInput:
    if line.net_amount is not None:
        amount = round_money(line.net_amount, currency)
        if amount <= 0:
            raise QuantityOrAmount(field="net_amount", row=row)
        taxes = tuple(tax for tax in found.taxes if not tax.is_included)
        return LineInput(1, amount, taxes=taxes)
    if not 0 <= line.price_ratio <= 1:
        raise QuantityOrAmount(field="price_ratio", row=row)
    left = 1 - (1 - found.promotion_ratio) * line.price_ratio
    return LineInput(line.quantity, found.unit_price, left, found.taxes)


def _note(
    terms: SaleTerms, reason: str, day: date, posting_date: date, by: Actor, at: datetime
) -> SalesInvoice:
    return SalesInvoice(
        id=new_id(),
        company_id=by.company_id,
        kind=InvoiceKind.CREDIT_NOTE,
        customer_id=terms.customer_id,
        reason=reason[:200],
        document_date=day,
        posting_date=posting_date,
        tax_date=day,
        due_date=day,
        payment_term_id=terms.payment_term_id,
        currency=terms.currency,
        exchange_rate=terms.exchange_rate,
        rate_date=terms.rate_date,
        issued_at=at,
    )


def _line(
    note: SalesInvoice,
    asked: FreeCreditLine,
    found: SaleLineTerms,
    amounts: LineTotals,
    number: int,
) -> tuple[SalesInvoiceLine, list[SalesInvoiceLineTax]]:
    price = Fraction(found.unit_price) * Fraction(asked.price_ratio)
    if asked.net_amount is not None:
        price = Fraction(amounts.net) / Fraction(asked.quantity)
    line = SalesInvoiceLine(
        id=new_id(),
        company_id=note.company_id,
        invoice=note,
        line_number=number,
        item_id=asked.item_id,
        text=asked.text,
        quantity=asked.quantity,
        unit=found.unit,
        stock_quantity=found.stock_quantity,
        unit_price=round_unit_price(price),
        net_amount=amounts.net,
        tax_amount=amounts.tax,
    )
    taxes = [
        SalesInvoiceLineTax(
            id=new_id(),
            company_id=note.company_id,
            line=line,
            position=position,
            tax_code=tax.code,
            rate_ratio=tax.rate_ratio,
            base_amount=tax.base,
            tax_amount=tax.amount,
            self_assessed_amount=tax.self_assessed,
        )
        for position, tax in enumerate(amounts.tax_rows, start=1)
    ]
    return line, taxes
