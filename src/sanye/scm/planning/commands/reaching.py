"""How far a run has to look: as little as gives what a run over everything gives."""

from collections.abc import Collection
from datetime import date

from sanye.engines.mrp import Plan, make_plan
from sanye.kernel.actors import Actor
from sanye.scm.planning.commands.suggestions import figures_of, is_written, place_of, row_of
from sanye.scm.planning.domain.difference import Difference
from sanye.scm.planning.models import PlannedOrder, PlanningRun
from sanye.scm.planning.queries.differences import Made, Stored, difference_of
from sanye.scm.planning.queries.input import PlanningInput, Reach, load_input
from sanye.scm.planning.queries.known import Place
from sanye.scm.planning.queries.masters import have_masters_changed

ALL, NET_CHANGE = "ALL", "NET_CHANGE"


def planned(
    places: Collection[Place], scope: str, as_of: date, by: Actor
) -> tuple[PlanningInput, Plan, Difference[Stored, Made]]:
    """A plan that reaches no farther than it must.

    Where everything was planned as of this day, a change reaches what is below it: by what the
    plan says of those above, or, where masters have changed since, by planning them too. Should
    these be planned otherwise than is stored, all that is joined is planned anew.
    """
    for reach in [Reach.ALL] if scope == ALL else _reaches(as_of):
        given = load_input(places=places, reach=reach, as_of=as_of, by=by)
        plan = make_plan(given.problem)
        difference = difference_of(given, plan)
        if _stands_above_as_stored(reach, given, difference, by):
            break
    return given, plan, difference


def _reaches(as_of: date) -> list[Reach]:
    runs = PlanningRun.objects.filter(scope=ALL).order_by("-started_at")
    day, snapshot = runs.values_list("as_of_date", "snapshot").first() or (None, "")
    if day != as_of:
        return [Reach.JOINED]
    if not snapshot or have_masters_changed(since=snapshot):
        return [Reach.ABOVE, Reach.JOINED]
    return [Reach.BELOW]


def _stands_above_as_stored(
    reach: Reach, given: PlanningInput, difference: Difference[Stored, Made], by: Actor
) -> bool:
    """Whether the plan differs from the stored one only where it may."""
    return reach is not Reach.ABOVE or (
        all(is_written(new.order, given) for new in difference.created)
        and all(place_of(old.row) in given.places for old in difference.dropped)
        and all(
            figures_of(old.row) == figures_of(row_of(PlannedOrder(), new.order, given, by))
            for old, new in difference.kept
            if place_of(old.row) not in given.places
        )
    )
