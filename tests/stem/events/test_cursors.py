import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events import reading
from sanye.stem.events.advancing import TRIES_BEFORE_PARKING, advance
from sanye.stem.events.checks import cursors_complete
from sanye.stem.events.commands import (
    open_cursors_for_company,
    release_cursor,
    release_parked_event,
    replay_projection,
)
from sanye.stem.events.cursors import Cursor, Recorded, Unreachable
from sanye.stem.events.errors import CursorUnknown, NotAProjection, WaitsBehind
from sanye.stem.events.models import CursorRow, Effect, EventRow, ParkedEvent
from sanye.stem.events.queries import list_cursors
from tests.sql.counting import queries_of
from tests.stem.events.conftest import (
    BellCracked,
    BellRung,
    Notes,
    all_positions,
    insert_raw,
    other_connection,
    ring,
)

Make = Callable[..., Cursor]
Drain = Callable[..., int]


@pytest.fixture
def by(company: UUID) -> Actor:
    return Actor(user_id=None, company_id=company, name="operator", permissions=frozenset({"*"}))


def test_a_batch_moves_on_with_its_effects(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    cursor = make_cursor()
    for count in range(7):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)

    assert drain(cursor, company_id=company, at=at) == 7
    assert notes.positions(cursor.name) == all_positions()
    assert drain(cursor, company_id=company, at=at) == 0


