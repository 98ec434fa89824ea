"""Bodies and answers of satisfaction."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from sanye.crm.satisfaction import queries
from sanye.crm.satisfaction.domain.asking import AnswerReason, SubjectType
from sanye.stem.http import Schema
from sanye.stem.http.types import Code, Instant, Many, Ratio

Score = Annotated[int, Field(ge=1, le=5)]
Comment = Annotated[str, Field(max_length=4000)]
Days = Annotated[int, Field(ge=0, le=365)]


class AskIn(Schema):
    """Without a contact the primary one that may be asked; without any there is only the link."""

    subject_type: SubjectType
    subject_id: UUID
    subject_number: Code
    customer_id: UUID
    contact_id: UUID | None = None
    sales_order_ids: Many[UUID] = []
    item_ids: Many[UUID] = []


class AnswerIn(Schema):
    score: Score
    reason_codes: Many[AnswerReason] = []
    comment: Comment = ""


class ImportIn(AnswerIn):
    customer_id: UUID
    subject_type: SubjectType
    subject_id: UUID
    subject_number: Code
    answered_at: Instant
    sales_order_ids: Many[UUID] = []
    item_ids: Many[UUID] = []


class PolicyBody(Schema):
    """`asked_ratio` of the subjects are asked about, a customer once in `minimum_days`."""

    asked_ratio: Ratio
    minimum_days: Days
    expires_days: Annotated[int, Field(ge=1, le=365)]
    asks_after_delivery: bool = True
    asks_after_case: bool = True


class CustomerOut(Schema):
    id: UUID
    code: str
    name: str


class RequestOut(Schema):
    """`link` is where the customer answers without signing in, until it expires."""

    id: UUID
    customer: CustomerOut
    contact_id: UUID | None
    subject_type: str
    subject_id: UUID
    subject_number: str
    sales_order_ids: list[UUID]
    item_ids: list[UUID]
    language: str
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    score: int | None
    reason_codes: list[str]
    comment: str
    answer_channel: str
    link: str

    @staticmethod
    def resolve_link(row: Any) -> str:
        return queries.link_of(row.id)


class MailOut(Schema):
    id: UUID
    contact_id: UUID | None
    request_id: UUID | None
    subject: str
    state: str
    attempts: int
    written_at: datetime
    sent_at: datetime | None
    error: str
