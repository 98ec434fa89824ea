"""What the supplier answers: to an order line by line, and to a change we proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sanye.erp.purchasing.commands.changing import apply_change, hold_proposal
from sanye.erp.purchasing.commands.held import Held, hold_order, keep, require_with_supplier
from sanye.erp.purchasing.commands.placing import check_quantity
from sanye.erp.purchasing.domain.answers import Outcome, Part, outcome
from sanye.erp.purchasing.domain.quantities import ZERO
from sanye.erp.purchasing.domain.states import (
    PROPOSAL_STEPS,
    Answer,
    OrderStatus,
    ProposalStatus,
)
from sanye.erp.purchasing.errors import (
    ConfirmedTooMuch,
    DateTooEarly,
    LinesMissing,
    NothingOpen,
    ReasonMissing,
    SameDateTwice,
)
from sanye.erp.purchasing.models import (
    PurchaseChangeProposal,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseScheduleLine,
)
from sanye.erp.purchasing.publishing import publish_changed, publish_confirmed
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command


class AnswerKind(StrEnum):
    ACCEPT = "ACCEPT"
    CHANGE = "CHANGE"
    REJECT = "REJECT"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """The answer to one schedule line. A change gives parts: other date, other quantity, split.

    Quantities count the order line's unit and are of what is still open; what the parts leave
    out will not come.
    """

    schedule_line_id: UUID
    kind: AnswerKind
    parts: tuple[Part, ...] = ()
    reason: str = ""


@command
def answer_purchase_order(
    *,
    purchase_order_id: UUID,
    answers: Sequence[LineAnswer] | None = None,
    supplier_reference: str = "",
    by: Actor,
    at: datetime,
) -> PurchaseOrder:
    """The supplier's confirmation; without answers he accepts all that is open and unanswered.

    May be given again: the supplier's later word replaces the earlier. Confirmed dates count for
    planning at once.
    """
    held = hold_order(purchase_order_id, by)
    order = held.order
    require_with_supplier(order, "answered")
    if answers is None:
        answers = _accept_all(held)
    if not answers:
        raise LinesMissing(field="answers")
    for row, answer in enumerate(answers, start=1):
        try:
            _apply(held, answer, at)
        except Refusal as refusal:
            refusal.row = row
            raise
    order.answered_at = at
    order.supplier_reference = supplier_reference or order.supplier_reference
    keep(held, by=by, at=at)
    publish_confirmed(order, held.lines, held.schedule)
    if order.status == OrderStatus.CANCELLED:
        reason = "rejected by the supplier"
        publish_changed(order, held.lines, held.schedule, reason=reason, cause="AGREED")
    return order


@command
def answer_change_proposal(
    *, proposal_id: UUID, accept: bool, reason: str = "", by: Actor, at: datetime
) -> PurchaseChangeProposal:
    """The supplier takes or refuses a change we proposed. A refusal needs a reason."""
    proposal, held = hold_proposal(proposal_id, by)
    if not accept and not reason.strip():
        raise ReasonMissing(field="reason")
    to = ProposalStatus.ACCEPTED if accept else ProposalStatus.REJECTED
    from_ = ProposalStatus(proposal.status)
    check_step(PROPOSAL_STEPS, from_, to, subject=f"change proposal {proposal.id}")
    proposal.status = to
    proposal.answered_at = at
    proposal.answer_reason = reason
    proposal.save()
    if accept:
        _take_change(held, proposal, by=by, at=at)
    return proposal


def _take_change(held: Held, proposal: PurchaseChangeProposal, *, by: Actor, at: datetime) -> None:
    order = held.order
    row = held.schedule_line(proposal.schedule_line_id)
    apply_change(
        row, new_date=proposal.proposed_date, new_open=proposal.proposed_quantity, is_sent=True
    )
    row.answer = Answer.ACCEPTED
    row.answered_at = at
    order.amendment_number += 1
    order.cancel_reason = proposal.reason if proposal.kind == "CANCEL" else ""
    keep(held, by=by, at=at)
    publish_changed(order, held.lines, held.schedule, reason=proposal.reason, cause="AGREED")


def _accept_all(held: Held) -> list[LineAnswer]:
    return [
        LineAnswer(schedule_line_id=row.id, kind=AnswerKind.ACCEPT)
        for row in held.schedule
        if row.open_quantity > 0 and row.answer == Answer.NONE
    ]


def _apply(held: Held, answer: LineAnswer, at: datetime) -> None:
    row = held.schedule_line(answer.schedule_line_id)
    line = held.line(row.line_id)
    if row.open_quantity <= 0:
        raise NothingOpen(line=line.line_number, order=held.order.number)
    parts = _parts(held, line, row, answer)
    result = outcome(parts, open_quantity=row.open_quantity, requested_date=row.requested_date)
    _take_parts(held, row, result, at)
    row.answer_reason = answer.reason


def _parts(
    held: Held, line: PurchaseOrderLine, row: PurchaseScheduleLine, answer: LineAnswer
) -> Sequence[Part]:
    if answer.kind == AnswerKind.ACCEPT:
        return [Part(row.open_quantity, row.requested_date)]
    if answer.kind == AnswerKind.REJECT:
        if not answer.reason.strip():
            raise ReasonMissing(field="reason")
        return []
    if not answer.parts:
        raise LinesMissing(field="parts")
    _check_parts(held, line, row, answer.parts)
    return answer.parts


def _check_parts(
    held: Held, line: PurchaseOrderLine, row: PurchaseScheduleLine, parts: Sequence[Part]
) -> None:
    days = set()
    for part in parts:
        check_quantity(part.quantity, unit=line.unit, decimals=line.unit_decimals)
        if part.confirmed_date < held.order.order_date:
            raise DateTooEarly(
                date=part.confirmed_date, earliest=held.order.order_date, field="confirmed_date"
            )
        if part.confirmed_date in days:
            raise SameDateTwice(date=part.confirmed_date, field="confirmed_date")
        days.add(part.confirmed_date)
    total = sum((part.quantity for part in parts), ZERO)
    if total > row.open_quantity * (1 + line.over_receipt_ratio):
        raise ConfirmedTooMuch(
            quantity=total, unit=line.unit, open=row.open_quantity, field="quantity"
        )


def _take_parts(held: Held, row: PurchaseScheduleLine, result: Outcome, at: datetime) -> None:
    """The first part stays on the schedule line, each further one gets a line of its own."""
    kept = row.received_quantity - row.returned_quantity
    row.cancelled_quantity += result.refused
    first = result.parts[0].quantity if result.parts else ZERO
    row.quantity = max(kept, ZERO) + row.cancelled_quantity + first
    row.answer = result.answer
    row.answered_at = at
    row.settle()
    if not result.parts:
        return
    _confirm(row, result.parts[0])
    for part in result.parts[1:]:
        split = PurchaseScheduleLine(
            id=new_id(),
            line_id=row.line_id,
            planned_order_id=row.planned_order_id,
            further_planned_order_ids=row.further_planned_order_ids,
            quantity=part.quantity,
            requested_date=row.requested_date,
            answer=result.answer,
            answered_at=at,
        )
        _confirm(split, part)
        held.add_schedule_line(split)


def _confirm(row: PurchaseScheduleLine, part: Part) -> None:
    row.confirmed_date = part.confirmed_date
    if row.first_confirmed_date is None:
        row.first_confirmed_date = part.confirmed_date
