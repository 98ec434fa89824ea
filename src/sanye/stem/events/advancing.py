"""Moving a cursor on: one batch, its effects and the new position in one transaction."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Min, Q
from psycopg import errors as pg

from sanye.kernel.ids import new_id
from sanye.stem.events import reading
from sanye.stem.events.cursors import Cursor, Recorded, Unreachable, recorded_from_row
from sanye.stem.events.following import followed_by, may_work
from sanye.stem.events.models import CursorRow, EventRow, ParkedEvent
from sanye.stem.events.reading import Batch, Window
from sanye.stem.postgresql.base import planned_once

log = structlog.get_logger(__name__)

FIRST_PAUSE = timedelta(seconds=0.2)
LONGEST_PAUSE = timedelta(seconds=30)
TRIES_BEFORE_PARKING = 6
ALERT_AFTER_TRIES = 6
SNAPSHOT_AGE = 2_000
"""Transactions after which `done` is moved even if there was nothing to handle."""
SLOW_READ_SECONDS = 0.02
"""As after so long a read that found nothing: much lies behind `done`, and is read each time."""

_REFUSED = (
    pg.QueryCanceled,
    pg.LockNotAvailable,
    pg.OutOfMemory,
    pg.ConfigurationLimitExceeded,
    pg.ProgramLimitExceeded,
    pg.StatementTooComplex,
    pg.TooManyArguments,
    pg.TooManyColumns,
)
"""Operational, yet of one statement: the database is there, and other events go through."""

Row = tuple[Any, ...]
_Handle = Callable[[Cursor, CursorRow, Sequence[Row], datetime], int]

_FIELDS = [field.attname for field in CursorRow._meta.concrete_fields]  # noqa: SLF001
_LOCK = f"""
    SELECT pg_current_snapshot()::text,
           EXISTS (SELECT FROM stem_parked_event WHERE cursor_id = stem_cursor.id),
           {", ".join(_FIELDS)}
      FROM stem_cursor WHERE name = %s AND company_id = %s FOR NO KEY UPDATE SKIP LOCKED
"""  # noqa: S608 - constants
_STORE = """
    UPDATE stem_cursor SET done = %s, target = %s, page_position = %s, handled_count = %s,
           handled_at = %s, attempts = %s, next_attempt_at = %s, error = %s
     WHERE id = %s
