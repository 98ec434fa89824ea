"""What the doors of purchasing take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from sanye.erp.purchasing import queries
from sanye.erp.purchasing.commands import AnswerKind
from sanye.erp.purchasing.domain.rights import SEE_PRICES
from sanye.stem.http import Schema, actor_of
from sanye.stem.http.sights import only_with
from sanye.stem.http.types import Many, Serials

Quantity = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]
Amount = Annotated[Decimal, Field(max_digits=20, decimal_places=4)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Code = Annotated[str, Field(max_length=40)]
Reason = Annotated[str, Field(max_length=200)]
Price = Annotated[Decimal | None, only_with(SEE_PRICES)]
"""Null for callers without the right to purchase prices."""


class NewLineIn(Schema):
    item_id: UUID
    quantity: Quantity
    requested_date: Day
    unit: Code = ""
    unit_price: Quantity | None = None
    text: Reason = ""


class OrderIn(Schema):
    supplier_id: UUID
    site_id: UUID
    lines: Many[NewLineIn]
    currency: Code | None = None
    note: str = ""


class PartIn(Schema):
    quantity: Quantity
    confirmed_date: Day


class LineAnswerIn(Schema):
    schedule_line_id: UUID
    kind: AnswerKind
    parts: Many[PartIn] = []
    reason: Reason = ""


class AnswerIn(Schema):
    """Without answers the supplier accepts all that is open and unanswered."""

    answers: Many[LineAnswerIn] | None = None
    supplier_reference: Code = ""


class LineChangeIn(Schema):
    """One of a date, a quantity still to come, or a cancellation."""

    schedule_line_id: UUID
    new_date: Day | None = None
    new_quantity: Quantity | None = None
    cancel: bool = False


class ChangeIn(Schema):
    changes: Many[LineChangeIn]
    reason: Reason


class ReasonIn(Schema):
    reason: Reason


class CloseShortIn(ReasonIn):
    schedule_line_ids: Many[UUID] | None = None


class ArrivalIn(Schema):
    purchase_order_line_id: UUID
    quantity: Quantity
    schedule_line_id: UUID | None = None
    unit: Code = ""
    lot: Code = ""
    serial_numbers: Serials = []
    location_id: UUID | None = None


class ReceiptIn(Schema):
    lines: Many[ArrivalIn]
    posting_date: Day | None = None
    delivery_note: Code = ""
    is_final: bool = False


class GoingBackIn(Schema):
    receipt_line_id: UUID
    quantity: Quantity
    serial_numbers: Serials = []
    stock_status: Code = ""
    location_id: UUID | None = None


class ReturnIn(Schema):
    lines: Many[GoingBackIn]
    reason_code: Code
    replacement: bool = False
    posting_date: Day | None = None


class ProposalAnswerIn(Schema):
    accept: bool
    reason: Reason = ""


class RequisitionOrderIn(Schema):
    supplier_id: UUID
    unit_price: Quantity | None = None


class PolicyIn(Schema):
    supplier_id: UUID | None = None
    window_days: int = 7
    approval_amount: Amount | None = None
    answer_days: int = 3


class ScheduleLineOut(Schema):
    id: UUID
    number: int
    quantity: Decimal
    open_quantity: Decimal
    received_quantity: Decimal
    returned_quantity: Decimal
    cancelled_quantity: Decimal
    requested_date: date
    first_confirmed_date: date | None
    confirmed_date: date | None
    expected_date: date
    answer: str
    answer_reason: str
    planned_order_id: UUID | None


class LineOut(Schema):
    id: UUID
    line_number: int
    item_id: UUID
    item_code: str
    text: str
    unit: str
    quantity: Decimal
    unit_price: Price
    price_source: str
    tax_code: str
    net_amount: Price
    tax_amount: Price
    received_quantity: Decimal
    returned_quantity: Decimal
    cancelled_quantity: Decimal
    invoiced_quantity: Decimal
    schedule_lines: list[ScheduleLineOut]

    @staticmethod
    def resolve_item_code(row: Any) -> str:
        return str(row.item.code)


class OrderRowOut(Schema):
    id: UUID
    number: str
    supplier_id: UUID
    supplier_code: str
    site_id: UUID
    status: str
    origin: str
    order_date: date
    currency: str
    net_amount: Price
    tax_amount: Price
    gross_amount: Price
    answer_by_date: date | None
    sent_at: datetime | None

    @staticmethod
    def resolve_supplier_code(row: Any) -> str:
        return str(row.supplier.code)


class StandingOut(Schema):
    """How the supplier stands: `consequence` ALLOW, WARN or BLOCK of a new order to him."""

    colour: str
    consequence: str
    on_time_in_full_ratio: Decimal
    line_count: int


class OrderOut(OrderRowOut):
    """`supplier_standing`: none where planning is off or never judged him, or one may not see."""

    supplier_standing: StandingOut | None = None

    @staticmethod
    def resolve_supplier_standing(row: Any, context: Any) -> Any:
        by = actor_of(context["request"])
        if not by.may("erp.purchasing.find_supplier_standing"):
            return None
        return queries.find_supplier_standing(supplier_id=row.supplier_id, by=by)

    exchange_rate: Decimal
    rate_date: date
    amendment_number: int
    supplier_reference: str
    note: str
    cancel_reason: str
    answered_at: datetime | None
    approved_at: datetime | None
    lines: list[LineOut]


class OpenLineOut(ScheduleLineOut):
    purchase_order_id: UUID
    purchase_order_number: str
    supplier_code: str
    line_id: UUID
    item_code: str
    unit: str

    @staticmethod
    def resolve_purchase_order_id(row: Any) -> UUID:
        order_id: UUID = row.line.purchase_order_id
        return order_id

    @staticmethod
    def resolve_purchase_order_number(row: Any) -> str:
        return str(row.line.purchase_order.number)

    @staticmethod
    def resolve_supplier_code(row: Any) -> str:
        return str(row.line.purchase_order.supplier.code)

    @staticmethod
    def resolve_item_code(row: Any) -> str:
        return str(row.line.item.code)

    @staticmethod
    def resolve_unit(row: Any) -> str:
        return str(row.line.unit)


class ReceiptLineOut(Schema):
    id: UUID
    line_number: int
    line_id: UUID
    schedule_line_id: UUID
    returns_id: UUID | None
    quantity: Decimal
    stock_quantity: Decimal
    unit_cost: Price
    lot: str
    serial_numbers: list[str]
    stock_status: str
    returned_quantity: Decimal
    invoiced_quantity: Decimal
    credited_quantity: Decimal


class ReceiptOut(Schema):
    id: UUID
    number: str
    kind: str
    purchase_order_id: UUID
    supplier_id: UUID
    site_id: UUID
    posting_date: date
    delivery_note: str
    reason_code: str
    movement_id: UUID | None
    lines: list[ReceiptLineOut]


class ProposalOut(Schema):
    id: UUID
    purchase_order_id: UUID
    purchase_order_number: str
    schedule_line_id: UUID
    kind: str
    status: str
    proposed_date: date | None
    proposed_quantity: Decimal | None
    reason: str
    action_message_id: UUID | None
    answer_by_date: date
    answered_at: datetime | None
    answer_reason: str

    @staticmethod
    def resolve_purchase_order_number(row: Any) -> str:
        return str(row.purchase_order.number)


class RequisitionOut(Schema):
    id: UUID
    planned_order_id: UUID
    item_id: UUID
    site_id: UUID
    supplier_id: UUID | None
    quantity: Decimal
    unit: str
    due_date: date
    status: str
    reason_code: str
    schedule_line_id: UUID | None
    drop_reason: str


class PolicyOut(PolicyIn):
    id: UUID
