"""Reads of the plan and its messages."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.scm.planning.domain.states import MessageStatus
from sanye.scm.planning.errors import ActionMessageUnknown, PlannedOrderUnknown
from sanye.scm.planning.models import (
    ActionMessage,
    KnownDemand,
    KnownStock,
    KnownSupply,
    NetChange,
    PlannedOrder,
    PlanningRun,
    PlanRequirement,
    PromiseRisk,
)
from sanye.scm.planning.queries.pegging import supplies_below
from sanye.stem.commands import query


@query
def list_planned_orders(
    *,
    status: str | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    starts_before: date | None = None,
    sales_order_id: UUID | None = None,
    by: Actor,
) -> QuerySet[PlannedOrder]:
    """Planned orders of any status; those that serve a sales order in the end, if one is named."""
    rows = PlannedOrder.objects.all()
    if status is not None:
        rows = rows.filter(status=status)
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    if starts_before is not None:
        rows = rows.filter(start_date__lt=starts_before)
    if sales_order_id is not None:
        rows = rows.filter(id__in=supplies_below(sales_order_id))
    return rows


@query
def get_planned_order(*, planned_order_id: UUID, by: Actor) -> PlannedOrder:
    """Raises PlannedOrderUnknown."""
    found = list_planned_orders(by=by).filter(id=planned_order_id).first()
    if found is None:
        raise PlannedOrderUnknown(id=planned_order_id)
    return found


@query
def list_action_messages(
    *,
    status: str | None = MessageStatus.OPEN,
    kind: str | None = None,
    item_id: UUID | None = None,
    order_id: UUID | None = None,
    sales_order_id: UUID | None = None,
    owner_id: UUID | None = None,
    by: Actor,
) -> QuerySet[ActionMessage]:
    """Messages, by default those that wait for a decision."""
    rows = ActionMessage.objects.select_related("item", "site")
    given = {
        "status": status,
        "kind": kind,
        "item_id": item_id,
        "order_id": order_id,
        "owner_id": owner_id,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    if sales_order_id is not None:
        rows = rows.filter(sales_order_ids__contains=[sales_order_id])
    return rows


@query
def get_action_message(*, action_message_id: UUID, by: Actor) -> ActionMessage:
    """Raises ActionMessageUnknown."""
    found = list_action_messages(status=None, by=by).filter(id=action_message_id).first()
    if found is None:
        raise ActionMessageUnknown(id=action_message_id)
    return found


@query
def list_planning_runs(*, by: Actor) -> QuerySet[PlanningRun]:
    """The log of runs."""
    return PlanningRun.objects.all()


@query
def list_promise_risks(*, by: Actor) -> QuerySet[PromiseRisk]:
    """Sales lines whose promise the plan cannot keep."""
    return PromiseRisk.objects.all()


@query
def list_known_demand(*, item_id: UUID | None = None, by: Actor) -> QuerySet[KnownDemand]:
    """Open demand as the facts told it."""
    rows = KnownDemand.objects.all()
    return rows if item_id is None else rows.filter(item_id=item_id)


@query
def list_known_supply(*, item_id: UUID | None = None, by: Actor) -> QuerySet[KnownSupply]:
    """Open supply as the facts told it."""
    rows = KnownSupply.objects.all()
    return rows if item_id is None else rows.filter(item_id=item_id)


@query
def list_known_stock(*, by: Actor) -> QuerySet[KnownStock]:
    """Usable stock as the facts told it."""
    return KnownStock.objects.all()


@query
def list_requirements(*, by: Actor) -> QuerySet[PlanRequirement]:
    """What planned orders take of components."""
    return PlanRequirement.objects.all()


@query
def has_net_change(*, by: Actor) -> bool:
    """Something changed that no run has planned yet."""
    return NetChange.objects.exists()