"""


@dataclass(frozen=True, slots=True)
class _Locked:
    """A cursor's row, the snapshot it was found in, whether any of its events was parked then."""

    row: CursorRow
    snapshot: str
    has_parked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What one step did; `read` 0 means the cursor is at the tail, or with another worker.

    `has_more`: it stopped where a page ends, so that the next step finds something.
    """

    read: int
    handled: int
    has_more: bool = False
    parked: int = 0
    halted: bool = False
    is_held: bool = False


NOTHING = Progress(read=0, handled=0)
HELD = Progress(read=0, handled=0, is_held=True)


class _Halted(Exception):
    def __init__(self, position: int, cause: Exception) -> None:
        self.position = position
        self.cause = cause
        super().__init__(str(cause))


def advance(cursor: Cursor, company_id: UUID, *, at: datetime) -> Progress:
    """Handle the next batch of one cursor in one company.

    Does nothing when another worker has the cursor, when it waits after a failure, or when a newer
    release follows more. Raises OperationalError when the database went away or asked for a retry:
    nothing was done then.
    """
    try:
        return _step(cursor, company_id, at, handle=_handle_all)
    except Exception as error:  # noqa: BLE001 - whatever it is, the event at fault is found
        _raise_if_away(error)
        nobodys_fault = cursor.on_failure == "HALT" and isinstance(error, Unreachable)
        handle = _halting(error) if nobodys_fault else _handle_rows
        return _step(cursor, company_id, at, handle=handle)


def _step(cursor: Cursor, company_id: UUID, at: datetime, *, handle: _Handle) -> Progress:
    with transaction.atomic():
        locked = _lock(cursor.name, company_id)
        if locked is None:
            return HELD
        row = locked.row
        if row.next_attempt_at is not None and at < row.next_attempt_at <= at + LONGEST_PAUSE:
            return NOTHING
        if not may_work(cursor, row):
            return NOTHING
        window = Window(done=row.done, target=row.target, page_position=row.page_position)
        began = time.monotonic()
        batch = reading.read_batch(
            window, company_id, cursor.types, cursor.batch_size, now=locked.snapshot
        )
        was_slow = time.monotonic() - began > SLOW_READ_SECONDS
        if not batch.rows and not was_slow and not _is_old(window, batch):
            return NOTHING
        return _handle(cursor, locked, window, batch, at, handle)


def _handle(
    cursor: Cursor, locked: _Locked, window: Window, batch: Batch, at: datetime, handle: _Handle
) -> Progress:
    row = locked.row
    is_free = window.target is None and not locked.has_parked
    rows = batch.rows if is_free else _without_blocked(row, batch.rows)
    try:
        handled = handle(cursor, row, rows, at)
    except _Halted as halted:
        done_before = sum(1 for item in batch.rows if item[0] < halted.position)
        after = batch.stopping_before(halted.position, window)
        _note_halt(row, halted, at)
        _store(row, after, done_before, at)
        return Progress(read=len(batch.rows), handled=done_before, halted=True)
    row.attempts, row.next_attempt_at, row.error = 0, None, ""
    _store(row, batch.after, handled, at)
    read = len(batch.rows)
    has_more = batch.after.target is not None
    return Progress(read=read, handled=handled, has_more=has_more, parked=read - handled)


def _handle_all(cursor: Cursor, _row: CursorRow, rows: Sequence[Row], at: datetime) -> int:
    """Handle rows, or none of them."""
    if rows:
        cursor.handle([recorded_from_row(item) for item in rows], at=at)
    return len(rows)


def _halting(error: Exception) -> _Handle:
    """Handle nothing: to try with fewer events would only take as long again."""

    def halt(_cursor: Cursor, _row: CursorRow, rows: Sequence[Row], _at: datetime) -> int:
        if rows:
            raise _Halted(rows[0][0], error)
        return 0

    return halt


def _handle_rows(cursor: Cursor, row: CursorRow, rows: Sequence[Row], at: datetime) -> int:
    """Handle rows; on a failure halve them until the event at fault is found."""
    if not rows:
        return 0
    try:
        with transaction.atomic():
            cursor.handle([recorded_from_row(item) for item in rows], at=at)
            _check_what_is_deferred()
    except Exception as error:  # noqa: BLE001 - whatever it is, the event at fault is found
        _raise_if_away(error)
        if len(rows) > 1:
            middle = len(rows) // 2
            first = _handle_rows(cursor, row, rows[:middle], at)
            rest = _without_blocked(row, rows[middle:])
            return first + _handle_rows(cursor, row, rest, at)
        _fail(cursor, row, rows[0], error, at)
        return 0
    return len(rows)


def _raise_if_away(error: Exception) -> None:
    """Let through what is no event's fault. Whatever else it is, the one at fault is found."""
    is_refused = isinstance(error.__cause__, _REFUSED)
    if isinstance(error, OperationalError | InterfaceError) and not is_refused:
        raise error


def _check_what_is_deferred() -> None:
    """Now, while it is known whose rows these are; by itself it comes when all is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _fail(cursor: Cursor, row: CursorRow, item: Row, error: Exception, at: datetime) -> None:
    log.warning(
        "event_failed",
        cursor=cursor.name,
        position=item[0],
        type=item[3],
        trace_id=item[8].hex,
        error=repr(error),
    )
    if cursor.on_failure == "HALT":
        raise _Halted(item[0], error)
    ParkedEvent.objects.create(
        cursor=row,
        position=item[0],
        event_id=item[1],
        type=item[3],
        key=item[4],
        state=ParkedEvent.State.RETRYING,
        attempts=1,
        next_attempt_at=at + FIRST_PAUSE,
        error=repr(error)[:2000],
    )


def _without_blocked(row: CursorRow, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows that may be handled; those behind a parked event of their key are put behind it."""
    if not rows:
        return rows
    keys = {item[4] for item in rows}
    blocked = set(row.parked.filter(key__in=keys).values_list("key", flat=True))
    if not blocked:
        return rows
    ParkedEvent.objects.bulk_create(
        ParkedEvent(
            cursor=row,
            position=item[0],
            event_id=item[1],
            type=item[3],
            key=item[4],
            state=ParkedEvent.State.BEHIND,
        )
        for item in rows
        if item[4] in blocked
    )
    return [item for item in rows if item[4] not in blocked]


def _note_halt(row: CursorRow, halted: _Halted, at: datetime) -> None:
    row.attempts += 1
    row.next_attempt_at = at + _pause(row.attempts)
    row.error = f"{halted.position}: {halted.cause!r}"[:2000]
    if row.attempts == ALERT_AFTER_TRIES:
        log.error("cursor_halted", cursor=row.name, position=halted.position)


def _pause(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * 2.0 ** (attempts - 1), LONGEST_PAUSE)


