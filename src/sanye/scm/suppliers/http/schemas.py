"""What the doors of suppliers' behaviour take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from sanye.scm.suppliers.commands import Basis, LearnedUse, RedConsequence
from sanye.stem.http import Schema

Share = Annotated[Decimal, Field(max_digits=9, decimal_places=6)]
Count = Annotated[int, Field(ge=0, le=32767)]


class ScoreOut(Schema):
    """Ratios lie in 0-1. `estimate_ratio` is on time in full as estimated from `effective_lines`;
    `…_count` beside each number is its sample."""

    supplier_id: UUID
    supplier_code: str
    colour: str
    pending_colour: str
    colour_reason: str
    as_of_date: date
    changed_at: datetime
    estimate_ratio: Decimal
    below_red_ratio: Decimal
    below_yellow_ratio: Decimal
    effective_lines: Decimal
    line_count: int
    in_full_count: int
    late_count: int
    short_count: int
    missing_count: int
    confirmed_line_count: int
    confirmed_in_full_count: int
    open_line_count: int
    overdue_line_count: int
    drift: Decimal
    receipt_count: int
    received_quantity: Decimal
    rejected_quantity: Decimal
    rejected_ppm: Decimal | None
    expected_ppm: Decimal | None
    priced_line_count: int
    price_variance_ratio: Decimal | None
    answer_count: int
    answer_median_hours: Decimal | None
    answer_within_day_ratio: Decimal | None
    lead_time_count: int
    lead_time_factor: Decimal

    @staticmethod
    def resolve_supplier_code(row: Any) -> str:
        return str(row.supplier.code)


class PunctualityOut(Schema):
    line_count: int
    in_full_count: int
    late_count: int
    short_count: int
    missing_count: int
    on_time_in_full_ratio: Decimal | None


class LeadTimeOut(Schema):
    """Working days of the site."""

    id: UUID
    supplier_id: UUID
    item_id: UUID
    site_id: UUID
    planned_days: int
    mean_days: Decimal
    deviation_days: Decimal
    suggested_days: int
    is_used: bool
    receipt_count: int
    effective_receipts: Decimal
    as_of_date: date


class ItemScoreOut(PunctualityOut):
    item_id: UUID
    item_code: str
    site_id: UUID
    received_quantity: Decimal
    rejected_quantity: Decimal
    rejected_ppm: Decimal | None
    lead_time: LeadTimeOut | None


class MonthScoreOut(PunctualityOut):
    month: date


class ScorecardOut(Schema):
    score: ScoreOut
    asked: PunctualityOut
    confirmed: PunctualityOut
    items: list[ItemScoreOut]
    months: list[MonthScoreOut]


class LineOut(Schema):
    id: UUID
    supplier_id: UUID
    supplier_code: str
    order_id: UUID
    order_number: str
    line_id: UUID
    item_id: UUID
    item_code: str
    site_id: UUID
    unit: str
    ordered_date: date
    sent_at: datetime | None
    answered_at: datetime | None
    asked_date: date
    asked_quantity: Decimal
    first_confirmed_date: date | None
    confirmed_date: date | None
    confirmed_quantity: Decimal
    open_quantity: Decimal
    received_quantity: Decimal
    rejected_quantity: Decimal
    first_received_date: date | None
    last_received_date: date | None
    is_cancelled: bool
    asked_result: str
    confirmed_result: str
    counted_date: date | None

    @staticmethod
    def resolve_supplier_code(row: Any) -> str:
        return str(row.supplier.code)

    @staticmethod
    def resolve_item_code(row: Any) -> str:
        return str(row.item.code)


class RejectionOut(Schema):
    id: UUID
    supplier_id: UUID
    inspection_id: UUID
    decision_id: UUID
    inspection_number: str
    source_type: str
    order_id: UUID | None
    order_number: str
    item_id: UUID
    site_id: UUID
    lot: str
    quantity: Decimal
    unit: str
    defect_code: str
    disposition: str
    decided_date: date


class PolicyIn(Schema):
    supplier_id: UUID | None = None
    basis: Basis = Basis.ASKED
    late_days: Count = 0
    early_days: Count | None = None
    under_ratio: Share = Decimal(0)
    half_life_days: Count = 90
    minimum_lines: Share = Decimal(3)
    red_below_ratio: Share = Decimal("0.85")
    red_probability: Share = Decimal("0.8")
    yellow_below_ratio: Share = Decimal("0.93")
    yellow_probability: Share = Decimal("0.5")
    drift_limit: Share = Decimal("2.7")
    unanswered_days: Count = 2
    likely_late_ratio: Share = Decimal("0.6")
    escalate_days: Count = 3
    lead_time_ratio: Share = Decimal("0.8")
    learned_use: LearnedUse = LearnedUse.ADVISE
    red_consequence: RedConsequence = RedConsequence.WARN


class PolicyOut(PolicyIn):
    id: UUID
