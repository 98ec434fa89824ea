"""From our rows to our published events: ids and codes, never a person."""

from collections.abc import Iterable
from uuid import UUID

from sanye.contracts.crm.customers import LeadCaptured, LeadConverted, LeadDropped
from sanye.crm.marketing.models import Lead


def captured(lead: Lead, duplicate_of_ids: Iterable[UUID]) -> LeadCaptured:
    """Somebody asked about us."""
    return LeadCaptured(
        lead_id=lead.id,
        number=lead.number,
        channel=lead.channel,
        campaign_code=lead.campaign.code if lead.campaign else "",
        duplicate_of_ids=tuple(sorted(set(duplicate_of_ids))),
    )


def converted(lead: Lead) -> LeadConverted:
    """He is a customer now."""
    if lead.customer_id is None:
        raise ValueError("a converted lead without a customer")
    return LeadConverted(
        lead_id=lead.id,
        number=lead.number,
        customer_id=lead.customer_id,
        opportunity_id=lead.opportunity_id,
    )


def dropped(lead: Lead) -> LeadDropped:
    """Nothing came of it."""
    return LeadDropped(lead_id=lead.id, number=lead.number, reason_code=lead.drop_reason)
