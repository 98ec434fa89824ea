"""Which day it is where the company keeps its books."""

from datetime import date, datetime

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of


@query
def get_business_date(*, at: datetime, by: Actor) -> date:
    """The company's calendar day at an instant: what documents are dated by default."""
    return fixed_of(by).day_at(at)
