"""Consent given and withdrawn."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sanye.contracts.crm.customers import ConsentGiven, ConsentWithdrawn
from sanye.crm.consent.domain.decisions import Channel, Decision, Purpose
from sanye.crm.consent.errors import ContactUnknown, DecidedInFuture, ProofMissing
from sanye.crm.consent.models import Consent
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.models import PartyContact
from sanye.stem.masterdata.queries import get_party


@command
def give_consent(
    *,
    contact_id: UUID,
    purpose: Purpose,
    channel: Channel,
    proof: str,
    decided_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Consent:
    """A contact agreed. Raises ContactUnknown, ProofMissing, DecidedInFuture."""
    if not proof.strip():
        raise ProofMissing(field="proof")
    consent = _record(contact_id, Decision.GIVEN, purpose, channel, proof, decided_at, by, at)
    publish(
        ConsentGiven(
            consent_id=consent.id,
            customer_id=consent.customer_id,
            party_contact_id=contact_id,
            purpose=purpose,
            channel=channel,
        )
    )
    return consent


@command
def withdraw_consent(
    *,
    contact_id: UUID,
    purpose: Purpose,
    channel: Channel,
    proof: str = "",
    decided_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Consent:
    """A contact does not want it (any more); needs no proof. Raises ContactUnknown,
    DecidedInFuture."""
    consent = _record(contact_id, Decision.WITHDRAWN, purpose, channel, proof, decided_at, by, at)
    publish(
        ConsentWithdrawn(
            consent_id=consent.id,
            customer_id=consent.customer_id,
            party_contact_id=contact_id,
            purpose=purpose,
            channel=channel,
        )
    )
    return consent


@command
def erase_proofs(*, contact_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Erase the proofs of contacts and who they were; that they decided stays."""
    rows = Consent.objects.filter(contact_id__in=contact_ids)
    count: int = rows.update(proof="", contact_id=None)
    return count


def _record(
    contact_id: UUID,
    decision: Decision,
    purpose: Purpose,
    channel: Channel,
    proof: str,
    decided_at: datetime | None,
    by: Actor,
    at: datetime,
) -> Consent:
    if decided_at is not None and decided_at > at:
        raise DecidedInFuture(decided_at=decided_at, field="decided_at")
    contact = PartyContact.objects.filter(id=contact_id).first()
    if contact is None or contact.is_erased:
        raise ContactUnknown(id=contact_id, field="contact_id")
    get_party(party_id=contact.party_id, by=by)
    consent: Consent = Consent.objects.create(
        company_id=by.company_id,
        customer_id=contact.party_id,
        contact=contact,
        decision=decision,
        purpose=purpose,
        channel=channel,
        decided_at=decided_at or at,
        proof=proof.strip(),
        recorded_by_id=by.user_id,
    )
    return consent
