"""Facts of planning and promising."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sanye.kernel.events import event, value


class PlannedOrderKind(StrEnum):
    BUY = "BUY"
    MAKE = "MAKE"
    TRANSFER = "TRANSFER"


@value
class ReleasedOrder:
    """A planned order handed over: quantity in the item's stock unit."""

    planned_order_id: UUID
    kind: PlannedOrderKind
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit: str
    start_date: date
    due_date: date
    supplier_id: UUID | None
    supplying_site_id: UUID | None
    sales_order_ids: tuple[UUID, ...]


@event("sanye.scm.planned_orders.released.v1", key="release_id")
class PlannedOrdersReleased:
    """Planned orders became somebody's work: purchase, production or transfer orders follow.

    What one run releases comes as several where one fact would be larger than a megabyte.
    """

    release_id: UUID
    orders: tuple[ReleasedOrder, ...]


@event("sanye.scm.planned_order.firmed.v1", key="planned_order_id")
class PlannedOrderFirmed:
    planned_order_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit: str
    start_date: date
    due_date: date


@event("sanye.scm.planning_run.finished.v1", key="planning_run_id")
class PlanningRunFinished:
    planning_run_id: UUID
    scope: str
    item_count: int
    planned_order_count: int
    action_message_count: int
    as_of_date: date


@event("sanye.scm.action_message.raised.v1", key="action_message_id")
class ActionMessageRaised:
    """What a run advises about a real order: `order_type` is purchase_order, production_order …"""

    action_message_id: UUID
    kind: str
    item_id: UUID
    site_id: UUID
    order_type: str
    order_id: UUID | None
    order_line_id: UUID | None
    order_number: str
    current_date: date | None
    suggested_date: date | None
    current_quantity: Decimal | None
    suggested_quantity: Decimal | None
    money_at_stake: Decimal
    currency: str
    sales_order_ids: tuple[UUID, ...]
    owner_role: str


@event("sanye.scm.action_message.closed.v1", key="action_message_id")
class ActionMessageClosed:
    """`outcome` is APPLIED, DISMISSED or OVERTAKEN (the next run no longer advises it)."""

    action_message_id: UUID
    outcome: str
    reason: str


@event("sanye.scm.supply_change.requested.v1", key="order_id")
class SupplyChangeRequested:
    """A planner applied a message: the owner of the order changes it, or proposes the change.

    `kind` is RESCHEDULE, CHANGE_QUANTITY or CANCEL; `order_type` purchase_order,
    production_order or transfer_order; `order_line_id` the schedule line of a purchase order or
    the line of a transfer order. `new_quantity` is what should still come.
    """

    action_message_id: UUID
    kind: str
    order_type: str
    order_id: UUID
    order_line_id: UUID | None
    new_date: date | None
    new_quantity: Decimal | None
    reason: str


@value
class HeldLine:
    line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    promised_date: date | None


@event("sanye.scm.hold.placed.v1", key="hold_id")
class HoldPlaced:
    hold_id: UUID
    request_id: UUID
    expires_at: datetime
    lines: tuple[HeldLine, ...]


@event("sanye.scm.hold.committed.v1", key="hold_id")
class HoldCommitted:
    hold_id: UUID
    sales_order_id: UUID


@event("sanye.scm.hold.freed.v1", key="hold_id")
class HoldFreed:
    """`reason_code` is EXPIRED, CANCELLED, REPLACED or SHIPPED."""

    hold_id: UUID
    reason_code: str


@value
class PromiseChange:
    schedule_line_id: UUID
    item_id: UUID
    quantity: Decimal
    requested_date: date
    promised_date: date
    new_promised_date: date | None
    money_at_stake: Decimal


@event("sanye.scm.promise.endangered.v1", key="sales_order_id")
class PromiseEndangered:
    """Supply moved so that promised lines cannot be kept; the new dates are proposals to sales.

    A line with the promised date itself as the new one can be kept after all.
    """

    sales_order_id: UUID
    sales_order_number: str
    customer_id: UUID
    currency: str
    cause: str
    cause_order_type: str
    cause_order_id: UUID | None
    changes: tuple[PromiseChange, ...]


@event("sanye.scm.planning.requested.v1", key="request_id")
class PlanningRequested:
    """Supply or demand changed; what changed waits to be planned, many changes in one run."""

    request_id: UUID
