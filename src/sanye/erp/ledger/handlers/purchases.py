"""What suppliers and carriers invoice, and freight that they have not invoiced yet."""

from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.purchasing import SupplierInvoiceLine, SupplierInvoicePosted
from sanye.contracts.scm.transport import FreightAccrued
from sanye.erp.ledger.commands import NewEntry
from sanye.erp.ledger.domain.entries import EntryLine, Money
from sanye.erp.ledger.handlers.cursor import ONE, Books, money_of, source_of, tax_lines
from sanye.kernel.money import round_money
from sanye.stem.events.cursors import Recorded


def supplier_invoice_posted(event: Recorded, books: Books) -> NewEntry:
    """Goods received not invoiced, other purchases and input tax against the payable.

    Costing moves what the goods' price differs from their receipt, so that the clearing account
    is left with what is still to be invoiced.
    """
    fact: SupplierInvoicePosted = event.data
    lines = [
        EntryLine(
            role=AccountRole.PAYABLE,
            amount=-fact.gross_amount,
            party_id=fact.supplier_id,
            text=fact.number,
        ),
        *_purchase_lines(fact, books),
        *tax_lines(fact.taxes, AccountRole.INPUT_TAX, sign=ONE),
    ]
    return NewEntry(
        source=source_of(event, "supplier_invoice", fact.invoice_id, fact.number),
        lines=lines,
        money=money_of(fact),
        document_date=fact.posting_date,
    )


def _purchase_lines(fact: SupplierInvoicePosted, books: Books) -> list[EntryLine]:
    return [
        part
        for line in fact.lines
        for part in (
            _freight_lines(line, fact, books.functional_currency)
            if line.shipment_id is not None
            else [_purchase_line(line, fact.supplier_id, books.stocked)]
        )
    ]


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


def _freight_lines(
    line: SupplierInvoiceLine, fact: SupplierInvoicePosted, functional: str
) -> list[EntryLine]:
    """What was accrued leaves at its value in the books; the rest is freight after all."""
    worth = round_money(line.net_amount * fact.exchange_rate, functional)
    return [
        EntryLine(
            role=AccountRole.FREIGHT_ACCRUED,
            amount=line.matched_amount,
            functional_amount=line.cleared_amount,
            party_id=fact.supplier_id,
            text=line.text,
        ),
        EntryLine(
            role=AccountRole.FREIGHT_EXPENSE,
            amount=line.net_amount - line.matched_amount,
            functional_amount=worth - line.cleared_amount,
            party_id=fact.supplier_id,
            text=line.text,
            tax_code=line.tax_code or "",
        ),
    ]


def freight_accrued(event: Recorded, _books: Books) -> NewEntry:
    """Freight of each customer's deliveries against what the carrier has not invoiced yet."""
    fact: FreightAccrued = event.data
    lines = [
        EntryLine(
            role=AccountRole.FREIGHT_EXPENSE,
            amount=share.amount,
            party_id=share.customer_id,
            text=fact.number,
        )
        for share in fact.shares
    ]
    lines.append(
        EntryLine(
            role=AccountRole.FREIGHT_ACCRUED,
            amount=-fact.amount,
            party_id=fact.carrier_id,
            text=fact.number,
        )
    )
    return NewEntry(
        source=source_of(
            event, "shipment", fact.accrual_id, fact.number, source_id=fact.shipment_id
        ),
        lines=lines,
        money=Money(currency=fact.currency, exchange_rate=ONE, rate_date=fact.posting_date),
        document_date=fact.posting_date,
    )
