"""What is good and what is not, and stock that follows in the same transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands import (
    change_stock_status,
    lock_stock,
    post_movement,
    reverse_document_movement,
    scrap_stock,
)
from sanye.erp.purchasing.commands import return_stock
from sanye.erp.quality.commands.codes import check_code
from sanye.erp.quality.commands.opening import heap_of, lock_inspection
from sanye.erp.quality.domain.states import (
    STEPS,
    Disposition,
    InspectionStatus,
    SourceType,
    Stock,
)
from sanye.erp.quality.errors import (
    AlreadyReversed,
    DateInFuture,
    DecidedTooMuch,
    DecisionUnknown,
    DefectCodeMissing,
    DispositionMissing,
    NothingFailed,
    QuantityNotPositive,
    ReasonMissing,
    Settled,
    WentBack,
)
from sanye.erp.quality.models import Inspection, InspectionDecision
from sanye.erp.quality.publishing import publish_decided
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date

ZERO = Decimal(0)
PASSED = "INSPECTION_PASSED"
KEPT_AS = {
    Disposition.USE_AS_IS: Stock.AVAILABLE,
    Disposition.REWORK: Stock.BLOCKED,
}
"""The status of what failed and stays in the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Means:
    """Where the goods stand, when it was decided, and who does it."""

    location_id: UUID | None
    replacement: bool
    day: date
    by: Actor
    at: datetime


@command
def decide_inspection(
    *,
    inspection_id: UUID,
    passed_quantity: Decimal = ZERO,
    failed_quantity: Decimal = ZERO,
    defect_code: str = "",
    disposition: str = "",
    note: str = "",
    location_id: UUID | None = None,
    replacement: bool = False,
    decided_date: date | None = None,
    by: Actor,
    at: datetime,
) -> Inspection:
    """Decide about all or a part; the rest stays open.

    What passed becomes available. What failed is accepted (USE_AS_IS), waits BLOCKED for its
    REWORK, is scrapped, or goes back to the supplier, who with `replacement` owes it again.
    `location_id` where the goods were moved meanwhile. Raises QuantityNotPositive, DecidedTooMuch,
    DefectCodeMissing, DefectCodeUnknown, DispositionMissing, NothingFailed, DateInFuture,
    StepNotAllowed, and what stock and purchasing refuse.
    """
    row = lock_inspection(inspection_id)
    today = get_business_date(at=at, by=by)
    day = decided_date or today
    if day > today:
        raise DateInFuture(date=day, field="decided_date")
    _check_quantities(row, passed_quantity, failed_quantity)
    _check_failure(failed_quantity, defect_code, disposition, by=by, at=at)
    means = _Means(location_id=location_id, replacement=replacement, day=day, by=by, at=at)
    failed_movement_id = _dispose(row, failed_quantity, defect_code, disposition, means)
    decision = InspectionDecision(
        id=new_id(),
        company_id=by.company_id,
        inspection=row,
        position=row.decisions.count() + 1,
        passed_quantity=passed_quantity,
        failed_quantity=failed_quantity,
        defect_code=defect_code,
        disposition=disposition,
        note=note[:400],
        decided_date=day,
        decided_at=at,
        decided_by_id=by.user_id,
        passed_movement_id=_release(row, passed_quantity, Stock.AVAILABLE, PASSED, means),
        failed_movement_id=failed_movement_id,
    )
    _keep(row, decision, at=at)
    return row


def _check_quantities(row: Inspection, passed: Decimal, failed: Decimal) -> None:
    for name, quantity in (("passed_quantity", passed), ("failed_quantity", failed)):
        if quantity < 0:
            raise QuantityNotPositive(quantity=quantity, field=name)
    if passed + failed <= 0:
        raise QuantityNotPositive(quantity=passed + failed, field="passed_quantity")
    if row.status == InspectionStatus.CANCELLED:
        check_step(
            STEPS, InspectionStatus(row.status), InspectionStatus.DECIDED, subject=row.number
        )
    if passed + failed > row.open_quantity:
        raise DecidedTooMuch(
            number=row.number,
            quantity=passed + failed,
            unit=row.unit,
            open=row.open_quantity,
            field="failed_quantity" if failed else "passed_quantity",
        )


def _check_failure(
    failed: Decimal, defect_code: str, disposition: str, *, by: Actor, at: datetime
) -> None:
    if failed == 0:
        if defect_code or disposition:
            raise NothingFailed(field="failed_quantity")
        return
    if not defect_code.strip():
        raise DefectCodeMissing(field="defect_code")
    if disposition not in set(Disposition):
        raise DispositionMissing(field="disposition")
    check_code(defect_code, by=by, at=at)


def _release(
    row: Inspection, quantity: Decimal, to_status: Stock, reason_code: str, means: _Means
) -> UUID | None:
    """Out of quarantine into another status; the movement's id."""
    if quantity == 0:
        return None
    movement_id: UUID = change_stock_status(
        lines=[heap_of(row, quantity, means.location_id)],
        to_status=to_status,
        reason_code=reason_code,
        posting_date=means.day,
        by=means.by,
        at=means.at,
    ).id
    return movement_id


