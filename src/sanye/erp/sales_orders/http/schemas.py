"""What the doors of sales orders take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import Field

from sanye.erp.sales_orders.commands import (
    ORDINARY_PRIORITY,
    LineChange,
    NewLine,
    NewOrder,
    SchedulePart,
)
from sanye.stem.http import Schema, actor_of
from sanye.stem.http.bulk import MOST_ROWS_IN_BULK
from sanye.stem.http.types import Day, Many, Quantity


def _inner(name: str, shown: object) -> Any:
    """A field for our own people: a customer at the portal gets `shown` instead."""

    def resolve(row: Any, context: dict[str, Any]) -> Any:
        is_customer = actor_of(context["request"]).party_ids is not None
        return shown if is_customer else getattr(row, name)

    return staticmethod(resolve)


class SchedulePartIn(Schema):
    quantity: Quantity
    requested_date: Day
    site_id: UUID | None = None


class NewLineIn(Schema):
    """Without a unit the item's sales unit, without a price the customer's."""

    item_id: UUID
    quantity: Quantity
    requested_date: Day
    unit: str = ""
    site_id: UUID | None = None
    text: str = Field("", max_length=400)
    unit_price: Decimal | None = None
    is_tax_included: bool = False
    discount_ratio: Decimal | None = None
    tax_codes: Many[str] | None = None
    over_delivery_ratio: Decimal = Decimal(0)
    schedule: Many[SchedulePartIn] = []

    def to_line(self) -> NewLine:
        given = self.dict()
        given["schedule"] = tuple(SchedulePart(**part.dict()) for part in self.schedule)
        given["tax_codes"] = None if self.tax_codes is None else tuple(self.tax_codes)
        return NewLine(**given)


class OrderIn(Schema):
    customer_id: UUID
    lines: Many[NewLineIn]
    site_id: UUID | None = None
    currency: str | None = Field(None, max_length=3)
    payment_term_code: str | None = None
    ship_to_address_id: UUID | None = None
    customer_reference: str = Field("", max_length=100)
    order_discount_ratio: Decimal = Decimal(0)
    priority: int = Field(ORDINARY_PRIORITY, ge=0, le=32767)

    def to_order(self) -> NewOrder:
        return NewOrder(**self.dict() | {"lines": [line.to_line() for line in self.lines]})


class OrdersIn(Schema):
    """Orders to be taken down together: all of them or none."""

    orders: list[OrderIn] = Field(min_length=1, max_length=MOST_ROWS_IN_BULK)


class PlacedOut(Schema):
    id: UUID
    number: str
    customer_id: UUID
    customer_reference: str
    currency: str
    net_amount: Decimal
    tax_amount: Decimal
    gross_amount: Decimal


class LineChangeIn(Schema):
    line_id: UUID
    quantity: Quantity | None = None
    requested_date: Day | None = None
    schedule_line_id: UUID | None = None
    item_id: UUID | None = None
    unit_price: Decimal | None = None
    discount_ratio: Decimal | None = None
    cancel_reason: str | None = None

    def to_change(self) -> LineChange:
        return LineChange(**self.dict())


class AmendmentIn(Schema):
    reason: str
    changes: Many[LineChangeIn] = []
    new_lines: Many[NewLineIn] = []


class ReasonIn(Schema):
    reason: str


class PromiseIn(Schema):
    schedule_line_id: UUID
    promised_date: Day


class PromisesIn(Schema):
    """Lines not named are promised for their estimate, else for the day they are wanted."""

    promises: Many[PromiseIn] = []


class ChosenIn(Schema):
    """Without ids all proposals of the order."""

    schedule_line_ids: Many[UUID] = []


class KeptIn(ChosenIn):
    reason: str


class TaxOut(Schema):
    tax_code: str
    rate_ratio: Decimal
    is_included: bool
    is_reverse_charge: bool
    base_amount: Decimal
    tax_amount: Decimal
    self_assessed_amount: Decimal


class ScheduleLineOut(Schema):
    """Quantities in the item's stock unit. Proposals and explanations are for our own people."""

    resolve_proposed_date = _inner("proposed_date", None)
    resolve_is_endangered = _inner("is_endangered", shown=False)
    resolve_endangered_cause = _inner("endangered_cause", "")
    resolve_promise_note_en = _inner("promise_note_en", "")
    resolve_promise_note_zh = _inner("promise_note_zh", "")

    id: UUID
    position: int
    site_id: UUID
    quantity: Decimal
    open_quantity: Decimal
    delivering_quantity: Decimal
    shipped_quantity: Decimal
    cancelled_quantity: Decimal
    requested_date: date
    first_promised_date: date | None
    promised_date: date | None
    actual_date: date | None
    estimated_date: date | None
    proposed_date: date | None
    is_endangered: bool
    endangered_cause: str
    promise_note_en: str
    promise_note_zh: str


