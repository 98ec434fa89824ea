"""What the doors of production take and give."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from sanye.erp.production.domain.rights import SEE_COSTS
from sanye.erp.production.queries.orders import components_of, operations_of
from sanye.stem.http import Schema
from sanye.stem.http.sights import only_with
from sanye.stem.http.types import Code, Day, NotNegative, Positive, Ratio, Reason

MOST_LINES = 1000


class OrderIn(Schema):
    """Without a start date the order begins its item's lead time before it is due."""

    item_id: UUID
    site_id: UUID
    quantity: Positive
    due_date: Day
    start_date: Day | None = None


class ReleaseIn(Schema):
    is_material_needed: bool = False


class IssueLineIn(Schema):
    component_line_id: UUID
    quantity: Positive
    lot: Code = ""
    serial_number: Code = ""
    location_id: UUID | None = None


IssueLines = Annotated[list[IssueLineIn], Field(min_length=1, max_length=MOST_LINES)]


class IssueIn(Schema):
    """Without lines everything still open, first expiry first."""

    posting_date: Day
    lines: IssueLines | None = None


class ReturnIn(Schema):
    posting_date: Day
    lines: IssueLines


class ReportIn(Schema):
    operation_number: Annotated[int, Field(ge=0, le=1_000_000)]
    posting_date: Day
    good_quantity: NotNegative = Decimal(0)
    scrap_quantity: NotNegative = Decimal(0)
    scrap_reason_code: Code = ""
    setup_minutes: NotNegative = Decimal(0)
    run_minutes: NotNegative = Decimal(0)


class CompletionIn(Schema):
    """`backflush` left out means the site's policy."""

    quantity: Positive
    posting_date: Day
    lot: Code = ""
    serial_numbers: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=40)]], Field(max_length=10_000)
    ] = []
    location_id: UUID | None = None
    status: Annotated[str, Field(max_length=24)] = "AVAILABLE"
    is_final: bool = False
    backflush: bool | None = None


class RescheduleIn(Schema):
    due_date: Day
    start_date: Day | None = None
    reason: Reason = ""


class QuantityIn(Schema):
    quantity: Positive
    reason: Reason = ""


class SplitIn(Schema):
    quantity: Positive


class ReasonIn(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=400)]


class ClosingIn(Schema):
    posting_date: Day


class ReversalIn(Schema):
    posting_date: Day
    reason_code: Code


class PolicyIn(Schema):
    site_id: UUID
    over_completion_ratio: Ratio
    over_issue_ratio: Ratio
    short_backflush_ratio: Ratio
    backflushes: bool


class PolicyOut(Schema):
    over_completion_ratio: Decimal
    over_issue_ratio: Decimal
    short_backflush_ratio: Decimal
    backflushes: bool


class DecisionIn(Schema):
    reason: Reason = ""


class ComponentOut(Schema):
    id: UUID
    line_number: int
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    issued_quantity: Decimal
    unit: str
    is_fixed: bool
    operation_number: int | None


class OperationOut(Schema):
    id: UUID
    number: int
    name: str
    work_center_id: UUID
    setup_minutes: Decimal
    run_minutes: Decimal
    queue_minutes: Decimal
    move_minutes: Decimal
    good_quantity: Decimal
    scrap_quantity: Decimal
    actual_setup_minutes: Decimal
    actual_run_minutes: Decimal


class OrderOut(Schema):
    id: UUID
    number: str
    item_id: UUID
    item_code: Annotated[str, Field(alias="item.code")]
    site_id: UUID
    quantity: Decimal
    completed_quantity: Decimal
    scrapped_quantity: Decimal
    unit: str
    start_date: date
    due_date: date
    status: str
    planned_order_id: UUID | None
    sales_order_ids: list[UUID]
    split_from_id: UUID | None
    released_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    closed_at: datetime | None


class CompletionOut(Schema):
    id: UUID
    movement_id: UUID
    quantity: Decimal
    lot: str
    posting_date: date
    reverses_id: UUID | None


class OrderDetailOut(OrderOut):
    components: list[ComponentOut]
    operations: list[OperationOut]
    completions: list[CompletionOut]

    @staticmethod
    def resolve_components(order: Any) -> Sequence[object]:
        return components_of(order)

    @staticmethod
    def resolve_completions(order: Any) -> Sequence[object]:
        return list(order.completions.order_by("id"))

    @staticmethod
    def resolve_operations(order: Any) -> Sequence[object]:
        return operations_of(order)


class AvailabilityOut(Schema):
    component_line_id: UUID
    item_id: UUID
    item_code: str
    unit: str
    required_quantity: Decimal
    issued_quantity: Decimal
    open_quantity: Decimal
    available_quantity: Decimal
    short_quantity: Decimal


class ReleaseOut(Schema):
    order: OrderDetailOut
    shortages: list[AvailabilityOut]


class ReportOut(Schema):
    id: UUID
    posting_date: date
    reported_at: datetime
    good_quantity: Decimal
    scrap_quantity: Decimal
    scrap_reason_code: str
    setup_minutes: Decimal
    run_minutes: Decimal
    cost_rate: Annotated[Decimal | None, only_with(SEE_COSTS)]
    operation_number: Annotated[int, Field(alias="operation.number")]
    is_backflushed: bool
    reverses_id: UUID | None


class ProposalOut(Schema):
    id: UUID
    production_order_id: UUID
    production_order_number: Annotated[str, Field(alias="production_order.number")]
    kind: str
    proposed_date: date | None
    proposed_quantity: Decimal | None
    reason: str
    status: str
    owner_role: str
    decide_by_date: date
    decided_at: datetime | None
    decision_reason: str
