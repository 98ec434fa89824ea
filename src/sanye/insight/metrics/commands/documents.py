"""Documents and what befell them: corrected, cancelled, entered again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.contracts.erp import events as erp
from sanye.insight.metrics.commands.facts import Rows, Told, noon
from sanye.insight.metrics.models import DocumentFact, LineFact
from sanye.kernel.actors import Actor

REKEYED_WITHIN = timedelta(days=7)
SALES_ORDER, DELIVERY, INVOICE = "sales_order", "delivery", "sales_invoice"
PAYMENT, MOVEMENT = "payment", "stock_movement"
OPENED = {
    erp.SalesOrderPlaced: SALES_ORDER,
    erp.SalesOrderImported: SALES_ORDER,
    erp.DeliveryCreated: DELIVERY,
    erp.SalesInvoiceIssued: INVOICE,
    erp.PaymentReceived: PAYMENT,
    erp.PaymentMade: PAYMENT,
    erp.StockMoved: MOVEMENT,
}
CANCELLED = (erp.SalesOrderCancelled, erp.DeliveryCancelled, erp.PaymentReversed)
REKEYABLE = {SALES_ORDER, DELIVERY}


def keep_documents(facts: Sequence[Told], zone: ZoneInfo, by: Actor) -> None:
    """Open, correct, cancel; a cancelled one is re-keyed when its like is opened within a week."""
    rows = Rows(DocumentFact, "document_id", set(_ids(facts)), by)
    amended = [told.fact for told in facts if isinstance(told.fact, erp.SalesOrderAmended)]
    quantities = _known_quantities(amended)
    fresh: list[DocumentFact] = []
    for told in facts:
        fact = told.fact
        if isinstance(fact, (erp.SalesOrderPlaced, erp.SalesOrderConfirmed)):
            quantities.update({line.schedule_line_id: line.quantity for line in fact.lines})
        match fact:
            case erp.StockMoved(reverses_movement_id=UUID() as reversed_id):
                _mark(rows, reversed_id, "cancelled_at", told)
            case erp.SalesOrderAmended() if _differs(fact, quantities):
                _mark(rows, fact.sales_order_id, "corrected_at", told)
            case erp.CreditNoteIssued(invoice_id=UUID() as invoice_id):
                _mark(rows, invoice_id, "corrected_at", told)
            case _ if isinstance(fact, CANCELLED):
                _mark(rows, told.key, "cancelled_at", told)
            case _ if type(fact) in OPENED:
                fresh.append(_open(rows.change(told.key), told, zone))
    rows.write()
    _find_rekeyed(fresh)


def _ids(facts: Iterable[Told]) -> Iterable[UUID]:
    for told in facts:
        yield told.key
        for name in ("reverses_movement_id", "invoice_id", "sales_order_id"):
            other = getattr(told.fact, name, None)
            if other is not None:
                yield other


def _open(row: DocumentFact, told: Told, zone: ZoneInfo) -> DocumentFact:
    fact = told.fact
    row.type, row.number, row.opened_at = OPENED[type(fact)], fact.number, told.at
    row.customer_id = getattr(fact, "customer_id", None)
    if row.type in REKEYABLE:
        row.content = _content(row.type, fact.customer_id, fact.lines)
    if isinstance(fact, erp.SalesOrderImported):
        _date_back(row, fact, zone)
    return row


def _date_back(row: DocumentFact, fact: erp.SalesOrderImported, zone: ZoneInfo) -> None:
    """An order of the time before counts on its own day; no other day is known of it."""
    row.opened_at = noon(fact.order_date, zone)
    row.corrected_at = row.opened_at if fact.amendment_count else None
    row.cancelled_at = row.opened_at if fact.is_cancelled else None


def _content(type_: str, customer_id: UUID, lines: Iterable[Any]) -> str:
    items = sorted({str(line.item_id) for line in lines})
    return sha256(f"{type_} {customer_id} {' '.join(items)}".encode()).hexdigest()


def _mark(rows: Rows[DocumentFact], document_id: UUID, column: str, told: Told) -> None:
    """Note what befell a document; one opened before our time is not counted."""
    if rows.find(document_id) is not None:
        row = rows.change(document_id)
        setattr(row, column, getattr(row, column) or told.at)


def _known_quantities(amended: Iterable[erp.SalesOrderAmended]) -> dict[UUID, Decimal]:
    orders = {fact.sales_order_id for fact in amended}
    if not orders:
        return {}
    lines = LineFact.objects.filter(order_id__in=orders)
    return dict(lines.values_list("schedule_line_id", "quantity"))


def _differs(fact: erp.SalesOrderAmended, known: dict[UUID, Decimal]) -> bool:
    """Another quantity or a new line; a new promise alone is no correction."""
    now = {line.schedule_line_id: line.quantity for line in fact.lines}
    is_other = any(known.get(line_id, Decimal(0)) != amount for line_id, amount in now.items())
    known.update(now)
    return is_other


def _find_rekeyed(fresh: Sequence[DocumentFact]) -> None:
    """Whose like was opened after it was cancelled; each new document stands for one old."""
    contents = {row.content for row in fresh if row.content}
    if not contents:
        return
    gone = list(
        DocumentFact.objects.filter(
            content__in=contents, cancelled_at__isnull=False, rekeyed_at__isnull=True
        ).order_by("cancelled_at")
    )
    by_content: dict[str, list[DocumentFact]] = defaultdict(list)
    for old in gone:
        by_content[old.content].append(old)
    for row in fresh:
        for old in by_content.get(row.content, ()):
            if old.rekeyed_at is None and _follows(old, row):
                old.rekeyed_at = row.opened_at
                old.save(update_fields=["rekeyed_at"])
                break


def _follows(old: DocumentFact, new: DocumentFact) -> bool:
    gap = new.opened_at - old.cancelled_at if old.cancelled_at else timedelta(-1)
    return old.document_id != new.document_id and timedelta(0) <= gap <= REKEYED_WITHIN
