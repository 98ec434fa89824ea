"""What is asked of a settlement, and what of a line is left to settle."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.production.commands import ReworkOperation, ReworkPart
from sanye.erp.quality.commands import decide_inspection, settle_inspections
from sanye.erp.quality.queries import Decided, get_decided, list_inspections
from sanye.erp.returns.commands.rows import Locked, check_fineness
from sanye.erp.returns.errors import (
    DateInFuture,
    GoodsNotThere,
    LinesMissing,
    NotInspected,
    OutcomeUnknown,
    QuantityNotPositive,
    SettledTooMuch,
)
from sanye.erp.returns.models import CustomerReturnLine, ReturnSettlementLine
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.queries import get_business_date

ZERO = Decimal(0)
OTHER = "OTHER"
DISPOSITIONS = {
    ReturnOutcome.REPAIR: "REWORK",
    ReturnOutcome.SCRAP: "SCRAP",
    ReturnOutcome.BACK_TO_SUPPLIER: "BACK_TO_SUPPLIER",
}
"""What an inspection must have decided, or decides with the settlement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A quantity (stock unit) of a line with its outcome.

    `net_amount` credits so much instead of the invoiced price; `defect_code` says what was found
    where no inspection has decided yet; operations and parts are a repair's, per piece.
    """

    line_id: UUID
    quantity: Decimal
    outcome: ReturnOutcome
    net_amount: Decimal | None = None
    defect_code: str = ""
    requested_date: date | None = None
    operations: tuple[ReworkOperation, ...] = ()
    parts: tuple[ReworkPart, ...] = ()


@dataclass(slots=True)
class Settling:
    """One asked part with its line; the amounts (functional currency) fill up on the way."""

    asked: Asked
    line: CustomerReturnLine
    scrapped: Decimal = ZERO
    credit_amount: Decimal = ZERO
    cost_amount: Decimal = ZERO

    @property
    def outcome(self) -> ReturnOutcome:
        return self.asked.outcome

    @property
    def quantity(self) -> Decimal:
        return self.asked.quantity


@dataclass(slots=True)
class _Standing:
    """What is known of a line while parts of it are settled one after the other."""

    decided: Decided
    settled: dict[str, Decimal] = field(default_factory=dict)
    scrapped: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum(self.settled.values(), ZERO)


def check_asked(
    locked: Locked,
    lines: Sequence[Asked],
    allowed: Sequence[ReturnOutcome],
    day: date | None,
    *,
    by: Actor,
    at: datetime,
) -> tuple[list[Settling], date]:
    """The parts with their lines, and the posting date. Raises LinesMissing, LineUnknown,
    OutcomeUnknown, QuantityNotPositive, QuantityTooFine, SettledTooMuch, DateInFuture."""
    today = get_business_date(at=at, by=by)
    if day is not None and day > today:
        raise DateInFuture(date=day, field="posting_date")
    if not lines:
        raise LinesMissing(field="lines")
    parts = []
    for row, asked in enumerate(lines, start=1):
        line = locked.line(asked.line_id, row)
        if asked.outcome not in allowed:
            names = ", ".join(allowed)
            raise OutcomeUnknown(outcome=asked.outcome, allowed=names, field="outcome", row=row)
        if asked.quantity <= 0:
            raise QuantityNotPositive(quantity=asked.quantity, field="quantity", row=row)
        left = line.received_quantity - line.settled_quantity
        if asked.quantity > left:
            raise SettledTooMuch(
                line=line.line_number,
                quantity=asked.quantity,
                unit=line.unit,
                left=left,
                field="quantity",
                row=row,
            )
        line.settled_quantity += asked.quantity
        parts.append(Settling(asked, line))
    check_fineness([(part.line.item, part.quantity) for part in parts], by=by)
    return parts, day or today


def follow_inspections(
    locked: Locked, parts: Sequence[Settling], day: date, *, by: Actor, at: datetime
) -> None:
    """See to it that inspections agree with the outcomes, and count what they scrapped.

    Refund and replacement need goods that are inspected; repair, scrap and return to the supplier
    decide what is not decided yet. From now on nobody takes a decision about them back. Raises
    NotInspected, GoodsNotThere.
    """
    settle_inspections(source_line_ids={part.line.id for part in parts}, by=by, at=at)
    standing = _standings([part.line for part in parts], by=by)
    for row, part in enumerate(parts, start=1):
        known = standing[part.line.id]
        if part.outcome in DISPOSITIONS:
            _decide_rest(locked, part, known, day, row, by=by, at=at)
            part.scrapped = part.quantity if part.outcome == ReturnOutcome.SCRAP else ZERO
        else:
            decided = known.decided.total - known.total
            if part.quantity > decided:
                raise NotInspected(
                    line=part.line.line_number,
                    quantity=part.quantity,
                    unit=part.line.unit,
                    decided=decided,
                    field="quantity",
                    row=row,
                )
            part.scrapped = max(min(part.quantity, known.decided.scrap - known.scrapped), ZERO)
        known.settled[part.outcome] = known.settled.get(part.outcome, ZERO) + part.quantity
        known.scrapped += part.scrapped


def _standings(lines: Sequence[CustomerReturnLine], *, by: Actor) -> dict[UUID, _Standing]:
    ids = {line.id for line in lines}
    decided = get_decided(source_line_ids=ids, by=by)
    standing = {line_id: _Standing(decided.get(line_id, Decided())) for line_id in ids}
    before = (
        ReturnSettlementLine.objects.filter(line_id__in=ids)
        .values_list("line_id", "outcome")
        .annotate(quantity=Sum("quantity"), scrapped=Sum("scrapped_quantity"))
    )
    for line_id, outcome, quantity, scrapped in before:
        standing[line_id].settled[outcome] = quantity
        standing[line_id].scrapped += scrapped
    return standing


def _decide_rest(
    locked: Locked,
    part: Settling,
    known: _Standing,
    day: date,
    row: int,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """What inspections put aside for this outcome is used first; the rest is decided now."""
    disposition = DISPOSITIONS[part.outcome]
    aside = getattr(known.decided, disposition.lower()) - known.settled.get(part.outcome, ZERO)
    missing = part.quantity - max(aside, ZERO)
    if missing > known.decided.waiting:
        raise GoodsNotThere(
            line=part.line.line_number,
            outcome=part.outcome,
            quantity=part.quantity,
            unit=part.line.unit,
            left=max(aside, ZERO) + known.decided.waiting,
            field="quantity",
            row=row,
        )
    open_rows = list_inspections(source_id=locked.row.id, status="OPEN", by=by)
    for inspection in open_rows.filter(source_line_id=part.line.id).order_by("id"):
        quantity = min(inspection.open_quantity, missing)
        if quantity <= 0:
            break
        decide_inspection(
            inspection_id=inspection.id,
            failed_quantity=quantity,
            defect_code=part.asked.defect_code or part.line.failure_code or OTHER,
            disposition=disposition,
            decided_date=day,
            by=by,
            at=at,
        )
        missing -= quantity
    decided = get_decided(source_line_ids=[part.line.id], by=by)
    known.decided = decided.get(part.line.id, known.decided)
