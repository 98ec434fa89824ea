"""Which alerts an open line deserves, and how one ends that it deserves no more."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sanye.kernel.calendars import WorkingCalendar
from sanye.scm.suppliers.domain.lead_times import LeadTime
from sanye.scm.suppliers.domain.rules import Rule
from sanye.scm.suppliers.domain.states import AlertKind, CloseReason, Severity

AMPLE_RATIO = 0.9
STEADINESS = 0.1
"""A likely delay is withdrawn when its probability is so much below the limit that raised it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """A line with a supplier; `expected_date` is his date, or ours until he answers."""

    sent_date: date
    asked_date: date
    expected_date: date
    is_answered: bool
    open_quantity: Decimal
    lead_time: LeadTime | None
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True)
class Alarm:
    kind: AlertKind
    late_ratio: float | None = None


def severity_of(kind: AlertKind, *, breaks_promise: bool) -> Severity:
    """Blue is to know; yellow a risk, red once a promise to a customer is broken by it; what is
    overdue is red."""
    if kind is AlertKind.OVERDUE:
        return Severity.RED
    if kind is AlertKind.UNCONFIRMED:
        return Severity.BLUE
    return Severity.RED if breaks_promise else Severity.YELLOW


def alarms_of(line: OpenLine, *, rule: Rule, as_of: date, was_likely_late: bool) -> list[Alarm]:
    """Overdue says it all; before that a line may be unanswered, confirmed late, likely late."""
    if line.open_quantity <= 0:
        return []
    tolerance = timedelta(days=rule.late_days)
    if as_of > line.expected_date + tolerance:
        return [Alarm(AlertKind.OVERDUE, 1.0)]
    found = []
    if not line.is_answered and _is_unanswered(line, rule, as_of):
        found.append(Alarm(AlertKind.UNCONFIRMED))
    if line.expected_date > line.asked_date + tolerance:
        found.append(Alarm(AlertKind.CONFIRMED_LATE))
    ratio = late_ratio_of(line, rule=rule, as_of=as_of)
    limit = rule.likely_late_ratio - (STEADINESS if was_likely_late else 0.0)
    if ratio is not None and ratio >= limit:
        found.append(Alarm(AlertKind.LIKELY_LATE, ratio))
    return found


def late_ratio_of(line: OpenLine, *, rule: Rule, as_of: date) -> float | None:
    """The probability that the line comes later than its day, by the supplier's own lead times.

    What he was given beyond the days that he keeps nine times of ten is spare time: it counts
    neither as allowed nor as elapsed, for he need not have begun.
    """
    if line.lead_time is None:
        return None
    latest = line.expected_date + timedelta(days=rule.late_days)
    allowed = line.calendar.working_days_between(line.sent_date, latest)
    elapsed = line.calendar.working_days_between(line.sent_date, as_of)
    spare = max(0, allowed - line.lead_time.days_kept_with(AMPLE_RATIO))
    return line.lead_time.late_ratio(
        allowed_days=allowed - spare, elapsed_days=max(0, elapsed - spare)
    )


def _is_unanswered(line: OpenLine, rule: Rule, as_of: date) -> bool:
    waited = line.calendar.working_days_between(line.sent_date, as_of)
    return waited > rule.unanswered_days


@dataclass(frozen=True, slots=True)
class Ending:
    """`is_false`: whether the alert was one for nothing; None where that cannot be said."""

    reason: CloseReason
    is_false: bool | None = None


def ending_of(
    kind: AlertKind, *, is_open: bool, is_cancelled: bool, is_overdue: bool, came_in_time: bool
) -> Ending:
    """How an alert about a line ended. An early warning was false if the line came in time."""
    warns = kind in (AlertKind.LIKELY_LATE, AlertKind.CONFIRMED_LATE, AlertKind.UNCONFIRMED)
    if is_cancelled:
        return Ending(CloseReason.CANCELLED)
    if not is_open:
        is_false = came_in_time if kind is AlertKind.LIKELY_LATE else None
        return Ending(CloseReason.ARRIVED, is_false)
    if is_overdue and warns:
        is_false = False if kind is AlertKind.LIKELY_LATE else None
        return Ending(CloseReason.BECAME_OVERDUE, is_false)
    if kind is AlertKind.LIKELY_LATE:
        return Ending(CloseReason.RECEDED)
    return Ending(CloseReason.CONFIRMED)
