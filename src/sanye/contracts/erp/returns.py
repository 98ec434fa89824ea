"""Facts of customers' returns and of what products cost after they were sold."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sanye.kernel.events import event, value


class ReturnOutcome(StrEnum):
    REFUND = "REFUND"
    REPLACE = "REPLACE"
    REPAIR = "REPAIR"
    SCRAP = "SCRAP"
    BACK_TO_SUPPLIER = "BACK_TO_SUPPLIER"


@value
class CustomerReturnLine:
    """Quantities in the item's stock unit; `received_quantity` stands in quarantine or further.

    `credit_amount` and `cost_amount` are the line's share of what a settlement says of the whole.
    """

    line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    received_quantity: Decimal
    unit: str
    lot: str
    serial_number: str
    sales_order_id: UUID | None
    order_line_id: UUID | None
    delivery_line_id: UUID | None
    reason_code: str
    failure_code: str
    outcome: ReturnOutcome | None
    is_in_warranty: bool
    credit_amount: Decimal = Decimal(0)
    cost_amount: Decimal = Decimal(0)


@event("sanye.erp.customer_return.created.v1", key="customer_return_id")
class CustomerReturnCreated:
    """`request_id` and `case_id` where a case asked for it."""

    customer_return_id: UUID
    number: str
    customer_id: UUID
    case_id: UUID | None
    request_id: UUID | None
    lines: tuple[CustomerReturnLine, ...]


@event("sanye.erp.customer_return.received.v1", key="customer_return_id")
class CustomerReturnReceived:
    """Goods are back; lines are those that came now, with what came now."""

    customer_return_id: UUID
    number: str
    customer_id: UUID
    case_id: UUID | None
    posting_date: date
    lines: tuple[CustomerReturnLine, ...]


@event("sanye.erp.customer_return.settled.v1", key="customer_return_id")
class CustomerReturnSettled:
    """What was decided about lines and what it led to: credit note, order, production order.

    Amounts are in functional currency: `credit_amount` without tax, `cost_amount` what the return
    cost us beyond it, such as value lost to scrap or goods sent anew. A repair costs what its
    production order takes in. What a return leads to is told document by document.
    """

    customer_return_id: UUID
    number: str
    customer_id: UUID
    case_id: UUID | None
    posting_date: date
    credit_note_id: UUID | None
    sales_order_id: UUID | None
    production_order_id: UUID | None
    credit_amount: Decimal
    cost_amount: Decimal
    currency: str
    lines: tuple[CustomerReturnLine, ...]


@event("sanye.erp.customer_return.closed.v1", key="customer_return_id")
class CustomerReturnClosed:
    """Nothing more will come or be decided; `is_cancelled` when nothing ever came."""

    customer_return_id: UUID
    number: str
    customer_id: UUID
    case_id: UUID | None
    is_cancelled: bool


@event("sanye.erp.customer_return.imported.v1", key="customer_return_id")
class CustomerReturnImported:
    """A closed return from the time before Sanye."""

    customer_return_id: UUID
    number: str
    customer_id: UUID
    case_id: UUID | None
    posting_date: date
    credit_amount: Decimal
    cost_amount: Decimal
    currency: str
    lines: tuple[CustomerReturnLine, ...]


@event("sanye.erp.product_cost.changed.v1", key="item_id")
class ProductServiceCostChanged:
    """What one sold piece of an item costs us afterwards, over a trailing window.

    Per stock unit in functional currency: warranty and service, returns, repairs.
    """

    item_id: UUID
    window_days: int
    shipped_quantity: Decimal
    unit: str
    service_amount: Decimal
    return_amount: Decimal
    repair_amount: Decimal
    currency: str
    as_of_date: date
