"""What only the database refuses, late or for want of time, is the fault of an event like any
other: it is found and put aside, and whoever follows other facts goes on."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events import worker
from sanye.stem.events.advancing import TRIES_BEFORE_PARKING, advance
from sanye.stem.events.cursors import Cursor, Recorded
from sanye.stem.events.models import CursorRow, ParkedEvent
from sanye.stem.events.worker import Follower, run_worker
from tests.stem.events.conftest import BellRung, Notes, all_positions, ring

Make = Callable[..., Cursor]
Drain = Callable[..., int]


def unknown_foreign_row(recorded: Recorded) -> None:
    """As Django declares all foreign keys: nobody objects before the transaction ends."""
    with connection.cursor() as sql:
        sql.execute(
            "INSERT INTO stem_parked_event (id, cursor_id, position, event_id, type, key, state,"
            " attempts, error) VALUES (%(id)s, %(id)s, 1, %(id)s, '', %(id)s, 'BEHIND', 0, '')",
            {"id": new_id()},
        )


def out_of_time(_: Recorded) -> None:
    with connection.cursor() as sql:
        sql.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)")


def too_large_for_an_index(recorded: Recorded) -> None:
    raised(recorded, "program_limit_exceeded")


def raised(_: Recorded, state: str) -> None:
    with connection.cursor() as sql:
        sql.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$")


@pytest.mark.parametrize("refuse", [unknown_foreign_row, out_of_time, too_large_for_an_index])
@pytest.mark.parametrize("kind", ["PROJECTION", "REACTION"])
def test_an_event_the_database_refuses_is_put_aside(
    company: UUID,
    at: datetime,
    make_cursor: Make,
    notes: Notes,
    drain: Drain,
    refuse: Callable[[Recorded], None],
    kind: str,
) -> None:
    mute = new_id()
    is_mended = False

    def refuses(recorded: Recorded) -> bool:
        if recorded.key == mute and not is_mended:
            refuse(recorded)
        return False

    cursor = make_cursor(kind=kind, refuses=refuses)
    ring(company, *(BellRung(bell_id=key, count=1) for key in (new_id(), mute, new_id())), at=at)

    for hour in range(TRIES_BEFORE_PARKING):
        drain(cursor, company_id=company, at=at + timedelta(hours=hour))

    first, second, third = all_positions()
    assert notes.positions(cursor.name) == [first, third]
    assert [(row.position, row.state) for row in ParkedEvent.objects.all()] == [(second, "PARKED")]
    is_mended = True
    ParkedEvent.objects.update(state="RETRYING", next_attempt_at=at)
    drain(cursor, company_id=company, at=at)
    assert sorted(notes.positions(cursor.name)) == [first, second, third]


def test_a_batch_that_takes_too_long_is_handled_in_parts(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    cursor = make_cursor("test.listener")
    sizes = []

    def listen(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
        sizes.append(len(batch))
        with connection.cursor() as sql:
            sql.execute("SET LOCAL statement_timeout = 100")
            sql.execute("SELECT pg_sleep(%s)", [0.0 if len(batch) <= 2 else 5])
            sql.execute("SET LOCAL statement_timeout = 0")
        for recorded in batch:
            notes.write(cursor.name, recorded)

    cursor._handlers[BellRung.event_type] = listen
    ring(company, *(BellRung(bell_id=new_id(), count=n) for n in range(8)), at=at)

    assert drain(cursor, company_id=company, at=at) == 8

    assert sizes == [8, 8, 4, 2, 2, 4, 2, 2]
    assert notes.positions(cursor.name) == all_positions()
    assert not ParkedEvent.objects.exists()


@pytest.mark.parametrize("kind", ["PROJECTION", "REACTION"])
def test_rows_that_others_hold_are_waited_for_and_no_operator_is_asked(
    company: UUID, at: datetime, make_cursor: Make, drain: Drain, kind: str
) -> None:
    def refuses(recorded: Recorded) -> bool:
        raised(recorded, "lock_not_available")
        return False

    cursor = make_cursor(kind=kind, refuses=refuses)
    ring(company, BellRung(bell_id=new_id(), count=1), at=at)

    for hour in range(2 * TRIES_BEFORE_PARKING):
        drain(cursor, company_id=company, at=at + timedelta(hours=hour))

    assert [row.state for row in ParkedEvent.objects.all()] == ["RETRYING"]


@pytest.mark.parametrize("is_parked", [False, True])
def test_who_loses_his_connection_each_time_keeps_nobody_waiting(
    company: UUID,
    at: datetime,
    make_cursor: Make,
    notes: Notes,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_parked: bool,
) -> None:
    """As a statement does for which PostgreSQL's memory is too small."""
    lost = make_cursor("test.a_lost_one", is_urgent=True, refuses=lambda _: True)
    make_cursor("test.b")
    ring(company, BellRung(bell_id=new_id(), count=1), at=at)
    if is_parked:
        advance(lost, company, at=at - timedelta(minutes=1))

    def losing(work: Callable[..., Any]) -> Callable[..., Any]:
        def work_or_lose(cursor: Cursor, company_id: UUID, *, at: datetime) -> Any:
            if cursor is lost:
                raise OperationalError("server closed the connection unexpectedly")
            return work(cursor, company_id, at=at)

        return work_or_lose

    monkeypatch.setattr(worker, "advance", losing(worker.advance))
    monkeypatch.setattr(worker, "retry_parked", losing(worker.retry_parked))
    follower = Follower(lambda: at)
    for _ in range(4):
        try:
            follower.step()
        except OperationalError:
            follower.forget()

    assert notes.positions("test.b") == all_positions()


def test_a_worker_outlives_a_database_that_only_reads(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a replica does before it is promoted, or a primary whose operator wants it so."""
    cursor = make_cursor()
    ring(company, BellRung(bell_id=new_id(), count=1), at=at)
    monkeypatch.setattr(worker, "PAUSE_AFTER_ERROR_SECONDS", 0.0)
    asked = []

    def reading_only(cursor: Cursor, company_id: UUID, *, at: datetime) -> Any:
        asked.append(cursor)
        if len(asked) > 2:
            return advance(cursor, company_id, at=at)
        with transaction.atomic():
            with connection.cursor() as sql:
                sql.execute("SET TRANSACTION READ ONLY")
            return advance(cursor, company_id, at=at)

    monkeypatch.setattr(worker, "advance", reading_only)
    run_worker(lambda: bool(notes.positions(cursor.name)))

    assert len(asked) == 3
    assert notes.positions(cursor.name) == all_positions()
    assert CursorRow.objects.get().error == ""
