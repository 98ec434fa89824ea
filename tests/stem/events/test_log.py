from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.db.utils import InternalError

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events import log
from sanye.stem.events.errors import OutsideTransaction
from sanye.stem.events.log import publish
from sanye.stem.events.models import EventRow
from tests.stem.events.conftest import BellRung


@command
def ring_bell(*, bell_id: UUID, by: Actor, at: datetime) -> None:
    publish(BellRung(bell_id=bell_id, count=3))


@command
def ring_and_fail(*, bell_id: UUID, by: Actor, at: datetime) -> None:
    publish(BellRung(bell_id=bell_id, count=3))
    raise ValueError("the rope broke")


def test_publishing_outside_a_command_raises(db: None) -> None:
    with pytest.raises(OutsideTransaction):
        publish(BellRung(bell_id=new_id(), count=1))

    assert EventRow.objects.count() == 0


def test_an_event_tells_who_when_and_because_of_what(by: Actor, at: datetime) -> None:
    bell_id = new_id()

    ring_bell(bell_id=bell_id, by=by, at=at)

    event = EventRow.objects.get(key=bell_id)
    assert event.type == "sanye.test.bell.rung.v1"
    assert event.data == {"bell_id": str(bell_id), "count": 3}
    assert (event.actor_name, event.recorded_at) == ("tester", at)
    assert event.correlation_id == event.command_id


def test_a_command_that_fails_publishes_nothing(by: Actor, at: datetime) -> None:
    with pytest.raises(ValueError, match="rope"):
        ring_and_fail(bell_id=new_id(), by=by, at=at)

    assert EventRow.objects.count() == 0


@command
def ring_bells(*, bell_ids: Sequence[UUID], by: Actor, at: datetime) -> None:
    publish(*(BellRung(bell_id=bell_id, count=n) for n, bell_id in enumerate(bell_ids)))


FEW, MANY = log.MANY - 1, log.MANY + 2


@pytest.mark.parametrize("how_many", [FEW, MANY])
def test_facts_stand_in_the_order_in_which_they_were_told(
    by: Actor, at: datetime, how_many: int
) -> None:
    bell_ids = [new_id() for _ in range(how_many)]

    ring_bells(bell_ids=bell_ids[::-1], by=by, at=at)

    events = EventRow.objects.order_by("position")
    assert [(event.key, event.data["count"]) for event in events] == [
        (bell_id, n) for n, bell_id in enumerate(bell_ids[::-1])
    ]
    assert {(event.actor_name, event.recorded_at) for event in events} == {("tester", at)}


@pytest.mark.parametrize("how_many", [FEW, MANY])
def test_what_the_log_refuses_is_an_error_as_of_any_other_statement(
    by: Actor, at: datetime, how_many: int
) -> None:
    """Only those are tried again after a deadlock, and told as trouble of the database."""
    nothing: list[Any] = [None]
    with pytest.raises(IntegrityError):
        ring_bells(bell_ids=[new_id() for _ in range(how_many - 1)] + nothing, by=by, at=at)


@pytest.mark.parametrize("change", ["UPDATE stem_event SET type = 'x'", "DELETE FROM stem_event"])
def test_the_log_is_append_only(by: Actor, at: datetime, change: str) -> None:
    ring_bell(bell_id=new_id(), by=by, at=at)

    with (
        pytest.raises((InternalError, ProgrammingError), match="append-only"),
        connection.cursor() as sql,
    ):
        sql.execute(change)