class LineOut(Schema):
    id: UUID
    line_number: int
    item_id: UUID
    item_code: str = Field(alias="item.code")
    text: str
    quantity: Decimal
    unit: str
    stock_quantity: Decimal
    stock_unit: str
    unit_price: Decimal
    price_source: str
    price_source_code: str
    promotion_code: str
    discount_ratio: Decimal
    net_amount: Decimal
    tax_amount: Decimal
    shipped_quantity: Decimal
    cancelled_quantity: Decimal
    invoiced_quantity: Decimal
    cancel_reason: str
    taxes: list[TaxOut]
    schedule: list[ScheduleLineOut]


class OrderRowOut(Schema):
    resolve_credit_status = _inner("credit_status", "")

    id: UUID
    number: str
    status: str
    customer_id: UUID
    customer_code: str = Field(alias="customer.code")
    site_id: UUID
    order_date: date
    currency: str
    net_amount: Decimal
    tax_amount: Decimal
    gross_amount: Decimal
    await_reason: str
    credit_status: str
    amendment_number: int


class OrderOut(OrderRowOut):
    resolve_credit_status = _inner("credit_status", "")
    resolve_credit_excess_amount = _inner("credit_excess_amount", Decimal(0))
    resolve_credit_release_reason = _inner("credit_release_reason", "")

    quotation_id: UUID | None
    customer_return_id: UUID | None
    owner_id: UUID | None
    ship_to_address_id: UUID | None
    customer_reference: str
    exchange_rate: Decimal
    rate_date: date
    order_discount_ratio: Decimal
    priority: int
    hold_id: UUID | None
    credit_excess_amount: Decimal
    credit_release_reason: str
    confirmed_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    lines: list[LineOut]


class ChangeOut(Schema):
    line_number: int
    field: str
    before: str
    after: str


class AmendmentOut(Schema):
    id: UUID
    amendment_number: int
    reason: str
    amended_at: datetime
    net_amount_before: Decimal
    net_amount_after: Decimal
    changes: list[ChangeOut]


class ExposureOut(Schema):
    """In functional currency; `not_invoiced` are confirmed orders as far as not invoiced."""

    currency: str
    receivable: Decimal
    not_invoiced: Decimal
    total: Decimal


class EndangeredLineOut(Schema):
    """One line of the sellers' list; quantities in the item's stock unit."""

    id: UUID
    order_id: UUID
    order_number: str
    owner_id: UUID | None
    customer_id: UUID
    customer_code: str
    item_id: UUID
    item_code: str
    open_quantity: Decimal
    requested_date: date
    promised_date: date | None
    proposed_date: date | None
    endangered_cause: str

    resolve_order_id = staticmethod(lambda row: row.line.order_id)
    resolve_order_number = staticmethod(lambda row: row.line.order.number)
    resolve_owner_id = staticmethod(lambda row: row.line.order.owner_id)
    resolve_customer_id = staticmethod(lambda row: row.line.order.customer_id)
    resolve_customer_code = staticmethod(lambda row: row.line.order.customer.code)
    resolve_item_id = staticmethod(lambda row: row.line.item_id)
    resolve_item_code = staticmethod(lambda row: row.line.item.code)
