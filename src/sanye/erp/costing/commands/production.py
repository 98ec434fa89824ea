"""The value of work in process."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.costing.commands.valuing import Needs, Valuing
from sanye.erp.costing.commands.writing import Cause, Draft, Place
from sanye.erp.costing.domain.process import ABSORBED_BY, actual_so_far, conversion_cost
from sanye.erp.costing.models import WorkInProcess

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

    def ask(self, needs: Needs) -> None:
        """The order itself."""
        needs.orders.add(self.production_order_id)

    def value(self, valuing: Valuing) -> None:
        """Keep what it is to make and what of it is lost to scrap; the last word counts."""
        row = valuing.balances.orders.get(self.production_order_id)
        row.number = self.number
        row.item_id, row.site_id = self.item_id, self.site_id
        row.order_quantity = self.quantity
        row.lost_quantity = max(self.quantity - self.open_quantity - row.completed_quantity, ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkToValue:
    """Labour or machine time on a production order, or work done outside."""

    work_center_id: UUID
    minutes: Decimal
    cost_rate: Decimal
    cause: Cause

    def ask(self, needs: Needs) -> None:
        """The order and the work center."""
        needs.orders.add(self.cause.source_id)
        needs.work_centers.add(self.work_center_id)

    def value(self, valuing: Valuing) -> None:
        """It goes into process at the work center's rate."""
        draft = valuing.start(self.cause)
        amount = conversion_cost(self.minutes, self.cost_rate, draft.currency)
        row = order_of(draft)
        take_in(row, conversion=amount)
        place = Place(item_id=row.item_id, site_id=row.site_id)
        draft.add(in_process_role(row), amount, place)
        draft.add(ABSORBED_BY[valuing.work_centers[self.work_center_id].kind], -amount, place)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderToClose:
    """A production order that takes in and gives out no more."""

    cause: Cause

    def ask(self, needs: Needs) -> None:
        """The order itself."""
        needs.orders.add(self.cause.source_id)

    def value(self, valuing: Valuing) -> None:
        """What is still in process becomes its variance; a second closing changes nothing."""
        draft = valuing.start(self.cause)
        row = order_of(draft)
        if row.closed_date is not None:
            return
        left = row.in_process_amount
        row.variance_amount += left
        row.closed_date = self.cause.document_date
        place = Place(item_id=row.item_id, site_id=row.site_id)
        draft.add(AccountRole.PRODUCTION_VARIANCE, left, place)
        draft.add(AccountRole.WORK_IN_PROCESS, -left, place)


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
