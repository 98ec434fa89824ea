"""Forgetting persons: their columns are emptied, their rows stay for what refers to them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sanye.contracts.stem.masterdata import PartyChanged
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.models import Party, PartyAddress, PartyContact, TranslatedName


@command
def erase_contacts(*, contact_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Empty contacts and take them out of use; a party that is itself that person loses its name
    and the lines of its addresses too. Whoever is writing their contacts is waited for: nobody
    is written again. Returns how many contacts.
    """
    contacts = PartyContact.objects.filter(id__in=contact_ids)
    affected = Party.objects.filter(id__in=contacts.values("party_id")).order_by("id")
    parties = list(affected.select_for_update())
    count: int = contacts.update(
        name="", job_title="", email="", phone="", language="", archived_at=at
    )
    for party in parties:
        if party.kind == "PERSON" and not party.contacts.exclude(name="", email="").exists():
            _erase_party(party)
    publish(
        *(PartyChanged(party_id=one.id, code=one.code, roles=tuple(one.roles)) for one in parties)
    )
    return count


def _erase_party(party: Party) -> None:
    Party.objects.filter(id=party.id).update(name=party.code, sort_key="", initials="", website="")
    PartyAddress.objects.filter(party=party).update(
        recipient="", street="", street_2="", latitude=None, longitude=None
    )
    TranslatedName.objects.filter(entity="PARTY", row_id=party.id).delete()
