"""Answers: given and changed until the request expires, imported, their comments erased."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sanye.crm.satisfaction.domain.asking import (
    SCORES,
    AnswerChannel,
    AnswerReason,
    SubjectType,
    unknown_reasons,
)
from sanye.crm.satisfaction.errors import (
    AlreadyAsked,
    AnsweredInFuture,
    ReasonUnknown,
    RequestExpired,
    RequestUnknown,
    ScoreOutOfRange,
)
from sanye.crm.satisfaction.models import SatisfactionRequest
from sanye.crm.satisfaction.publishing import answered, imported
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import Party

EVENTS_AT_ONCE = ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedAnswer:
    """An answer from the time before Sanye to what `subject_type` and `subject_id` name."""

    customer_id: UUID
    subject_type: SubjectType
    subject_id: UUID
    subject_number: str
    score: int
    answered_at: datetime
    reason_codes: Sequence[str] = ()
    comment: str = ""
    sales_order_ids: Sequence[UUID] = ()
    item_ids: Sequence[UUID] = ()


@command
def answer_request(
    *,
    request_id: UUID,
    score: int,
    reason_codes: Collection[str] = (),
    comment: str = "",
    channel: AnswerChannel = AnswerChannel.API,
    by: Actor,
    at: datetime,
) -> SatisfactionRequest:
    """Take an answer, or change it until the request expires.

    Raises RequestUnknown, RequestExpired, ScoreOutOfRange, ReasonUnknown.
    """
    _check(score, reason_codes)
    rows = SatisfactionRequest.objects.select_for_update(of=("self",))
    found = rows.filter(id=request_id).first()
    if found is None:
        raise RequestUnknown(id=request_id)
    row: SatisfactionRequest = found
    if at >= row.expires_at:
        raise RequestExpired(number=row.subject_number, expires_at=row.expires_at)
    row.score, row.reason_codes, row.answered_at = score, sorted(set(reason_codes)), at
    row.comment, row.answer_channel = comment.strip(), channel
    row.save()
    publish(answered(row))
    return row


@command
def import_answers(
    *, answers: Sequence[ImportedAnswer], by: Actor, at: datetime
) -> list[SatisfactionRequest]:
    """Take over answers of the past, all or none: Refusals names every row that is wrong."""
    refused = [
        refusal
        for number, one in enumerate(answers, start=1)
        for refusal in _wrong(one, number, at)
    ]
    refused += _unknown_customers(answers) + _asked_before(answers)
    if refused:
        raise Refusals(sorted(refused, key=lambda refusal: refusal.row or 0))
    rows = [_row(one, by) for one in answers]
    SatisfactionRequest.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    for start in range(0, len(rows), EVENTS_AT_ONCE):
        publish(*(imported(row) for row in rows[start : start + EVENTS_AT_ONCE]))
    return rows


@command
def erase_comments(*, contact_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Erase what contacts wrote and who they were; scores and reasons stay. Returns how many."""
    rows = SatisfactionRequest.objects.filter(contact_id__in=contact_ids)
    count: int = rows.update(comment="", contact_id=None)
    return count


def _check(score: int, reason_codes: Collection[str]) -> None:
    if score not in SCORES:
        raise ScoreOutOfRange(score=score, field="score")
    unknown = unknown_reasons(reason_codes)
    if unknown:
        known = ", ".join(AnswerReason)
        raise ReasonUnknown(reasons=", ".join(unknown), known=known, field="reason_codes")


def _wrong(one: ImportedAnswer, number: int, at: datetime) -> list[Refusal]:
    try:
        _check(one.score, one.reason_codes)
        if one.answered_at > at:
            raise AnsweredInFuture(answered_at=one.answered_at, field="answered_at")
    except Refusal as refusal:
        refusal.row = number
        return [refusal]
    return []


def _unknown_customers(answers: Sequence[ImportedAnswer]) -> list[Refusal]:
    ids = {one.customer_id for one in answers}
    known = set(Party.objects.filter(id__in=ids).values_list("id", flat=True))
    return [
        MasterUnknown(entity="Party", key=one.customer_id, field="customer_id", row=number)
        for number, one in enumerate(answers, start=1)
        if one.customer_id not in known
    ]


def _asked_before(answers: Sequence[ImportedAnswer]) -> list[Refusal]:
    """Subjects that have a request already, here or earlier in the list."""
    ids = {one.subject_id for one in answers}
    rows = SatisfactionRequest.objects.filter(subject_id__in=ids)
    known = set(rows.values_list("subject_type", "subject_id"))
    refused: list[Refusal] = []
    for number, one in enumerate(answers, start=1):
        subject = (str(one.subject_type), one.subject_id)
        if subject in known:
            refused.append(
                AlreadyAsked(
                    subject_type=one.subject_type,
                    number=one.subject_number,
                    field="subject_id",
                    row=number,
                )
            )
        known.add(subject)
    return refused


def _row(one: ImportedAnswer, by: Actor) -> SatisfactionRequest:
    return SatisfactionRequest(
        id=new_id(),
        company_id=by.company_id,
        customer_id=one.customer_id,
        subject_type=one.subject_type,
        subject_id=one.subject_id,
        subject_number=one.subject_number,
        sales_order_ids=list(one.sales_order_ids),
        item_ids=list(one.item_ids),
        language="en",
        asked_at=one.answered_at,
        expires_at=one.answered_at,
        answered_at=one.answered_at,
        score=one.score,
        reason_codes=sorted(set(one.reason_codes)),
        comment=one.comment.strip(),
        answer_channel=AnswerChannel.IMPORT,
    )
