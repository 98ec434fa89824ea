"""The log grows by a partition in time, and has none to spare."""

from collections.abc import Callable

import pytest
from django.db import connection

from sanye.stem.events.models import EventRow
from sanye.stem.events.partitions import make_room
from sanye.stem.rows.storage import APPENDED_LATE
from tests.factories.scm import report, sales_order

pytestmark = pytest.mark.django_db
ROWS = 100


@pytest.fixture
def written_to() -> Callable[[int], None]:
    """The last position that is given out. The sequence belongs to the whole database, so it is
    another one within this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE stem_event ALTER position DROP IDENTITY;"
            "CREATE SEQUENCE room_seq OWNED BY stem_event.position;"
            "ALTER TABLE stem_event ALTER position SET DEFAULT nextval('room_seq');"
            "TRUNCATE stem_event;"
            "ALTER TABLE stem_event DETACH PARTITION stem_event_p0;"
            "DROP TABLE stem_event_p0;"
            f"CREATE TABLE stem_event_p0 PARTITION OF stem_event FOR VALUES FROM (0) TO ({ROWS})"
        )

    def set_to(position: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('room_seq', %s)", [position])

    return set_to


def partitions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_get_expr(relpartbound, pg_class.oid)"
            "  FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
            " WHERE inhparent = 'stem_event'::regclass ORDER BY relname"
        )
        return dict(cursor.fetchall())


def test_a_new_log_has_one_and_the_rest() -> None:
    assert list(partitions()) == ["stem_event_p0", "stem_event_rest"]


def test_the_next_is_made_once_half_of_the_last_is_written(written_to) -> None:
    made = []
    for position in (1, 49, 50, 51, 149, 150):
        written_to(position)
        made.append(make_room(ROWS))

    assert made == [None, None, "stem_event_p1", None, None, "stem_event_p2"]
    assert partitions()["stem_event_p2"] == "FOR VALUES FROM ('200') TO ('300')"


def test_what_came_when_nobody_made_room_stays_and_the_next_is_beyond(written_to, by, at) -> None:
    written_to(430)
    report(sales_order(), by=by, at=at)

    written_to(449)
    early = make_room(ROWS)
    written_to(450)
    made = make_room(ROWS)

    assert (early, made) == (None, "stem_event_p5")
    assert list(EventRow.objects.values_list("position", flat=True)) == [431]


def test_it_is_kept_and_guarded_as_the_others(written_to) -> None:
    written_to(60)
    make_room(ROWS)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'stem_event_p1'")
        (options,) = cursor.fetchone()
        cursor.execute(
            "SELECT (SELECT array_agg(tgname ORDER BY tgname) FROM pg_trigger"
            "         WHERE tgrelid = relation), (SELECT count(*) FROM pg_index"
            "         WHERE indrelid = relation)"
            "  FROM unnest('{stem_event_p0,stem_event_p1}'::regclass[]) AS relation"
        )
        first, second = cursor.fetchall()
    assert dict(option.split("=") for option in options) == APPENDED_LATE
    assert first == second
    assert "stem_event_append_only" in first[0]
