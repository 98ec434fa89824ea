"""What people do with alerts."""

from datetime import date, datetime
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.scm.suppliers.commands.alerting import close_alert
from sanye.scm.suppliers.commands.locking import lock_evaluation
from sanye.scm.suppliers.domain.alarms import Ending
from sanye.scm.suppliers.domain.states import (
    ALERT_STEPS,
    BY_PEOPLE,
    AlertStatus,
    CloseReason,
    Severity,
)
from sanye.scm.suppliers.errors import (
    AlertUnknown,
    NoteMissing,
    ReasonNotByHand,
    SnoozedIntoPast,
)
from sanye.scm.suppliers.models import SupplierAlert
from sanye.scm.suppliers.publishing import publish_raised
from sanye.scm.suppliers.queries.policies import rules_of
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date, working_calendars_of_sites

ESCALATED_ROLE = "MANAGER"


@command
def acknowledge_supplier_alert(*, alert_id: UUID, by: Actor, at: datetime) -> SupplierAlert:
    """Somebody has seen it and sees to it. Raises AlertUnknown, StepNotAllowed."""
    row = _held(alert_id)
    _step(row, AlertStatus.ACKNOWLEDGED)
    row.acknowledged_at = at
    row.snoozed_until_date = None
    row.save()
    return row


@command
def snooze_supplier_alert(
    *, alert_id: UUID, until_date: date, by: Actor, at: datetime
) -> SupplierAlert:
    """Let it rest until a day; it wakes earlier when it gets worse.

    Raises AlertUnknown, StepNotAllowed, SnoozedIntoPast.
    """
    today = get_business_date(at=at, by=by)
    if until_date <= today:
        raise SnoozedIntoPast(today=today, until=until_date, field="until_date")
    row = _held(alert_id)
    _step(row, AlertStatus.SNOOZED)
    row.snoozed_until_date = until_date
    row.save()
    return row


@command
def escalate_supplier_alert(*, alert_id: UUID, by: Actor, at: datetime) -> SupplierAlert:
    """Give it to the manager, open. Raises AlertUnknown, StepNotAllowed."""
    row = _held(alert_id)
    if row.status != AlertStatus.OPEN:
        _step(row, AlertStatus.OPEN)
    _escalate(row, at)
    return row


@command
def close_supplier_alert(
    *, alert_id: UUID, reason: str = CloseReason.HANDLED, note: str, by: Actor, at: datetime
) -> SupplierAlert:
    """End it by hand, handled or a false alarm; it comes back only for another day.

    Raises AlertUnknown, StepNotAllowed, NoteMissing, ReasonNotByHand.
    """
    if not note.strip():
        raise NoteMissing(field="note")
    if reason not in BY_PEOPLE:
        raise ReasonNotByHand(reason=reason, field="reason")
    row = _held(alert_id)
    _step(row, AlertStatus.CLOSED)
    row.is_closed_by_hand = True
    row.closed_by_id = by.user_id
    row.close_note = note.strip()
    is_false = True if reason == CloseReason.FALSE_ALARM else None
    close_alert(row, Ending(CloseReason(reason), is_false), at=at)
    return row


@command
def escalate_waiting_alerts(*, by: Actor, at: datetime) -> int:
    """Give managers the red alerts that nobody has touched for the policy's working days."""
    lock_evaluation(by)
    today = get_business_date(at=at, by=by)
    waiting = SupplierAlert.objects.filter(
        status=AlertStatus.OPEN, severity=Severity.RED, escalated_at__isnull=True
    )
    rows = list(waiting.order_by("id").select_for_update(of=("self",)))
    rules = rules_of({row.supplier_id for row in rows}, by)
    calendars = working_calendars_of_sites(by=by)
    count = 0
    for row in rows:
        calendar = calendars.get(row.site_id) if row.site_id else None
        since = get_business_date(at=row.raised_at, by=by)
        days = (today - since).days
        if calendar is not None:
            days = calendar.working_days_between(since, today)
        if days >= rules.of(row.supplier_id).escalate_days:
            _escalate(row, at)
            count += 1
    return count


def _escalate(row: SupplierAlert, at: datetime) -> None:
    row.owner_role = ESCALATED_ROLE
    row.escalated_at = at
    row.save()
    publish_raised(row)


def _held(alert_id: UUID) -> SupplierAlert:
    rows = SupplierAlert.objects.select_for_update(of=("self",))
    found: SupplierAlert | None = rows.filter(id=alert_id).first()
    if found is None:
        raise AlertUnknown(id=alert_id)
    return found


def _step(row: SupplierAlert, to: AlertStatus) -> None:
    check_step(ALERT_STEPS, AlertStatus(row.status), to, subject=f"supplier alert {row.id}")
    row.status = to
