"""What the checks find in cursors, and what rebasing after a restore leaves them with."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sanye.kernel.ids import new_id
from sanye.stem.events.advancing import advance
from sanye.stem.events.checks import cursors_complete, effects_once
from sanye.stem.events.cursors import Cursor
from sanye.stem.events.models import CursorRow, Effect
from sanye.stem.events.rebasing import rebase_cursors
from tests.stem.events.conftest import (
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
