"""Who changes the plan of a company, and what has changed since it was made.

Locks in this order: the planning lock, net changes by item and site, then rows of the plan.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from sanye.contracts.scm.events import PlanningRequested
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.log import publish

_NOTE = """
    INSERT INTO scm_net_change (id, company_id, item_id, site_id)
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[])
    ON CONFLICT (company_id, item_id, site_id) DO UPDATE SET item_id = excluded.item_id
    RETURNING xmax = 0
"""


def lock_plan(by: Actor) -> None:
    """One run, or one person, at the company's plan at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"scm.planning {by.company_id}"],
        )


def note_change(places: Iterable[tuple[UUID, UUID]], by: Actor) -> None:
    """Note what must be planned again; a place that was not noted yet asks for a run.

    A place that is noted already is locked, so that the run that takes the note waits for this
    transaction and sees its change; while a run plans the place, this waits for the run.
    """
    rows = sorted(set(places))
    if not rows:
        return
    given = [
        [new_id() for _ in rows],
        [by.company_id] * len(rows),
        *map(list, zip(*rows, strict=True)),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, given)
        is_new = any(inserted for (inserted,) in cursor.fetchall())
    if is_new:
        publish(PlanningRequested(request_id=new_id()))
