"""Which day it is where the company keeps its books."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.identity.models import Company


@query
def get_business_date(*, at: datetime, by: Actor) -> date:
    """The company's calendar day at an instant: what documents are dated by default."""
    zone = Company.objects.values_list("time_zone", flat=True).get(id=by.company_id)
    return at.astimezone(ZoneInfo(zone)).date()
