"""Facts of leads, interactions, consent, satisfaction and the customer's health."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event, value


@event("sanye.crm.lead.captured.v1", key="lead_id")
class LeadCaptured:
    """Somebody asked about us: `channel` is WEB_FORM, API, MAIL, FILE or PERSON.

    `duplicate_of_ids`: leads and parties that look like the same one.
    """

    lead_id: UUID
    number: str
    channel: str
    campaign_code: str
    duplicate_of_ids: tuple[UUID, ...]


@event("sanye.crm.lead.converted.v1", key="lead_id")
class LeadConverted:
    lead_id: UUID
    number: str
    customer_id: UUID
    opportunity_id: UUID | None


@event("sanye.crm.lead.dropped.v1", key="lead_id")
class LeadDropped:
    lead_id: UUID
    number: str
    reason_code: str


@event("sanye.crm.interaction.recorded.v1", key="interaction_id")
class InteractionRecorded:
    """A call, visit, mail or chat; what was said stays with its owner (`kind`, `direction`)."""

    interaction_id: UUID
    customer_id: UUID | None
    lead_id: UUID | None
    kind: str
    direction: str
    happened_at: datetime


@event("sanye.crm.consent.given.v1", key="consent_id")
class ConsentGiven:
    """`purpose` is what a customer's contact agreed to, `channel` how we may reach him."""

    consent_id: UUID
    customer_id: UUID
    party_contact_id: UUID
    purpose: str
    channel: str


@event("sanye.crm.consent.withdrawn.v1", key="consent_id")
class ConsentWithdrawn:
    consent_id: UUID
    customer_id: UUID
    party_contact_id: UUID
    purpose: str
    channel: str


@event("sanye.crm.satisfaction.asked.v1", key="satisfaction_request_id")
class SatisfactionAsked:
    """`subject_type` is DELIVERY or CASE."""

    satisfaction_request_id: UUID
    customer_id: UUID
    subject_type: str
    subject_id: UUID
    subject_number: str
    sales_order_ids: tuple[UUID, ...]
    item_ids: tuple[UUID, ...]
    expires_at: datetime


@event("sanye.crm.satisfaction.answered.v1", key="satisfaction_request_id")
class SatisfactionAnswered:
    """`score` from 1 (very dissatisfied) to 5; `reason_codes` are what was ticked."""

    satisfaction_request_id: UUID
    customer_id: UUID
    subject_type: str
    subject_id: UUID
    subject_number: str
    sales_order_ids: tuple[UUID, ...]
    item_ids: tuple[UUID, ...]
    score: int
    reason_codes: tuple[str, ...]
    answered_at: datetime


@event("sanye.crm.satisfaction.imported.v1", key="satisfaction_request_id")
class SatisfactionImported:
    """An answer from the time before Sanye; fields as in SatisfactionAnswered."""

    satisfaction_request_id: UUID
    customer_id: UUID
    subject_type: str
    subject_id: UUID
    subject_number: str
    sales_order_ids: tuple[UUID, ...]
    item_ids: tuple[UUID, ...]
    score: int
    reason_codes: tuple[str, ...]
    answered_at: datetime


@value
class HealthReason:
    """What moved the score: `points` are added to 100, `evidence_count` documents stand behind."""

    code: str
    points: Decimal
    evidence_count: int


@event("sanye.crm.customer_health.changed.v1", key="customer_id")
class CustomerHealthChanged:
    """`score` from 0 to 100; `level` GOOD, WATCH or AT_RISK. Told when the level changes."""

    customer_id: UUID
    score: Decimal
    level: str
    from_level: str
    as_of_date: date
    reasons: tuple[HealthReason, ...]


@event("sanye.crm.customer_review.requested.v1", key="request_id")
class CustomerReviewRequested:
    """Facts about customers came in; how they buy and how they are doing is worked out anew."""

    request_id: UUID
