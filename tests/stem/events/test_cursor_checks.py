"""What the checks find in cursors, and what rebasing after a restore leaves them with."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import F

from sanye.kernel.ids import new_id
from sanye.project.runtime.migration import make_cursors_valid, open_cursors
from sanye.stem.events.advancing import advance, retry_parked
from sanye.stem.events.checks import cursors_complete, effects_once
from sanye.stem.events.cursors import Cursor, Kind
from sanye.stem.events.models import CursorRow, Effect
from sanye.stem.events.rebasing import CursorsForeign, rebase_cursors
from sanye.stem.events.worker import Follower
from tests.stem.events.conftest import (
    BellCracked,
    BellEngraved,
    BellRung,
    Notes,
    all_positions,
    insert_raw,
    other_connection,
    ring,
)

Make = Callable[..., Cursor]
Drain = Callable[..., int]


def test_after_rebasing_nothing_is_lost_or_doubled(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    ahead, behind = make_cursor("test.ahead"), make_cursor("test.behind", batch_size=4)
    for count in range(6):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)
    with other_connection() as session:
        insert_raw(session, company, new_id())
        ring(company, BellRung(bell_id=new_id(), count=7), at=at)
        drain(ahead, company_id=company, at=at)
        advance(behind, company, at=at)
        session.commit()

    rebase_cursors()
    ring(company, BellRung(bell_id=new_id(), count=8), at=at)
    drain(ahead, behind, company_id=company, at=at)

    assert sorted(notes.positions("test.ahead")) == all_positions()
    assert sorted(notes.positions("test.behind")) == all_positions()


def test_the_checks_find_an_event_left_out_and_one_handled_twice(
    company: UUID, at: datetime, make_cursor: Make, drain: Drain
) -> None:
    cursor = make_cursor(kind="REACTION")
    for count in range(3):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)
    drain(cursor, company_id=company, at=at)
    assert cursors_complete(company).problems == ()
    assert cursors_complete(company).checked == 3
    assert effects_once(company).problems == ()

    CursorRow.objects.update(handled_count=2)
    assert len(cursors_complete(company).problems) == 1
    Effect.objects.first().delete()  # type: ignore[union-attr]
    assert effects_once(company).problems == ()
    CursorRow.objects.update(handled_count=4)
    assert len(cursors_complete(company).problems) == 1
    assert len(effects_once(company).problems) == 1


def test_the_checks_hold_after_rebasing(
    company: UUID, at: datetime, make_cursor: Make, drain: Drain
) -> None:
    cursor = make_cursor(kind="REACTION", batch_size=2)
    for count in range(5):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)
    advance(cursor, company, at=at)

    rebase_cursors()
    drain(cursor, company_id=company, at=at)

    assert cursors_complete(company).problems == ()
    assert effects_once(company).problems == ()
    assert cursors_complete(company).checked == 3


@pytest.mark.parametrize("kind", ["PROJECTION", "REACTION"])
@pytest.mark.parametrize("now_follows", [(BellRung, BellCracked, BellEngraved), (BellRung,)])
def test_the_checks_hold_when_a_release_follows_other_types(
    company: UUID,
    at: datetime,
    make_cursor: Make,
    drain: Drain,
    kind: Kind,
    now_follows: Sequence[object],
) -> None:
    """Some of what it did not follow lies behind it, in the middle of a backlog, and one event of
    those that it did is parked."""
    mute = [True]
    older = make_cursor(kind=kind, batch_size=3, refuses=lambda recorded: mute[0])
    first = new_id()
    ring(company, BellRung(bell_id=first, count=0), at=at)
    advance(older, company, at=at)
    mute[0] = False
    for count in range(3):
        engraved = BellEngraved(bell_id=new_id(), text="x")
        cracked = BellCracked(bell_id=new_id())
        ring(company, engraved, cracked, BellRung(bell_id=new_id(), count=count), at=at)
    advance(older, company, at=at)
    assert CursorRow.objects.get().target is not None
    assert problems(company) == []

    newer = Cursor(older.name, kind=kind)
    newer.on(*now_follows)(lambda batch, *, by, at: None)
    open_cursors(is_newer=True)

    assert problems(company) == []
    drain(newer, company_id=company, at=at)
    assert problems(company) == []
    assert retry_parked(newer, company, at=at + timedelta(seconds=1)) == 1
    assert problems(company) == []
    CursorRow.objects.update(handled_count=F("handled_count") + 1)
    assert cursors_complete(company).problems != ()


def test_the_checks_hold_when_what_was_parked_before_rebasing_succeeds_after_it(
    company: UUID, at: datetime, make_cursor: Make
) -> None:
    mute = [True]
    cursor = make_cursor(kind="REACTION", refuses=lambda recorded: mute[0])
    ring(company, BellRung(bell_id=new_id(), count=0), at=at)
    advance(cursor, company, at=at)
    mute[0] = False

    rebase_cursors()

    assert problems(company) == []
    assert retry_parked(cursor, company, at=at + timedelta(seconds=1)) == 1
    assert problems(company) == []


def test_a_worker_waits_until_a_log_of_another_cluster_is_valid_here(
    company: UUID, at: datetime, make_cursor: Make, notes: Notes, drain: Drain
) -> None:
    """As after a restore that broke off half-way: what is new would seem handled."""
    cursor = make_cursor(batch_size=4)
    for count in range(6):
        ring(company, BellRung(bell_id=new_id(), count=count), at=at)
    advance(cursor, company, at=at)
    assert make_cursors_valid() == 0
    pretend_another_cluster()
    follower = Follower(lambda: at)

    with pytest.raises(CursorsForeign):
        follower.step()
    assert make_cursors_valid() == 1
    ring(company, BellRung(bell_id=new_id(), count=7), at=at)
    while follower.step():
        pass

    assert notes.positions(cursor.name) == all_positions()
    assert make_cursors_valid() == 0


def problems(company: UUID) -> list[str]:
    return [*cursors_complete(company).problems, *effects_once(company).problems]


def pretend_another_cluster() -> None:
    """One that has given out a million transaction ids more than ours."""
    with transaction.atomic(), connection.cursor() as sql:
        sql.execute("SET LOCAL sanye.rebasing = 'on'")
        sql.execute("UPDATE stem_event SET xid = ((xid::text)::bigint + 1000000)::text::xid8")
        for column in ("start", "done", "target"):
            sql.execute(
                f"UPDATE stem_cursor SET {column} = (SELECT string_agg(part, ':' ORDER BY place)"
                " FROM (SELECT place, array_to_string(ARRAY(SELECT (one::bigint + 1000000)::text"
                " FROM unnest(string_to_array(list, ',')) AS one WHERE one <> ''), ',') AS part"
                f" FROM unnest(string_to_array({column}::text, ':')) WITH ORDINALITY"
                " AS parts (list, place)) AS moved)"
            )
