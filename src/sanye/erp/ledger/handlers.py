"""What the ledger posts when others report a fact: every event becomes one balanced entry.

Lines name account roles; the company's posting rules turn roles into accounts.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from sanye.contracts.erp.finance import (
    AccountRole,
    OpenItemsSettled,
    PaymentMade,
    PaymentReceived,
    PaymentReversed,
    Settlement,
    StockValued,
)
from sanye.contracts.erp.purchasing import SupplierInvoiceLine, SupplierInvoicePosted
from sanye.contracts.erp.sales import CreditNoteIssued, InvoiceLine, SalesInvoiceIssued, TaxRow
from sanye.erp.ledger.commands import EntrySource, post_entry, reverse_fact
from sanye.erp.ledger.domain.entries import EntryKind, EntryLine, Money
from sanye.erp.ledger.queries import get_bank_account, get_functional_currency
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.stem.events.cursors import Cursor, Recorded
from sanye.stem.masterdata.queries import get_items

ONE = Decimal(1)
posting = Cursor("erp.ledger.posting", kind="REACTION", on_failure="HALT")


class _Priced(Protocol):
    @property
    def currency(self) -> str: ...
    @property
    def exchange_rate(self) -> Decimal: ...
    @property
    def rate_date(self) -> date: ...


def _money(fact: _Priced) -> Money:
    return Money(currency=fact.currency, exchange_rate=fact.exchange_rate, rate_date=fact.rate_date)


def _source(event: Recorded, type_: str, fact_id: UUID, number: str, **more: UUID) -> EntrySource:
    return EntrySource(
        kind=EntryKind.AUTOMATIC,
        type=type_,
        id=more.get("source_id", fact_id),
        number=number,
        fact_id=fact_id,
        event_id=event.event_id,
    )


@posting.on(SalesInvoiceIssued)
def sales_invoice_issued(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Receivable against revenue and output tax."""
    for event in batch:
        fact: SalesInvoiceIssued = event.data
        lines = [
            EntryLine(
                role=AccountRole.RECEIVABLE,
                amount=fact.gross_amount,
                party_id=fact.customer_id,
                text=fact.number,
            ),
            *_sales_lines(fact.lines, AccountRole.REVENUE, fact.customer_id, sign=-ONE),
            *_tax_lines(fact.taxes, AccountRole.OUTPUT_TAX, sign=-ONE),
        ]
        post_entry(
            source=_source(event, "sales_invoice", fact.invoice_id, fact.number),
            lines=lines,
            money=_money(fact),
            document_date=fact.posting_date,
            by=by,
            at=at,
        )


@posting.on(CreditNoteIssued)
def credit_note_issued(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Sales returns and output tax against the receivable."""
    for event in batch:
        fact: CreditNoteIssued = event.data
        lines = [
            EntryLine(
                role=AccountRole.RECEIVABLE,
                amount=-fact.gross_amount,
                party_id=fact.customer_id,
                text=fact.number,
            ),
            *_sales_lines(fact.lines, AccountRole.SALES_RETURNS, fact.customer_id, sign=ONE),
            *_tax_lines(fact.taxes, AccountRole.OUTPUT_TAX, sign=ONE),
        ]
        post_entry(
            source=_source(event, "credit_note", fact.credit_note_id, fact.number),
            lines=lines,
            money=_money(fact),
            document_date=fact.posting_date,
            by=by,
            at=at,
        )


def _sales_lines(
    lines: Sequence[InvoiceLine], role: AccountRole, customer_id: UUID, *, sign: Decimal
) -> list[EntryLine]:
    return [
        EntryLine(
            role=role,
            amount=sign * line.net_amount,
            item_id=line.item_id,
            party_id=customer_id,
            quantity=line.quantity,
            tax_code=line.tax_code or "",
        )
        for line in lines
    ]


def _tax_lines(taxes: Sequence[TaxRow], role: AccountRole, *, sign: Decimal) -> list[EntryLine]:
    return [
        EntryLine(role=role, amount=sign * tax.tax_amount, tax_code=tax.tax_code) for tax in taxes
    ]


@posting.on(SupplierInvoicePosted)
def supplier_invoice_posted(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Goods received not invoiced, other purchases and input tax against the payable.

    Costing moves what the goods' price differs from their receipt, so that the clearing account
    is left with what is still to be invoiced.
    """
    for event in batch:
        fact: SupplierInvoicePosted = event.data
        stocked = _stocked_items(fact.lines, by=by)
        lines = [
            EntryLine(
                role=AccountRole.PAYABLE,
                amount=-fact.gross_amount,
                party_id=fact.supplier_id,
                text=fact.number,
            ),
            *(_purchase_line(line, fact.supplier_id, stocked) for line in fact.lines),
            *_tax_lines(fact.taxes, AccountRole.INPUT_TAX, sign=ONE),
        ]
        post_entry(
            source=_source(event, "supplier_invoice", fact.invoice_id, fact.number),
            lines=lines,
            money=_money(fact),
            document_date=fact.posting_date,
            by=by,
            at=at,
        )


def _stocked_items(lines: Sequence[SupplierInvoiceLine], *, by: Actor) -> set[UUID]:
    ids = {line.item_id for line in lines if line.item_id and line.purchase_order_line_id}
    items = get_items(item_ids=ids, by=by)
    return {item.id for item in items.values() if item.kind != "SERVICE"}


def _purchase_line(line: SupplierInvoiceLine, supplier_id: UUID, stocked: set[UUID]) -> EntryLine:
    is_received = line.purchase_order_line_id is not None and line.item_id in stocked
    return EntryLine(
        role=AccountRole.GOODS_RECEIVED_NOT_INVOICED
        if is_received
        else AccountRole.PURCHASE_EXPENSE,
        amount=line.net_amount,
        item_id=line.item_id,
        party_id=supplier_id,
        quantity=line.quantity,
        tax_code=line.tax_code or "",
    )


@posting.on(StockValued)
def stock_valued(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """What costing found out, line by line."""
    for event in batch:
        fact: StockValued = event.data
        post_entry(
            source=_source(
                event,
                fact.source_type,
                fact.valuation_id,
                fact.source_number,
                source_id=fact.source_id,
            ),
            lines=[
                EntryLine(
                    role=line.account_role,
                    amount=line.amount,
                    item_id=line.item_id,
                    site_id=line.site_id,
                    quantity=line.quantity,
                )
                for line in fact.lines
            ],
            money=Money(currency=fact.currency, exchange_rate=ONE, rate_date=fact.posting_date),
            document_date=fact.posting_date,
            by=by,
            at=at,
        )


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
        source=_source(event, "payment", fact.payment_id, fact.number),
        lines=lines,
        money=_money(fact),
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
            source=_source(event, "settlement", fact.settlement_id, fact.number),
            lines=lines,
            money=_money(fact),
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
