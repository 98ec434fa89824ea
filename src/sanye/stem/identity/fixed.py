"""What never changes of a company once it is made: the currency of its books and its time zone.

The table refuses to change them (`Company`), so that a process reads them once and keeps them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.kernel.actors import Actor
from sanye.stem.identity.models import Company


@dataclass(frozen=True, slots=True)
class Fixed:
    functional_currency: str
    zone: ZoneInfo
    """Where its days begin."""

    def day_at(self, at: datetime) -> date:
        """The calendar day it is there at an instant."""
        return at.astimezone(self.zone).date()


_KNOWN: dict[UUID, Fixed] = {}


def fixed_of(by: Actor) -> Fixed:
    """Of the acting company."""
    found = _KNOWN.get(by.company_id)
    if found is None:
        rows = Company.objects.values_list("functional_currency", "time_zone")
        currency, zone = rows.get(id=by.company_id)
        found = _KNOWN[by.company_id] = Fixed(currency, ZoneInfo(zone))
    return found
