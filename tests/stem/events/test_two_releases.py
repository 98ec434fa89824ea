"""Two releases' workers at one cursor: the older one passes over nothing that the newer follows."""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.project.cli import events as events_cli
from sanye.project.runtime.migration import open_cursors
from sanye.stem.events import following
from sanye.stem.events.advancing import advance, retry_parked
from sanye.stem.events.commands import narrow_cursors, open_cursors_for_company
from sanye.stem.events.cursors import Cursor, Recorded
from sanye.stem.events.models import CursorRow, ParkedEvent
from sanye.stem.events.queries import list_cursors
from tests.stem.events.conftest import BellCracked, BellEngraved, BellRung, Notes, ring

NAME = "test.listener"
Declare = Callable[..., Cursor]
Drain = Callable[..., int]


@pytest.fixture(autouse=True)
def nothing_told() -> None:
    following._told.clear()


@pytest.fixture
def by(company: UUID) -> Actor:
    return Actor(user_id=None, company_id=company, name="operator", permissions=frozenset({"*"}))


@pytest.fixture
def declare(notes: Notes, company: UUID) -> Declare:
    """A release's declaration of the one cursor, which follows these."""

    def make(*event_classes: object, refuses: bool = False) -> Cursor:
        cursor = Cursor(NAME, kind="PROJECTION")

        @cursor.on(*event_classes)
        def listen(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
            for recorded in batch:
                notes.write(NAME, recorded)
            if refuses:
                raise ValueError("this bell is mute")

        return cursor

    return make


def test_an_older_worker_leaves_to_the_newer_what_it_does_not_follow(
    company: UUID, at: datetime, declare: Declare, notes: Notes, drain: Drain
) -> None:
    newer = declare(BellRung, BellCracked)
    older = declare(BellRung)
    open_cursors_for_company(company)
    ring(company, BellRung(bell_id=new_id(), count=1), at=at)
    assert drain(older, company_id=company, at=at) == 1
    advance(newer, company, at=at)

    ring(company, BellCracked(bell_id=new_id()), BellRung(bell_id=new_id(), count=2), at=at)
    with capture_logs() as logs:
        assert [advance(older, company, at=at).read for _ in range(3)] == [0, 0, 0]
    assert drain(newer, company_id=company, at=at) == 2

    assert len(notes.positions(NAME)) == 3
    (said,) = logs
    assert said["event"] == "cursor_of_newer_release"
    assert said["lacks"] == ["sanye.test.bell.cracked.v1"]


def test_from_the_migration_on_no_older_worker_passes_over_anything(
    company: UUID, at: datetime, declare: Declare, notes: Notes, drain: Drain
) -> None:
    """The first to come may be the older one, while the newer web already publishes."""
    older = declare(BellRung)
    open_cursors_for_company(company)
    newer = declare(BellRung, BellCracked)
    open_cursors(is_newer=True)

    ring(company, BellCracked(bell_id=new_id()), BellRung(bell_id=new_id(), count=2), at=at)
    assert drain(older, company_id=company, at=at) == 0
    assert drain(newer, company_id=company, at=at) == 2


def test_an_older_worker_leaves_what_is_parked_too(
    company: UUID, at: datetime, declare: Declare
) -> None:
    older, newer = declare(BellRung), declare(BellRung, BellCracked, refuses=True)
    open_cursors_for_company(company)
    ring(company, BellCracked(bell_id=new_id()), at=at)
    advance(newer, company, at=at)
    ParkedEvent.objects.update(next_attempt_at=at)

    assert retry_parked(older, company, at=at) == 0
    assert ParkedEvent.objects.get().attempts == 1


def test_what_a_newer_release_no_longer_follows_stops_it_only_until_it_migrates(
    company: UUID, at: datetime, declare: Declare, drain: Drain
) -> None:
    declare(BellRung, BellEngraved)
    open_cursors_for_company(company)
    newer = declare(BellRung, BellCracked)
    ring(company, BellCracked(bell_id=new_id()), at=at)

    open_cursors(is_newer=False)  # as `sanye up` does at every start, of whatever release
    assert drain(newer, company_id=company, at=at) == 0
    open_cursors(is_newer=True)
    assert drain(newer, company_id=company, at=at) == 1


def test_a_release_that_knew_of_no_such_thing_is_taken_over_from(
    company: UUID, at: datetime, declare: Declare, drain: Drain
) -> None:
    cursor = declare(BellRung)
    open_cursors_for_company(company)
    CursorRow.objects.update(follows="")
    ring(company, BellRung(bell_id=new_id(), count=1), at=at)

    assert drain(cursor, company_id=company, at=at) == 1
    assert CursorRow.objects.get().follows == "sanye.test.bell.rung.v1"


def test_who_goes_back_on_purpose_says_so(
    company: UUID, by: Actor, at: datetime, declare: Declare, drain: Drain
) -> None:
    declare(BellRung, BellCracked)
    open_cursors_for_company(company)
    older = declare(BellRung)
    ring(company, BellCracked(bell_id=new_id()), BellRung(bell_id=new_id(), count=2), at=at)
    assert drain(older, company_id=company, at=at) == 0
    assert list_cursors(by=by)[0].lacks == ["sanye.test.bell.cracked.v1"]

    assert narrow_cursors(by=by, at=at) == {NAME: ["sanye.test.bell.cracked.v1"]}

    assert drain(older, company_id=company, at=at) == 1
    assert list_cursors(by=by)[0].lacks == []
    assert narrow_cursors(by=by, at=at) == {}


def test_the_command_line_tells_and_narrows(company: UUID, at: datetime, declare: Declare) -> None:
    declare(BellRung, BellCracked)
    open_cursors_for_company(company)
    declare(BellRung)

    assert "sanye.test.bell.cracked.v1" in _said("cursors")
    assert NAME in _said("narrow")
    assert "sanye.test.bell.cracked.v1" not in _said("cursors")


def _said(verb: str) -> str:
    parser = argparse.ArgumentParser()
    events_cli.add_arguments(parser)
    return " ".join(events_cli.run(parser.parse_args([verb, "--company", "BELLS"])).lines)
