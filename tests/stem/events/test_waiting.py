"""What waits for a cursor is counted without reading what it has handled."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events import reading
from sanye.stem.events.cursors import Cursor
from sanye.stem.events.models import CursorRow
from sanye.stem.events.queries import list_cursors
from tests.sql.counting import queries_of, rows_read_by
from tests.stem.events.conftest import BellRung, Notes, all_positions, ring

MANY, BOUND = 5000, 5
_FILL = """
INSERT INTO stem_event (event_id, company_id, type, subject, key, data, actor_name, command_id,
                        correlation_id, recorded_at)
SELECT gen_random_uuid(), %s, %s, 'x', gen_random_uuid(), '{}', 'x', gen_random_uuid(),
       gen_random_uuid(), now() FROM generate_series(1, %s)
"""


def waiting(company: UUID) -> tuple[int, datetime | None]:
    by = Actor(user_id=None, company_id=company, name="operator", permissions=frozenset({"*"}))
    state = list_cursors(by=by)[0]
    return state.waiting, state.waiting_since


def rows_read(company: UUID) -> int:
    """Of the log, by the statements that count."""
    sent = queries_of(lambda: waiting(company))
    return sum(rows_read_by(query) for query in sent if "FROM stem_event" in query[0])


def test_at_the_tail_the_log_is_not_read(
    company: UUID,
    at: datetime,
    make_cursor: Callable[..., Cursor],
    notes: Notes,
    drain: Callable[..., int],
) -> None:
    cursor = make_cursor()
    with connection.cursor() as sql:
        sql.execute(_FILL, [company, BellRung.event_type, MANY])
        sql.execute("ANALYZE stem_event")
        sql.execute("SELECT pg_current_snapshot()::text")
        CursorRow.objects.update(done=sql.fetchone()[0])

    assert (waiting(company), rows_read(company)) == ((0, None), 0)

    ring(company, BellRung(bell_id=new_id(), count=1), at=at)
    ring(company, BellRung(bell_id=new_id(), count=2), at=at)
    assert waiting(company) == (2, at)
    assert rows_read(company) == 2
    assert drain(cursor, company_id=company, at=at) == 2
    assert notes.positions(cursor.name) == all_positions()[-2:]
    assert waiting(company) == (0, None)


def test_while_it_pages_what_is_left_and_what_is_new_waits(
    company: UUID, at: datetime, make_cursor: Callable[..., Cursor]
) -> None:
    make_cursor()
    for count in range(5):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)
    with connection.cursor() as sql:
        sql.execute("SELECT pg_current_snapshot()::text")
        CursorRow.objects.update(target=sql.fetchone()[0], page_position=all_positions()[2])
    ring(company, BellRung(bell_id=new_id(), count=5), at=at)

    assert waiting(company) == (3, at)


def test_who_is_far_behind_is_counted_up_to_a_bound(
    company: UUID,
    at: datetime,
    make_cursor: Callable[..., Cursor],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However much waits, it is told in the time of that bound, at the tail and within a window."""
    monkeypatch.setattr(reading, "MOST_COUNTED", BOUND)
    make_cursor()
    for count in range(BOUND + 3):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)

    assert (waiting(company), rows_read(company)) == ((BOUND, at), BOUND)

    with connection.cursor() as sql:
        sql.execute("SELECT pg_current_snapshot()::text")
        [target] = sql.fetchone()
    second_to_last = all_positions()[-2]
    CursorRow.objects.update(target=target, page_position=all_positions()[0])
    assert waiting(company) == (BOUND, at)
    CursorRow.objects.update(page_position=second_to_last)
    assert waiting(company) == (1, at)
