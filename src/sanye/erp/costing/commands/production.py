"""The value of work in process."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.costing.commands.writing import Cause, Place, start, write_valuation
from sanye.erp.costing.domain.process import ABSORBED_BY, actual_so_far, conversion_cost
from sanye.erp.costing.models import Valuation, WorkInProcess
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_work_center

ZERO = Decimal(0)


def lock_order(order_id: UUID, number: str = "", *, by: Actor) -> WorkInProcess:
    """The order's work in process, locked, made empty if there is none."""
    WorkInProcess.objects.bulk_create(
        [WorkInProcess(company_id=by.company_id, production_order_id=order_id, number=number)],
        ignore_conflicts=True,
    )
    rows = WorkInProcess.objects.select_for_update(of=("self",), no_key=True)
    row: WorkInProcess = rows.get(production_order_id=order_id)
    return row


def in_process_role(order_id: UUID, *, by: Actor) -> AccountRole:
    """Work in process; of an order that is closed, the variance it closed into."""
    row = WorkInProcess.objects.filter(production_order_id=order_id).first()
    if row is not None and row.closed_date is not None:
        return AccountRole.PRODUCTION_VARIANCE
    return AccountRole.WORK_IN_PROCESS


@command(logged=False)
def follow_order(
    *,
    production_order_id: UUID,
    number: str,
    item_id: UUID,
    site_id: UUID,
    quantity: Decimal,
    open_quantity: Decimal,
    by: Actor,
    at: datetime,
) -> WorkInProcess:
    """Keep what the order is to make and what of it is lost to scrap."""
    row = lock_order(production_order_id, number, by=by)
    row.number = number
    row.item_id = item_id
    row.site_id = site_id
    row.order_quantity = quantity
    row.lost_quantity = max(quantity - open_quantity - row.completed_quantity, ZERO)
    row.save(update_fields=["number", "item", "site", "order_quantity", "lost_quantity"])
    return row


@command(logged=False)
def value_operation(
    *,
    work_center_id: UUID,
    minutes: Decimal,
    cost_rate: Decimal,
    cause: Cause,
    by: Actor,
    at: datetime,
) -> Valuation | None:
    """Labour and machine time go into process at the work center's rate."""
    draft = start(cause, by=by)
    amount = conversion_cost(minutes, cost_rate, draft.currency)
    absorbed = ABSORBED_BY[get_work_center(work_center_id=work_center_id, by=by).kind]
    role = in_process_role(cause.source_id, by=by)
    row = take_in(cause.source_id, cause.source_number, conversion=amount, by=by)
    place = Place(item_id=row.item_id, site_id=row.site_id)
    draft.add(role, amount, place)
    draft.add(absorbed, -amount, place)
    return write_valuation(draft=draft, by=by, at=at)


def take_in(
    order_id: UUID,
    number: str,
    *,
    material: Decimal = ZERO,
    conversion: Decimal = ZERO,
    by: Actor,
) -> WorkInProcess:
    """Add to what the order took in; of a closed order it is variance at once."""
    row = lock_order(order_id, number, by=by)
    row.material_amount += material
    row.conversion_amount += conversion
    if row.closed_date is not None:
        row.variance_amount += material + conversion
    row.save(update_fields=["material_amount", "conversion_amount", "variance_amount"])
    return row


def worth_of_completion(
    order_id: UUID, quantity: Decimal, currency: str, *, by: Actor
) -> Decimal | None:
    """What a completed quantity cost so far; None while the order took in nothing."""
    row = lock_order(order_id, by=by)
    remaining = row.order_quantity - row.lost_quantity - row.completed_quantity
    if row.in_process_amount <= 0:
        return None
    return actual_so_far(row.in_process_amount, quantity, remaining, currency)


def complete(order_id: UUID, number: str, quantity: Decimal, amount: Decimal, *, by: Actor) -> None:
    """Add to what the order gave out."""
    row = lock_order(order_id, number, by=by)
    row.completed_quantity += quantity
    row.completed_amount += amount
    if row.closed_date is not None:
        row.variance_amount -= amount
    row.save(update_fields=["completed_quantity", "completed_amount", "variance_amount"])


@command(logged=False)
def close_order(*, cause: Cause, closed_date: date, by: Actor, at: datetime) -> Valuation | None:
    """What is still in process becomes the order's variance; a second closing changes nothing."""
    row = lock_order(cause.source_id, cause.source_number, by=by)
    if row.closed_date is not None:
        return None
    left = row.in_process_amount
    row.variance_amount += left
    row.closed_date = closed_date
    row.save(update_fields=["variance_amount", "closed_date"])
    draft = start(cause, by=by)
    place = Place(item_id=row.item_id, site_id=row.site_id)
    draft.add(AccountRole.PRODUCTION_VARIANCE, left, place)
    draft.add(AccountRole.WORK_IN_PROCESS, -left, place)
    return write_valuation(draft=draft, by=by, at=at)
