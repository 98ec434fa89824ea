"""The service clock: promised working minutes, paused while it is not our turn.

A case is due when `target + waited` working minutes have passed since it was opened, where
`waited` counts the working minutes of finished pauses (waiting for the customer, solved and
reopened). A running pause stops the clock at its beginning.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sanye.kernel.calendars import NoWorkingTime, WorkingCalendar


class ClockState(StrEnum):
    """NONE without a promise; MET and BREACHED are final once the clock stopped for good."""

    NONE = "NONE"
    RUNNING = "RUNNING"
    AT_RISK = "AT_RISK"
    BREACHED = "BREACHED"
    PAUSED = "PAUSED"
    MET = "MET"


@dataclass(frozen=True, slots=True)
class Due:
    """When a promise is due and from when it is in danger."""

    due_at: datetime
    risk_at: datetime


def due(
    calendar: WorkingCalendar,
    opened_at: datetime,
    *,
    target_minutes: int,
    waited_minutes: int,
    risk_ratio: Decimal,
) -> Due | None:
    """Due and risk instants; `risk_ratio` (0-1) of the target may pass without danger. None where
    the calendar does not reach so far: that is no promise."""
    quiet = int(target_minutes * risk_ratio)
    try:
        return Due(
            due_at=calendar.add_working_minutes(opened_at, target_minutes + waited_minutes),
            risk_at=calendar.add_working_minutes(opened_at, quiet + waited_minutes),
        )
    except NoWorkingTime:
        return None


def state_of(
    due_at: datetime | None,
    risk_at: datetime | None,
    *,
    done_at: datetime | None,
    stopped_at: datetime | None,
    at: datetime,
) -> ClockState:
    """How a promise stands. `done_at` when it was kept, `stopped_at` when a pause began."""
    if due_at is None:
        return ClockState.NONE
    if (done_at or stopped_at or at) > due_at:
        return ClockState.BREACHED
    if done_at is not None:
        return ClockState.MET
    if stopped_at is not None:
        return ClockState.PAUSED
    return ClockState.AT_RISK if risk_at is not None and at >= risk_at else ClockState.RUNNING
