"""Planned orders as the plan suggests them: the engine's records and our rows."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID, uuid5

from sanye.engines.mrp import OrderKind, Peg, Plan, Requirement
from sanye.engines.mrp import PlannedOrder as Suggestion
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.planning.models import PlannedOrder
from sanye.scm.planning.queries.differences import STORED
from sanye.scm.planning.queries.input import PlanningInput
from sanye.scm.planning.queries.places import Place, place_at

_PHANTOMS = UUID("5b0c1c5e-8f0e-5b6e-9a57-7d6a1d0c4f11")


class Figures(NamedTuple):
    """What a run may change of a planned order: columns of its row."""

    bill_id: UUID | None
    quantity: Decimal
    start_quantity: Decimal
    start_date: date
    due_date: date
    need_date: date
    is_late: bool


COLUMNS = Figures._fields
figures_of: Callable[[PlannedOrder], tuple[object, ...]] = attrgetter(*COLUMNS)
"""Those of a row, to be compared with those of a suggestion."""


def suggested_figures(order: Suggestion) -> Figures:
    """Those of the engine's order."""
    return Figures(
        bill_id=_bill_of(order.bill) if order.bill else None,
        quantity=order.quantity,
        start_quantity=order.start_quantity,
        start_date=order.start_date,
        due_date=order.due_date,
        need_date=order.need_date,
        is_late=order.due_date > order.need_date,
    )


def put_figures(row: PlannedOrder, figures: Figures) -> None:
    """In memory; to be written by the caller."""
    for column, value in zip(COLUMNS, figures, strict=True):
        setattr(row, column, value)


def row_of(order: Suggestion, given: PlanningInput, by: Actor) -> PlannedOrder:
    """A new row, saying what the engine's order says."""
    item_id, site_id = place_at(order.item, order.site)
    partner = UUID(order.partner) if order.partner else None
    return PlannedOrder(
        id=new_id(),
        company_id=by.company_id,
        item_id=item_id,
        site_id=site_id,
        kind=order.kind.value,
        supplier_id=partner if order.kind is OrderKind.BUY else None,
        supplying_site_id=partner if order.kind is OrderKind.TRANSFER else None,
        unit=given.structure.items[order.item].unit,
        **suggested_figures(order)._asdict(),
    )


@lru_cache(maxsize=20_000)
def _bill_of(key: str) -> UUID:
    """The bill behind a version of the engine."""
    return UUID(key.split("@", 1)[0])


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
