"""Credit notes: an invoice never changes, so what was wrong or came back is credited."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.invoicing.commands.documents import Document, issue
from sanye.erp.invoicing.domain.crediting import Credit, Invoiced, credit_of_net, net_of_quantity
from sanye.erp.invoicing.domain.states import InvoiceKind
from sanye.erp.invoicing.errors import (
    AmountTooFine,
    CreditedBeforeInvoice,
    CreditedTooMuch,
    InvoiceUnknown,
    LinesMissing,
    LineUnknown,
    NotAnInvoice,
    QuantityOrAmount,
    ReasonMissing,
)
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine, SalesInvoiceLineTax
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_money
from sanye.kernel.quantity import round_quantity
from sanye.stem.commands import command
from sanye.stem.masterdata.commands import lock_party_terms
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.rows.bulk import update_rows

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """What to credit of an invoice's line: a quantity in its unit, or a net amount; neither
    credits all that is left."""

    invoice_line_id: UUID
    quantity: Decimal | None = None
    net_amount: Decimal | None = None


@command
def issue_credit_note(
    *,
    invoice_id: UUID,
    lines: Sequence[CreditLine] | None = None,
    reason: str,
    document_date: date | None = None,
    posting_date: date | None = None,
    by: Actor,
    at: datetime,
) -> SalesInvoice:
    """Take back quantities or amounts of an invoice; without lines all that is left of it.

    At the invoice's exchange rate, so that both cancel out in the books. Raises InvoiceUnknown,
    NotAnInvoice, ReasonMissing, CreditedBeforeInvoice, LinesMissing, LineUnknown, QuantityOrAmount,
    CreditedTooMuch, AmountTooFine, PeriodClosed.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    invoice = _lock(invoice_id, by=by, at=at)
    rows = {line.id: line for line in _lock_lines(invoice)}
    wanted = _all(rows.values()) if lines is None else lines
    if not wanted:
        raise LinesMissing(field="lines")
    day = document_date or max(get_business_date(at=at, by=by), invoice.document_date)
    if day < invoice.document_date:
        raise CreditedBeforeInvoice(
            date=day, invoice_date=invoice.document_date, field="document_date"
        )
    note = _note(invoice, reason, day, posting_date or day, by, at)
    document = Document(note)
    taxes = _taxes_of([asked.invoice_line_id for asked in wanted])
    for number, asked in enumerate(wanted, start=1):
        line = rows.get(asked.invoice_line_id)
        if line is None:
            raise LineUnknown(
                number=invoice.number,
                id=str(asked.invoice_line_id),
                field="invoice_line_id",
                row=number,
            )
        document.lines.append(_credit_line(note, line, taxes[line.id], asked, number))
    update_rows(list(rows.values()), ["credited_quantity", "credited_net_amount"])
    note.net_amount = sum((line.net_amount for line, _ in document.lines), ZERO)
    note.tax_amount = sum((line.tax_amount for line, _ in document.lines), ZERO)
    note.gross_amount = note.net_amount + note.tax_amount
    return issue(document, by=by, at=at)


def _lock(invoice_id: UUID, *, by: Actor, at: datetime) -> SalesInvoice:
    found: SalesInvoice | None = SalesInvoice.objects.filter(id=invoice_id).first()
    if found is None:
        raise InvoiceUnknown(id=str(invoice_id))
    if found.kind != InvoiceKind.INVOICE:
        raise NotAnInvoice(number=found.number)
    lock_party_terms(party_id=found.customer_id, by=by, at=at)
    return found


def _lock_lines(invoice: SalesInvoice) -> list[SalesInvoiceLine]:
    rows = SalesInvoiceLine.unscoped.filter(invoice=invoice).order_by("line_number")
    return list(rows.select_for_update(of=("self",)))


def _all(lines: Iterable[SalesInvoiceLine]) -> list[CreditLine]:
    return [
        CreditLine(invoice_line_id=line.id)
        for line in lines
        if line.credited_net_amount < line.net_amount or line.credited_quantity < line.quantity
    ]


