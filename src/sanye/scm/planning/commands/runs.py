"""Planning runs: read, plan, write what differs, advise, release inside the fence."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from time import perf_counter
from uuid import UUID

from django.db import connection

from sanye.contracts.scm.events import PlanningRunFinished
from sanye.engines.mrp import (
    OrderKind,
    Peg,
    Plan,
    Requirement,
    SupplyKind,
)
from sanye.kernel.actors import Actor
from sanye.kernel.garbage import not_collecting
from sanye.kernel.ids import new_id
from sanye.scm.planning.commands.advice import advise
from sanye.scm.planning.commands.locking import lock_plan_and_facts, take_changes
from sanye.scm.planning.commands.orders import (
    hand_out,
    hand_over_planned_orders,
    note_released,
)
from sanye.scm.planning.commands.reaching import ALL, NET_CHANGE, planned, scope_due
from sanye.scm.planning.commands.replacing import replace_rows
from sanye.scm.planning.commands.risks import tell_endangered_promises
from sanye.scm.planning.commands.suggestions import (
    COLUMNS,
    figures_of,
    is_written,
    phantom_ids,
    place_of,
    put_figures,
    row_of,
    suggested_figures,
)
from sanye.scm.planning.domain.difference import Difference
from sanye.scm.planning.models import (
    NetChange,
    PlannedOrder,
    PlanningRun,
    PlanPeg,
    PlanRequirement,
)
from sanye.scm.planning.queries.behind import who_is_behind
from sanye.scm.planning.queries.differences import Made, Stored
from sanye.scm.planning.queries.input import PlanningInput
from sanye.scm.planning.queries.known import Pegged, Taken, known_rows
from sanye.scm.planning.queries.places import PHANTOM, Place, node_at, place_at
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.rows.bulk import insert_rows, update_rows


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


@command
def plan_what_is_due(*, by: Actor, at: datetime) -> PlanningRun | None:
    """Plan what nobody may have asked for: everything where the day is another or masters of any
    item may have changed, else what changed; None where all stands as it would be planned."""
    lock_plan_and_facts(by)
    places = take_changes(by)
    scope = scope_due(places, fixed_of(by).day_at(at))
    if scope is None:
        return None
    with not_collecting():
        return _run(places, scope, by=by, at=at)


def _run(places: Collection[Place], scope: str, *, by: Actor, at: datetime) -> PlanningRun:
    started = perf_counter()
    as_of = fixed_of(by).day_at(at)
    given, plan, difference, snapshot = planned(places, scope, as_of, by)
    run = PlanningRun(company_id=by.company_id, scope=scope, as_of_date=as_of, started_at=at)
    run.snapshot = snapshot
    ids, rows, due = _write_orders(difference, given, run, by, at)
    ids |= phantom_ids(plan)
    requirement_ids = _write_requirements(plan, given, ids, by)
    _write_pegs(plan, given, ids, requirement_ids, by)
    _note_planned(given)
    _hand_over(given, by=by, at=at)
    due.sort(key=lambda row: row.id.int)
    keys = {row_id: key for key, row_id in ids.items()}
    releasing = {row.id: keys[row.id] for row in due}
    advised = (message.subject_id for message in plan.messages)
    behind = who_is_behind(given, plan, [*releasing.values(), *advised], by)
    run.message_count = advise(given, plan, behind, by=by, at=at)
    tell_endangered_promises(given, plan, ids, by=by, at=at)
    if due:
        hand_out(due, {i: behind.sales_orders(key) for i, key in releasing.items()}, at=at)
    run.released_count = len(due)
    run.node_count = len(given.places)
    written = (row for row in given.demands.values() if (row.item_id, row.site_id) in given.places)
    run.demand_count = sum(1 for _ in written)
    run.planned_order_count = len(rows)
    run.duration_ms = int((perf_counter() - started) * 1000)
    run.save()
    _publish_finished(run)
    return run


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
            "   FOR NO KEY UPDATE SKIP LOCKED)",
            [list(given.seen_demand)],
        )


def _hand_over(given: PlanningInput, *, by: Actor, at: datetime) -> None:
    """For what an older release left released though its order is supply already. What others hold
    is being handed over by them: who would wait for them here, they wait for, as soon as they note
    a change."""
    rows = PlannedOrder.objects.filter(id__in=given.taken_over).select_for_update(skip_locked=True)
    free = list(rows.values_list("id", flat=True))
    hand_over_planned_orders(planned_order_ids=free, by=by, at=at)


def _write_orders(
    difference: Difference[Stored, Made],
    given: PlanningInput,
    run: PlanningRun,
    by: Actor,
    at: datetime,
) -> tuple[dict[str, UUID], list[PlannedOrder], list[PlannedOrder]]:
    """Insert, update and drop; the engine's ids mapped to rows, the rows that stand now, and those
    of them that are to be released: the fresh ones are, as they are written once."""
    fresh = [row_of(made.order, given, by) for made in difference.created]
    ids = {m.order.id: row.id for m, row in zip(difference.created, fresh, strict=True)}
    changed = []
    standing = []
    for stored, made in difference.kept:
        if place_of(stored.row) in given.places:
            standing.append(stored.row)
        ids[made.order.id] = stored.row.id
        figures = suggested_figures(made.order)
        if figures_of(stored.row) != figures:
            run.changed_inside_fence_count += _is_inside(given, stored.row, stored.row.start_date)
            put_figures(stored.row, figures)
            changed.append(stored.row)
    dropped = [stored.row for stored in difference.dropped]
    run.changed_inside_fence_count += sum(_is_inside(given, r, r.start_date) for r in dropped)
    PlannedOrder.objects.filter(id__in=[row.id for row in dropped]).delete()
    update_rows(changed, COLUMNS)
    released = list(_inside_release_fence(fresh, given))
    note_released(released, at)
    insert_rows(fresh)
    run.created_count, run.changed_count = len(fresh), len(changed)
    run.dropped_count = len(dropped)
    due = [*released, *_inside_release_fence(standing, given)]
    return ids, fresh + standing, due


def _is_inside(given: PlanningInput, row: PlannedOrder, start: date) -> bool:
    node = given.structure.nodes.get(node_at(row.item_id, row.site_id))
    fence = 0 if node is None else max(node.planning_fence_days, node.release_fence_days)
    return start <= given.problem.as_of + timedelta(days=fence)


def _write_requirements(
    plan: Plan, given: PlanningInput, ids: dict[str, UUID], by: Actor
) -> dict[str, UUID]:
    """Rows that are as before keep their id; the answer maps the engine's ids to rows."""
    known = given.taken
    found: dict[str, UUID] = {}
    fresh = []
    for requirement in plan.requirements:
        if not is_written(requirement, given):
            continue
        row = _taken(requirement, ids)
        same = known.get(row) if known else None
        if same:
            found[requirement.id] = same.pop()
        else:
            found[requirement.id] = row_id = new_id()
            fresh.append((row_id, by.company_id, *row))
    replace_rows(PlanRequirement, Taken._fields, known, fresh)
    return found


