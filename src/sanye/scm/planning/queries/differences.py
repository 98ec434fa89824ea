"""How a plan differs from the last one, before anything is written."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.engines.mrp import OrderKind, Plan, make_plan
from sanye.engines.mrp import PlannedOrder as Suggestion
from sanye.kernel.actors import Actor
from sanye.scm.planning.domain.difference import Difference, compare
from sanye.scm.planning.models import PlannedOrder
from sanye.scm.planning.queries.input import PlanningInput, load_input
from sanye.scm.planning.queries.looking import Reach
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of

STORED = {OrderKind.MAKE, OrderKind.BUY, OrderKind.TRANSFER}
"""Kinds that become rows; the others only pass a need on, or say that nobody can meet it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A suggestion of the last plan."""

    row: PlannedOrder

    @property
    def place(self) -> tuple[str, ...]:
        partner = self.row.supplier_id or self.row.supplying_site_id or ""
        return (str(self.row.item_id), str(self.row.site_id), self.row.kind, str(partner))

    @property
    def need_date(self) -> date:
        return self.row.need_date

    @property
    def quantity(self) -> Decimal:
        quantity: Decimal = self.row.quantity
        return quantity


@dataclass(frozen=True, slots=True)
class Made:
    """A suggestion of the new plan."""

    order: Suggestion

    @property
    def place(self) -> tuple[str, ...]:
        return (self.order.item, self.order.site, self.order.kind, self.order.partner)

    @property
    def need_date(self) -> date:
        return self.order.need_date

    @property
    def quantity(self) -> Decimal:
        return self.order.quantity


@dataclass(frozen=True, slots=True)
class SuggestedChange:
    """`change` is CREATED, CHANGED or DROPPED; the figures are those after it."""

    item_id: UUID
    site_id: UUID
    kind: str
    quantity: Decimal
    need_date: date
    change: str


def difference_of(given: PlanningInput, plan: Plan) -> Difference[Stored, Made]:
    """The suggestions of the planned places, matched with those of the last plan."""
    old = [Stored(row) for row in given.suggested]
    new = [Made(order) for order in plan.orders if order.kind in STORED]
    return compare(old, new)


@query
def get_planning_preview(*, at: datetime, by: Actor) -> list[SuggestedChange]:
    """What a run over everything would change. Raises StructureHasCycle."""
    given = load_input(reach=Reach.ALL, as_of=fixed_of(by).day_at(at), by=by)
    found = difference_of(given, make_plan(given.problem))
    changed = [
        _change(new, "CHANGED")
        for old, new in found.kept
        if (old.need_date, old.quantity, old.row.start_date, old.row.due_date)
        != (new.need_date, new.quantity, new.order.start_date, new.order.due_date)
    ]
    created = [_change(new, "CREATED") for new in found.created]
    return [*created, *changed, *(_change(old, "DROPPED") for old in found.dropped)]


def _change(order: Stored | Made, change: str) -> SuggestedChange:
    item, site, kind, _ = order.place
    return SuggestedChange(UUID(item), UUID(site), kind, order.quantity, order.need_date, change)
