"""Taking an order for a change: it is locked before anything of stock is."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sanye.erp.production.domain.states import (
    CHANGEABLE,
    ORDER_STEPS,
    WORKING,
    OrderStatus,
    ProposalStatus,
)
from sanye.erp.production.errors import (
    CancelUndecided,
    NotChangeable,
    NotWorkedOn,
    OrderUnknown,
)
from sanye.erp.production.models import ProductionOrder
from sanye.kernel.states import check_step
from sanye.stem.masterdata.domain.units import standard_units
from sanye.stem.masterdata.models import Unit


def lock_order(production_order_id: UUID) -> ProductionOrder:
    """The order, locked until the transaction ends. Raises OrderUnknown."""
    rows = ProductionOrder.objects.select_for_update(of=("self",))
    order: ProductionOrder | None = (
        rows.filter(id=production_order_id).select_related("item").first()
    )
    if order is None:
        raise OrderUnknown(id=production_order_id)
    return order


def lock_working(production_order_id: UUID) -> ProductionOrder:
    """An order on which work may be booked. Raises NotWorkedOn."""
    order = lock_order(production_order_id)
    if order.status not in WORKING:
        raise NotWorkedOn(number=order.number, status=order.status)
    return order


def lock_changeable(production_order_id: UUID) -> ProductionOrder:
    """An order whose days and quantity may change. Raises NotChangeable."""
    order = lock_order(production_order_id)
    if order.status not in CHANGEABLE:
        raise NotChangeable(number=order.number, status=order.status)
    return order


def take_step(order: ProductionOrder, to: OrderStatus, moment: str, *, at: datetime) -> None:
    """Bring the order into a state and note the moment; the caller saves."""
    check_step(ORDER_STEPS, OrderStatus(order.status), to, subject=order.number)
    order.status = to
    setattr(order, moment, at)


def start_if_needed(order: ProductionOrder, *, at: datetime) -> None:
    """The first booking starts a released order. Raises CancelUndecided."""
    if order.status != OrderStatus.RELEASED:
        return
    if order.proposals.filter(status=ProposalStatus.OPEN, kind="CANCEL").exists():
        raise CancelUndecided(number=order.number)
    take_step(order, OrderStatus.STARTED, "started_at", at=at)
    order.save(update_fields=["status", "started_at"])


def unit_decimals(units: Collection[str]) -> dict[str, int]:
    """How many decimals quantities of these units may have."""
    own = dict(Unit.objects.filter(code__in=units).values_list("code", "decimals"))
    known = standard_units()
    return {
        unit: own[unit] if unit in own else known[unit].decimals if unit in known else 6
        for unit in units
    }
