"""Leads handed over, qualified, dropped, talked with, erased."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sanye.crm.accounts.commands import erase_interactions, record_interaction
from sanye.crm.marketing.domain.states import STEPS, DropReason, LeadStatus
from sanye.crm.marketing.errors import (
    DropReasonMissing,
    DuplicateUnknown,
    LeadErased,
    LeadUnknown,
    OwnerUnknown,
)
from sanye.crm.marketing.models import PERSONAL, Lead, LeadDuplicate
from sanye.crm.marketing.publishing import dropped
from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.identity.models import Membership


@command
def assign_lead(*, lead_id: UUID, owner_id: UUID, by: Actor, at: datetime) -> Lead:
    """Hand a lead to somebody. Raises LeadUnknown, OwnerUnknown."""
    lead = locked_lead(lead_id)
    if not Membership.objects.filter(company_id=by.company_id, user_id=owner_id).exists():
        raise OwnerUnknown(id=owner_id, field="owner_id")
    lead.owner_id = owner_id
    lead.save()
    return lead


@command
def qualify_lead(*, lead_id: UUID, by: Actor, at: datetime) -> Lead:
    """There is a need that we can serve. Raises LeadUnknown, LeadErased, StepNotAllowed."""
    lead = _stepped(lead_id, LeadStatus.QUALIFIED)
    lead.save()
    return lead


@command
def drop_lead(
    *, lead_id: UUID, reason: DropReason, note: str = "", by: Actor, at: datetime
) -> Lead:
    """Nothing comes of it; of who was erased nothing is noted any more.

    Raises LeadUnknown, LeadErased for a note, StepNotAllowed, DropReasonMissing.
    """
    if not reason:
        raise DropReasonMissing(field="reason", reasons=", ".join(DropReason))
    lead = _stepped(lead_id, LeadStatus.DROPPED)
    if lead.erased_at is not None and note.strip():
        raise LeadErased(number=lead.number, field="note")
    lead.drop_reason, lead.drop_note, lead.closed_at = reason, note.strip(), at
    lead.save()
    publish(dropped(lead))
    return lead


@command
def reopen_lead(*, lead_id: UUID, by: Actor, at: datetime) -> Lead:
    """A dropped lead came back. Raises LeadUnknown, LeadErased, StepNotAllowed."""
    lead = _stepped(lead_id, LeadStatus.NEW)
    lead.drop_reason, lead.drop_note, lead.closed_at = "", "", None
    lead.save()
    return lead


@command
def dismiss_duplicate(*, duplicate_id: UUID, by: Actor, at: datetime) -> LeadDuplicate:
    """Say that the two are not the same. Raises DuplicateUnknown."""
    found = LeadDuplicate.objects.filter(id=duplicate_id).first()
    if found is None:
        raise DuplicateUnknown
    warning: LeadDuplicate = found
    warning.dismissed_at, warning.dismissed_by_id = at, by.user_id
    warning.save()
    return warning


@command
def record_lead_interaction(
    *, lead_id: UUID, interaction: dict[str, Any], by: Actor, at: datetime
) -> Any:
    """Write down that we were in touch with a lead; `interaction` as for a customer, whose it is
    too once the lead was converted.

    Raises LeadUnknown, LeadErased and what `record_interaction` does.
    """
    lead = locked_lead(lead_id)
    if lead.erased_at is not None:
        raise LeadErased(number=lead.number)
    return record_interaction(
        customer_id=lead.customer_id, lead_id=lead.id, **interaction, by=by, at=at
    )


@command
def erase_leads(*, lead_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Erase the persons behind leads: who they were, what they wrote, what was said with them.

    Number, state, channel, campaign and moments stay. Returns how many.
    """
    rows = Lead.objects.filter(id__in=lead_ids, erased_at__isnull=True)
    count: int = rows.update(**dict.fromkeys(PERSONAL, ""), erased_at=at)
    LeadDuplicate.objects.filter(lead_id__in=lead_ids).delete()
    LeadDuplicate.objects.filter(other_lead_id__in=lead_ids).delete()
    erase_interactions(lead_ids=lead_ids, by=by, at=at)
    return count


def locked_lead(lead_id: UUID) -> Lead:
    """Raises LeadUnknown."""
    found = Lead.objects.select_for_update(of=("self",)).filter(id=lead_id).first()
    if found is None:
        raise LeadUnknown(id=lead_id)
    lead: Lead = found
    return lead


def _stepped(lead_id: UUID, to: LeadStatus) -> Lead:
    lead = locked_lead(lead_id)
    if lead.erased_at is not None and to is not LeadStatus.DROPPED:
        raise LeadErased(number=lead.number)
    check_step(STEPS, LeadStatus(lead.status), to, subject=lead.number)
    lead.status = to
    return lead
