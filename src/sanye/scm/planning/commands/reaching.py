"""How far a run has to look: as little as gives what a run over everything gives."""

from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sanye.engines.mrp import Plan, make_plan
from sanye.kernel.actors import Actor
from sanye.scm.planning.commands.suggestions import (
    figures_of,
    is_written,
    place_of,
    suggested_figures,
)
from sanye.scm.planning.domain.difference import Difference
from sanye.scm.planning.models import PlanningRun
from sanye.scm.planning.queries.differences import Made, Stored, difference_of
from sanye.scm.planning.queries.input import PlanningInput, load_input
from sanye.scm.planning.queries.looking import Reach
from sanye.scm.planning.queries.masters import items_changed
from sanye.scm.planning.queries.places import Place
from sanye.stem.rows.kept import take_snapshot

ALL, NET_CHANGE = "ALL", "NET_CHANGE"


@dataclass(frozen=True, slots=True)
class _Way:
    """How far to look, and for what besides the places that changed. `snapshot`: what of masters
    came before it is planned."""

    reach: Reach
    item_ids: Set[UUID] = frozenset()
    snapshot: str = ""


def planned(
    places: Collection[Place], scope: str, as_of: date, by: Actor
) -> tuple[PlanningInput, Plan, Difference[Stored, Made], str]:
    """A plan that reaches no farther than it must; at last the snapshot before which all that has
    changed of masters is planned, empty where that is not known.

    Where everything was planned as of this day, a change reaches what is below it, by what the plan
    says of those above; so does a change of an item's masters. Where masters of any item may have
    changed, those above are planned too, and should these be planned otherwise than is stored, all
    that is joined is planned anew.
    """
    for way in _ways(scope, as_of):
        given = load_input(
            places=places, item_ids=way.item_ids, reach=way.reach, as_of=as_of, by=by
        )
        plan = make_plan(given.problem)
        difference = difference_of(given, plan)
        if _stands_above_as_stored(way.reach, given, difference):
            break
    return given, plan, difference, way.snapshot


def scope_due(places: Collection[Place], as_of: date) -> str | None:
    """What has to be planned now; None: nothing. The same input gives the same plan, and of time a
    plan knows the day alone."""
    way = _ways(NET_CHANGE, as_of)[0]
    if way.reach is not Reach.BELOW:
        return ALL
    return NET_CHANGE if places or way.item_ids else None


def _ways(scope: str, as_of: date) -> list[_Way]:
    if scope == ALL:
        return [_Way(Reach.ALL, snapshot=take_snapshot())]
    runs = PlanningRun.objects.exclude(snapshot="").order_by("-started_at", "-id")
    day, since = runs.values_list("as_of_date", "snapshot").first() or (None, "")
    if day != as_of:
        return [_Way(Reach.JOINED)]
    snapshot, item_ids = items_changed(since=since)
    if item_ids is None:
        return [_Way(Reach.ABOVE), _Way(Reach.JOINED)]
    return [_Way(Reach.BELOW, item_ids, snapshot)]


def _stands_above_as_stored(
    reach: Reach, given: PlanningInput, difference: Difference[Stored, Made]
) -> bool:
    """Whether the plan differs from the stored one only where it may."""
    return reach is not Reach.ABOVE or (
        all(is_written(new.order, given) for new in difference.created)
        and all(place_of(old.row) in given.places for old in difference.dropped)
        and all(
            figures_of(old.row) == suggested_figures(new.order)
            for old, new in difference.kept
            if place_of(old.row) not in given.places
        )
    )