def _store(row: CursorRow, after: Window, handled: int, at: datetime) -> None:
    with planned_once() as cursor:
        cursor.execute(
            _STORE,
            [
                after.done,
                after.target,
                after.page_position,
                row.handled_count + handled,
                at if handled else row.handled_at,
                row.attempts,
                row.next_attempt_at,
                row.error,
                row.id,
            ],
        )


def _is_old(window: Window, batch: Batch) -> bool:
    if window.target is not None:
        return True
    return _xmax(batch.after.done) - _xmax(window.done) > SNAPSHOT_AGE


def _xmax(snapshot: str) -> int:
    return int(snapshot.split(":")[1])


def _lock(name: str, company_id: UUID) -> _Locked | None:
    """None: another worker has it.

    Who has just stored it may have seen more than the snapshot: at the tail nothing is to be read
    then, and further behind it may have parked something since.
    """
    with planned_once() as cursor:
        cursor.execute(_LOCK, [name, company_id])
        found = cursor.fetchone()
    if found is None:
        return None
    snapshot, has_parked, *values = found
    return _Locked(CursorRow.from_db(connection.alias, _FIELDS, values), snapshot, has_parked)


def retry_parked(cursor: Cursor, company_id: UUID, *, at: datetime) -> int:
    """Try parked events whose time has come, then what waits behind them. Returns the number done.

    Each key is a transaction of its own, so one key's success does not hang on another's.
    """
    done = 0
    for key in _keys_due(cursor, company_id, at):
        with transaction.atomic():
            locked = _lock(cursor.name, company_id)
            if locked is None or not may_work(cursor, locked.row):
                return done
            done += _retry_key(cursor, locked.row, key, at)
    return done


def _keys_due(cursor: Cursor, company_id: UUID, at: datetime) -> list[UUID]:
    return list(
        ParkedEvent.objects.filter(
            cursor__name=cursor.name,
            cursor__company_id=company_id,
            state=ParkedEvent.State.RETRYING,
        )
        .filter(due(at))
        .values("key")
        .annotate(first=Min("position"))
        .order_by("first")
        .values_list("key", flat=True)
    )


def due(at: datetime) -> Q:
    """What is to be tried again now. Nothing pauses longer than the longest pause: what seems to
    was put off before somebody set the clock back."""
    return Q(next_attempt_at__lte=at) | Q(next_attempt_at__gt=at + LONGEST_PAUSE)


def _retry_key(cursor: Cursor, row: CursorRow, key: UUID, at: datetime) -> int:
    done = 0
    for parked in row.parked.filter(key=key).order_by("position"):
        if parked.state == ParkedEvent.State.PARKED:
            break
        try:
            with transaction.atomic():
                cursor.handle([read_event(parked.position)], at=at)
                _check_what_is_deferred()
        except Exception as error:  # noqa: BLE001 - whatever it is, the event at fault is found
            _raise_if_away(error)
            _note_failure(cursor, parked, error, at)
            break
        parked.delete()
        done += 1
    row.handled_count += done
    row.save(update_fields=["handled_count"])
    return done


def _note_failure(cursor: Cursor, parked: ParkedEvent, error: Exception, at: datetime) -> None:
    parked.attempts += 1
    parked.error = repr(error)[:2000]
    parked.state = ParkedEvent.State.RETRYING
    parked.next_attempt_at = at + _pause(parked.attempts)
    is_held_by_others = isinstance(error.__cause__, pg.LockNotAvailable)
    if parked.attempts >= TRIES_BEFORE_PARKING and not is_held_by_others:
        parked.state = ParkedEvent.State.PARKED
        parked.next_attempt_at = None
        log.error("event_parked", cursor=cursor.name, position=parked.position, type=parked.type)
    parked.save()


def read_event(position: int) -> Recorded:
    """One event of the log. Raises EventRow.DoesNotExist."""
    columns = [name.strip() for name in reading.COLUMNS.split(",")]
    return recorded_from_row(EventRow.objects.values_list(*columns).get(position=position))


def ensure_cursors(company_ids: Sequence[UUID], cursors: Sequence[Cursor], *, done: str) -> int:
    """Give every cursor a row in every company; those that are new start behind `done`."""
    rows = [
        CursorRow(
            id=new_id(),
            name=cursor.name,
            company_id=company_id,
            kind=cursor.kind,
            start=done,
            done=done,
            follows=followed_by(cursor),
        )
        for cursor in cursors
        for company_id in company_ids
    ]
    return len(CursorRow.objects.bulk_create(rows, ignore_conflicts=True))
