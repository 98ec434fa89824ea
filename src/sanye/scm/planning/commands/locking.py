"""Who changes the plan of a company, and what has changed since it was made.

Two locks of a company, in this order. The plan's lock: one run, or one person, at the plan at a
time. The lock of the facts: shared by all who change supply or demand, when they note the change
as their last step; exclusive for a run. So a run waits for changes under way, what comes during
the run waits for it, and a run reads all of supply and demand as of one instant.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from sanye.contracts.scm.events import PlanningRequested
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.log import publish
from sanye.stem.rows.advisory import lock_name

_NOTE = """
    INSERT INTO scm_net_change (id, company_id, item_id, site_id)
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[])
    ON CONFLICT DO NOTHING RETURNING TRUE
"""
_TAKE = "DELETE FROM scm_net_change WHERE company_id = %s RETURNING item_id, site_id"


def lock_plan(by: Actor) -> None:
    """Be the only one at the company's plan until the transaction ends."""
    lock_name(f"scm.planning plan {by.company_id}")


def lock_plan_and_facts(by: Actor) -> None:
    """Besides, let supply and demand stand still until the transaction ends."""
    lock_plan(by)
    lock_name(_facts(by))


def note_change(places: Iterable[tuple[UUID, UUID]], by: Actor) -> None:
    """Note which items at which sites to plan again; a place not yet noted asks for a run.

    The last step of a change, for it waits while a run is going on.
    """
    rows = sorted(set(places))
    if not rows:
        return
    lock_name(_facts(by), is_shared=True)
    items, sites = (list(ids) for ids in zip(*rows, strict=True))
    given = [[new_id() for _ in rows], [by.company_id] * len(rows), items, sites]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, given)
        is_new = cursor.rowcount > 0
    if is_new:
        publish(PlanningRequested(request_id=new_id()))


def take_changes(by: Actor) -> set[tuple[UUID, UUID]]:
    """All that is noted, to be planned now; the facts are locked."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [by.company_id])
        return set(cursor.fetchall())


def _facts(by: Actor) -> str:
    return f"scm.planning facts {by.company_id}"
