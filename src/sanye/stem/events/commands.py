"""What an operator may do to cursors, and what a new company or a restore needs."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.events.advancing import ensure_cursors
from sanye.stem.events.cursors import Cursor, registered_cursors
from sanye.stem.events.errors import (
    CursorUnknown,
    NotAProjection,
    PositionUnknown,
    WaitsBehind,
)
from sanye.stem.events.following import lacking, note_change
from sanye.stem.events.models import CursorRow, ParkedEvent

FROM_THE_START = "1:1:"


@command
def release_parked_event(*, cursor_name: str, position: int, by: Actor, at: datetime) -> None:
    """Try a parked event again now, and after it what waits behind it.

    Raises PositionUnknown, or WaitsBehind where an earlier one of its key is to be released.
    """
    parked = ParkedEvent.objects.filter(
        cursor__name=cursor_name, cursor__company_id=by.company_id
    ).order_by("position")
    row = parked.filter(position=position).first()
    if row is None:
        raise PositionUnknown(name=cursor_name, position=position)
    first = parked.filter(key=row.key)[0].position
    if first != position:
        raise WaitsBehind(position=position, first=first)
    parked.filter(pk=row.pk).update(
        state=ParkedEvent.State.RETRYING, attempts=0, next_attempt_at=at
    )


@command
def release_cursor(*, cursor_name: str, by: Actor, at: datetime) -> None:
    """Let a halted cursor try again now. Raises CursorUnknown."""
    count = CursorRow.objects.filter(name=cursor_name, company_id=by.company_id).update(
        attempts=0, next_attempt_at=None
    )
    if not count:
        raise CursorUnknown(name=cursor_name)


@command
def narrow_cursors(*, by: Actor, at: datetime) -> dict[str, list[str]]:
    """Let this release work on what a newer one followed more of, after a way back to it. What it
    does not follow is passed over from now on; returns that, by cursor."""
    narrowed = {}
    for row in CursorRow.objects.select_for_update().filter(company_id=by.company_id):
        cursor = registered_cursors.get(row.name)
        lacks = [] if cursor is None else lacking(cursor, row)
        if cursor is not None and lacks:
            narrowed[row.name] = lacks
            note_change(cursor, row)
    return narrowed


@command
def replay_projection(*, cursor_name: str, by: Actor, at: datetime) -> None:
    """Empty a projection and let it read the log from the start.

    Raises CursorUnknown, or NotAProjection: documents made by a reaction are never made again.
    """
    cursor = find_cursor(cursor_name)
    if cursor.kind != "PROJECTION" or cursor.rebuild is None:
        raise NotAProjection(name=cursor_name)
    rows = CursorRow.objects.select_for_update().filter(company_id=by.company_id)
    row = rows.filter(name=cursor_name).first()
    if row is None:
        raise CursorUnknown(name=cursor_name)
    cursor.rebuild(by=by, at=at)
    row.parked.all().delete()
    CursorRow.objects.filter(pk=row.pk).update(
        start=FROM_THE_START,
        start_target=None,
        start_page_position=0,
        done=FROM_THE_START,
        target=None,
        page_position=0,
        handled_count=0,
        attempts=0,
        next_attempt_at=None,
        error="",
    )


def find_cursor(name: str) -> Cursor:
    """The cursor of that name. Raises CursorUnknown."""
    cursor = registered_cursors.get(name)
    if cursor is None:
        raise CursorUnknown(name=name)
    return cursor


def open_cursors_for_company(company_id: UUID) -> None:
    """Rows for every cursor of a new company, from the start of its log.

    Belongs into the transaction that makes the company, so that no reaction misses its first event.
    """
    ensure_cursors([company_id], list(registered_cursors.values()), done=FROM_THE_START)


def open_new_cursors(company_ids: list[UUID]) -> int:
    """Rows for cursors that a release added: projections from the start, reactions from now on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        now = cursor.fetchone()[0]
    cursors = list(registered_cursors.values())
    projections = [cursor for cursor in cursors if cursor.kind == "PROJECTION"]
    reactions = [cursor for cursor in cursors if cursor.kind == "REACTION"]
    return ensure_cursors(company_ids, projections, done=FROM_THE_START) + ensure_cursors(
        company_ids, reactions, done=now
    )
