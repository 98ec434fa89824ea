"""Reads of the log and of the cursors' state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.events.cursors import Recorded, recorded_from_row, registered_cursors
from sanye.stem.events.errors import EventUnknown
from sanye.stem.events.following import lacking
from sanye.stem.events.models import CursorRow, EventRow, ParkedEvent
from sanye.stem.events.reading import COLUMNS, Waiting, Window, waiting_of

_COLUMNS = [name.strip() for name in COLUMNS.split(",")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorState:
    """`waiting` is how many visible events it has not handled yet, MOST_COUNTED standing for more,
    the first of them recorded at `waiting_since`. It waits for a worker of a newer release where
    this one `lacks` event types that are followed."""

    name: str
    kind: str
    handled_count: int
    handled_at: datetime | None
    waiting: int
    waiting_since: datetime | None
    retrying: int
    parked: int
    behind: int
    attempts: int
    error: str
    lacks: list[str]


@query
def list_cursors(*, by: Actor) -> list[CursorState]:
    """The state of every cursor of the company."""
    rows = CursorRow.objects.filter(company_id=by.company_id).order_by("name")
    counted = rows.annotate(
        **{
            f"{state.lower()}_count": Count("parked", filter=Q(parked__state=state))
            for state in ParkedEvent.State.values
        }
    )
    return [_state(row) for row in counted if row.name in registered_cursors]


def _waiting(row: CursorRow, at_most: tuple[str, str] | None = None) -> Waiting:
    window = Window(done=row.done, target=row.target, page_position=row.page_position)
    return waiting_of(window, row.company_id, registered_cursors[row.name].types, at_most)


def _state(row: Any) -> CursorState:
    waiting = _waiting(row)
    return CursorState(
        name=row.name,
        kind=row.kind,
        handled_count=row.handled_count,
        handled_at=row.handled_at,
        waiting=waiting.count,
        waiting_since=waiting.since,
        retrying=row.retrying_count,
        parked=row.parked_count,
        behind=row.behind_count,
        attempts=row.attempts,
        error=row.error,
        lacks=lacking(registered_cursors[row.name], row),
    )


@query
def list_events(
    *,
    type_prefix: str = "",
    key: UUID | None = None,
    correlation_id: UUID | None = None,
    by: Actor,
) -> QuerySet[EventRow]:
    """Events of the company in the log's order."""
    events = EventRow.objects.filter(company_id=by.company_id)
    if type_prefix:
        events = events.filter(type__startswith=type_prefix)
    if key is not None:
        events = events.filter(key=key)
    if correlation_id is not None:
        events = events.filter(correlation_id=correlation_id)
    return events.order_by("position")


@query
def get_event(*, event_id: UUID, by: Actor) -> Recorded:
    """One event of the company. Raises EventUnknown."""
    rows = EventRow.objects.filter(event_id=event_id, company_id=by.company_id)
    row = rows.values_list(*_COLUMNS).first()
    if row is None:
        raise EventUnknown
    return recorded_from_row(row)


@query
def list_parked_events(*, cursor_name: str = "", by: Actor) -> QuerySet[ParkedEvent]:
    """What could not be handled, oldest first."""
    parked = ParkedEvent.objects.select_related("cursor").filter(cursor__company_id=by.company_id)
    if cursor_name:
        parked = parked.filter(cursor__name=cursor_name)
    return parked.order_by("position")


@query
def get_backlog(*, cursor_name: str, at_most: tuple[str, str] | None = None, by: Actor) -> int:
    """How many visible events a cursor has not handled yet, MOST_COUNTED standing for more; 0 for
    one without a row. `at_most`: only those whose field of that name is no greater as text."""
    row = CursorRow.objects.filter(company_id=by.company_id, name=cursor_name).first()
    return 0 if row is None else _waiting(row, at_most).count


def read_events(positions: Iterable[int]) -> tuple[dict[int, Recorded], dict[int, Exception]]:
    """Events of the log by their position, and why this release cannot read others of them."""
    read, unreadable = {}, {}
    for row in EventRow.objects.filter(position__in=list(positions)).values_list(*_COLUMNS):
        try:
            read[row[0]] = recorded_from_row(row)
        except Exception as error:  # noqa: BLE001 - the type, or what stands in it
            unreadable[row[0]] = error
    return read, unreadable
