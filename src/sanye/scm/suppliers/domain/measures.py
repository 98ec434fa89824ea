"""Quality, price and answers as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median
from zoneinfo import ZoneInfo

from sanye.kernel.calendars import WorkingCalendar
from sanye.kernel.money import round_to

MILLION = 1_000_000
PRIOR_RECEIPTS = 3
DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class Quality:
    """What was received and what of it was not good, in parts (stock units)."""

    received: float = 0.0
    rejected: float = 0.0
    receipts: int = 0

    @property
    def ppm(self) -> float | None:
        return None if self.received <= 0 else self.rejected / self.received * MILLION

    def expected_ppm(self, company: "Quality") -> float | None:
        """Gamma-Poisson: rejects are Poisson at a rate per part, rates are gamma around the
        company's rate, which weighs as much as three of the supplier's average receipts."""
        if company.received <= 0:
            return self.ppm
        if self.received <= 0:
            return company.ppm
        rate = company.rejected / company.received
        weight = PRIOR_RECEIPTS * self.received / self.receipts
        return (self.rejected + rate * weight) / (self.received + weight) * MILLION


@dataclass(frozen=True, slots=True)
class Answers:
    """How fast orders are answered."""

    count: int
    median_hours: float | None
    within_day_ratio: float | None


def answers_of(hours: Sequence[float]) -> Answers:
    if not hours:
        return Answers(0, None, None)
    quick = sum(1 for value in hours if value <= DAY_HOURS)
    return Answers(len(hours), median(hours), quick / len(hours))


def answer_hours(sent_at: datetime, answered_at: datetime, calendar: WorkingCalendar) -> float:
    """Hours from sending to the answer, days on which nobody works left out.

    Friday 16:00 to Monday 10:00 is 18 hours.
    """
    zone = ZoneInfo(calendar.zone)
    sent, answered = sent_at.astimezone(zone), answered_at.astimezone(zone)
    days = calendar.working_days_between(sent.date(), answered.date())
    clock = (answered - answered.replace(hour=0, minute=0, second=0, microsecond=0)) - (
        sent - sent.replace(hour=0, minute=0, second=0, microsecond=0)
    )
    return max(0.0, days * DAY_HOURS + clock.total_seconds() / 3600)


def price_variance(paid: Sequence[tuple[float, float, float]]) -> float | None:
    """(price, standard, quantity) of each line: sum (price - standard) q / sum standard q."""
    base = sum(standard * quantity for _, standard, quantity in paid)
    if base <= 0:
        return None
    return sum((price - standard) * quantity for price, standard, quantity in paid) / base


def noted(value: float, digits: int, decimals: int) -> Decimal:
    """Rounded; what is out of all proportion counts as the most that so many digits can say."""
    most = Decimal(10) ** (digits - decimals) - Decimal(10) ** -decimals
    return max(-most, min(round_to(Decimal(str(value)), decimals), most))
