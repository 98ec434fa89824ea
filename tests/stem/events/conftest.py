"""A log with two kinds of facts and consumers of it that write down what they handled."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from sanye.kernel.actors import Actor
from sanye.kernel.events import event
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.commands.transactions import in_one_transaction
from sanye.stem.events.commands import open_cursors_for_company
from sanye.stem.events.cursors import Cursor, Recorded, registered_cursors
from sanye.stem.events.log import publish
from sanye.stem.events.models import EventRow
from sanye.stem.identity.models import Company


@event("sanye.test.bell.rung.v1", key="bell_id")
class BellRung:
    bell_id: UUID
    count: int


@event("sanye.test.bell.cracked.v1", key="bell_id")
class BellCracked:
    bell_id: UUID


@event("sanye.test.bell.engraved.v1", key="bell_id")
class BellEngraved:
    bell_id: UUID
    text: str


def ring(company_id: UUID, *facts: object, at: datetime) -> None:
    """Publish facts as a command would, in a transaction of their own unless one is open."""
    by = Actor(user_id=None, company_id=company_id, name="ringer", permissions=frozenset({"*"}))
    unit = UnitOfWork(
        actor=by, at=at, command_id=new_id(), correlation_id=new_id(), writes=True, name="ring"
    )
    with entered(unit):
        in_one_transaction(lambda: publish(*facts))  # type: ignore[arg-type]


class Notes:
    """A table that a consumer writes into, so that what a rollback undoes is undone here too."""

    def write(self, consumer: str, recorded: Recorded) -> None:
        with connection.cursor() as sql:
            sql.execute(
                "INSERT INTO test_note (consumer, position, key, backend) VALUES (%s, %s, %s,"
                " pg_backend_pid())",
                [consumer, recorded.position, recorded.key],
            )

    def positions(self, consumer: str) -> list[int]:
        with connection.cursor() as sql:
            sql.execute(
                "SELECT position FROM test_note WHERE consumer = %s ORDER BY id", [consumer]
            )
            return [position for (position,) in sql.fetchall()]

    def clear(self, consumer: str) -> None:
        with connection.cursor() as sql:
            sql.execute("DELETE FROM test_note WHERE consumer = %s", [consumer])


@pytest.fixture
def notes(log_db: None) -> Iterator[Notes]:
    with connection.cursor() as sql:
        sql.execute(
            "CREATE TABLE test_note (id bigserial, consumer text, position bigint, key uuid,"
            " backend int)"
        )
    yield Notes()
    with connection.cursor() as sql:
        sql.execute("DROP TABLE test_note")


@pytest.fixture
def own_cursors() -> Iterator[dict[str, Cursor]]:
    """Only the test's own cursors exist while it runs."""
    before = dict(registered_cursors)
    registered_cursors.clear()
    yield registered_cursors
    registered_cursors.clear()
    registered_cursors.update(before)


@pytest.fixture
def company(log_db: None, own_cursors: dict[str, Cursor]) -> UUID:
    return Company.objects.create(
        id=new_id(), code="BELLS", name="Bells", country="CN", functional_currency="CNY"
    ).id


@pytest.fixture
def make_cursor(
    notes: Notes, company: UUID, own_cursors: dict[str, Cursor]
) -> Callable[..., Cursor]:
    """A cursor over both facts; `refuses` is asked whether handling an event fails."""

    def make(
        name: str = "test.listener",
        *,
        refuses: Callable[[Recorded], bool] = lambda _: False,
        **options: object,
    ) -> Cursor:
        cursor = Cursor(
            name,
            kind=options.pop("kind", "PROJECTION"),  # type: ignore[arg-type]
            rebuild=lambda **_: notes.clear(name),
            **options,  # type: ignore[arg-type]
        )

        @cursor.on(BellRung, BellCracked)
        def listen(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
            for recorded in batch:
                notes.write(name, recorded)
                if refuses(recorded):
                    raise ValueError("this bell is mute")

        open_cursors_for_company(company)
        return cursor

    return make


def other_connection() -> psycopg.Connection[tuple[object, ...]]:
    """A session of its own, as another process would have."""
    return psycopg.connect(
        **{
            "dbname": connection.settings_dict["NAME"],
            "host": settings.DATABASES["default"]["HOST"],
            "port": settings.DATABASES["default"]["PORT"],
            "user": settings.DATABASES["default"]["USER"],
            "password": settings.DATABASES["default"]["PASSWORD"] or None,
        }
    )


def insert_raw(session: psycopg.Connection[tuple[object, ...]], company: UUID, key: UUID) -> None:
    session.execute(
        "INSERT INTO stem_event (event_id, company_id, type, subject, key, data, actor_name,"
        " command_id, correlation_id, recorded_at) VALUES (%s, %s, 'sanye.test.bell.cracked.v1',"
        " 'test.bell', %s, jsonb_build_object('bell_id', %s::text), 'x', %s, %s, now())",
        [new_id(), company, key, str(key), new_id(), new_id()],
    )


def all_positions() -> list[int]:
    return list(EventRow.objects.order_by("position").values_list("position", flat=True))
