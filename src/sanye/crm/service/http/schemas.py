"""Bodies and answers of service."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import Field

from sanye.crm.service.commands import About, ReturnLine
from sanye.crm.service.domain.clock import state_of
from sanye.stem.http import Schema, now
from sanye.stem.http.types import Code, Day, Instant, Positive

Words = Field("", max_length=50_000)


class AboutIn(Schema):
    """What it is about, as far as it is known."""

    customer_id: UUID | None = None
    item_id: UUID | None = None
    sales_order_id: UUID | None = None
    delivery_id: UUID | None = None
    serial_number: Code = ""
    lot: Code = ""

    def about(self) -> About:
        """The same for a command."""
        return About(**{name: getattr(self, name) for name in AboutIn.model_fields})


class CaseIn(AboutIn):
    """A customer needs something. Without a queue it goes where its kind goes."""

    title: str = Field(max_length=200)
    kind: Code = "QUESTION"
    channel: Code = "PHONE"
    text: str = Words
    contact_id: UUID | None = None
    failure_code: Code = ""
    priority: Code = "NORMAL"
    queue_code: Code = ""
    owner_id: UUID | None = None
    site_id: UUID | None = None

    def given(self) -> dict[str, Any]:
        """What a command takes besides what it is about."""
        values = self.model_dump()
        return {name: values[name] for name in values if name not in AboutIn.model_fields}


class AssignIn(Schema):
    owner_id: UUID | None = None
    queue_code: Code = ""
    priority: Code = ""


class DiagnoseIn(Schema):
    """`about` replaces what was known; its customer does not count."""

    about: AboutIn | None = None
    failure_code: Code = ""
    cause_code: Code = ""


class TextIn(Schema):
    text: str = Words


class AnswerIn(Schema):
    """A text, or the code of a canned answer and the language wanted."""

    text: str = Words
    answer_code: Code = ""
    language: str = Field("", max_length=8)
    channel: Code = "MAIL"


class WaitIn(Schema):
    text: str = Words
    channel: Code = "MAIL"


class ResolveIn(Schema):
    resolution_code: Code
    cause_code: Code = ""
    failure_code: Code = ""
    is_our_fault: bool | None = None
    text: str = Words


class CloseIn(Schema):
    reason_code: Code = ""


class MergeIn(Schema):
    into_id: UUID


class CaseRowOut(Schema):
    """Clocks are NONE, RUNNING, AT_RISK, PAUSED, BREACHED or MET at the moment of the answer."""

    id: UUID
    number: str
    kind: str
    channel: str
    status: str
    priority: str
    title: str
    queue_code: str = Field(alias="queue.code")
    owner_id: UUID | None
    customer_id: UUID
    customer_code: str = Field(alias="customer.code")
    item_id: UUID | None
    item_code: str | None = Field(None, alias="item.code")
    failure_code: str
    opened_at: datetime
    response_due_at: datetime | None
    resolution_due_at: datetime | None
    response_clock: str
    resolution_clock: str
    escalated_at: datetime | None

    @staticmethod
    def resolve_response_clock(case: Any) -> str:
        return state_of(
            case.response_due_at,
            case.response_risk_at,
            done_at=case.responded_at,
            stopped_at=case.clock_stopped_at,
            at=now(),
        )

    @staticmethod
    def resolve_resolution_clock(case: Any) -> str:
        return state_of(
            case.resolution_due_at,
            case.resolution_risk_at,
            done_at=case.clock_stopped_at if case.resolved_at else None,
            stopped_at=case.clock_stopped_at,
            at=now(),
        )


class CaseOut(CaseRowOut):
    contact_id: UUID | None
    site_id: UUID | None
    sales_order_id: UUID | None
    delivery_id: UUID | None
    serial_number: str
    lot: str
    cause_code: str
    resolution_code: str
    is_our_fault: bool
    is_in_warranty: bool
    responded_at: datetime | None
    waited_minutes: int
    clock_stopped_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    close_reason: str
    reopened_count: int
    merged_into_id: UUID | None
    is_imported: bool


class TimelineOut(Schema):
    happened_at: datetime
    what: str
    detail: str
    text: str
    user_id: UUID | None


class MessageOut(Schema):
    id: UUID
    kind: str
    channel: str
    text: str
    written_at: datetime


class ReturnLineIn(Schema):
    """Quantity in the item's stock unit; without it all that is still with the customer."""

    item_id: UUID | None = None
    quantity: Positive | None = None
    serial_number: Code = ""
    lot: Code = ""
    sales_order_id: UUID | None = None
    delivery_id: UUID | None = None
    reason_code: Code
    failure_code: Code = ""
    wanted_outcome: Code = "REFUND"

    def line(self) -> ReturnLine:
        """The same for a command."""
        return ReturnLine(**self.model_dump())


class ReturnIn(Schema):
    lines: list[ReturnLineIn] = Field(max_length=200)
    site_id: UUID | None = None


class ReturnLineOut(Schema):
    id: UUID
    item_id: UUID
    quantity: Decimal
    unit: str
    serial_number: str
    lot: str
    sales_order_id: UUID | None
    reason_code: str
    failure_code: str
    wanted_outcome: str
    is_in_warranty: bool


class ReturnRequestOut(Schema):
    id: UUID
    case_id: UUID
    site_id: UUID | None
    requested_at: datetime
    lines: list[ReturnLineOut]

    @staticmethod
    def resolve_lines(request: Any) -> list[Any]:
        return list(request.lines.all())


class CaseReturnOut(Schema):
    """Sums over its settlements, functional currency."""

    id: UUID
    number: str
    customer_id: UUID
    case_id: UUID | None
    request_id: UUID | None
    status: str
    credit_amount: Decimal
    cost_amount: Decimal
    currency: str


class CostIn(Schema):
    """LABOR by minutes at the company's rate, else an amount in functional currency."""

    kind: Code
    minutes: Positive | None = Field(None, le=100_000, decimal_places=2)
    amount: Positive | None = None
    posting_date: Day | None = None


class CostOut(Schema):
    id: UUID
    case_id: UUID
    kind: str
    minutes: Decimal
    rate: Decimal
    amount: Decimal
    currency: str
    posting_date: date
    item_id: UUID | None
    is_in_warranty: bool
    reverses_id: UUID | None
    reported_at: datetime


class CostSumOut(Schema):
    case_id: UUID | None
    customer_id: UUID | None
    item_id: UUID | None
    minutes: Decimal
    amount: Decimal
    warranty_amount: Decimal
    report_count: int


class ClosedCaseIn(AboutIn):
    """A finished case of the time before; without a number it draws one of its opening year."""

    customer_id: UUID
    number: Code = ""
    title: str = Field("", max_length=200)
    kind: Code = "FAULT"
    channel: Code = "FILE"
    priority: Code = "NORMAL"
    queue_code: Code = ""
    failure_code: Code = ""
    cause_code: Code = ""
    resolution_code: Code
    is_our_fault: bool | None = None
    is_in_warranty: bool = False
    is_in_time: bool = True
    opened_at: Instant
    responded_at: Instant | None = None
    resolved_at: Instant
