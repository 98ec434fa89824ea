"""Bodies and answers of behaviour and health."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from sanye.crm.loyalty.domain.health import Basis, Level
from sanye.stem.http import Schema
from sanye.stem.http.types import Code, Many, NotNegative, Ratio

Points = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Range = tuple[Annotated[int, Field(ge=1, le=5)], Annotated[int, Field(ge=1, le=5)]]
Name = Annotated[str, Field(max_length=100)]


class CustomerOut(Schema):
    id: UUID
    code: str
    name: str


class BehaviourOut(Schema):
    """Amount in functional currency and counts of 365 days; ratios from 0 to 1; scores 1 to 5."""

    id: UUID
    customer: CustomerOut
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
    """Score from 0 to 100, what took points off it, and the level it makes."""

    id: UUID
    customer: CustomerOut
    as_of_date: date
    score: Decimal
    level: str
    level_since_date: date
    reasons: list[ReasonOut]


class EvidenceOut(Schema):
    reason: str
    document_type: str
    document_id: UUID
    document_number: str
    on_date: date


class ReviewIn(Schema):
    customer_ids: Many[UUID] | None = None


class ReviewOut(Schema):
    customer_count: int


class LevelsBody(Schema):
    watch_below: Points
    at_risk_below: Points
    margin: Points


class WeightIn(Schema):
    basis: Basis
    points_each: Points
    points_most: Points
    share_at_most: Ratio
    window_days: Annotated[int, Field(ge=1, le=3650)]


class WeightOut(WeightIn):
    reason: str


class SegmentIn(Schema):
    """Ranges are [from, to] of scores; what is left out does not count."""

    code: Code
    name: Name
    name_zh: Name = ""
    recency: Range = (1, 5)
    frequency: Range = (1, 5)
    value: Range = (1, 5)
    amount_from: NotNegative | None = None
    is_quiet: bool | None = None
    levels: Many[Level] = []


class SegmentOut(Schema):
    id: UUID
    code: str
    name: str
    name_zh: str
    recency_from: int
    recency_to: int
    frequency_from: int
    frequency_to: int
    value_from: int
    value_to: int
    amount_from: Decimal | None
    is_quiet: bool | None
    levels: list[str]
