"""Keeping the history of suppliers as the facts of others tell it, a run of facts at a time."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from sanye.contracts.erp.history import PurchaseOrderImported
from sanye.contracts.erp.purchasing import (
    GoodsReceived,
    PurchaseOrderCancelled,
    PurchaseOrderChanged,
    PurchaseOrderConfirmed,
    PurchaseOrderCreated,
    PurchaseOrderExtended,
    PurchaseOrderSent,
)
from sanye.contracts.erp.quality import InspectionDecided
from sanye.kernel.actors import Actor
from sanye.scm.suppliers.commands.books import Books
from sanye.scm.suppliers.commands.locking import lock_history, note_suppliers
from sanye.scm.suppliers.commands.measuring import judge_line
from sanye.scm.suppliers.models import SupplierLine, SupplierReceipt, SupplierRejection
from sanye.scm.suppliers.queries.policies import rules_of
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.rows.bulk import insert_rows, update_rows

_LINE_COLUMNS = [
    "unit_price",
    "currency",
    "sent_at",
    "answered_at",
    "asked_date",
    "asked_quantity",
    "first_confirmed_date",
    "confirmed_date",
    "confirmed_quantity",
    "open_quantity",
    "received_quantity",
    "rejected_quantity",
    "first_received_date",
    "last_received_date",
    "is_cancelled",
    "is_lead_time_known",
]


@command(logged=False)
def record_facts(*, facts: Sequence[tuple[Any, datetime]], by: Actor, at: datetime) -> None:
    """Apply facts, each with the moment it was recorded, in their order; days are the company's.

    A receipt or inspection told twice counts once.
    """
    lock_history(by)
    books = _open_books([fact for fact, _ in facts], by)
    zone = fixed_of(by).zone
    for fact, recorded_at in facts:
        _apply(books, fact, recorded_at.astimezone(zone))
    _judge_imported(books, by=by, at=at)
    _write(books)
    suppliers = {row.supplier_id for row in books.lines.values()}
    suppliers |= {row.supplier_id for row in books.rejections.values()}
    note_suppliers(suppliers, by)


@command(logged=False)
def forget_history(*, by: Actor, at: datetime) -> None:
    """Empty the projection of the acting company; replay fills it again."""
    lock_history(by)
    for table in (SupplierLine, SupplierReceipt, SupplierRejection):
        table.objects.filter(company_id=by.company_id).delete()


def _open_books(facts: Sequence[Any], by: Actor) -> Books:
    """All rows that the facts are about, in three reads."""
    order_ids, receipt_line_ids, decision_ids = set(), set(), set()
    for fact in facts:
        if isinstance(fact, InspectionDecided):
            decision_ids |= {fact.decision_id, fact.reverses_decision_id}
            receipt_line_ids |= {fact.source_line_id} - {None}
        else:
            order_ids.add(fact.purchase_order_id)
        if isinstance(fact, GoodsReceived):
            receipt_line_ids |= {line.receipt_line_id for line in fact.lines}
    receipts = list(SupplierReceipt.objects.filter(receipt_line_id__in=receipt_line_ids))
    wanted = Q(order_id__in=order_ids) | Q(line_id__in=[row.line_id for row in receipts])
    lines = SupplierLine.objects.filter(wanted)
    rejections = SupplierRejection.objects.filter(decision_id__in=decision_ids - {None})
    return Books(
        company_id=by.company_id,
        lines={row.line_id: row for row in lines},
        receipts={row.receipt_line_id: row for row in receipts},
        rejections={row.decision_id: row for row in rejections},
    )


def _apply(books: Books, fact: Any, at: datetime) -> None:
    _ENTRIES[type(fact)](books, fact, at)


_ENTRIES: dict[type, Callable[[Books, Any, datetime], None]] = {
    PurchaseOrderCreated: lambda books, fact, at: books.created(fact, at.date()),
    PurchaseOrderSent: lambda books, fact, at: books.sent(fact.purchase_order_id, at),
    PurchaseOrderConfirmed: Books.confirmed,
    PurchaseOrderExtended: Books.extended,
    PurchaseOrderChanged: Books.changed,
    PurchaseOrderCancelled: lambda books, fact, at: books.cancelled(fact, at.date()),
    GoodsReceived: lambda books, fact, _: books.received(fact),
    InspectionDecided: lambda books, fact, _: books.decided(fact),
    PurchaseOrderImported: lambda books, fact, _: books.imported(fact),
}


def _judge_imported(books: Books, *, by: Actor, at: datetime) -> None:
    """Lines of the time before are judged when they come: scores look back two years only."""
    lines = [row for row in books.new if isinstance(row, SupplierLine) and row.is_imported]
    if not lines:
        return
    arrivals = defaultdict(list)
    for row in books.new:
        if isinstance(row, SupplierReceipt):
            arrivals[row.line_id].append((row.posting_date, row.quantity))
    rules = rules_of({line.supplier_id for line in lines}, by)
    today = fixed_of(by).day_at(at)
    for line in lines:
        judge_line(line, arrivals[line.line_id], rules.of(line.supplier_id), as_of=today)


def _write(books: Books) -> None:
    fresh: set[UUID] = {row.id for row in books.new}
    for table in (SupplierLine, SupplierReceipt, SupplierRejection):
        insert_rows(
            [
                row
                for row in books.new
                if isinstance(row, table)
                and row.line_id not in books.dropped
                and row.id not in books.taken_back
            ]
        )
    kept = [row for row in books.lines.values() if row.line_id not in books.dropped]
    update_rows([row for row in kept if row.id not in fresh], _LINE_COLUMNS)
    old_receipts = [row for row in books.receipts.values() if row.id not in fresh]
    update_rows(old_receipts, ["rejected_quantity"])
    SupplierLine.objects.filter(line_id__in=books.dropped).delete()
    SupplierRejection.objects.filter(id__in=books.taken_back).delete()
