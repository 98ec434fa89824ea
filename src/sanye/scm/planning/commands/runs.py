"""Planning runs: read, plan, write what differs, advise, release inside the fence."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from time import perf_counter
from uuid import UUID, uuid5

from django.db import connection

from sanye.contracts.scm.events import PlanningRunFinished
from sanye.engines.mrp import (
    NodeKey,
    OrderKind,
    Peg,
    Plan,
    Requirement,
    SupplyKind,
    make_plan,
)
from sanye.engines.mrp import PlannedOrder as Suggestion
from sanye.kernel.actors import Actor
from sanye.kernel.garbage import not_collecting
from sanye.kernel.ids import new_id
from sanye.scm.planning.commands.advice import advise
from sanye.scm.planning.commands.locking import lock_plan_and_facts, take_changes
from sanye.scm.planning.commands.orders import hand_out, note_released
from sanye.scm.planning.commands.replacing import known_rows, replace_rows
from sanye.scm.planning.commands.risks import tell_endangered_promises
from sanye.scm.planning.domain.difference import Difference
from sanye.scm.planning.domain.states import DemandType
from sanye.scm.planning.models import (
    NetChange,
    PlannedOrder,
    PlanningRun,
    PlanPeg,
    PlanRequirement,
)
from sanye.scm.planning.queries.differences import STORED, Made, Stored, difference_of
from sanye.scm.planning.queries.input import Place, PlanningInput, Reach, load_input
from sanye.scm.planning.queries.items import item_of
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.rows.bulk import insert_rows, update_rows

ALL, NET_CHANGE = "ALL", "NET_CHANGE"
_PHANTOMS = UUID("5b0c1c5e-8f0e-5b6e-9a57-7d6a1d0c4f11")


@command
def run_planning(*, by: Actor, at: datetime) -> PlanningRun:
    """Plan everything of the acting company. Raises StructureHasCycle with the path."""
    lock_plan_and_facts(by)
    NetChange.objects.all().delete()
    with not_collecting():
        return _run((), ALL, by=by, at=at)


@command
def plan_net_change(*, by: Actor, at: datetime) -> PlanningRun | None:
    """Plan what changed since it was planned, and what that reaches; None when nothing did."""
    lock_plan_and_facts(by)
    places = take_changes(by)
    if not places:
        return None
    with not_collecting():
        return _run(places, NET_CHANGE, by=by, at=at)


def _run(places: Collection[Place], scope: str, *, by: Actor, at: datetime) -> PlanningRun:
    started = perf_counter()
    as_of = fixed_of(by).day_at(at)
    given, plan, difference = _planned(places, scope, as_of, by)
    run = PlanningRun(company_id=by.company_id, scope=scope, as_of_date=as_of, started_at=at)
    ids, rows = _write_orders(difference, given, run, by, at)
    ids |= _phantom_ids(plan)
    requirement_ids = _write_requirements(plan, given, ids, by)
    _write_pegs(plan, given, ids, requirement_ids, by)
    _note_planned(given)
    run.message_count = advise(given, plan, by=by, at=at)
    tell_endangered_promises(given, plan, ids, by=by, at=at)
    run.released_count = _release_inside_fence(given, plan, ids, rows, at=at)
    run.node_count = len(given.places)
    written = (row for row in given.demands.values() if (row.item_id, row.site_id) in given.places)
    run.demand_count = sum(1 for _ in written)
    run.planned_order_count = len(rows)
    run.duration_ms = int((perf_counter() - started) * 1000)
    run.save()
    _publish_finished(run)
    return run


def _planned(
    places: Collection[Place], scope: str, as_of: date, by: Actor
) -> tuple[PlanningInput, Plan, Difference[Stored, Made]]:
    """A plan that reaches no farther than it must.

    Where everything was planned as of this day, a change reaches what is below it. Should what
    stands above be planned otherwise than it is stored, all that is joined is planned anew.
    """
    reaches = [Reach.ALL] if scope == ALL else [Reach.BELOW, Reach.JOINED]
    if scope != ALL and _last_day_of_all() != as_of:
        reaches.remove(Reach.BELOW)
    for reach in reaches:
        given = load_input(places=places, reach=reach, as_of=as_of, by=by)
        plan = make_plan(given.problem)
        difference = difference_of(given, plan)
        if reach is not Reach.BELOW or _stands_above_as_stored(difference, given, by):
            break
    return given, plan, difference


def _last_day_of_all() -> date | None:
    """As of which day everything was planned last."""
    runs = PlanningRun.objects.filter(scope=ALL).order_by("-started_at")
    return runs.values_list("as_of_date", flat=True).first()


def _stands_above_as_stored(
    difference: Difference[Stored, Made], given: PlanningInput, by: Actor
) -> bool:
    """Whether the plan differs from the stored one only where it may."""
    return (
        all(_is_written(new.order, given) for new in difference.created)
        and all(_place(old.row) in given.places for old in difference.dropped)
        and all(
            _figures(old.row) == _figures(_row(PlannedOrder(), new.order, given, by))
            for old, new in difference.kept
            if _place(old.row) not in given.places
        )
    )


def _place(row: PlannedOrder) -> Place:
    return row.item_id, row.site_id


def _note_planned(given: PlanningInput) -> None:
    """The plan provides for these lines; of an item that is not planned it never will.

    A line that somebody is about to replace is left out: its successor is planned next.
    """
    if not given.seen_demand:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE scm_known_demand SET is_planned = true WHERE id IN"
            " (SELECT id FROM scm_known_demand WHERE id = ANY(%s) AND NOT is_planned"
            "   FOR UPDATE SKIP LOCKED)",
            [list(given.seen_demand)],
        )


def _key(row: PlannedOrder) -> NodeKey:
    return NodeKey(str(row.item_id), str(row.site_id))


def _write_orders(
    difference: Difference[Stored, Made],
    given: PlanningInput,
    run: PlanningRun,
    by: Actor,
    at: datetime,
) -> tuple[dict[str, UUID], list[PlannedOrder]]:
    """Insert, update and drop; the rows that stand now, and the engine's ids mapped to rows."""
    fresh = [_row(PlannedOrder(id=new_id()), made.order, given, by) for made in difference.created]
    ids = {m.order.id: row.id for m, row in zip(difference.created, fresh, strict=True)}
    changed = []
    standing = list(fresh)
    for stored, made in difference.kept:
        if _place(stored.row) in given.places:
            standing.append(stored.row)
        ids[made.order.id] = stored.row.id
        before = _figures(stored.row)
        start_before = stored.row.start_date
        row = _row(stored.row, made.order, given, by)
        if _figures(row) != before:
            changed.append(row)
            run.changed_inside_fence_count += _is_inside(given, row, start_before)
    dropped = [stored.row for stored in difference.dropped]
    run.changed_inside_fence_count += sum(_is_inside(given, r, r.start_date) for r in dropped)
    PlannedOrder.objects.filter(id__in=[row.id for row in dropped]).delete()
    update_rows(changed, _COLUMNS)
    note_released(_inside_release_fence(fresh, given), at)  # each is written once
    insert_rows(fresh)
    run.created_count, run.changed_count = len(fresh), len(changed)
    run.dropped_count = len(dropped)
    return ids, standing