def test_a_backlog_is_paged_in_order(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    cursor = make_cursor(batch_size=10)
    for _ in range(9):
        ring(company, *[BellRung(bell_id=new_id(), count=n) for n in range(7)], at=at)

    assert drain(cursor, company_id=company, at=at) == 63
    assert notes.positions(cursor.name) == all_positions()


def test_a_page_ends_where_its_facts_are_large(
    company: UUID,
    at: datetime,
    make_cursor: Make,
    notes: Notes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also at the tail: one transaction may publish more than a worker's memory should hold."""
    cursor = make_cursor()
    ring(company, *[BellRung(bell_id=new_id(), count=n) for n in range(7)], at=at)
    with connection.cursor() as sql:
        sql.execute("SELECT max(pg_column_size(data)) FROM stem_event")
        (size,) = sql.fetchone()
    monkeypatch.setattr(reading, "MOST_BYTES", 5 * size // 2)
    pages = [advance(cursor, company, at=at) for _ in range(4)]
    monkeypatch.setattr(reading, "MOST_BYTES", 1)
    ring(company, *[BellRung(bell_id=new_id(), count=n) for n in range(2)], at=at)
    single = [advance(cursor, company, at=at) for _ in range(3)]

    assert [page.handled for page in pages] == [3, 3, 1, 0]
    assert [page.has_more for page in pages] == [True, True, False, False]
    assert [page.handled for page in single] == [1, 1, 0]
    assert notes.positions(cursor.name) == all_positions()


def test_what_commits_out_of_order_is_not_lost(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    cursor = make_cursor()
    early, late = new_id(), new_id()

    with other_connection() as session:
        insert_raw(session, company, early)
        ring(company, BellCracked(bell_id=late), at=at)
        assert drain(cursor, company_id=company, at=at) == 1
        session.commit()
        assert drain(cursor, company_id=company, at=at) == 1

    assert sorted(notes.positions(cursor.name)) == all_positions()
    assert notes.positions(cursor.name) == list(reversed(all_positions()))


def test_a_long_writer_holds_nobody_back(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    cursor = make_cursor(batch_size=5)

    with other_connection() as session:
        insert_raw(session, company, new_id())
        for count in range(12):
            ring(company, BellRung(bell_id=new_id(), count=count), at=at)
            drain(cursor, company_id=company, at=at)
        assert len(notes.positions(cursor.name)) == 12
        session.commit()

    drain(cursor, company_id=company, at=at)
    assert sorted(notes.positions(cursor.name)) == all_positions()


def test_a_rolled_back_writer_leaves_a_gap_and_nothing_else(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    cursor = make_cursor()
    with other_connection() as session:
        insert_raw(session, company, new_id())
        ring(company, BellRung(bell_id=new_id(), count=1), at=at)
        session.rollback()

    assert drain(cursor, company_id=company, at=at) == 1
    assert notes.positions(cursor.name) == all_positions()


@pytest.mark.parametrize("kind", ["PROJECTION", "REACTION"])
def test_two_workers_handle_every_event_once_and_in_order_per_key(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, kind: str
) -> None:
    cursor = make_cursor(kind=kind, batch_size=7)
    keys = [new_id() for _ in range(5)]
    written = threading.Event()

    def write(key: UUID) -> None:
        try:
            for count in range(30):
                ring(company, BellRung(bell_id=key, count=count), at=at)
        finally:
            connection.close()

    def follow() -> None:
        try:
            while not (written.is_set() and advance(cursor, company, at=at).read == 0):
                pass
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[key]) for key in keys]
    followers = [threading.Thread(target=follow) for _ in range(2)]
    start(writers + followers)
    join(writers)
    written.set()
    join(followers)

    handled = notes.positions(cursor.name)
    assert sorted(handled) == all_positions()
    assert len(handled) == 150
    key_of = dict(EventRow.objects.values_list("position", "key"))
    for key in keys:
        of_key = [position for position in handled if key_of[position] == key]
        assert of_key == sorted(of_key)


def start(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()


def join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join()


def test_resetting_a_reaction_by_mistake_does_nothing_twice(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    cursor = make_cursor(kind="REACTION")
    for count in range(5):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)
    drain(cursor, company_id=company, at=at)

    CursorRow.objects.update(done="1:1:", target=None, page_position=0)
    drain(cursor, company_id=company, at=at)

    assert notes.positions(cursor.name) == all_positions()
    assert Effect.objects.count() == 5


def test_a_batch_claims_its_effects_by_one_statement_and_leaves_out_those_had(
    company: UUID, at: datetime, notes: Notes
) -> None:
    cursor = Cursor("test.listener", kind="REACTION")
    runs: list[tuple[str, list[int]]] = []

    def note(name: str, batch: Sequence[Recorded]) -> None:
        runs.append((name, [recorded.position for recorded in batch]))

    @cursor.on(BellRung)
    def rung(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
        note("rung", batch)

    @cursor.on(BellCracked, together=True)
    def cracked(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
        note("cracked", batch)

    open_cursors_for_company(company)
    ring(company, BellRung(bell_id=new_id(), count=1), at=at)
    ring(company, BellCracked(bell_id=new_id()), BellCracked(bell_id=new_id()), at=at)
    ring(company, BellRung(bell_id=new_id(), count=2), at=at)
    ring(company, BellRung(bell_id=new_id(), count=3), at=at)
    one, two, three, four, five = all_positions()

    sent = queries_of(lambda: advance(cursor, company, at=at))
    assert runs == [("rung", [one]), ("cracked", [two, three]), ("rung", [four]), ("rung", [five])]
    assert sum("stem_effect" in sql for sql, _ in sent) == 1

    runs.clear()
    undone = EventRow.objects.filter(position__in=[three, five]).values("event_id")
    Effect.objects.filter(event_id__in=undone).delete()
    CursorRow.objects.update(done="1:1:", target=None, page_position=0)
    advance(cursor, company, at=at)

    assert runs == [("cracked", [three]), ("rung", [five])]
    assert set(Effect.objects.values_list("event_id", "target")) == {
        (row.event_id, "cracked" if row.type == BellCracked.event_type else "rung")
        for row in EventRow.objects.all()
    }


def test_a_reaction_is_never_replayed(
    company: UUID, at: datetime, by: Actor, make_cursor: Make
) -> None:
    make_cursor(kind="REACTION")

    with pytest.raises(NotAProjection):
        replay_projection(cursor_name="test.listener", by=by, at=at)


def test_a_projection_that_the_company_has_not_yet_is_not_replayed(
    company: UUID, at: datetime, by: Actor, make_cursor: Make
) -> None:
    cursor = make_cursor()
    CursorRow.objects.all().delete()

    with pytest.raises(CursorUnknown):
        replay_projection(cursor_name=cursor.name, by=by, at=at)


def test_a_projection_is_emptied_and_replayed(
    company: UUID, at: datetime, by: Actor, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    cursor = make_cursor(batch_size=4)
    for count in range(10):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)
    drain(cursor, company_id=company, at=at)

    replay_projection(cursor_name=cursor.name, by=by, at=at)
    assert notes.positions(cursor.name) == []
    drain(cursor, company_id=company, at=at)

    assert notes.positions(cursor.name) == all_positions()
    assert CursorRow.objects.get().handled_count == 10


def test_a_poisoned_event_parks_with_all_later_of_its_key_and_others_go_on(
    company: UUID, at: datetime, by: Actor, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    mute, fine = new_id(), new_id()
    is_mended = False
    cursor = make_cursor(refuses=lambda recorded: recorded.key == mute and not is_mended)
    for count in range(3):
        ring(company, BellRung(bell_id=mute, count=count), at=at)
        ring(company, BellRung(bell_id=fine, count=count), at=at)

    for hour in range(TRIES_BEFORE_PARKING):
        drain(cursor, company_id=company, at=at + timedelta(hours=hour))

    parked = list(ParkedEvent.objects.order_by("position").values_list("key", "state"))
    assert parked == [(mute, "PARKED"), (mute, "BEHIND"), (mute, "BEHIND")]
    assert len(notes.positions(cursor.name)) == 3
    state = list_cursors(by=by)[0]
    assert (state.parked, state.behind, state.waiting) == (1, 2, 0)

    is_mended = True
    first, second = (row.position for row in ParkedEvent.objects.order_by("position")[:2])
    with pytest.raises(WaitsBehind) as behind:
        release_parked_event(cursor_name=cursor.name, position=second, by=by, at=at)
    assert behind.value.data["first"] == first
    release_parked_event(cursor_name=cursor.name, position=first, by=by, at=at)
    drain(cursor, company_id=company, at=at)

    assert not ParkedEvent.objects.exists()
    assert sorted(notes.positions(cursor.name)) == all_positions()
    assert CursorRow.objects.get().handled_count == 6


def test_a_passing_failure_is_tried_again_by_itself(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    failures = [2]

    def refuses(recorded: Recorded) -> bool:
        failures[0] -= 1
        return failures[0] >= 0

    cursor = make_cursor(refuses=refuses)
    ring(company, BellRung(bell_id=new_id(), count=1), at=at)

    drain(cursor, company_id=company, at=at)
    drain(cursor, company_id=company, at=at + timedelta(minutes=1))
    drain(cursor, company_id=company, at=at + timedelta(minutes=2))

    assert notes.positions(cursor.name) == all_positions()
    assert not ParkedEvent.objects.exists()


@pytest.mark.parametrize("on_failure", ["PARK", "HALT"])
def test_a_failure_is_tried_again_although_the_clock_was_set_back_meanwhile(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain, on_failure: str
) -> None:
    is_mended = False
    cursor = make_cursor(on_failure=on_failure, refuses=lambda _: not is_mended)
    ring(company, BellRung(bell_id=new_id(), count=1), at=at)
    drain(cursor, company_id=company, at=at)

    is_mended = True
    earlier = at - timedelta(minutes=10)
    drain(cursor, company_id=company, at=earlier)

    assert notes.positions(cursor.name) == all_positions()
    assert CursorRow.objects.get().handled_count == 1


def test_a_halting_cursor_waits_at_the_event_and_goes_on_after_release(
    company: UUID, at: datetime, by: Actor, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    mute = new_id()
    is_mended = False
    cursor = make_cursor(
        on_failure="HALT", refuses=lambda recorded: recorded.key == mute and not is_mended
    )
    for key in [new_id(), mute, new_id()]:
        ring(company, BellRung(bell_id=key, count=1), at=at)

    drain(cursor, company_id=company, at=at)
    assert notes.positions(cursor.name) == all_positions()[:1]
    row = CursorRow.objects.get()
    assert row.attempts == 1
    assert str(all_positions()[1]) in row.error

    is_mended = True
    assert drain(cursor, company_id=company, at=at) == 0
    release_cursor(cursor_name=cursor.name, by=by, at=at)
    drain(cursor, company_id=company, at=at)

    assert notes.positions(cursor.name) == all_positions()
    assert CursorRow.objects.get().handled_count == 3


def test_a_halting_cursor_asks_once_where_nobody_can_be_reached(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    asked = []

    def is_away(recorded: Recorded) -> bool:
        asked.append(recorded.position)
        if len(asked) == 1:
            raise Unreachable("away")
        return False

    cursor = make_cursor(on_failure="HALT", refuses=is_away)
    for count in range(8):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)

    drain(cursor, company_id=company, at=at)
    halted = CursorRow.objects.get()
    drain(cursor, company_id=company, at=at + timedelta(seconds=1))

    assert asked == [all_positions()[0], *all_positions()]
    assert (halted.attempts, halted.handled_count) == (1, 0)
    assert "Unreachable" in halted.error
    assert notes.positions(cursor.name) == all_positions()
    assert CursorRow.objects.get().handled_count == 8
    assert cursors_complete(company).problems == ()
