"""What suppliers and carriers invoice, and freight that they have not invoiced yet."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.purchasing import SupplierInvoiceLine, SupplierInvoicePosted
from sanye.contracts.scm.transport import FreightAccrued
from sanye.erp.ledger.commands import post_entry
from sanye.erp.ledger.domain.entries import EntryLine, Money
from sanye.erp.ledger.handlers.cursor import ONE, money_of, posting, source_of, tax_lines
from sanye.erp.ledger.queries import get_functional_currency
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.stem.events.cursors import Recorded
from sanye.stem.masterdata.queries import get_items


@posting.on(SupplierInvoicePosted)
def supplier_invoice_posted(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Goods received not invoiced, other purchases and input tax against the payable.

    Costing moves what the goods' price differs from their receipt, so that the clearing account
    is left with what is still to be invoiced.
    """
    for event in batch:
        fact: SupplierInvoicePosted = event.data
        lines = [
            EntryLine(
                role=AccountRole.PAYABLE,
                amount=-fact.gross_amount,
                party_id=fact.supplier_id,
                text=fact.number,
            ),
            *_purchase_lines(fact, by=by),
            *tax_lines(fact.taxes, AccountRole.INPUT_TAX, sign=ONE),
        ]
        post_entry(
            source=source_of(event, "supplier_invoice", fact.invoice_id, fact.number),
            lines=lines,
            money=money_of(fact),
            document_date=fact.posting_date,
            by=by,
            at=at,
        )


def _stocked_items(lines: Sequence[SupplierInvoiceLine], *, by: Actor) -> set[UUID]:
    ids = {line.item_id for line in lines if line.item_id and line.purchase_order_line_id}
    items = get_items(item_ids=ids, by=by)
    return {item.id for item in items.values() if item.kind != "SERVICE"}


def _purchase_lines(fact: SupplierInvoicePosted, *, by: Actor) -> list[EntryLine]:
    stocked = _stocked_items(fact.lines, by=by)
    functional = get_functional_currency(by=by)
    return [
        part
        for line in fact.lines
        for part in (
            _freight_lines(line, fact, functional)
            if line.shipment_id is not None
            else [_purchase_line(line, fact.supplier_id, stocked)]
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


@posting.on(FreightAccrued)
def freight_accrued(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Freight of each customer's deliveries against what the carrier has not invoiced yet."""
    for event in batch:
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
        post_entry(
            source=source_of(
                event, "shipment", fact.accrual_id, fact.number, source_id=fact.shipment_id
            ),
            lines=lines,
            money=Money(currency=fact.currency, exchange_rate=ONE, rate_date=fact.posting_date),
            document_date=fact.posting_date,
            by=by,
            at=at,
        )
