"""The clock of a case: set, stopped, started again."""

from datetime import datetime
from decimal import Decimal

from sanye.crm.service.domain.clock import due
from sanye.crm.service.models import Case
from sanye.crm.service.queries import clock_calendar, find_level, get_policy
from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.stem.masterdata.queries import find_party_company


def set_targets(case: Case, *, by: Actor) -> None:
    """Take the promises of the level that holds for the case now, and when they are due."""
    terms = find_party_company(party_id=case.customer_id, by=by)
    level = find_level(
        priority=case.priority,
        queue_id=case.queue_id,
        customer_group=terms.customer_group if terms else "",
        by=by,
    )
    case.response_minutes = level.response_minutes if level else None
    case.resolution_minutes = level.resolution_minutes if level else None
    set_due(case, by=by)


def set_due(case: Case, *, by: Actor) -> None:
    """Due and risk instants from the targets."""
    calendar = clock_calendar(site_id=case.site_id, by=by)
    put_due(case, calendar, get_policy(by=by).risk_ratio)


def put_due(case: Case, calendar: WorkingCalendar, risk_ratio: Decimal) -> None:
    """What was answered keeps its response instants; waiting moves the resolution only, because
    the customer was answered when he was asked."""
    if case.responded_at is None:
        response = _due(case, calendar, case.response_minutes, 0, risk_ratio)
        case.response_due_at, case.response_risk_at = response
    waited = case.waited_minutes
    resolution = _due(case, calendar, case.resolution_minutes, waited, risk_ratio)
    case.resolution_due_at, case.resolution_risk_at = resolution


def _due(
    case: Case,
    calendar: WorkingCalendar,
    target_minutes: int | None,
    waited_minutes: int,
    risk_ratio: Decimal,
) -> tuple[datetime | None, datetime | None]:
    """When it is due and from when it is at risk; nothing without a target within reach."""
    if target_minutes is None:
        return None, None
    found = due(
        calendar,
        case.opened_at,
        target_minutes=target_minutes,
        waited_minutes=waited_minutes,
        risk_ratio=risk_ratio,
    )
    return (None, None) if found is None else (found.due_at, found.risk_at)


def stop_clock(case: Case, at: datetime) -> None:
    """From now on time does not count; a clock that stands keeps standing."""
    case.clock_stopped_at = case.clock_stopped_at or at


def start_clock(case: Case, *, by: Actor, at: datetime) -> None:
    """Time counts again; what passed meanwhile is added to the promise."""
    if case.clock_stopped_at is not None:
        calendar = clock_calendar(site_id=case.site_id, by=by)
        case.waited_minutes += calendar.working_minutes(case.clock_stopped_at, at)
        case.clock_stopped_at = None
    set_due(case, by=by)


def is_in_time(case: Case) -> bool:
    """The promised resolution was kept, or nothing was promised."""
    if case.resolution_due_at is None or case.clock_stopped_at is None:
        return True
    return bool(case.clock_stopped_at <= case.resolution_due_at)
