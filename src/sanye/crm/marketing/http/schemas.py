"""Bodies and answers of leads."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from sanye.crm.marketing.domain.states import DropReason, LeadChannel
from sanye.stem.http import Schema
from sanye.stem.http.types import Code, Day, Instant, Many, Positive

Name = Annotated[str, Field(max_length=200)]
Words = Annotated[str, Field(max_length=20_000)]


class LeadIn(Schema):
    """At least an e-mail address or a telephone number."""

    company_name: Name = ""
    person_name: Name = ""
    job_title: Annotated[str, Field(max_length=100)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    country: Annotated[str, Field(max_length=2)] = ""
    region: Annotated[str, Field(max_length=100)] = ""
    language: Annotated[str, Field(max_length=8)] = ""
    message: Words = ""
    campaign_code: Code = ""
    channel: LeadChannel = LeadChannel.API
    owner_id: UUID | None = None


class MailIn(Schema):
    raw: Annotated[str, Field(max_length=2_000_000)]
    campaign_code: Code = ""


class AssignIn(Schema):
    owner_id: UUID


class DropIn(Schema):
    reason: DropReason
    note: Annotated[str, Field(max_length=400)] = ""


class LineIn(Schema):
    item_id: UUID
    quantity: Positive
    unit: Annotated[str, Field(max_length=8)] = ""
    unit_price: Positive | None = None


class OpportunityIn(Schema):
    title: Name
    expected_close_date: Day
    lines: Many[LineIn] = []


class ConvertIn(Schema):
    """`customer_id` for a party we have; else a new one with `party_code` or the lead's number."""

    customer_id: UUID | None = None
    party_code: Code = ""
    opportunity: OpportunityIn | None = None


class InteractionIn(Schema):
    kind: str = Field(description="CALL, VISIT, MAIL or CHAT", pattern="^(CALL|VISIT|MAIL|CHAT)$")
    direction: str = Field(description="IN or OUT", pattern="^(IN|OUT)$")
    happened_at: Instant
    subject: Name = ""
    text: Words = ""
    user_ids: Many[UUID] = []
    follow_up_date: Day | None = None
    follow_up_by_id: UUID | None = None


class InteractionOut(Schema):
    id: UUID
    lead_id: UUID | None
    kind: str
    direction: str
    happened_at: datetime
    subject: str
    text: str
    follow_up_date: date | None


class PartyOut(Schema):
    id: UUID
    code: str
    name: str


class OtherLeadOut(Schema):
    id: UUID
    number: str
    company_name: str
    status: str


class WarningOut(Schema):
    """Looks like a party or another lead, because of `likeness`, with `score` from 0 to 1."""

    id: UUID
    likeness: str
    score: Decimal
    party: PartyOut | None
    other_lead: OtherLeadOut | None
    dismissed_at: datetime | None


class LeadOut(Schema):
    id: UUID
    number: str
    status: str
    channel: str
    campaign_code: str = ""
    owner_id: UUID | None
    captured_at: datetime
    company_name: str
    person_name: str
    job_title: str
    email: str
    phone: str
    country: str
    region: str
    language: str
    message: str
    drop_reason: str
    drop_note: str
    customer_id: UUID | None
    opportunity_id: UUID | None
    closed_at: datetime | None
    erased_at: datetime | None
    duplicates: list[WarningOut]

    @staticmethod
    def resolve_campaign_code(row: Any) -> str:
        return row.campaign.code if row.campaign else ""


class TimelineLine(Schema):
    id: UUID
    happened_at: datetime
    kind: str
    document_type: str
    document_id: UUID
    document_number: str
    text_en: str
    text_zh: str


class CampaignIn(Schema):
    code: Code
    name: Name


class CampaignOut(CampaignIn):
    id: UUID
    closed_at: datetime | None


class FormIn(Schema):
    """`redirect_url`: where a browser goes after it sent the form without script."""

    code: Code
    campaign_code: Code = ""
    redirect_url: Annotated[str, Field(max_length=300)] = ""


class FormOut(Schema):
    """`key` stands in the page: leads go to `/api/v1/lead-form-entries/{key}`."""

    id: UUID
    code: str
    key: str
    campaign_code: str = ""
    redirect_url: str
    closed_at: datetime | None

    @staticmethod
    def resolve_campaign_code(row: Any) -> str:
        return row.campaign.code if row.campaign else ""


class RuleIn(Schema):
    user_ids: Many[UUID]
    country: Annotated[str, Field(max_length=2)] = ""
    region: Annotated[str, Field(max_length=100)] = ""


class RuleOut(RuleIn):
    id: UUID
