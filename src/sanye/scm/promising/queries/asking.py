"""Working out promises: the masters below the items asked for, and what flows through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sanye.contracts.scm.holds import HoldLine, PromisedPart, PromiseLine
from sanye.contracts.scm.ports import EstimateAnswer, EstimateRequest
from sanye.engines.mrp import Node, NodeKey, Problem
from sanye.engines.mrp.world import World
from sanye.engines.promise import Binding, Promise, Promiser
from sanye.kernel.actors import Actor
from sanye.scm.planning import queries as planning
from sanye.scm.planning.queries import Structure
from sanye.scm.promising.domain.explanation import explain
from sanye.scm.promising.errors import ItemUnknown, NothingAsked, QuantityNotPositive, SiteUnknown
from sanye.scm.promising.queries.flows import load_flows
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of

HORIZON_DAYS = 365


@dataclass(frozen=True, slots=True)
class Promised:
    """Answers to all lines, and what they take if they are kept."""

    lines: tuple[PromiseLine, ...]
    flows: list[tuple[UUID, UUID, date, Decimal]]


@query
def get_estimate(*, request: EstimateRequest, by: Actor) -> EstimateAnswer:
    """An inquiry: the promise as of now, reserving nothing."""
    return EstimateAnswer(lines=work_out(request.lines, by=by, at=request.at).lines)


def work_out(
    lines: Sequence[HoldLine],
    *,
    by: Actor,
    at: datetime,
    replaced: tuple[UUID, UUID | None] | None = None,
) -> Promised:
    """Promise the lines in their order, each knowing what those before it take.

    Raises NothingAsked, QuantityNotPositive, ItemUnknown, SiteUnknown with the row.
    """
    _check(lines)
    today = fixed_of(by).day_at(at)
    structure = planning.load_structure(
        item_ids={line.item_id for line in lines}, site_ids={line.site_id for line in lines}, by=by
    )
    _check_known(lines, structure)
    world = World(_problem(structure, lines, today))
    items = {planning.item_of(key.item) for key in world.nodes}
    flows = load_flows(items, today=today, by=by, at=at, replaced=replaced)
    phantoms = {key for key, node in world.nodes.items() if node.is_phantom}
    promiser = Promiser(world, {key: f for key, f in flows.items() if key not in phantoms})
    answers = [
        (line, promiser.promise(_key(line), line.quantity, line.requested_date)) for line in lines
    ]
    return Promised(
        lines=tuple(_answer(line, promise, structure) for line, promise in answers),
        flows=[
            (planning.item_of(key.item), UUID(key.site), on, quantity)
            for key, on, quantity in promiser.reserved()
            if key not in phantoms
        ],
    )


def _check(lines: Sequence[HoldLine]) -> None:
    if not lines:
        raise NothingAsked(field="lines")
    for row, line in enumerate(lines, start=1):
        if line.quantity <= 0:
            raise QuantityNotPositive(quantity=line.quantity, field="quantity", row=row)


def _check_known(lines: Sequence[HoldLine], structure: Structure) -> None:
    for row, line in enumerate(lines, start=1):
        if str(line.item_id) not in structure.items:
            raise ItemUnknown(item=line.item_id, field="item_id", row=row)
        if str(line.site_id) not in structure.calendars:
            raise SiteUnknown(site=line.site_id, field="site_id", row=row)


def _problem(structure: Structure, lines: Sequence[HoldLine], today: date) -> Problem:
    """The structure below the lines; an item that is not planned is promised from stock alone."""
    nodes = dict(structure.nodes)
    for line in lines:
        key = _key(line)
        nodes.setdefault(key, Node(item=key.item, site=key.site, calendar=key.site))
    return Problem(
        as_of=today,
        horizon_end=today + timedelta(days=HORIZON_DAYS),
        calendars=structure.calendars,
        nodes=list(nodes.values()),
        sources=[source for found in structure.sources.values() for source in found],
        bills=[bill for found in structure.bills.values() for bill in found],
        bill_lines=[line for found in structure.lines.values() for line in found],
        operation_yields=structure.yields,
    )


def _key(line: HoldLine) -> NodeKey:
    return NodeKey(str(line.item_id), str(line.site_id))


def _answer(line: HoldLine, promise: Promise, structure: Structure) -> PromiseLine:
    bound_by = planning.item_of(promise.bound_by.item)
    words = explain(
        promise, line.quantity, line.requested_date, structure.items[str(bound_by)].code
    )
    return PromiseLine(
        line_id=line.line_id,
        promised_date=promise.on,
        quantity_on_requested_date=promise.on_wanted_date,
        parts=tuple(PromisedPart(quantity=part, date=on) for on, part in promise.parts),
        constraint_code=promise.binding.value,
        constraint_item_id=None if promise.binding is Binding.NONE else bound_by,
        explanation_en=words.en,
        explanation_zh=words.zh,
    )
