"""Cases whose promise was not kept go up, once."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sanye.crm.service.commands.rows import lock_alive, note, write_message
from sanye.crm.service.commands.timing import put_due
from sanye.crm.service.domain.states import ALIVE, RUNNING, Change, MessageKind
from sanye.crm.service.errors import TextEmpty
from sanye.crm.service.models import Case, ServiceQueue
from sanye.crm.service.queries import clock_calendar, get_policy, is_breached
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows

MOST_AT_ONCE = 500
BREACHED = "BREACHED"
INSTANTS = ("response_due_at", "response_risk_at", "resolution_due_at", "resolution_risk_at")


@command
def escalate_case(*, case_id: UUID, text: str, by: Actor, at: datetime) -> Case:
    """Put a case before the queue's superior, saying why.

    Raises CaseUnknown, CaseOver, TextEmpty.
    """
    case = lock_alive(case_id)
    if not text.strip():
        raise TextEmpty(field="text")
    write_message(case, MessageKind.NOTE, text, by=by, at=at)
    _escalate([case], detail="", by=by, at=at)
    return case


@command
def escalate_due_cases(*, by: Actor, at: datetime) -> int:
    """Escalate every running case that broke its promise and was not escalated yet.

    Returns how many, at most 500 at once; until it returns 0.
    """
    rows = Case.objects.select_for_update(skip_locked=True).filter(
        is_breached(at), status__in=RUNNING, escalated_at__isnull=True
    )
    cases = list(rows.order_by("id")[:MOST_AT_ONCE])
    _escalate(cases, detail=BREACHED, by=by, at=at)
    return len(cases)


@command
def refresh_due_dates(*, case_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Let those of the cases that are open follow calendars that were changed meanwhile; returns
    how many moved. Who works on one of them waits."""
    rows = Case.objects.select_for_update().filter(id__in=case_ids, status__in=ALIVE)
    cases = list(rows.order_by("id"))
    calendars = {
        site_id: clock_calendar(site_id=site_id, by=by)
        for site_id in {case.site_id for case in cases}
    }
    risk_ratio = get_policy(by=by).risk_ratio
    moved = []
    for case in cases:
        before = [getattr(case, name) for name in INSTANTS]
        put_due(case, calendars[case.site_id], risk_ratio)
        if before != [getattr(case, name) for name in INSTANTS]:
            moved.append(case)
    update_rows(moved, INSTANTS)
    return len(moved)


def _escalate(cases: list[Case], *, detail: str, by: Actor, at: datetime) -> None:
    """To the queue's superior where it has one; the owner keeps what has none."""
    superiors = dict(
        ServiceQueue.objects.filter(id__in={case.queue_id for case in cases}).values_list(
            "id", "escalate_to_id"
        )
    )
    for case in cases:
        case.escalated_at = at
        case.owner_id = superiors.get(case.queue_id) or case.owner_id
    update_rows(cases, ["escalated_at", "owner_id"])
    note(cases, Change.ESCALATED, detail=detail, by=by, at=at)
