"""From rows of production to published facts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sanye.contracts.erp.production import (
    ComponentLine,
    OperationReported,
    ProductionOrderCancelled,
    ProductionOrderChanged,
    ProductionOrderChangeProposed,
    ProductionOrderClosed,
    ProductionOrderCompleted,
    ProductionOrderCreated,
    ProductionOrderReleased,
    ProductionOrderState,
)
from sanye.erp.production.domain.states import OrderStatus
from sanye.erp.production.models import (
    OperationReport,
    ProductionCompletion,
    ProductionComponent,
    ProductionOrder,
    ProductionProposal,
)
from sanye.erp.production.queries.orders import components_of
from sanye.stem.events.log import publish

ENDED = (OrderStatus.COMPLETED, OrderStatus.CLOSED, OrderStatus.CANCELLED)


def created_fact(
    order: ProductionOrder, components: Sequence[ProductionComponent]
) -> ProductionOrderCreated:
    """That the order exists; for callers that publish many at once."""
    return ProductionOrderCreated(
        production_order_id=order.id, number=order.number, state=_state(order, components)
    )


def publish_released(order: ProductionOrder) -> None:
    """Tell that work may begin."""
    publish(
        ProductionOrderReleased(
            production_order_id=order.id, number=order.number, state=_state(order)
        )
    )


def publish_changed(order: ProductionOrder, *, reason: str) -> None:
    """Tell the order as it is now."""
    publish(
        ProductionOrderChanged(
            production_order_id=order.id, number=order.number, reason=reason, state=_state(order)
        )
    )


def publish_change_proposed(proposal: ProductionProposal) -> None:
    """Tell that a person must decide about a change."""
    order = proposal.production_order
    publish(
        ProductionOrderChangeProposed(
            production_order_id=order.id,
            number=order.number,
            kind=proposal.kind,
            proposed_date=proposal.proposed_date,
            proposed_quantity=proposal.proposed_quantity,
            reason=proposal.reason,
        )
    )


def publish_cancelled(order: ProductionOrder, *, reason: str) -> None:
    """Tell that nothing will be made."""
    publish(
        ProductionOrderCancelled(production_order_id=order.id, number=order.number, reason=reason)
    )


def publish_reported(order: ProductionOrder, reports: Sequence[OperationReport]) -> None:
    """Tell what was worked."""
    publish(
        *(
            OperationReported(
                report_id=report.id,
                production_order_id=order.id,
                number=order.number,
                operation_number=report.operation.number,
                work_center_id=report.operation.work_center_id,
                posting_date=report.posting_date,
                good_quantity=report.good_quantity,
                scrap_quantity=report.scrap_quantity,
                scrap_reason_code=report.scrap_reason_code,
                setup_minutes=report.setup_minutes,
                run_minutes=report.run_minutes,
                cost_rate=report.cost_rate,
            )
            for report in reports
        )
    )


def publish_completed(order: ProductionOrder, completion: ProductionCompletion) -> None:
    """Tell what came out."""
    publish(
        ProductionOrderCompleted(
            production_order_id=order.id,
            number=order.number,
            item_id=order.item_id,
            site_id=order.site_id,
            completed_quantity=completion.quantity,
            unit=order.unit,
            lot=completion.lot,
            posting_date=completion.posting_date,
            state=_state(order),
        )
    )


def publish_closed(order: ProductionOrder, *, posting_date: date) -> None:
    """Tell that nothing more will be booked."""
    publish(
        ProductionOrderClosed(
            production_order_id=order.id,
            number=order.number,
            item_id=order.item_id,
            posting_date=posting_date,
        )
    )


def _state(
    order: ProductionOrder, components: Sequence[ProductionComponent] | None = None
) -> ProductionOrderState:
    if components is None:
        components = components_of(order)
    ended = order.status in ENDED
    open_quantity = order.quantity - order.completed_quantity - order.scrapped_quantity
    return ProductionOrderState(
        item_id=order.item_id,
        site_id=order.site_id,
        quantity=order.quantity,
        open_quantity=Decimal(0) if ended else max(open_quantity, Decimal(0)),
        unit=order.unit,
        start_date=order.start_date,
        due_date=order.due_date,
        status=order.status,
        planned_order_id=order.planned_order_id,
        components=tuple(
            ComponentLine(
                component_line_id=line.id,
                item_id=line.item_id,
                site_id=line.site_id,
                quantity=line.quantity,
                open_quantity=Decimal(0)
                if ended
                else max(line.quantity - line.issued_quantity, Decimal(0)),
                unit=line.unit,
                required_date=order.start_date,
            )
            for line in components
        ),
    )