def _dispose(
    row: Inspection, quantity: Decimal, defect_code: str, disposition: str, means: _Means
) -> UUID | None:
    """What happens to the failed part; the movement's id, none where a supplier return has it.

    It comes first: what goes back to the supplier is of an order, and orders are locked before
    stock; then all heaps of the goods, for what passed is one more movement of them.
    """
    if quantity == 0:
        return None
    if disposition != Disposition.BACK_TO_SUPPLIER:
        lock_stock(lines=[heap_of(row, quantity, means.location_id)], by=means.by, at=means.at)
    if disposition == Disposition.SCRAP:
        return _scrap(row, quantity, defect_code, means)
    if disposition == Disposition.BACK_TO_SUPPLIER:
        return_stock(
            item_id=row.item_id,
            site_id=row.site_id,
            stock_quantity=quantity,
            stock_status=Stock.QUARANTINE,
            reason_code=defect_code,
            receipt_line_id=row.receipt_line_id,
            lot=row.lot,
            serial_number=row.serial_number,
            location_id=means.location_id or row.location_id,
            replacement=means.replacement,
            posting_date=means.day,
            by=means.by,
            at=means.at,
        )
        return None
    return _release(row, quantity, KEPT_AS[Disposition(disposition)], defect_code, means)


def _scrap(row: Inspection, quantity: Decimal, defect_code: str, means: _Means) -> UUID:
    """Goods of customers are scrapped in the name of their return: their cost is the warranty's."""
    line = heap_of(row, quantity, means.location_id)
    movement_id: UUID
    if row.source_type != SourceType.CUSTOMER_RETURN:
        movement_id = scrap_stock(
            lines=[line], reason_code=defect_code, posting_date=means.day, by=means.by, at=means.at
        ).id
        return movement_id
    movement_id = post_movement(
        kind=MovementKind.SCRAP,
        posting_date=means.day,
        lines=[line.opposite()],
        source_type=SourceType.CUSTOMER_RETURN,
        source_id=row.source_id,
        source_number=row.source_number,
        reason_code=defect_code,
        by=means.by,
        at=means.at,
    ).id
    return movement_id


@command
def reverse_decision(
    *, inspection_id: UUID, decision_id: UUID, reason: str, by: Actor, at: datetime
) -> Inspection:
    """Take a decision back: the goods return to quarantine and wait again.

    Raises ReasonMissing, DecisionUnknown, AlreadyReversed, WentBack, Settled, and NotEnoughStock
    where the goods are gone.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    row = lock_inspection(inspection_id)
    decision = row.decisions.filter(id=decision_id).first()
    if decision is None:
        raise DecisionUnknown(number=row.number, id=str(decision_id))
    if decision.reverses_id or row.decisions.filter(reverses=decision).exists():
        raise AlreadyReversed(number=row.number)
    if decision.disposition == Disposition.BACK_TO_SUPPLIER:
        raise WentBack(number=row.number)
    if row.is_settled:
        raise Settled(number=row.number)
    lock_stock(lines=[heap_of(row, row.quantity)], by=by, at=at)
    moved = [
        _take_back(movement_id, by=by, at=at)
        for movement_id in (decision.passed_movement_id, decision.failed_movement_id)
    ]
    opposite = InspectionDecision(
        id=new_id(),
        company_id=by.company_id,
        inspection=row,
        position=row.decisions.count() + 1,
        passed_quantity=-decision.passed_quantity,
        failed_quantity=-decision.failed_quantity,
        defect_code=decision.defect_code,
        disposition=decision.disposition,
        note=reason[:400],
        decided_date=get_business_date(at=at, by=by),
        decided_at=at,
        decided_by_id=by.user_id,
        passed_movement_id=moved[0],
        failed_movement_id=moved[1],
        reverses=decision,
    )
    _keep(row, opposite, at=at)
    return row


def _take_back(movement_id: UUID | None, *, by: Actor, at: datetime) -> UUID | None:
    if movement_id is None:
        return None
    reversal_id: UUID = reverse_document_movement(
        movement_id=movement_id,
        posting_date=get_business_date(at=at, by=by),
        reason_code=PASSED,
        by=by,
        at=at,
    ).id
    return reversal_id


@command
def settle_inspections(*, source_line_ids: Collection[UUID], by: Actor, at: datetime) -> None:
    """A customer has an answer that rests on these inspections: they are not taken back; for
    neighbours."""
    Inspection.objects.filter(source_line_id__in=source_line_ids).update(is_settled=True)


def _keep(row: Inspection, decision: InspectionDecision, *, at: datetime) -> None:
    """Store the decision and what it makes of the inspection, and tell it."""
    row.passed_quantity += decision.passed_quantity
    row.failed_quantity += decision.failed_quantity
    is_whole = row.passed_quantity + row.failed_quantity == row.quantity
    status = InspectionStatus.DECIDED if is_whole else InspectionStatus.OPEN
    if status != row.status:
        check_step(STEPS, InspectionStatus(row.status), status, subject=row.number)
        row.status = status
    row.decided_at = at if is_whole else None
    row.save(
        update_fields=["status", "passed_quantity", "failed_quantity", "decided_at"],
    )
    decision.save(force_insert=True)
    publish_decided(row, decision)
