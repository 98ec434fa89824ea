"""Planned orders as the plan suggests them: the engine's records and our rows."""

from uuid import UUID, uuid5

from sanye.engines.mrp import OrderKind, Peg, Plan, Requirement
from sanye.engines.mrp import PlannedOrder as Suggestion
from sanye.kernel.actors import Actor
from sanye.scm.planning.models import PlannedOrder
from sanye.scm.planning.queries.differences import STORED
from sanye.scm.planning.queries.input import PlanningInput
from sanye.scm.planning.queries.places import Place, place_at

_PHANTOMS = UUID("5b0c1c5e-8f0e-5b6e-9a57-7d6a1d0c4f11")
COLUMNS = [
    "bill_id",
    "quantity",
    "start_quantity",
    "start_date",
    "due_date",
    "need_date",
    "is_late",
]


def figures_of(row: PlannedOrder) -> tuple[object, ...]:
    """What a run may change of it."""
    return tuple(getattr(row, column) for column in COLUMNS)


def row_of(row: PlannedOrder, order: Suggestion, given: PlanningInput, by: Actor) -> PlannedOrder:
    """The row, saying what the engine's order says."""
    partner = UUID(order.partner) if order.partner else None
    row.company_id = by.company_id
    row.item_id, row.site_id = place_at(order.item, order.site)
    row.kind = order.kind.value
    row.supplier_id = partner if order.kind is OrderKind.BUY else None
    row.supplying_site_id = partner if order.kind is OrderKind.TRANSFER else None
    row.bill_id = UUID(order.bill.split("@", 1)[0]) if order.bill else None
    row.quantity, row.start_quantity = order.quantity, order.start_quantity
    row.unit = given.structure.items[str(row.item_id)].unit
    row.start_date, row.due_date = order.start_date, order.due_date
    row.need_date = order.need_date
    row.is_late = order.due_date > order.need_date
    return row


def phantom_ids(plan: Plan) -> dict[str, UUID]:
    """A phantom is no order; its id is the same in every run."""
    return {
        order.id: uuid5(_PHANTOMS, f"{order.item} {order.site} {order.need_date}")
        for order in plan.orders
        if order.kind not in STORED
    }


def is_written(row: Suggestion | Requirement | Peg, given: PlanningInput) -> bool:
    """Whether it stands where the plan may differ from the stored one."""
    return place_at(row.item, row.site) in given.places


def place_of(row: PlannedOrder) -> Place:
    """Of what it is an order, and where."""
    return row.item_id, row.site_id
