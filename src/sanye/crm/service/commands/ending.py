"""Cases end: solved, closed, merged; and begin again."""

from datetime import datetime, timedelta
from uuid import UUID

from sanye.crm.service.commands.rows import chosen, lock_case, move, note, write_message
from sanye.crm.service.commands.timing import is_in_time, start_clock, stop_clock
from sanye.crm.service.commands.working import resume
from sanye.crm.service.domain.codes import CodeKind
from sanye.crm.service.domain.states import (
    WITHOUT_SOLUTION,
    CaseStatus,
    Change,
    CloseReason,
    MessageKind,
)
from sanye.crm.service.errors import (
    CodeMissing,
    MergedAcrossCustomers,
    MergedIntoItself,
    NotSolved,
    TooLateToReopen,
)
from sanye.crm.service.models import Case, CaseMessage
from sanye.crm.service.publishing import publish_closed, publish_resolved
from sanye.crm.service.queries import find_codes, get_policy
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.rows.bulk import update_rows

MOST_AT_ONCE = 500


@command
def resolve_case(
    *,
    case_id: UUID,
    resolution_code: str,
    cause_code: str = "",
    failure_code: str = "",
    is_our_fault: bool | None = None,
    text: str = "",
    by: Actor,
    at: datetime,
) -> Case:
    """Say what was done and why it was needed; `text` tells the customer.

    Whether it was our fault follows from the cause where nobody says otherwise. Raises
    CaseUnknown, CodeMissing, CodeUnknown, StepNotAllowed.
    """
    case = lock_case(case_id)
    if not resolution_code:
        raise CodeMissing(field="resolution_code")
    find_codes(kind=CodeKind.RESOLUTION, codes=[resolution_code], by=by)
    find_codes(kind=CodeKind.FAILURE, codes=[failure_code], by=by)
    case.cause_code = cause_code or case.cause_code
    causes = find_codes(kind=CodeKind.CAUSE, codes=[case.cause_code], by=by)
    move(case, CaseStatus.RESOLVED)
    if is_our_fault is None:
        is_our_fault = any(cause.is_our_fault for cause in causes.values())
    case.failure_code = failure_code or case.failure_code
    case.resolution_code, case.is_our_fault = resolution_code, is_our_fault
    case.resolved_at, case.responded_at = at, case.responded_at or at
    stop_clock(case, at)
    case.save()
    if text.strip():
        write_message(case, MessageKind.OUT, text, by=by, at=at)
    note([case], Change.RESOLVED, detail=resolution_code, by=by, at=at)
    publish_resolved(case, is_in_time=is_in_time(case))
    return case


@command
def reopen_case(*, case_id: UUID, text: str = "", by: Actor, at: datetime) -> Case:
    """It was not solved after all; what passed meanwhile does not count.

    Raises CaseUnknown, StepNotAllowed, TooLateToReopen.
    """
    case = lock_case(case_id)
    reopen(case, by=by, at=at)
    if text.strip():
        write_message(case, MessageKind.NOTE, text, by=by, at=at)
    return case


def reopen(case: Case, *, by: Actor, at: datetime) -> None:
    """Raises StepNotAllowed, TooLateToReopen."""
    ended_at = case.resolved_at or case.closed_at
    days = get_policy(by=by).reopen_days
    if ended_at is not None and at > ended_at + timedelta(days=days):
        raise TooLateToReopen(number=case.number, date=fixed_of(by).day_at(ended_at), days=days)
    move(case, CaseStatus.OPEN)
    case.resolved_at = case.closed_at = case.escalated_at = None
    case.close_reason = case.resolution_code = ""
    case.reopened_count += 1
    start_clock(case, by=by, at=at)
    case.save()
    note([case], Change.REOPENED, by=by, at=at)


@command
def close_case(*, case_id: UUID, reason_code: str = "", by: Actor, at: datetime) -> Case:
    """Nothing more will be done. What was not solved needs a reason that says so.

    Raises CaseUnknown, ChoiceUnknown, NotSolved, StepNotAllowed.
    """
    case = lock_case(case_id)
    is_solved = case.status == CaseStatus.RESOLVED
    reason = chosen(
        CloseReason, reason_code or (CloseReason.SOLVED if is_solved else ""), field="reason_code"
    )
    fitting = (CloseReason.SOLVED, CloseReason.SILENT) if is_solved else WITHOUT_SOLUTION
    if reason not in fitting:
        raise NotSolved(number=case.number, reasons=", ".join(fitting), field="reason_code")
    move(case, CaseStatus.CLOSED)
    _close([case], reason, by=by, at=at)
    return case


@command
def close_quiet_cases(*, by: Actor, at: datetime) -> int:
    """Close what was solved long enough ago without a word from the customer.

    Returns how many, at most 500 at once; until it returns 0.
    """
    quiet = at - timedelta(days=get_policy(by=by).silence_days)
    rows = Case.objects.select_for_update(skip_locked=True).filter(
        status=CaseStatus.RESOLVED, resolved_at__lte=quiet
    )
    cases = list(rows.order_by("id")[:MOST_AT_ONCE])
    for case in cases:
        move(case, CaseStatus.CLOSED)
    _close(cases, CloseReason.SILENT, by=by, at=at)
    return len(cases)


def _close(cases: list[Case], reason: CloseReason, *, by: Actor, at: datetime) -> None:
    for case in cases:
        case.closed_at, case.close_reason = at, reason
        stop_clock(case, at)
    update_rows(cases, ["status", "closed_at", "close_reason", "clock_stopped_at"])
    note(cases, Change.CLOSED, detail=reason, by=by, at=at)
    publish_closed(cases)


@command
def merge_case(*, case_id: UUID, into_id: UUID, by: Actor, at: datetime) -> Case:
    """Go on with another case of the customer; words move there, costs are counted there.

    Raises CaseUnknown, MergedIntoItself, MergedAcrossCustomers, StepNotAllowed.
    """
    if case_id == into_id:
        raise MergedIntoItself(field="into_id")
    locked = {row_id: lock_case(row_id) for row_id in sorted((case_id, into_id))}
    case, target = locked[case_id], locked[into_id]
    if case.customer_id != target.customer_id:
        raise MergedAcrossCustomers(field="into_id")
    if target.status in (CaseStatus.CLOSED, CaseStatus.MERGED):
        reopen(target, by=by, at=at)
    move(case, CaseStatus.MERGED)
    stop_clock(case, at)
    case.merged_into = target
    case.save()
    Case.objects.filter(merged_into=case).update(merged_into=target)
    CaseMessage.objects.filter(case=case).update(case=target)
    note([case], Change.MERGED, detail=target.number, by=by, at=at)
    return case


def hear_customer(case: Case, *, by: Actor, at: datetime) -> None:
    """The customer wrote: a waiting case goes on, an ended one is opened again.

    Raises TooLateToReopen; StepNotAllowed for a merged one.
    """
    if case.status == CaseStatus.WAITING:
        resume(case, by=by, at=at)
    elif case.status not in (CaseStatus.NEW, CaseStatus.OPEN):
        reopen(case, by=by, at=at)
