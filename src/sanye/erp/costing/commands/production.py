"""The value of work in process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.costing.commands.keeping import Balances
from sanye.erp.costing.commands.writing import Cause, Draft, Place, start, write_valuation
from sanye.erp.costing.domain.process import ABSORBED_BY, actual_so_far, conversion_cost
from sanye.erp.costing.models import Valuation, WorkInProcess
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_work_center

ZERO = Decimal(0)


def order_of(draft: Draft) -> WorkInProcess:
    """What the valued document, a production order, has in process."""
    cause = draft.cause
    return draft.balances.orders.get(cause.source_id, number=cause.source_number)


def in_process_role(order: WorkInProcess) -> AccountRole:
    """Work in process; of an order that is closed, the variance it closed into."""
    is_closed = order.closed_date is not None
    return AccountRole.PRODUCTION_VARIANCE if is_closed else AccountRole.WORK_IN_PROCESS


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderToFollow:
    """What a production order is to make, as it told."""

    production_order_id: UUID
    number: str
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    open_quantity: Decimal


@command(logged=False)
def follow_orders(*, orders: Sequence[OrderToFollow], by: Actor, at: datetime) -> None:
    """Keep what each order is to make and what of it is lost to scrap; the last word counts."""
    kept = Balances(by.company_id).orders
    kept.lock((order.production_order_id,) for order in orders)
    for order in orders:
        row = kept.get(order.production_order_id)
        row.number = order.number
        row.item_id, row.site_id = order.item_id, order.site_id
        row.order_quantity = order.quantity
        row.lost_quantity = max(order.quantity - order.open_quantity - row.completed_quantity, ZERO)
    kept.store()


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
    row = order_of(draft)
    take_in(row, conversion=amount)
    place = Place(item_id=row.item_id, site_id=row.site_id)
    draft.add(in_process_role(row), amount, place)
    draft.add(absorbed, -amount, place)
    return write_valuation(draft=draft, by=by, at=at)


def take_in(row: WorkInProcess, *, material: Decimal = ZERO, conversion: Decimal = ZERO) -> None:
    """Add to what the order took in; of a closed order it is variance at once."""
    row.material_amount += material
    row.conversion_amount += conversion
    if row.closed_date is not None:
        row.variance_amount += material + conversion


def worth_of_completion(row: WorkInProcess, quantity: Decimal, currency: str) -> Decimal | None:
    """What a completed quantity cost so far; None while the order took in nothing."""
    remaining = row.order_quantity - row.lost_quantity - row.completed_quantity
    if row.in_process_amount <= 0:
        return None
    return actual_so_far(row.in_process_amount, quantity, remaining, currency)


def complete(row: WorkInProcess, quantity: Decimal, amount: Decimal) -> None:
    """Add to what the order gave out."""
    row.completed_quantity += quantity
    row.completed_amount += amount
    if row.closed_date is not None:
        row.variance_amount -= amount


@command(logged=False)
def close_order(*, cause: Cause, closed_date: date, by: Actor, at: datetime) -> Valuation | None:
    """What is still in process becomes the order's variance; a second closing changes nothing."""
    draft = start(cause, by=by)
    row = order_of(draft)
    if row.closed_date is not None:
        return None
    left = row.in_process_amount
    row.variance_amount += left
    row.closed_date = closed_date
    place = Place(item_id=row.item_id, site_id=row.site_id)
    draft.add(AccountRole.PRODUCTION_VARIANCE, left, place)
    draft.add(AccountRole.WORK_IN_PROCESS, -left, place)
    return write_valuation(draft=draft, by=by, at=at)
