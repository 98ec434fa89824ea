"""Facts of purchasing applied to a supplier's lines, one after the other, in memory."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.history import ImportedPurchaseLine, PurchaseOrderImported
from sanye.contracts.erp.purchasing import (
    GoodsReceived,
    PurchaseOrderCancelled,
    PurchaseOrderChanged,
    PurchaseOrderConfirmed,
    PurchaseOrderCreated,
    PurchaseOrderExtended,
    PurchaseScheduleLine,
)
from sanye.contracts.erp.quality import InspectionDecided
from sanye.kernel.ids import new_id
from sanye.scm.suppliers.models import SupplierLine, SupplierReceipt, SupplierRejection

ZERO = Decimal(0)
BY_US = ("AGREED", "SHORT")
TAKEN_OVER = "IMPORT"


@dataclass
class Books:
    """The lines, receipts and rejections that a run of facts is about."""

    company_id: UUID
    lines: dict[UUID, SupplierLine]
    receipts: dict[UUID, SupplierReceipt]
    rejections: dict[UUID, SupplierRejection]
    new: list[SupplierLine | SupplierReceipt | SupplierRejection] = field(default_factory=list)
    dropped: set[UUID] = field(default_factory=set)
    taken_back: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._by_order: dict[UUID, dict[UUID, SupplierLine]] = defaultdict(dict)
        for row in self.lines.values():
            self._by_order[row.order_id][row.line_id] = row

    def of_order(self, order_id: UUID) -> list[SupplierLine]:
        return [row for row in self._by_order[order_id].values() if row.line_id not in self.dropped]

    # Orders

    def created(self, fact: PurchaseOrderCreated, on: date) -> None:
        for line in fact.lines:
            if line.schedule_line_id in self.lines:
                continue
            row = self._open(fact.purchase_order_id, fact.number, fact.supplier_id, line, on)
            row.currency = fact.currency
            row.is_lead_time_known = fact.origin != TAKEN_OVER

    def sent(self, order_id: UUID, at: datetime) -> None:
        for row in self.of_order(order_id):
            row.sent_at = at

    def confirmed(self, fact: PurchaseOrderConfirmed, at: datetime) -> None:
        """The supplier's word: what he leaves out stays asked for, what he splits off is asked
        for in its part."""
        asked_before = self._asked(fact.purchase_order_id)
        for line in fact.lines:
            row = self._row(fact, line, at)
            self._take_stand(row, line)
            row.confirmed_quantity = line.quantity
            if line.confirmed_date is not None or line.quantity == 0:
                row.answered_at = row.answered_at or at
            if row.first_confirmed_date is None:
                row.first_confirmed_date = line.confirmed_date
        self._share_out(asked_before, fact)

    def extended(self, fact: PurchaseOrderExtended, at: datetime) -> None:
        for line in fact.lines:
            row = self._row(fact, line, at)
            self._want(row, line, at.date(), is_draft=True)
            self._take_stand(row, line)

    def changed(self, fact: PurchaseOrderChanged, at: datetime) -> None:
        for line in fact.lines:
            row = self._row(fact, line, at)
            is_draft = row.sent_at is None
            if is_draft or fact.cause in BY_US:
                self._want(row, line, at.date(), is_draft=is_draft)
            self._take_stand(row, line)
        if fact.cause == "DRAFT":
            self._forget_missing(fact)

    def cancelled(self, fact: PurchaseOrderCancelled, on: date) -> None:
        """A draft leaves nothing behind; of a sent order we want no more, from today on."""
        for row in self.of_order(fact.purchase_order_id):
            if row.sent_at is None:
                self.dropped.add(row.line_id)
                continue
            is_refused = row.confirmed_quantity == 0 and row.answered_at is not None
            if on <= row.asked_date and not is_refused:
                row.asked_quantity = row.confirmed_quantity = row.received_quantity
            row.open_quantity = ZERO
            row.is_cancelled = True

    # Receipts and inspections

    def received(self, fact: GoodsReceived) -> None:
        for line in fact.lines:
            row = self.lines.get(line.schedule_line_id)
            if row is None or line.quantity <= 0 or line.receipt_line_id in self.receipts:
                continue
            row.open_quantity = line.open_quantity
            self._take_in(row, line.receipt_line_id, fact.posting_date, line.quantity, line.lot)

    def decided(self, fact: InspectionDecided) -> None:
        """Only what failed is kept; goods accepted all the same count as failed."""
        receipt = self.receipts.get(fact.source_line_id) if fact.source_line_id else None
        row = None if receipt is None else self.lines.get(receipt.line_id)
        if fact.reverses_decision_id is not None:
            self._take_back(fact.reverses_decision_id, receipt, row)
            return
        supplier_id = receipt.supplier_id if receipt is not None else fact.supplier_id
        is_known = fact.decision_id in self.rejections
        if fact.failed_quantity <= 0 or is_known or supplier_id is None:
            return
        if receipt is not None:
            receipt.rejected_quantity += fact.failed_quantity
        if row is not None:
            row.rejected_quantity += fact.failed_quantity
        rejection = SupplierRejection(
            id=new_id(),
            company_id=self.company_id,
            supplier_id=supplier_id,
            item_id=fact.item_id,
            site_id=fact.site_id,
            decision_id=fact.decision_id,
            inspection_id=fact.inspection_id,
            inspection_number=fact.number,
            source_type=fact.source_type,
            line_id=None if row is None else row.line_id,
            order_id=fact.purchase_order_id if row is None else row.order_id,
            order_number="" if row is None else row.order_number,
            lot=fact.lot,
            quantity=fact.failed_quantity,
            unit=fact.unit,
            defect_code=fact.defect_code,
            disposition=fact.disposition,
            decided_date=fact.decided_date,
        )
        self.rejections[fact.decision_id] = rejection
        self.new.append(rejection)

    def _take_back(
        self, decision_id: UUID, receipt: SupplierReceipt | None, row: SupplierLine | None
    ) -> None:
        rejection = self.rejections.get(decision_id)
        if rejection is None or rejection.id in self.taken_back:
            return
        self.taken_back.add(rejection.id)
        for part in (receipt, row):
            if part is not None:
                part.rejected_quantity -= rejection.quantity

    # History from before

    def imported(self, fact: PurchaseOrderImported) -> None:
        for line in fact.lines:
            if line.purchase_order_line_id in self.lines:
                continue
            row = self._imported_row(fact, line)
            self._add(row)
            if line.received_date is not None and line.received_quantity > 0:
                quantity = line.received_quantity
                receipt = self._take_in(row, row.line_id, line.received_date, quantity, "")
                receipt.rejected_quantity = row.rejected_quantity = line.rejected_quantity

    def _imported_row(
        self, fact: PurchaseOrderImported, line: ImportedPurchaseLine
    ) -> SupplierLine:
        return SupplierLine(
            id=new_id(),
            company_id=self.company_id,
            supplier_id=fact.supplier_id,
            order_id=fact.purchase_order_id,
            order_number=fact.number,
            order_line_id=line.purchase_order_line_id,
            line_id=line.purchase_order_line_id,
            item_id=line.item_id,
            site_id=line.site_id,
            unit=line.unit,
            unit_price=line.unit_price,
            currency=fact.currency,
            ordered_date=fact.order_date,
            sent_at=_noon(fact.order_date),
            answered_at=None if fact.answered_date is None else _noon(fact.answered_date),
            asked_date=line.requested_date,
            asked_quantity=line.quantity,
            first_confirmed_date=line.confirmed_date,
            confirmed_date=line.confirmed_date,
            confirmed_quantity=line.quantity,
            open_quantity=ZERO,
            is_imported=True,
        )

    # Inside

    def _open(
        self, order_id: UUID, number: str, supplier_id: UUID, line: PurchaseScheduleLine, on: date
    ) -> SupplierLine:
        row = SupplierLine(
            id=new_id(),
            company_id=self.company_id,
            supplier_id=supplier_id,
            order_id=order_id,
            order_number=number,
            order_line_id=line.purchase_order_line_id,
            line_id=line.schedule_line_id,
            item_id=line.item_id,
            site_id=line.site_id,
            unit=line.unit,
            unit_price=line.unit_price,
            ordered_date=on,
            asked_date=line.requested_date,
            asked_quantity=line.quantity,
            confirmed_quantity=line.quantity,
            open_quantity=line.open_quantity,
        )
        self._add(row)
        return row

    def _add(self, row: SupplierLine) -> None:
        self.lines[row.line_id] = row
        self._by_order[row.order_id][row.line_id] = row
        self.new.append(row)

    def _row(
        self,
        fact: PurchaseOrderConfirmed | PurchaseOrderChanged | PurchaseOrderExtended,
        line: PurchaseScheduleLine,
        at: datetime,
    ) -> SupplierLine:
        """The line's row; a new one takes after its neighbours of the same order."""
        known = self.lines.get(line.schedule_line_id)
        if known is not None and known.line_id not in self.dropped:
            return known
        neighbours = self.of_order(fact.purchase_order_id)
        row = self._open(fact.purchase_order_id, fact.number, fact.supplier_id, line, at.date())
        if neighbours:
            first = neighbours[0]
            row.currency, row.ordered_date, row.sent_at = (
                first.currency,
                first.ordered_date,
                first.sent_at,
            )
            row.is_lead_time_known = first.is_lead_time_known
        return row

    @staticmethod
    def _take_stand(row: SupplierLine, line: PurchaseScheduleLine) -> None:
        row.confirmed_date = line.confirmed_date
        row.open_quantity = line.open_quantity
        row.unit_price = line.unit_price

    @staticmethod
    def _want(row: SupplierLine, line: PurchaseScheduleLine, on: date, *, is_draft: bool) -> None:
        """Our own change. What is overdue is not forgiven by giving it up."""
        if line.requested_date != row.asked_date:
            row.asked_date = line.requested_date
            row.first_confirmed_date = line.confirmed_date
        if is_draft or line.quantity >= row.asked_quantity or on <= row.asked_date:
            row.asked_quantity = row.confirmed_quantity = line.quantity

    def _asked(self, order_id: UUID) -> dict[UUID, Decimal]:
        """What is asked for of each order line."""
        asked: dict[UUID, Decimal] = defaultdict(Decimal)
        for row in self.of_order(order_id):
            asked[row.order_line_id] += row.asked_quantity
        return asked

    def _share_out(self, asked: dict[UUID, Decimal], fact: PurchaseOrderConfirmed) -> None:
        """Splitting asks for no more than before: the parts take from lines that lost quantity."""
        rows: dict[UUID, list[SupplierLine]] = defaultdict(list)
        for row in self.of_order(fact.purchase_order_id):
            rows[row.order_line_id].append(row)
        for order_line_id, parts in rows.items():
            before = asked.get(order_line_id)
            if before is None:
                continue
            surplus = sum((part.asked_quantity for part in parts), ZERO) - before
            for part in sorted(parts, key=lambda p: p.confirmed_quantity - p.asked_quantity):
                taken = min(surplus, max(part.asked_quantity - part.confirmed_quantity, ZERO))
                part.asked_quantity -= taken
                surplus -= taken

    def _forget_missing(self, fact: PurchaseOrderChanged) -> None:
        there = {line.schedule_line_id for line in fact.lines}
        for row in self.of_order(fact.purchase_order_id):
            if row.sent_at is None and row.line_id not in there:
                self.dropped.add(row.line_id)

    def _take_in(
        self, row: SupplierLine, receipt_line_id: UUID, on: date, quantity: Decimal, lot: str
    ) -> SupplierReceipt:
        row.received_quantity += quantity
        row.first_received_date = min(row.first_received_date or on, on)
        row.last_received_date = max(row.last_received_date or on, on)
        receipt = SupplierReceipt(
            id=new_id(),
            company_id=self.company_id,
            supplier_id=row.supplier_id,
            item_id=row.item_id,
            site_id=row.site_id,
            receipt_line_id=receipt_line_id,
            line_id=row.line_id,
            posting_date=on,
            quantity=quantity,
            lot=lot,
        )
        self.receipts[receipt_line_id] = receipt
        self.new.append(receipt)
        return receipt


def _noon(day: date) -> datetime:
    """A day known without its hour."""
    return datetime.combine(day, time(12), tzinfo=UTC)
