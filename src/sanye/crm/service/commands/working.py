"""Work on a case: who does it, what is found, what is said; waiting for the customer."""

from datetime import datetime
from uuid import UUID

from sanye.crm.service.commands.opening import check_owner, put_subject
from sanye.crm.service.commands.rows import (
    chosen,
    lock_alive,
    lock_case,
    move,
    note,
    write_message,
)
from sanye.crm.service.commands.subjects import About, find_subject
from sanye.crm.service.commands.timing import set_targets, start_clock, stop_clock
from sanye.crm.service.domain.codes import CodeKind
from sanye.crm.service.domain.states import CaseStatus, Change, Channel, MessageKind, Priority
from sanye.crm.service.errors import CaseOver, NothingAsked
from sanye.crm.service.models import CannedAnswer, Case, CaseMessage
from sanye.crm.service.queries import find_codes, get_queue, list_canned_answers
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date


@command
def assign_case(
    *,
    case_id: UUID,
    owner_id: UUID | None = None,
    queue_code: str = "",
    priority: str = "",
    by: Actor,
    at: datetime,
) -> Case:
    """Give a case to somebody, another queue or another priority; what is empty stays.

    In another queue it belongs to nobody until it is taken. Promises are taken anew, counted from
    the opening. Raises CaseUnknown, CaseOver, QueueUnknown, UserNotHere, OwnerNotInQueue.
    """
    case = lock_alive(case_id)
    queue = case.queue
    if queue_code and queue_code != queue.code:
        queue = get_queue(code=queue_code, by=by)
        case.queue, case.owner_id = queue, None
    if priority:
        case.priority = chosen(Priority, priority, field="priority")
    if owner_id is not None:
        check_owner(owner_id, queue, by=by)
        case.owner_id = owner_id
        if case.status == CaseStatus.NEW:
            move(case, CaseStatus.OPEN)
    set_targets(case, by=by)
    case.save()
    note([case], Change.ASSIGNED, detail=f"{queue.code} {case.priority}", by=by, at=at)
    return case


@command
def diagnose_case(
    *,
    case_id: UUID,
    about: About | None = None,
    failure_code: str = "",
    cause_code: str = "",
    by: Actor,
    at: datetime,
) -> Case:
    """Say what it is about and what is wrong; codes that are empty stay.

    `about` replaces what was known; its customer is the case's. Raises CaseUnknown, CaseOver,
    CodeUnknown, and what `find_subject` refuses.
    """
    case = lock_alive(case_id)
    find_codes(kind=CodeKind.FAILURE, codes=[failure_code], by=by)
    find_codes(kind=CodeKind.CAUSE, codes=[cause_code], by=by)
    if about is not None:
        known = About(
            customer_id=case.customer_id,
            item_id=about.item_id,
            sales_order_id=about.sales_order_id,
            delivery_id=about.delivery_id,
            serial_number=about.serial_number,
            lot=about.lot,
        )
        opened_date = get_business_date(at=case.opened_at, by=by)
        put_subject(case, find_subject(known, on_date=opened_date, by=by))
    case.failure_code = failure_code or case.failure_code
    case.cause_code = cause_code or case.cause_code
    case.save()
    note([case], Change.DIAGNOSED, detail=case.failure_code, by=by, at=at)
    return case


@command
def note_on_case(*, case_id: UUID, text: str, by: Actor, at: datetime) -> CaseMessage:
    """Write something down among ourselves. Raises CaseUnknown, TextEmpty."""
    return write_message(lock_case(case_id), MessageKind.NOTE, text, by=by, at=at)


@command
def answer_customer(
    *,
    case_id: UUID,
    text: str = "",
    answer_code: str = "",
    language: str = "",
    channel: str = Channel.MAIL,
    by: Actor,
    at: datetime,
) -> CaseMessage:
    """Say something to the customer, by a canned answer where no text is given.

    The first answer keeps the promise to respond. A case nobody had is the answerer's. Raises
    CaseUnknown, CaseOver, TextEmpty.
    """
    chosen(Channel, channel, field="channel")
    case = lock_case(case_id)
    if case.status == CaseStatus.MERGED:
        raise CaseOver(number=case.number, status=case.status)
    words = text if text.strip() else _canned(answer_code, language or by.language, by=by)
    message = write_message(case, MessageKind.OUT, words, channel=channel, by=by, at=at)
    respond(case, by=by, at=at)
    return message


def respond(case: Case, *, by: Actor, at: datetime) -> None:
    """The customer has heard from us; told once."""
    if case.status == CaseStatus.NEW:
        case.owner_id = case.owner_id or by.user_id
        move(case, CaseStatus.OPEN)
    if case.responded_at is None:
        case.responded_at = at
        case.save()
        note([case], Change.RESPONDED, by=by, at=at)
    else:
        case.save()


@command
def wait_for_customer(
    *,
    case_id: UUID,
    text: str = "",
    channel: str = Channel.MAIL,
    by: Actor,
    at: datetime,
) -> Case:
    """It is the customer's turn: the clock stands until he answers or the case is resumed.

    `text` is what he is asked. Raises CaseUnknown, CaseOver, NothingAsked, StepNotAllowed.
    """
    case = lock_alive(case_id)
    if not text.strip() and case.responded_at is None:
        raise NothingAsked(field="text")
    if text.strip():
        answer_customer(case_id=case_id, text=text, channel=channel, by=by, at=at)
        case.refresh_from_db()
    move(case, CaseStatus.WAITING)
    stop_clock(case, at)
    case.save()
    note([case], Change.WAITING, by=by, at=at)
    return case


@command
def resume_case(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """It is our turn again. Raises CaseUnknown, StepNotAllowed."""
    case = lock_alive(case_id)
    resume(case, by=by, at=at)
    return case


def resume(case: Case, *, by: Actor, at: datetime) -> None:
    """Let the clock run on."""
    move(case, CaseStatus.OPEN)
    start_clock(case, by=by, at=at)
    case.save()
    note([case], Change.RESUMED, by=by, at=at)


def _canned(code: str, language: str, *, by: Actor) -> str:
    """The text of a canned answer in the language, else in the first there is; or nothing."""
    if not code:
        return ""
    rows: list[CannedAnswer] = list(list_canned_answers(by=by).filter(code=code).order_by("id"))
    fitting = [row for row in rows if row.language == language] or rows
    return fitting[0].text if fitting else ""