_COLUMNS = [
    "bill_id",
    "quantity",
    "start_quantity",
    "start_date",
    "due_date",
    "need_date",
    "is_late",
]


def _figures(row: PlannedOrder) -> tuple[object, ...]:
    return tuple(getattr(row, column) for column in _COLUMNS)


def _row(row: PlannedOrder, order: Suggestion, given: PlanningInput, by: Actor) -> PlannedOrder:
    partner = UUID(order.partner) if order.partner else None
    row.company_id = by.company_id
    row.item_id, row.site_id = item_of(order.item), UUID(order.site)
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


def _is_inside(given: PlanningInput, row: PlannedOrder, start: date) -> bool:
    node = given.structure.nodes.get(_key(row))
    fence = 0 if node is None else max(node.planning_fence_days, node.release_fence_days)
    return start <= given.problem.as_of + timedelta(days=fence)


def _phantom_ids(plan: Plan) -> dict[str, UUID]:
    """A phantom is no order; its id is the same in every run."""
    return {
        order.id: uuid5(_PHANTOMS, f"{order.item} {order.site} {order.need_date}")
        for order in plan.orders
        if order.kind not in STORED
    }


def _write_requirements(
    plan: Plan, given: PlanningInput, ids: dict[str, UUID], by: Actor
) -> dict[str, UUID]:
    """Rows that are as before keep their id; the answer maps the engine's ids to rows."""
    known = known_rows(PlanRequirement, _REQUIREMENT, given, given.places)
    found: dict[str, UUID] = {}
    fresh = []
    for requirement in plan.requirements:
        if not _is_written(requirement, given):
            continue
        values = (
            item_of(requirement.item),
            UUID(requirement.site),
            ids.get(requirement.order_id) or UUID(requirement.order_id),
            requirement.quantity,
            requirement.need_date,
        )
        same = known.get(values)
        if same:
            found[requirement.id] = same.pop()
        else:
            found[requirement.id] = row_id = new_id()
            fresh.append((row_id, by.company_id, *values))
    replace_rows(PlanRequirement, _REQUIREMENT, known, fresh)
    return found


