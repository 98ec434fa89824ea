"""Reads of production orders."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from sanye.erp.inventory.queries import list_available
from sanye.erp.production.domain.tolerances import Policy
from sanye.erp.production.errors import OrderUnknown, ProposalUnknown
from sanye.erp.production.models import (
    OperationReport,
    ProductionComponent,
    ProductionOperation,
    ProductionOrder,
    ProductionPolicy,
    ProductionProposal,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def list_production_orders(
    *,
    status: str | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    planned_order_id: UUID | None = None,
    sales_order_id: UUID | None = None,
    due_to_date: date | None = None,
    by: Actor,
) -> QuerySet[ProductionOrder]:
    """Production orders; the last day is included."""
    wanted = {
        "status": status,
        "item_id": item_id,
        "site_id": site_id,
        "planned_order_id": planned_order_id,
        "due_date__lte": due_to_date,
        "sales_order_ids__contains": [sales_order_id] if sales_order_id is not None else None,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    found: QuerySet[ProductionOrder] = ProductionOrder.objects.filter(**given)
    return found.select_related("item")


@query
def get_production_order(*, production_order_id: UUID, by: Actor) -> ProductionOrder:
    """One order. Raises OrderUnknown."""
    found = ProductionOrder.objects.filter(id=production_order_id).select_related("item")
    order: ProductionOrder | None = found.first()
    if order is None:
        raise OrderUnknown(id=production_order_id)
    return order


def components_of(order: ProductionOrder) -> list[ProductionComponent]:
    """The order's components with their items, in order of the bill; read once for one `order`."""
    rows = ProductionComponent.objects.select_related("item").order_by("line_number")
    prefetch_related_objects([order], Prefetch("components", rows))
    return list(order.components.all())


def operations_of(order: ProductionOrder) -> list[ProductionOperation]:
    """The order's operations with their work centers, one after the other; read once, too."""
    rows = ProductionOperation.objects.select_related("work_center").order_by("number")
    prefetch_related_objects([order], Prefetch("operations", rows))
    return list(order.operations.all())


@dataclass(frozen=True, slots=True)
class ComponentAvailability:
    """One component of an order: what is still to be issued and what is there for it."""

    component_line_id: UUID
    item_id: UUID
    item_code: str
    unit: str
    required_quantity: Decimal
    issued_quantity: Decimal
    open_quantity: Decimal
    available_quantity: Decimal

    @property
    def short_quantity(self) -> Decimal:
        return max(self.open_quantity - self.available_quantity, Decimal(0))


@query
def list_component_availability(
    *, production_order_id: UUID, by: Actor
) -> list[ComponentAvailability]:
    """What the order still takes against what is available now; lines of one item share it."""
    order = get_production_order(production_order_id=production_order_id, by=by)
    return availability_of(order, by=by)


def availability_of(order: ProductionOrder, *, by: Actor) -> list[ComponentAvailability]:
    """As list_component_availability, of an order at hand."""
    lines = components_of(order)
    left = list_available(item_ids=[line.item_id for line in lines], site_id=order.site_id, by=by)
    answer = []
    for line in lines:
        open_quantity = max(line.quantity - line.issued_quantity, Decimal(0))
        answer.append(
            ComponentAvailability(
                component_line_id=line.id,
                item_id=line.item_id,
                item_code=line.item.code,
                unit=line.unit,
                required_quantity=line.quantity,
                issued_quantity=line.issued_quantity,
                open_quantity=open_quantity,
                available_quantity=left[line.item_id],
            )
        )
        left[line.item_id] = max(left[line.item_id] - open_quantity, Decimal(0))
    return answer


@query
def list_reports(*, production_order_id: UUID, by: Actor) -> list[OperationReport]:
    """The work reported on an order, in the order of reporting. Raises OrderUnknown."""
    order = get_production_order(production_order_id=production_order_id, by=by)
    rows = OperationReport.objects.filter(operation__production_order=order)
    return list(rows.select_related("operation").order_by("id"))


@query
def list_proposals(
    *, status: str | None = None, production_order_id: UUID | None = None, by: Actor
) -> QuerySet[ProductionProposal]:
    """Changes that planning asked for."""
    wanted = {"status": status, "production_order_id": production_order_id}
    given = {name: value for name, value in wanted.items() if value is not None}
    found: QuerySet[ProductionProposal] = ProductionProposal.objects.filter(**given)
    return found.select_related("production_order")


@query
def get_proposal(*, proposal_id: UUID, by: Actor) -> ProductionProposal:
    """One proposal. Raises ProposalUnknown."""
    found = list_proposals(by=by).filter(id=proposal_id).first()
    if found is None:
        raise ProposalUnknown(id=proposal_id)
    return found


@query
def get_policy(*, site_id: UUID, by: Actor) -> Policy:
    """What the site allows; the defaults if it says nothing."""
    row = ProductionPolicy.objects.filter(site_id=site_id).first()
    if row is None:
        return Policy()
    return Policy(
        over_completion_ratio=row.over_completion_ratio,
        over_issue_ratio=row.over_issue_ratio,
        short_backflush_ratio=row.short_backflush_ratio,
        backflushes=row.backflushes,
    )