def _note(
    invoice: SalesInvoice, reason: str, day: date, posting_date: date, by: Actor, at: datetime
) -> SalesInvoice:
    return SalesInvoice(
        id=new_id(),
        company_id=by.company_id,
        kind=InvoiceKind.CREDIT_NOTE,
        customer_id=invoice.customer_id,
        corrects=invoice,
        reason=reason[:200],
        document_date=day,
        posting_date=posting_date,
        tax_date=day,
        due_date=day,
        payment_term_id=invoice.payment_term_id,
        currency=invoice.currency,
        exchange_rate=invoice.exchange_rate,
        rate_date=invoice.rate_date,
        issued_at=at,
    )


def _taxes_of(line_ids: Sequence[UUID]) -> dict[UUID, list[SalesInvoiceLineTax]]:
    """The taxes of invoice lines in their order."""
    found: dict[UUID, list[SalesInvoiceLineTax]] = defaultdict(list)
    for tax in SalesInvoiceLineTax.unscoped.filter(line_id__in=line_ids).order_by("position"):
        found[tax.line_id].append(tax)
    return found


def _credit_line(
    note: SalesInvoice,
    line: SalesInvoiceLine,
    taxes: Sequence[SalesInvoiceLineTax],
    asked: CreditLine,
    number: int,
) -> tuple[SalesInvoiceLine, list[SalesInvoiceLineTax]]:
    """The note's line with its taxes; the invoice's line remembers, in memory."""
    credit = _credit(line, taxes, asked, note.currency, number)
    line.credited_quantity += credit.quantity
    line.credited_net_amount += credit.net
    stock = line.stock_quantity * credit.quantity / line.quantity
    row = SalesInvoiceLine(
        id=new_id(),
        company_id=note.company_id,
        invoice=note,
        line_number=number,
        corrects=line,
        item_id=line.item_id,
        text=line.text,
        sales_order_id=line.sales_order_id,
        order_line_id=line.order_line_id,
        delivery_line_id=line.delivery_line_id,
        quantity=credit.quantity,
        unit=line.unit,
        stock_quantity=round_quantity(stock),
        unit_price=line.unit_price,
        discount_ratio=line.discount_ratio,
        net_amount=credit.net,
        tax_amount=sum(credit.taxes, ZERO),
    )
    rows = [
        SalesInvoiceLineTax(
            id=new_id(),
            company_id=note.company_id,
            line=row,
            position=tax.position,
            tax_code=tax.tax_code,
            rate_ratio=tax.rate_ratio,
            base_amount=credit.net,
            tax_amount=amount,
            self_assessed_amount=self_assessed,
        )
        for tax, amount, self_assessed in zip(
            taxes, credit.taxes, credit.self_assessed, strict=True
        )
    ]
    return row, rows


def _credit(
    line: SalesInvoiceLine,
    taxes: Sequence[SalesInvoiceLineTax],
    asked: CreditLine,
    currency: str,
    row: int,
) -> Credit:
    invoiced = Invoiced(
        quantity=line.quantity,
        net=line.net_amount,
        taxes=tuple(tax.tax_amount for tax in taxes),
        self_assessed=tuple(tax.self_assessed_amount for tax in taxes),
        credited_quantity=line.credited_quantity,
        credited_net=line.credited_net_amount,
    )
    given = [value for value in (asked.quantity, asked.net_amount) if value is not None]
    if len(given) > 1 or any(value <= 0 for value in given):
        raise QuantityOrAmount(field="lines", row=row)
    if asked.net_amount is not None:
        net = asked.net_amount
        if round_money(net, currency) != net:
            raise AmountTooFine(amount=net, currency=currency, field="net_amount", row=row)
        _refuse_more(line, net, line.net_amount - line.credited_net_amount, "net_amount", row)
        return credit_of_net(invoiced, ZERO, net, currency)
    left = line.quantity - line.credited_quantity
    quantity = left if asked.quantity is None else asked.quantity
    _refuse_more(line, quantity, left, "quantity", row)
    return credit_of_net(
        invoiced, quantity, net_of_quantity(invoiced, quantity, currency), currency
    )


def _refuse_more(
    line: SalesInvoiceLine, wanted: Decimal, left: Decimal, field: str, row: int
) -> None:
    if wanted > left:
        raise CreditedTooMuch(line=line.line_number, wanted=wanted, left=left, field=field, row=row)