def _taken(taken: Requirement, ids: Mapping[str, UUID]) -> Taken:
    item_id, site_id = place_at(taken.item, taken.site)
    maker_item_id, maker_site_id = place_at(*taken.maker)
    return Taken(
        item_id=item_id,
        site_id=site_id,
        order_id=ids.get(taken.order_id) or UUID(taken.order_id),
        quantity=taken.quantity,
        need_date=taken.need_date,
        priority=taken.priority,
        maker_item_id=maker_item_id,
        maker_site_id=maker_site_id,
        is_phantom=taken.item.endswith(PHANTOM),
        is_of_phantom=taken.maker.item.endswith(PHANTOM),
        sequence=taken.sequence,
    )


def _write_pegs(
    plan: Plan,
    given: PlanningInput,
    ids: dict[str, UUID],
    requirement_ids: dict[str, UUID],
    by: Actor,
) -> None:
    known = known_rows(given.of_items(PlanPeg.objects.all()), Pegged, given.places)
    fresh = []
    for peg in plan.pegs:
        if not is_written(peg, given):
            continue
        item_id, site_id = place_at(peg.item, peg.site)
        pegged = Pegged(
            item_id=item_id,
            site_id=site_id,
            supply_kind=peg.supply_kind.value,
            supply_id=_supply_id(peg, ids),
            supply_date=peg.supply_date,
            need_kind=peg.need_kind.value,
            need_id=_need_id(peg, requirement_ids),
            need_date=peg.need_date,
            quantity=peg.quantity,
        )
        same = known.get(pegged) if known else None
        if same:
            same.pop()
        else:
            fresh.append((new_id(), by.company_id, *pegged))
    replace_rows(PlanPeg, Pegged._fields, known, fresh)


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


def _inside_release_fence(
    rows: Iterable[PlannedOrder], given: PlanningInput
) -> Iterator[PlannedOrder]:
    for row in rows:
        node = given.structure.nodes.get(node_at(row.item_id, row.site_id))
        if node is None or not _has_source(row):
            continue
        if row.start_date <= given.problem.as_of + timedelta(days=node.release_fence_days):
            yield row


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
