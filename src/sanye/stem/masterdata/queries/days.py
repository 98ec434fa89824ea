"""Which day it is where the company keeps its books."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.identity.models import Company
from sanye.stem.rows.kept import Kept, Moment, ask_what_changed

_COMPANIES: Kept[UUID, Company] = Kept("stem_company")


@query
def get_business_date(*, at: datetime, by: Actor) -> date:
    """The company's calendar day at an instant: what documents are dated by default."""
    return day_at(acting_company(ask_what_changed(), by), at)


def acting_company(moment: Moment, by: Actor) -> Company:
    """The company for which somebody acts."""
    return _COMPANIES.get([by.company_id], Company.objects.in_bulk, moment)[by.company_id]


def day_at(company: Company, at: datetime) -> date:
    """The company's calendar day at an instant."""
    return at.astimezone(ZoneInfo(company.time_zone)).date()
