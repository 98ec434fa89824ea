"""Facts of production orders."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event, value


@value
class ComponentLine:
    """What the order consumes, in the component's stock unit; `open_quantity` is not issued yet."""

    component_line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    open_quantity: Decimal
    unit: str
    required_date: date


@value
class ProductionOrderState:
    """The order as it is now; `open_quantity` is neither completed nor scrapped."""

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    open_quantity: Decimal
    unit: str
    start_date: date
    due_date: date
    status: str
    planned_order_id: UUID | None
    components: tuple[ComponentLine, ...]


@event("sanye.erp.production_order.created.v1", key="production_order_id")
class ProductionOrderCreated:
    production_order_id: UUID
    number: str
    state: ProductionOrderState


@event("sanye.erp.production_order.released.v1", key="production_order_id")
class ProductionOrderReleased:
    production_order_id: UUID
    number: str
    state: ProductionOrderState


@event("sanye.erp.production_order.changed.v1", key="production_order_id")
class ProductionOrderChanged:
    """After a change of date or quantity, an issue, or a report."""

    production_order_id: UUID
    number: str
    reason: str
    state: ProductionOrderState


@event("sanye.erp.production_order.change_proposed.v1", key="production_order_id")
class ProductionOrderChangeProposed:
    """A change that a released order needs a person's decision for."""

    production_order_id: UUID
    number: str
    kind: str
    proposed_date: date | None
    proposed_quantity: Decimal | None
    reason: str


@event("sanye.erp.production_order.cancelled.v1", key="production_order_id")
class ProductionOrderCancelled:
    production_order_id: UUID
    number: str
    reason: str


@event("sanye.erp.operation.reported.v1", key="production_order_id")
class OperationReported:
    """Work done at one operation; times in minutes, cost rate per hour in functional currency.

    A report that takes back another has its opposite figures.
    """

    report_id: UUID
    production_order_id: UUID
    number: str
    operation_number: int
    work_center_id: UUID
    posting_date: date
    good_quantity: Decimal
    scrap_quantity: Decimal
    scrap_reason_code: str
    setup_minutes: Decimal
    run_minutes: Decimal
    cost_rate: Decimal


@event("sanye.erp.production_order.completed.v1", key="production_order_id")
class ProductionOrderCompleted:
    """Goods came out of the order; perhaps not yet all."""

    production_order_id: UUID
    number: str
    item_id: UUID
    site_id: UUID
    completed_quantity: Decimal
    unit: str
    lot: str
    posting_date: date
    state: ProductionOrderState


@event("sanye.erp.production_order.closed.v1", key="production_order_id")
class ProductionOrderClosed:
    """Nothing more will be issued, reported or completed; what remains in process is a variance."""

    production_order_id: UUID
    number: str
    item_id: UUID
    posting_date: date
