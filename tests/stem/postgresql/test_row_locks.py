"""Rows locked for change let others write what refers to them."""

from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sanye.kernel.ids import new_id
from sanye.stem.events.models import CursorRow, ParkedEvent
from tests.racing import Overtaking


@pytest.fixture
def row(transactional_db: None, company_id: UUID) -> CursorRow:
    cursor: CursorRow = CursorRow.objects.create(
        id=new_id(),
        name="locked",
        company_id=company_id,
        kind="REACTION",
        start="1:1:",
        done="1:1:",
    )
    return cursor


def test_who_refers_to_a_locked_row_does_not_wait(row: CursorRow) -> None:
    def park() -> str:
        parked = ParkedEvent(cursor=row, position=1, event_id=new_id(), type="sanye.x", key=row.pk)
        parked.state = ParkedEvent.State.PARKED
        parked.save(force_insert=True)
        return "parked"

    parking = Overtaking(park)
    with transaction.atomic():
        CursorRow.objects.select_for_update().get(pk=row.pk)
        parking.come()
        assert parking.came_to == "parked"
    parking.end()


def test_who_would_change_it_too_waits(row: CursorRow) -> None:
    changing = Overtaking(lambda: CursorRow.objects.filter(pk=row.pk).update(handled_count=1))
    with transaction.atomic():
        CursorRow.objects.select_for_update().get(pk=row.pk)
        changing.come()
        assert changing.came_to is None

    assert changing.end() == 1


def test_what_is_made_or_changed_locks_no_more(row: CursorRow) -> None:
    with CaptureQueriesContext(connection) as asked:
        CursorRow.objects.update_or_create(pk=row.pk, defaults={"handled_count": 2})

    locked = [query["sql"] for query in asked if "FOR " in query["sql"]]
    assert [sql.rsplit("FOR ", 1)[1] for sql in locked] == ["NO KEY UPDATE"]


def test_several_rows_are_locked_by_their_ids(row: CursorRow) -> None:
    locked = CursorRow.objects.select_for_update()
    ways = {
        locked.filter(company_id=row.company_id): 'ORDER BY "stem_cursor"."id" ASC',
        locked.order_by("name"): 'ORDER BY "stem_cursor"."name" ASC',
    }

    with transaction.atomic():
        for rows, order in ways.items():
            assert str(rows.query).endswith(f"{order} FOR NO KEY UPDATE")
    assert "ORDER BY" not in str(CursorRow.objects.filter(company_id=row.company_id).query)
