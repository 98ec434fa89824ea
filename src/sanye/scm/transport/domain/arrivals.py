"""When a delivery arrives: agreed transit days, corrected by what the carrier really takes.

Transit days count on the carrier's calendar from the day of dispatch (Friday + 1 is Monday); the
day rolls forward to one on which the customer receives, and the instant is the end of receiving
on it. What the carrier took in the past is shrunk towards what is agreed:

    mean     = (K × agreed + Σ days) / (K + n)
    variance = (K × V + Σ (day - average)²) / (K + n)

with K = 5 deliveries' worth of trust in the agreement and V = 1/4, half a day of spread: the
posterior mean of a normal with a conjugate prior of weight K (Gelman et al., Bayesian Data
Analysis, 3rd ed., §3.3), so that one late truck moves little and thirty move all.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import ceil
from zoneinfo import ZoneInfo

from sanye.kernel.calendars import WorkingCalendar
from sanye.kernel.money import round_to

PRIOR_WEIGHT = 5
PRIOR_VARIANCE = Decimal("0.25")
NINE_IN_TEN = Decimal("1.2816")
"""90 % of a normal distribution lies below its mean and so many spreads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """Past deliveries: their number, the sum and the sum of squares of their transit days."""

    count: int = 0
    days: int = 0
    squares: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transit:
    """Working days: the mean and spread, the day to tell, and the one that holds nine in ten."""

    mean_days: Decimal
    spread_days: Decimal
    expected_days: int
    latest_days: int
    delivery_count: int


def transit(agreed_days: int, experience: Experience) -> Transit:
    """What to expect of a carrier on a lane."""
    count = experience.count
    weight = Decimal(PRIOR_WEIGHT + count)
    mean = (Decimal(PRIOR_WEIGHT * agreed_days) + experience.days) / weight
    scatter = Decimal(0)
    if count:
        scatter = experience.squares - Decimal(experience.days) ** 2 / count
    spread = ((PRIOR_WEIGHT * PRIOR_VARIANCE + max(scatter, Decimal(0))) / weight).sqrt()
    return Transit(
        mean_days=round_to(mean, 2),
        spread_days=round_to(spread, 2),
        expected_days=int(round_to(mean, 0)),
        latest_days=ceil(mean + NINE_IN_TEN * spread),
        delivery_count=count,
    )


def arrival(
    dispatch_date: date, days: int, carrier: WorkingCalendar, receiving: WorkingCalendar
) -> datetime:
    """The end of receiving on the day the goods are there."""
    day = carrier.add_working_days(dispatch_date, days)
    return end_of_receiving(receiving.working_day_on_or_after(day), receiving)


def end_of_receiving(day: date, receiving: WorkingCalendar) -> datetime:
    """When the last shift of a working day ends."""
    minutes = max(shift.end_minute for shift in receiving.shifts_on(day))
    midnight = datetime.combine(day, time(), tzinfo=ZoneInfo(receiving.zone))
    return (midnight + timedelta(minutes=minutes)).astimezone(UTC)


def received_from(instant: datetime, receiving: WorkingCalendar) -> datetime:
    """A carrier's own estimate; on a day without receiving, the end of the next one with it."""
    day = instant.astimezone(ZoneInfo(receiving.zone)).date()
    if receiving.is_working(day):
        return instant
    return end_of_receiving(receiving.working_day_on_or_after(day), receiving)


def delayed(
    expected_at: datetime | None, news_at: datetime, days: int, receiving: WorkingCalendar
) -> datetime:
    """So many receiving days later than expected, or than the news if that has passed."""
    zone = ZoneInfo(receiving.zone)
    known = max(expected_at or news_at, news_at).astimezone(zone).date()
    return end_of_receiving(receiving.add_working_days(known, days), receiving)


def still_expected(
    expected_at: datetime | None, news_at: datetime, receiving: WorkingCalendar
) -> datetime | None:
    """What has not come when it was expected comes on the next receiving day."""
    if expected_at is None or expected_at > news_at:
        return expected_at
    return delayed(None, news_at, 1, receiving)


def days_taken(dispatch_date: date, delivered_date: date, carrier: WorkingCalendar) -> int:
    """Transit days as `arrival` counts them."""
    return max(carrier.working_days_between(dispatch_date, delivered_date), 0)
