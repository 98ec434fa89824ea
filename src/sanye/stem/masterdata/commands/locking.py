"""The lock that credit is decided under."""

from datetime import datetime
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import PartyCompany


@command
def lock_party_terms(*, party_id: UUID, by: Actor, at: datetime) -> PartyCompany:
    """The party's terms with the acting company, locked until the transaction ends.

    First of all locks: orders, deliveries and stock come after it. Raises MasterUnknown.
    """
    rows = PartyCompany.objects.filter(party_id=party_id)
    found: PartyCompany | None = rows.select_for_update().first()
    if found is None:
        raise MasterUnknown(entity="Party of this company", key=party_id)
    return found
