"""Working out promises: the masters below the items asked for, and what flows through them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NoReturn
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
from sanye.stem.rows.kept import Kept, ask_what_changed

HORIZON_DAYS = 365


@dataclass(frozen=True, slots=True)
class Promised:
    """Answers to all lines, and what they take if they are kept."""

    lines: tuple[PromiseLine, ...]
    flows: list[tuple[UUID, UUID, date, Decimal]]


@dataclass(frozen=True, slots=True)
class Below:
    """What is below an item at a site, itself included: masters made ready, codes by item."""

    world: World
    codes: Mapping[UUID, str]
    phantoms: frozenset[NodeKey]


@dataclass(frozen=True, slots=True)
class Asked:
    """A line with what is below its item at its site."""

    line: HoldLine
    below: Below


Place = tuple[UUID, UUID, date]
"""An item at a site on a day: lead times are counted from it."""
_BELOW: Kept[Place, Below] = Kept(
    *planning.STRUCTURE_TABLES,
    follows=lambda place, below, ids: (
        place[0] in ids or (below is not None and not ids.isdisjoint(below.codes))
    ),
    most=500,
)


@query
def get_estimate(*, request: EstimateRequest, by: Actor) -> EstimateAnswer:
    """An inquiry: the promise as of now, reserving nothing."""
    below = look_below(request.lines, by=by, at=request.at)
    return EstimateAnswer(lines=work_out(below, by=by, at=request.at).lines)


def work_out(
    asked: Sequence[Asked],
    *,
    by: Actor,
    at: datetime,
    replaced: tuple[UUID, UUID | None] | None = None,
) -> Promised:
    """Promise the lines in their order, each knowing what those before it take."""
    today = fixed_of(by).day_at(at)
    items = {item_id for one in asked for item_id in one.below.codes}
    flows = load_flows(items, today=today, by=by, at=at, replaced=replaced)
    phantoms = {key for one in asked for key in one.below.phantoms}
    known = {key: given for key, given in flows.items() if key not in phantoms}
    promiser = Promiser(asked[0].below.world, known)
    answers = [(one, _promise(promiser, one)) for one in asked]
    return Promised(
        lines=tuple(_answer(one, promise) for one, promise in answers),
        flows=[
            (planning.item_of(key.item), UUID(key.site), on, quantity)
            for key, on, quantity in promiser.reserved()
            if key not in phantoms
        ],
    )


def look_below(lines: Sequence[HoldLine], *, by: Actor, at: datetime) -> list[Asked]:
    """The lines with the masters below each, worked out once as long as none of them changes.

    Raises NothingAsked, QuantityNotPositive, ItemUnknown, SiteUnknown with the row.
    """
    _check(lines)
    today = fixed_of(by).day_at(at)

    def read(missing: list[Place]) -> dict[Place, Below]:
        structure = planning.load_structure(
            item_ids={item_id for item_id, _, _ in missing},
            site_ids={site_id for _, site_id, _ in missing},
            by=by,
        )
        return {
            place: _below(structure, place)
            for place in missing
            if str(place[0]) in structure.items and str(place[1]) in structure.calendars
        }

    places = [(line.item_id, line.site_id, today) for line in lines]
    found = _BELOW.get(places, read, ask_what_changed())
    for row, (line, place) in enumerate(zip(lines, places, strict=True), start=1):
        if place not in found:
            _refuse(line, row, by)
    return [Asked(line, found[place]) for line, place in zip(lines, places, strict=True)]


def _check(lines: Sequence[HoldLine]) -> None:
    if not lines:
        raise NothingAsked(field="lines")
    for row, line in enumerate(lines, start=1):
        if line.quantity <= 0:
            raise QuantityNotPositive(quantity=line.quantity, field="quantity", row=row)


def _refuse(line: HoldLine, row: int, by: Actor) -> NoReturn:
    structure = planning.load_structure(item_ids=[line.item_id], site_ids=[line.site_id], by=by)
    if str(line.item_id) not in structure.items:
        raise ItemUnknown(item=line.item_id, field="item_id", row=row)
    raise SiteUnknown(site=line.site_id, field="site_id", row=row)


def _below(structure: Structure, place: Place) -> Below:
    """An item that is not planned at the site is promised from stock alone."""
    item_id, site_id, today = place
    key = NodeKey(str(item_id), str(site_id))
    part = structure.part(structure.below([key]))
    nodes = {key: Node(item=key.item, site=key.site, calendar=key.site), **part.nodes}
    world = World(
        Problem(
            as_of=today,
            horizon_end=today + timedelta(days=HORIZON_DAYS),
            calendars=part.calendars,
            nodes=list(nodes.values()),
            sources=[source for found in part.sources.values() for source in found],
            bills=[bill for found in part.bills.values() for bill in found],
            bill_lines=[line for found in part.lines.values() for line in found],
            operation_yields=[loss for found in part.yields.values() for loss in found],
        )
    )
    ids = {planning.item_of(key.item) for key in world.nodes}
    return Below(
        world=world,
        codes={item_id: structure.items[str(item_id)].code for item_id in ids},
        phantoms=frozenset(key for key, node in world.nodes.items() if node.is_phantom),
    )


def _promise(promiser: Promiser, asked: Asked) -> Promise:
    line = asked.line
    key = NodeKey(str(line.item_id), str(line.site_id))
    return promiser.promise(key, line.quantity, line.requested_date, within=asked.below.world)


def _answer(asked: Asked, promise: Promise) -> PromiseLine:
    line, codes = asked.line, asked.below.codes
    bound_by = planning.item_of(promise.bound_by.item)
    words = explain(promise, line.quantity, line.requested_date, codes[bound_by])
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
