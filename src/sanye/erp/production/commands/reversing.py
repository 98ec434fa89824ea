"""Taking back a completion or a report that was a mistake."""

from datetime import date, datetime
from uuid import UUID

from sanye.erp.inventory.commands import reverse_document_movement
from sanye.erp.production.commands.locking import lock_working
from sanye.erp.production.commands.reporting import Work, book_work
from sanye.erp.production.domain.states import ORDER_STEPS, OrderStatus
from sanye.erp.production.errors import (
    AlreadyReversed,
    CompletionUnknown,
    ReasonMissing,
    ReportUnknown,
)
from sanye.erp.production.models import OperationReport, ProductionCompletion, ProductionOrder
from sanye.erp.production.publishing import publish_changed
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command


@command
def reverse_completion(
    *, completion_id: UUID, posting_date: date, reason_code: str, by: Actor, at: datetime
) -> ProductionOrder:
    """Take finished goods out of stock again; what they consumed is returned by hand.

    The order is at work again if anything is now open. Raises NotEnoughStock when the goods are
    gone, NotWorkedOn when the order is closed, AlreadyReversed.
    """
    found = ProductionCompletion.objects.filter(id=completion_id).first()
    if found is None:
        raise CompletionUnknown(id=completion_id)
    completion: ProductionCompletion = found
    order = lock_working(completion.production_order_id)
    if not reason_code.strip():
        raise ReasonMissing(field="reason_code")
    is_taken_back = ProductionCompletion.objects.filter(reverses=completion).exists()
    if is_taken_back or completion.reverses_id is not None:
        raise AlreadyReversed(id=completion.id)
    movement = reverse_document_movement(
        movement_id=completion.movement_id,
        posting_date=posting_date,
        reason_code=reason_code,
        by=by,
        at=at,
    )
    ProductionCompletion.objects.create(
        id=new_id(),
        company_id=order.company_id,
        production_order=order,
        movement=movement,
        quantity=-completion.quantity,
        lot=completion.lot,
        posting_date=posting_date,
        reverses=completion,
    )
    order.completed_quantity -= completion.quantity
    _keep(order)
    publish_changed(order, reason="COMPLETION_REVERSED")
    return order


@command
def reverse_report(
    *, report_id: UUID, posting_date: date, reason_code: str, by: Actor, at: datetime
) -> OperationReport:
    """Take back a report: its figures with the opposite sign. Raises as reverse_completion."""
    found = OperationReport.objects.filter(id=report_id).select_related("operation").first()
    if found is None:
        raise ReportUnknown(id=report_id)
    report: OperationReport = found
    order = lock_working(report.operation.production_order_id)
    if not reason_code.strip():
        raise ReasonMissing(field="reason_code")
    is_taken_back = OperationReport.objects.filter(reverses=report).exists()
    if is_taken_back or report.reverses_id is not None:
        raise AlreadyReversed(id=report.id)
    operation = order.operations.select_related("work_center").get(id=report.operation_id)
    work = Work(
        good_quantity=-report.good_quantity,
        scrap_quantity=-report.scrap_quantity,
        scrap_reason_code=reason_code,
        setup_minutes=-report.setup_minutes,
        run_minutes=-report.run_minutes,
    )
    (reversal,) = book_work(order, [(operation, work)], posting_date, reverses=report, at=at)
    order.scrapped_quantity -= report.scrap_quantity
    _keep(order)
    publish_changed(order, reason="REPORT_REVERSED")
    return reversal


def _keep(order: ProductionOrder) -> None:
    """Store what is done now; a completed order with something open is at work again."""
    is_open = order.completed_quantity + order.scrapped_quantity < order.quantity
    if is_open and order.status == OrderStatus.COMPLETED:
        check_step(ORDER_STEPS, OrderStatus.COMPLETED, OrderStatus.STARTED, subject=order.number)
        order.status, order.completed_at = OrderStatus.STARTED, None
    order.save(update_fields=["completed_quantity", "scrapped_quantity", "status", "completed_at"])
