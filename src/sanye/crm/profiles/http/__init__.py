"""`/customer-profiles`: a customer on one page. `/persons`: data of a contact, given and erased."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest

from sanye.crm.profiles import commands, queries
from sanye.crm.profiles.http.schemas import ErasureOut, PersonOut, ProfileOut
from sanye.stem.http import Router, actor_of, now
from sanye.stem.http.types import Day
from sanye.stem.masterdata.queries import get_business_date

__all__ = ["persons", "profiles"]

profiles = Router(tags=["customers"])
persons = Router(tags=["persons"])


@profiles.get("/{uuid:customer_id}", response=ProfileOut)
def get_customer_profile(
    request: HttpRequest, customer_id: UUID, as_of: Day | None = None
) -> object:
    """All that is known of a customer, as of today or a day; lists hold the first 20."""
    by = actor_of(request)
    day: date = as_of or get_business_date(at=now(), by=by)
    return queries.get_customer_profile(customer_id=customer_id, as_of=day, by=by)


@persons.get("/{uuid:contact_id}/data", response=PersonOut)
def get_person_data(request: HttpRequest, contact_id: UUID) -> object:
    """All that is kept of a contact: what he may ask to be given."""
    return queries.get_person_data(contact_id=contact_id, by=actor_of(request))


@persons.post("/{uuid:contact_id}/erase", response=ErasureOut)
def erase_person(request: HttpRequest, contact_id: UUID) -> object:
    """Erase what is personal of a contact; the answer says how many rows lost something."""
    return commands.erase_person(contact_id=contact_id, by=actor_of(request), at=now())