def _is_written(row: Suggestion | Requirement | Peg, given: PlanningInput) -> bool:
    return (item_of(row.item), UUID(row.site)) in given.places


_REQUIREMENT = ("item_id", "site_id", "order_id", "quantity", "need_date")
_PEG = (
    "item_id",
    "site_id",
    "supply_kind",
    "supply_id",
    "supply_date",
    "need_kind",
    "need_id",
    "need_date",
    "quantity",
)


def _write_pegs(
    plan: Plan,
    given: PlanningInput,
    ids: dict[str, UUID],
    requirement_ids: dict[str, UUID],
    by: Actor,
) -> None:
    known = known_rows(PlanPeg, _PEG, given, given.places)
    fresh = []
    for peg in plan.pegs:
        if not _is_written(peg, given):
            continue
        values = (
            item_of(peg.item),
            UUID(peg.site),
            peg.supply_kind.value,
            _supply_id(peg, ids),
            peg.supply_date,
            peg.need_kind.value,
            _need_id(peg, requirement_ids),
            peg.need_date,
            peg.quantity,
        )
        same = known.get(values)
        if same:
            same.pop()
        else:
            fresh.append((new_id(), by.company_id, *values))
    replace_rows(PlanPeg, _PEG, known, fresh)


def _supply_id(peg: Peg, ids: dict[str, UUID]) -> UUID | None:
    if peg.supply_kind is SupplyKind.ON_HAND:
        return None
    if peg.supply_kind is SupplyKind.PLANNED_ORDER:
        return ids[peg.supply_id]
    return UUID(peg.supply_id)


def _need_id(peg: Peg, requirement_ids: dict[str, UUID]) -> UUID | None:
    if not peg.need_id:
        return None
    return requirement_ids.get(peg.need_id) or UUID(peg.need_id)


def _release_inside_fence(
    given: PlanningInput,
    plan: Plan,
    ids: Mapping[str, UUID],
    rows: Sequence[PlannedOrder],
    *,
    at: datetime,
) -> int:
    """The default policy: what starts inside the item's release fence becomes work by itself."""
    due = sorted(_inside_release_fence(rows, given), key=lambda row: row.id)
    if due:
        hand_out(due, _sales_orders_behind(given, plan, ids), at=at)
    return len(due)


def _inside_release_fence(
    rows: Iterable[PlannedOrder], given: PlanningInput
) -> Iterator[PlannedOrder]:
    for row in rows:
        node = given.structure.nodes.get(_key(row))
        if node is None or not _has_source(row):
            continue
        if row.start_date <= given.problem.as_of + timedelta(days=node.release_fence_days):
            yield row


def _sales_orders_behind(
    given: PlanningInput, plan: Plan, ids: Mapping[str, UUID]
) -> dict[UUID, tuple[UUID, ...]]:
    """For each planned order the sales orders it serves in the end.

    Links of pegging stand level by level, so that what takes of a node is known before it.
    """
    takers = {need.id: need.order_id for need in plan.requirements}
    ends: dict[str, set[UUID]] = defaultdict(set)
    for peg in plan.pegs:
        if peg.supply_kind is SupplyKind.ON_HAND:
            continue
        demand = given.demands.get(peg.need_id)
        if demand is not None and demand.demand_type == DemandType.SALES_ORDER:
            ends[peg.supply_id].add(demand.order_id)
            continue
        taker = takers.get(peg.need_id) if demand is None else str(demand.order_id)
        if taker is not None and taker in ends:
            ends[peg.supply_id] |= ends[taker]
    return {
        ids[key]: tuple(sorted(found, key=_number)) for key, found in ends.items() if key in ids
    }


_number = attrgetter("int")
"""Sorts ids as they sort themselves, without asking Python for each pair."""


def _has_source(row: PlannedOrder) -> bool:
    """Whether it is known who delivers it, or what it is made of."""
    if row.kind == OrderKind.BUY:
        return row.supplier_id is not None
    return row.kind != OrderKind.MAKE or row.bill_id is not None


def _publish_finished(run: PlanningRun) -> None:
    publish(
        PlanningRunFinished(
            planning_run_id=run.id,
            scope=run.scope,
            item_count=run.node_count,
            planned_order_count=run.planned_order_count,
            action_message_count=run.message_count,
            as_of_date=run.as_of_date,
        )
    )
