"""Foreign keys are checked by their index from the first row on, in sessions that live long.

What happens otherwise: a table analysed while it is tiny gets a sequential scan for the checks that
name it, and a session keeps that plan while the table grows; each check then reads all of it.
"""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.db.models import Model

from sanye.kernel.ids import new_id
from sanye.stem.masterdata.models import Item, ItemUnit
from sanye.stem.rows import bulk
from sanye.stem.rows.analysing import ANALYZE_GROWN
from sanye.stem.rows.bulk import insert_rows
from sanye.stem.rows.storage import FIRST_ANALYSED

pytestmark = pytest.mark.django_db

FEW, MANY = 20, 2000
AT_ONCE = bulk.MANY // 2


@pytest.fixture(autouse=True)
def _fresh_tables(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE stem_item CASCADE")


def items(count: int) -> list[Item]:
    rows = []
    for _ in range(count):
        item_id = new_id()
        rows.append(Item(id=item_id, code=item_id.hex, name="x", kind="BUY", unit="C62"))
    insert(rows)
    return rows


def insert(rows: Sequence[Model]) -> None:
    """As many commands do, one after the other: what is copied is proven by a join."""
    for start in range(0, len(rows), AT_ONCE):
        insert_rows(rows[start : start + AT_ONCE])


def name(rows: list[Item]) -> None:
    """Rows that name these, checked one by one, as every command's are."""
    insert([ItemUnit(id=new_id(), item=row, unit="DZN", numerator=12) for row in rows])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def read_one_by_one() -> int:
    """Rows of items that sequential scans of this transaction have read."""
    return number("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'stem_item'")


def number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def analyse(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_table_that_was_analysed_while_tiny_is_read_at_every_check() -> None:
    """The trap itself: without it the tests below could not fail."""
    first = items(FEW)
    analyse("ANALYZE stem_item")
    name(first)
    many = items(MANY)
    before = read_one_by_one()

    name(many[-200:])

    assert read_one_by_one() - before > 200 * MANY / 2


def test_what_we_analyse_after_a_load_leaves_tiny_tables_alone() -> None:
    first = items(FEW)
    analyse(ANALYZE_GROWN)
    name(first)
    many = items(MANY)
    before = read_one_by_one()

    name(many)

    assert read_one_by_one() == before
    assert number("SELECT reltuples FROM pg_class WHERE relname = 'stem_item'") == -1


def test_the_first_time_that_autovacuum_analyses_a_table_it_has_pages_enough() -> None:
    first = items(FIRST_ANALYSED)
    analyse("ANALYZE stem_item")
    name(first[:FEW])
    many = items(MANY)
    before = read_one_by_one()

    name(many)

    assert read_one_by_one() == before


def test_a_table_that_grew_is_analysed_and_sessions_plan_anew() -> None:
    first = items(FEW)
    analyse("ANALYZE stem_item")
    name(first)
    many = items(MANY)
    analyse(ANALYZE_GROWN)
    before = read_one_by_one()

    name(many)

    assert read_one_by_one() == before
