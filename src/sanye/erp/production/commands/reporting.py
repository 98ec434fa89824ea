"""Work at operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.production.commands.locking import (
    lock_working,
    start_if_needed,
    unit_decimals,
)
from sanye.erp.production.domain.times import run_minutes
from sanye.erp.production.errors import (
    NothingReported,
    OperationUnknown,
    QuantityNegative,
    QuantityTooFine,
    ReasonMissing,
)
from sanye.erp.production.models import OperationReport, ProductionOperation, ProductionOrder
from sanye.erp.production.publishing import publish_changed, publish_reported
from sanye.erp.production.queries.orders import operations_of
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.rows.bulk import insert_rows, update_rows

ZERO = Decimal(0)
_BOOKED = ["good_quantity", "scrap_quantity", "actual_setup_minutes", "actual_run_minutes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Quantities in the order's unit, times in minutes."""

    good_quantity: Decimal = ZERO
    scrap_quantity: Decimal = ZERO
    scrap_reason_code: str = ""
    setup_minutes: Decimal = ZERO
    run_minutes: Decimal = ZERO


@command
def report_operation(
    *,
    production_order_id: UUID,
    operation_number: int,
    posting_date: date,
    good_quantity: Decimal = ZERO,
    scrap_quantity: Decimal = ZERO,
    scrap_reason_code: str = "",
    setup_minutes: Decimal = ZERO,
    run_minutes: Decimal = ZERO,
    by: Actor,
    at: datetime,
) -> OperationReport:
    """Report what an operation did; scrap lessens what the order still brings.

    Raises OperationUnknown, ReasonMissing for scrap without one, NothingReported.
    """
    order = lock_working(production_order_id)
    operation: ProductionOperation | None = (
        order.operations.select_related("work_center").filter(number=operation_number).first()
    )
    if operation is None:
        raise OperationUnknown(number=order.number, operation=operation_number)
    work = Work(
        good_quantity=good_quantity,
        scrap_quantity=scrap_quantity,
        scrap_reason_code=scrap_reason_code,
        setup_minutes=setup_minutes,
        run_minutes=run_minutes,
    )
    _check(work, order)
    start_if_needed(order, at=at)
    (report,) = book_work(order, [(operation, work)], posting_date, at=at)
    if scrap_quantity > 0:
        order.scrapped_quantity += scrap_quantity
        order.save(update_fields=["scrapped_quantity"])
    publish_changed(order, reason="REPORTED")
    return report


def book_work(
    order: ProductionOrder,
    works: Sequence[tuple[ProductionOperation, Work]],
    posting_date: date,
    *,
    is_backflushed: bool = False,
    reverses: OperationReport | None = None,
    at: datetime,
) -> list[OperationReport]:
    """Write reports that were checked, add them to their operations and tell them."""
    reports = []
    for operation, work in works:
        report = _report(order, operation, work, posting_date, reverses, at=at)
        report.is_backflushed = is_backflushed
        reports.append(report)
        operation.good_quantity += work.good_quantity
        operation.scrap_quantity += work.scrap_quantity
        operation.actual_setup_minutes += work.setup_minutes
        operation.actual_run_minutes += work.run_minutes
    insert_rows(reports)
    update_rows([operation for operation, _ in works], _BOOKED)
    publish_reported(order, reports)
    return reports


def _report(
    order: ProductionOrder,
    operation: ProductionOperation,
    work: Work,
    posting_date: date,
    reverses: OperationReport | None,
    *,
    at: datetime,
) -> OperationReport:
    return OperationReport(
        id=new_id(),
        company_id=order.company_id,
        operation=operation,
        posting_date=posting_date,
        reported_at=at,
        good_quantity=work.good_quantity,
        scrap_quantity=work.scrap_quantity,
        scrap_reason_code=work.scrap_reason_code,
        setup_minutes=work.setup_minutes,
        run_minutes=work.run_minutes,
        cost_rate=operation.work_center.cost_rate if reverses is None else reverses.cost_rate,
        reverses=reverses,
    )


def backflush_work(
    order: ProductionOrder, made: Decimal, posting_date: date, *, at: datetime
) -> None:
    """Report every operation up to what came out, with planned times, where nobody did.

    An operation with no report yet also gets its planned set-up.
    """
    works: list[tuple[ProductionOperation, Work]] = []
    for operation in operations_of(order):
        missing = made - operation.good_quantity
        if missing <= 0:
            continue
        is_first = operation.good_quantity + operation.scrap_quantity == 0
        untimed = is_first and operation.actual_setup_minutes + operation.actual_run_minutes == 0
        work = Work(
            good_quantity=missing,
            setup_minutes=operation.setup_minutes if untimed else ZERO,
            run_minutes=run_minutes(operation.run_minutes_each, missing, operation.batch_quantity),
        )
        works.append((operation, work))
    book_work(order, works, posting_date, is_backflushed=True, at=at)


def _check(work: Work, order: ProductionOrder) -> None:
    figures = ("good_quantity", "scrap_quantity", "setup_minutes", "run_minutes")
    for figure in figures:
        if getattr(work, figure) < 0:
            raise QuantityNegative(what=figure, quantity=getattr(work, figure), field=figure)
    if not any(getattr(work, figure) for figure in figures):
        raise NothingReported(field="good_quantity")
    if work.scrap_quantity > 0 and not work.scrap_reason_code.strip():
        raise ReasonMissing(field="scrap_reason_code")
    decimals = unit_decimals({order.unit})[order.unit]
    for figure in ("good_quantity", "scrap_quantity"):
        if getattr(work, figure) != round(getattr(work, figure), decimals):
            raise QuantityTooFine(
                quantity=getattr(work, figure), unit=order.unit, decimals=decimals, field=figure
            )
