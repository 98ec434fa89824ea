"""Reads of consent."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from sanye.crm.consent.domain.decisions import Channel, Decision, Purpose, Said, may_contact
from sanye.crm.consent.models import Consent
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

__all__ = ["Channel", "Purpose", "find_contactable", "list_consents"]


@query
def list_consents(
    *, customer_id: UUID | None = None, contact_id: UUID | None = None, by: Actor
) -> QuerySet[Consent]:
    """Decisions of contacts."""
    rows: QuerySet[Consent] = Consent.objects.all()
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    return rows if contact_id is None else rows.filter(contact_id=contact_id)


@query
def find_contactable(
    *, contact_ids: Collection[UUID], purpose: Purpose, channel: Channel, by: Actor
) -> set[UUID]:
    """Those of the contacts who may be contacted for a purpose by a channel.

    Whoever sends anything asks here first.
    """
    said: dict[UUID, list[Said]] = {one: [] for one in contact_ids}
    for row in Consent.objects.filter(contact_id__in=contact_ids):
        said[row.contact_id].append(
            Said(
                decision=Decision(row.decision),
                purpose=Purpose(row.purpose),
                channel=Channel(row.channel),
                decided_at=row.decided_at,
                id=row.id,
            )
        )
    return {one for one, decisions in said.items() if may_contact(decisions, purpose, channel)}
