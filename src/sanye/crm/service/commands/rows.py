"""What every command on cases needs: the row under lock, its steps, its words."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sanye.crm.service.domain.states import (
    ALIVE,
    STEPS,
    CaseStatus,
    Change,
    Channel,
    MessageKind,
)
from sanye.crm.service.errors import (
    CaseOver,
    CaseUnknown,
    ChoiceUnknown,
    TextEmpty,
    TextTooLong,
    UserNotHere,
)
from sanye.crm.service.models import Case, CaseMessage, CaseStep
from sanye.crm.service.publishing import publish_changed
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.identity.models import Membership
from sanye.stem.rows.bulk import insert_rows

LONGEST_TEXT = 50_000
TOLD_OTHERWISE = (Change.OPENED, Change.RESOLVED, Change.CLOSED, Change.RETURN_ASKED)
C = TypeVar("C", bound=str)
T = TypeVar("T")
R = TypeVar("R")


def lock_case(case_id: UUID) -> Case:
    """The case, locked until the transaction ends. Raises CaseUnknown."""
    found: Case | None = Case.objects.select_for_update().filter(id=case_id).first()
    if found is None:
        raise CaseUnknown(id=case_id)
    return found


def lock_alive(case_id: UUID) -> Case:
    """A case about which something is still to be done. Raises CaseUnknown, CaseOver."""
    case = lock_case(case_id)
    if case.status not in ALIVE:
        raise CaseOver(number=case.number, status=case.status)
    return case


def move(case: Case, to: CaseStatus) -> None:
    """Take a step of the table. Raises StepNotAllowed."""
    check_step(STEPS, CaseStatus(case.status), to, subject=case.number)
    case.status = to


def note(
    cases: Sequence[Case], change: Change, *, detail: str = "", by: Actor, at: datetime
) -> None:
    """Write down what happened to cases that were stored, and tell the others."""
    insert_rows(
        [
            CaseStep(
                id=new_id(),
                company_id=case.company_id,
                case_id=case.id,
                change=change,
                status=case.status,
                detail=detail[:100],
                user_id=by.user_id,
                happened_at=at,
            )
            for case in cases
        ]
    )
    if change not in TOLD_OTHERWISE:
        publish_changed(cases, change)


def write_message(
    case: Case,
    kind: MessageKind,
    text: str,
    *,
    channel: str = Channel.API,
    contact_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> CaseMessage:
    """Keep words about a case. Raises TextEmpty, TextTooLong."""
    message = CaseMessage(
        id=new_id(),
        company_id=case.company_id,
        case=case,
        kind=kind,
        channel=channel,
        text=checked_text(text),
        user_id=by.user_id,
        contact_id=contact_id,
        written_at=at,
    )
    message.save(force_insert=True)
    return message


def checked_text(text: str) -> str:
    """Words without blanks around them. Raises TextEmpty, TextTooLong."""
    words = text.strip()
    if not words:
        raise TextEmpty(field="text")
    if len(words) > LONGEST_TEXT:
        raise TextTooLong(count=len(words), most=LONGEST_TEXT, field="text")
    return words


def chosen(choices: type[C], value: str, *, field: str) -> C:
    """The value as a choice. Raises ChoiceUnknown."""
    known: Collection[str] = [str(choice) for choice in choices]  # type: ignore[attr-defined]
    if value not in known:
        raise ChoiceUnknown(value=value, known=", ".join(known), field=field)
    return choices(value)


def in_rows(rows: Sequence[T], change: Callable[[T], R]) -> list[R]:
    """`change` for each row in its order; what is refused names the row, from 1."""
    done: list[R] = []
    for number, row in enumerate(rows, start=1):
        try:
            done.append(change(row))
        except Refusal as refusal:
            refusal.row = number
            raise
    return done


def check_users(user_ids: Collection[UUID], *, by: Actor, field: str) -> None:
    """All of them work in the acting company. Raises UserNotHere."""
    rows = Membership.objects.filter(
        company_id=by.company_id, user_id__in=user_ids, role__is_portal=False
    )
    for user_id in sorted(set(user_ids) - set(rows.values_list("user_id", flat=True))):
        raise UserNotHere(user=user_id, field=field)
