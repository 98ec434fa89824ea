"""When a worker looks at the log: at once after something happened, and hardly at all otherwise."""

import threading
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sanye.kernel.ids import new_id
from sanye.stem.events import advancing, worker
from sanye.stem.events.advancing import Progress, advance
from sanye.stem.events.cursors import Cursor, registered_cursors
from sanye.stem.events.models import CursorRow
from sanye.stem.events.worker import Follower, _concerns, _News, list_pairs
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


def test_what_somebody_waits_for_comes_first_and_nobody_waits_longer_than_a_round(
    make_cursor: Callable[..., Cursor], company: UUID, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    make_cursor("test.calm")
    make_cursor("test.urgent", is_urgent=True, batch_size=1)
    monkeypatch.setattr(worker, "ROUND_SECONDS", 3600.0)
    follower = Follower(lambda: at)
    while follower.step():
        pass
    monkeypatch.setattr(worker, "advance", _noted(asked, worker.advance))

    ring(company, *(BellRung(bell_id=new_id(), count=n) for n in range(3)), at=at)
    for _ in range(2):
        follower.step()
    monkeypatch.setattr(worker, "ROUND_SECONDS", 0.0)
    while "test.calm" not in asked:
        follower.step()

    assert asked[:2] == ["test.urgent", "test.urgent"]
    assert asked.count("test.urgent") <= 4


def test_of_those_who_follow_a_fact_the_quickest_comes_first(
    make_cursor: Callable[..., Cursor], company: UUID, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    slow, quick = make_cursor("test.a_slow_one"), make_cursor("test.b_quick_one")
    follower = Follower(lambda: at)
    while follower.step():
        pass
    follower.took = {(slow, company): 0.02, (quick, company): 0.01}
    monkeypatch.setattr(worker, "advance", _noted(asked, worker.advance))

    ring(company, BellRung(bell_id=new_id(), count=1), at=at)
    while follower.step():
        pass

    assert asked[:2] == [quick.name, slow.name]


def test_who_has_waited_longer_comes_before_a_quicker_one(
    make_cursor: Callable[..., Cursor], company: UUID, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    quick = make_cursor("test.quick", batch_size=1)
    slow = make_cursor("test.slow")
    follower = Follower(lambda: at)
    while follower.step():
        pass
    follower.took = {(quick, company): 0.01, (slow, company): 0.02}
    monkeypatch.setattr(worker, "advance", _noted(asked, worker.advance))

    ring(company, *(BellRung(bell_id=new_id(), count=n) for n in range(3)), at=at)
    while follower.step():
        pass

    assert asked[:3] == [quick.name, slow.name, quick.name]


def test_a_worker_polls_oftener_while_facts_come(
    make_cursor: Callable[..., Cursor], company: UUID, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_cursor()
    follower = Follower(lambda: at)
    while follower.step():
        pass
    at_rest = follower.pause()

    ring(company, BellRung(bell_id=new_id(), count=1), at=at)
    while follower.step():
        pass
    lively = follower.pause()
    monkeypatch.setattr(worker, "LIVELY_SECONDS", 0.0)

    assert lively < at_rest
    assert follower.pause() == at_rest


def test_who_waited_for_a_round_is_asked_between_the_urgent_not_before_them_all(
    make_cursor: Callable[..., Cursor], company: UUID, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for number in range(4):
        make_cursor(f"test.calm{number}")
    make_cursor("test.urgent", is_urgent=True, batch_size=1)
    follower = Follower(lambda: at)
    while follower.step():
        pass
    monkeypatch.setattr(worker, "advance", _noted(asked, worker.advance))
    monkeypatch.setattr(worker, "ROUND_SECONDS", 0.0)

    ring(company, *(BellRung(bell_id=new_id(), count=n) for n in range(3)), at=at)
    while asked.count("test.urgent") < 3:
        follower.step()

    first, last = asked.index("test.urgent"), len(asked) - 1
    assert all(asked[place] == "test.urgent" for place in range(first, last + 1, 2))


@pytest.mark.parametrize(("slow_seconds", "is_moved"), [(0.0, True), (3600.0, False)])
def test_a_look_at_nothing_that_was_slow_is_not_repeated(
    make_cursor: Callable[..., Cursor],
    company: UUID,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    slow_seconds: float,
    *,
    is_moved: bool,
) -> None:
    cursor = make_cursor()
    while advance(cursor, company, at=at).read:
        pass
    before = CursorRow.objects.get(name=cursor.name, company_id=company).done
    ring(new_id(), BellRung(bell_id=new_id(), count=1), at=at)  # not for this cursor
    monkeypatch.setattr(advancing, "SLOW_READ_SECONDS", slow_seconds)

    assert advance(cursor, company, at=at).read == 0

    after = CursorRow.objects.get(name=cursor.name, company_id=company).done
    assert (after != before) is is_moved


def test_who_waits_for_another_server_is_followed_apart(
    make_cursor: Callable[..., Cursor], notes: Notes, company: UUID, at: datetime
) -> None:
    """However long it takes there, and though it is told first, nobody else waits for it."""
    make_cursor("test.abroad", is_apart=True, is_urgent=True)
    make_cursor("test.home")
    ring(company, BellRung(bell_id=new_id(), count=1), at=at)

    for is_apart, told in ((False, ["test.home"]), (True, ["test.home", "test.abroad"])):
        follower = Follower(lambda: at, pairs=lambda apart=is_apart: list_pairs(is_apart=apart))
        while follower.step():
            pass
        assert [n for n in ("test.home", "test.abroad") if notes.positions(n)] == told


def _noted(asked: list[str], advance: Callable[..., Progress]) -> Callable[..., Progress]:
    def noting(cursor: Cursor, company_id: UUID, *, at: datetime) -> Progress:
        if cursor.name.startswith("test."):
            asked.append(cursor.name)
        return advance(cursor, company_id, at=at)

    return noting
