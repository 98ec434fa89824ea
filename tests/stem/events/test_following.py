"""When a worker looks at the log: at once after something happened, and hardly at all otherwise."""

import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanye.kernel.ids import new_id
from sanye.stem.events.cursors import Cursor
from sanye.stem.events.worker import SETTLING_SECONDS, _Follower, _News
from tests.stem.events.conftest import BellRung, Notes, ring


def steps(follower: _Follower, count: int) -> list[int]:
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
    follower = _Follower(lambda: at)
    while follower.step():
        pass
    time.sleep(SETTLING_SECONDS)

    asked = steps(follower, 100)

    # The first takes in that writers of the settling time have ended; other tests run beside.
    assert asked.count(1) > 80


def test_what_is_published_is_handled_by_the_next_step(
    make_cursor: Callable[..., Cursor], notes: Notes, company: UUID, at: datetime
) -> None:
    make_cursor(batch_size=2)
    follower = _Follower(lambda: at)
    while follower.step():
        pass

    ring(company, *(BellRung(bell_id=new_id(), count=n) for n in range(5)), at=at)
    rounds = 0
    while follower.step():
        rounds += 1

    assert len(notes.positions("test.listener")) == 5
    assert rounds == 3


def test_a_growing_log_is_news_once() -> None:
    news = _News()

    assert news.look(7, set(), 0.0)
    assert not news.look(7, set(), 1.0)
    assert news.look(8, set(), 2.0)
    assert not news.look(8, set(), 2.01)


def test_the_end_of_a_writer_that_ran_when_the_log_grew_is_news() -> None:
    news = _News()
    news.look(7, {"100", "101"}, 0.0)

    assert not news.look(7, {"100", "101", "102"}, 1.0)
    assert news.look(7, {"100", "102"}, 2.0)
    assert news.look(7, {"102"}, 3.0)
    # 102 began after the log had settled: what it writes will make the log grow.
    assert not news.look(7, set(), 4.0)


def test_a_writer_seen_running_just_after_the_log_grew_is_waited_for() -> None:
    """It takes its place in the log before its number shows among those that run."""
    news = _News()
    news.look(7, set(), 0.0)

    assert not news.look(7, {"100"}, SETTLING_SECONDS / 2)
    assert news.look(7, set(), 5.0)
