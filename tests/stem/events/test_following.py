"""When a worker looks at the log: at once after something happened, and hardly at all otherwise."""

import threading
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sanye.kernel.ids import new_id
from sanye.stem.events.cursors import Cursor, registered_cursors
from sanye.stem.events.worker import Follower, _concerns, _News
from tests.stem.events.conftest import BellRung, Notes, ring


def steps(follower: Follower, count: int) -> list[int]:
    """How many questions each of so many steps asked."""
    asked = []
    for _ in range(count):
        with CaptureQueriesContext(connection) as queries:
            follower.step()
        asked.append(len(queries))
    return asked


def test_an_idle_worker_asks_one_small_question(
    make_cursor: Callable[..., Cursor], at: datetime
) -> None:
    for number in range(5):
        make_cursor(f"test.listener{number}")
    follower = Follower(lambda: at)
    while follower.step():
        pass

    asked = steps(follower, 100)

    assert asked.count(1) > 80


def test_what_is_published_is_handled_by_the_next_step(
    make_cursor: Callable[..., Cursor], notes: Notes, company: UUID, at: datetime
) -> None:
    make_cursor(batch_size=2)
    follower = Follower(lambda: at)
    while follower.step():
        pass

    ring(company, *(BellRung(bell_id=new_id(), count=n) for n in range(5)), at=at)
    rounds = 0
    while follower.step():
        rounds += 1

    assert len(notes.positions("test.listener")) == 5
    assert rounds == 3


def test_only_those_who_follow_a_kind_of_fact_are_asked_about_it(
    make_cursor: Callable[..., Cursor], company: UUID, at: datetime
) -> None:
    listener, deaf = make_cursor("test.listener"), Cursor("test.deaf", kind="PROJECTION")
    news = _News()
    news.look()

    ring(company, BellRung(bell_id=new_id(), count=1), at=at)
    found = news.look()

    assert found is not None
    assert _concerns(found, listener, company)
    assert not _concerns(found, listener, new_id())
    assert not _concerns(found, deaf, company)
    assert news.look() == set()
    del registered_cursors["test.deaf"]


def test_what_a_long_writer_commits_late_is_news_when_it_can_be_seen(
    make_cursor: Callable[..., Cursor], company: UUID, at: datetime
) -> None:
    """Its place in the log, and its transaction, are older than what was seen meanwhile."""
    make_cursor()
    news = _News()
    rung, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            ring(company, BellRung(bell_id=new_id(), count=1), at=at)
            rung.set()
            may_end.wait(10)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    rung.wait(10)
    ring(company, BellRung(bell_id=new_id(), count=2), at=at)
    news.look()
    assert news.look() == set()

    may_end.set()
    writer.join()

    assert news.look() == {(company, BellRung.event_type)}
    assert news.look() == set()
