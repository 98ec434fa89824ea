"""Answers of profiles."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import Field

from sanye.stem.http import Schema


class CustomerOut(Schema):
    id: UUID
    code: str
    name: str
    kind: str
    language: str
    country: str
    website: str


class AccountOut(Schema):
    id: UUID
    owner_id: UUID | None
    segment: str
    status: str


class TermsOut(Schema):
    currency: str
    customer_group: str
    credit_limit: Decimal | None
    payment_term: str = ""
    price_list: str = ""
    incoterm: str
    transit_days: int

    @staticmethod
    def resolve_payment_term(row: Any) -> str:
        return row.receivable_term.code if row.receivable_term else ""

    @staticmethod
    def resolve_price_list(row: Any) -> str:
        return row.price_list.code if row.price_list else ""


class ContactOut(Schema):
    id: UUID = Field(validation_alias="row.id")
    name: str = Field(validation_alias="row.name")
    job_title: str = Field(validation_alias="row.job_title")
    email: str = Field(validation_alias="row.email")
    phone: str = Field(validation_alias="row.phone")
    is_primary: bool = Field(validation_alias="row.is_primary")
    may_get_marketing: bool
    may_be_asked: bool


class AddressOut(Schema):
    id: UUID
    use: str
    country: str
    region: str
    city: str
    street: str
    postal_code: str


class CreditOut(Schema):
    currency: str
    limit_amount: Decimal | None
    receivable_amount: Decimal
    undelivered_amount: Decimal
    overdue_amount: Decimal


class OpportunityOut(Schema):
    id: UUID
    number: str
    title: str
    stage: str
    probability_ratio: Decimal
    expected_close_date: date


class QuotationOut(Schema):
    id: UUID
    number: str
    latest_version: int


class OpenLineOut(Schema):
    """`promise` is KEPT, LATE, ENDANGERED or NONE."""

    order_id: UUID
    order_number: str
    item_id: UUID
    open_quantity: Decimal
    first_promised_date: date | None
    promised_date: date | None
    new_promised_date: date | None
    promise: str


class DocumentOut(Schema):
    document_type: str
    document_id: UUID
    document_number: str
    on_date: date


class InvoiceOut(Schema):
    invoice_id: UUID
    number: str
    due_date: date
    currency: str
    gross_amount: Decimal
    settled_amount: Decimal


class CaseOut(Schema):
    case_id: UUID
    number: str
    kind: str
    state: str
    opened_at: datetime
    due_at: datetime | None


class ReturnOut(Schema):
    return_id: UUID
    number: str
    received_date: date
    line_count: int


class UnitOut(Schema):
    """A piece with a serial number that is with the customer."""

    id: UUID
    item_id: UUID
    item_code: str = Field(validation_alias="item.code")
    serial_number: str
    shipped_date: date
    received_date: date | None


class SatisfactionOut(Schema):
    answer_count: int
    mean_score: Decimal | None
    last_answered_date: date | None


class AnswerOut(Schema):
    id: UUID
    subject_type: str
    subject_number: str
    score: int
    reason_codes: list[str]
    comment: str
    answered_at: datetime


class BehaviourOut(Schema):
    as_of_date: date
    first_order_date: date | None
    last_order_date: date | None
    order_count: int
    amount: Decimal
    gap_days: Decimal | None
    spread_days: Decimal | None
    next_expected_date: date | None
    is_quiet: bool
    trend_ratio: Decimal | None
    late_line_ratio: Decimal | None
    return_ratio: Decimal | None
    overdue_ratio: Decimal | None
    recency_score: int | None
    frequency_score: int | None
    value_score: int | None


class ReasonOut(Schema):
    reason: str
    points: Decimal
    evidence_count: int


class HealthOut(Schema):
    as_of_date: date
    score: Decimal
    level: str
    level_since_date: date
    reasons: list[ReasonOut]


class InteractionOut(Schema):
    id: UUID
    kind: str
    direction: str
    happened_at: datetime
    subject: str
    text: str
    follow_up_date: date | None
    followed_up_at: datetime | None


class TimelineLine(Schema):
    id: UUID
    happened_at: datetime
    kind: str
    document_type: str
    document_id: UUID
    document_number: str
    text_en: str
    text_zh: str


class ProfileOut(Schema):
    """`credit` is empty where ERP is off, `behaviour` and `health` before the first fact."""

    customer: CustomerOut
    as_of_date: date
    account: AccountOut | None
    terms: TermsOut | None
    contacts: list[ContactOut]
    addresses: list[AddressOut]
    credit: CreditOut | None
    opportunities: list[OpportunityOut]
    quotations: list[QuotationOut]
    open_lines: list[OpenLineOut]
    late_lines: list[DocumentOut]
    overdue_invoices: list[InvoiceOut]
    open_cases: list[CaseOut]
    returns: list[ReturnOut]
    units: list[UnitOut]
    satisfaction: SatisfactionOut
    answers: list[AnswerOut]
    behaviour: BehaviourOut | None
    health: HealthOut | None
    interactions: list[InteractionOut]
    timeline: list[TimelineLine]


class PersonOut(Schema):
    contact: dict[str, Any]
    customer: dict[str, Any]
    consents: list[dict[str, Any]]
    interactions: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    leads: list[dict[str, Any]]


class ErasureOut(Schema):
    interactions: int
    notes: int
    answers: int
    consents: int
    leads: int
    case_messages: int
    contacts: int
