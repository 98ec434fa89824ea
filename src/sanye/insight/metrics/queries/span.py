"""The days asked about, where the company keeps its books."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sanye.insight.metrics.errors import PeriodReversed
from sanye.kernel.actors import Actor
from sanye.stem.identity.fixed import fixed_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From a day to a day, both included; `as_of` is the day it is, for what is due is known."""

    from_date: date
    to_date: date
    as_of: date
    zone: ZoneInfo

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.from_date, time(), self.zone)

    @property
    def ends_at(self) -> datetime:
        """Exclusive."""
        return datetime.combine(self.to_date + timedelta(days=1), time(), self.zone)


def span_of(*, from_date: date, to_date: date, at: datetime, by: Actor) -> Span:
    """Raises PeriodReversed."""
    if to_date < from_date:
        raise PeriodReversed(from_date=from_date, to_date=to_date, field="to_date")
    company = fixed_of(by)
    return Span(from_date=from_date, to_date=to_date, as_of=company.day_at(at), zone=company.zone)
