"""Many rows in one statement, the same as one by one."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.models import Effect
from sanye.stem.masterdata.models import Calendar, CalendarException, ExchangeRate, Party, Tax
from sanye.stem.rows import bulk
from sanye.stem.rows.bulk import _written, insert_new_rows, insert_rows, put_rows, update_rows
from sanye.stem.rows.copying import copy_rows

DAY = date(2026, 3, 1)


def test_stores_and_changes_rows_with_one_statement_each(by: Actor) -> None:
    rows = [
        ExchangeRate(from_currency=code, to_currency="CNY", rate_date=DAY, rate=Decimal("1.5"))
        for code in ("USD", "EUR")
    ]

    with CaptureQueriesContext(connection) as statements:
        insert_rows(rows)
        for row in rows:
            row.rate, row.source = Decimal("2.25"), "it's"
        update_rows(rows, ["rate", "source"])

    stored = ExchangeRate.objects.order_by("from_currency")
    assert [(row.from_currency, row.rate, row.source) for row in stored] == [
        ("EUR", Decimal("2.25"), "it's"),
        ("USD", Decimal("2.25"), "it's"),
    ]
    assert all(row.created_at for row in stored)
    assert len(statements) == 2


def rate(code: str, rate: str, source: str = "") -> ExchangeRate:
    return ExchangeRate(
        from_currency=code, to_currency="CNY", rate_date=DAY, rate=Decimal(rate), source=source
    )


def known() -> list[tuple[str, Decimal, str]]:
    rows = ExchangeRate.objects.order_by("from_currency")
    return list(rows.values_list("from_currency", "rate", "source"))


def test_very_many_rows_are_copied_and_the_same(by: Actor) -> None:
    days = [DAY + timedelta(days=n) for n in range(bulk.MANY)]
    rows = [rate("EUR", f"{n}.5", "a\ttab") for n, _ in enumerate(days)]
    for row, day in zip(rows, days, strict=True):
        row.rate_date = day

    with CaptureQueriesContext(connection) as statements:
        insert_rows(rows)

    copied = ExchangeRate.objects.order_by("rate_date")
    assert [(row.id, row.rate_date, row.rate, row.source) for row in copied] == [
        (row.id, day, Decimal(f"{n}.5"), "a\ttab")
        for n, (row, day) in enumerate(zip(rows, days, strict=True))
    ]
    assert all(row.created_at for row in copied)
    assert any("TEMPORARY" in one["sql"] for one in statements)


def test_what_is_there_already_is_left_alone(by: Actor) -> None:
    insert_rows([rate("EUR", "1")])

    insert_new_rows([rate("EUR", "2"), rate("USD", "3")])

    assert known() == [("EUR", 1, ""), ("USD", 3, "")]


def test_what_is_there_already_gets_these_columns_and_keeps_the_others(by: Actor) -> None:
    first = rate("EUR", "1", "bank")
    insert_rows([first])
    unique = ["from_currency", "to_currency", "kind", "rate_date"]

    with CaptureQueriesContext(connection) as statements:
        put_rows([rate("EUR", "2", "web"), rate("USD", "3")], unique=unique, columns=["rate"])

    assert len(statements) == 1
    assert known() == [("EUR", 2, "bank"), ("USD", 3, "")]
    assert ExchangeRate.objects.get(from_currency="EUR").id == first.id


def test_nothing_is_no_statement(by: Actor) -> None:
    with CaptureQueriesContext(connection) as statements:
        insert_rows([])
        update_rows([], ["rate"])
        insert_new_rows([])
        put_rows([], unique=["id"], columns=["rate"])

    assert len(statements) == 0


def test_changes_lists(by: Actor) -> None:
    party = Party(code="A", name="A", roles=["CUSTOMER"])
    insert_rows([party])

    party.roles = ["CUSTOMER", "SUPPLIER"]
    update_rows([party], ["roles"])

    assert Party.objects.get(id=party.id).roles == ["CUSTOMER", "SUPPLIER"]


def test_changes_lists_of_lists_and_writes_many(by: Actor) -> None:
    calendar = Calendar.objects.create(code="DAY", name="Day")
    day = CalendarException(calendar=calendar, exception_date=DAY, shifts=[[480, 720], [780, 1020]])
    insert_rows([day])
    columns = ("id", "calendar_id", "exception_date", "shifts")
    other = (new_id(), calendar.id, date(2026, 3, 2), [[0, 60]])
    copy_rows(CalendarException, columns, [other])

    day.shifts = []
    update_rows([day], ["shifts"])

    rows = CalendarException.objects.order_by("exception_date")
    assert [row.shifts for row in rows] == [[], [[0, 60]]]


CHINA = timezone(timedelta(hours=8))
COLUMNS = {
    "text": ["", "NULL", " it's ", '"{a,b}"', "back\\slash\\", "two\nlines\t", "齿轮，甲", None],
    "bigint": [0, -1, 2**63 - 1, None],
    "numeric": [Decimal("1.50"), Decimal("-0.000001"), Decimal("1E+3"), Decimal("1E-9"), None],
    "uuid": [new_id(), None, new_id()],
    "date": [date(1, 1, 1), DAY, date(9999, 12, 31), None],
    "timestamptz": [
        datetime(2026, 3, 1, 8, tzinfo=CHINA),
        datetime(2026, 3, 1, 8, 0, 0, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        None,
    ],
    "boolean": [True, False, None],
    "double precision": [0.1, -1e300, None],
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_column_arrives_as_it_was(by: Actor, kind: str) -> None:
    values = COLUMNS[kind]

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT unnest(%s::{kind}[])", [_written(values)])
        arrived = [value for (value,) in cursor.fetchall()]
        cursor.execute(f"SELECT unnest(%s::{kind}[])", [_written([None, None])])
        nothing = cursor.fetchall()

    assert arrived == values
    assert nothing == [(None,), (None,)]


def test_a_text_that_no_column_can_hold_is_refused(by: Actor) -> None:
    with pytest.raises((DataError, ValueError)), transaction.atomic():
        insert_rows([Party(code="A", name="nul\0", roles=[])])


@pytest.mark.parametrize("put", [insert_rows, lambda rows: update_rows(rows, ["name"])])
def test_a_text_that_is_too_long_is_refused_and_never_cut(by: Actor, put: Any) -> None:
    party = Party(code="A", name="A", roles=[])
    if put is not insert_rows:
        insert_rows([party])
    party.name = "n" * 1000

    with pytest.raises(DataError), transaction.atomic():
        put([party])


def test_keeps_empty_values_and_foreign_keys(by: Actor) -> None:
    tax = Tax(company_id=by.company_id, code="A", name="A", rate_ratio=Decimal("0.1"))

    insert_rows([tax])
    tax.valid_to_date, tax.is_exempt = DAY, True
    update_rows([tax], ["valid_to_date", "is_exempt"])

    stored = Tax.unscoped.get()
    assert (stored.valid_from_date, stored.valid_to_date) == (None, DAY)
    assert (stored.company_id, stored.is_exempt) == (by.company_id, True)


def test_what_all_rows_share_is_sent_once(by: Actor) -> None:
    roles = ["CUSTOMER"]
    rows = [Party(code=code, name=code * 9, roles=roles, website="it's") for code in "AB"]

    with CaptureQueriesContext(connection) as statements:
        insert_rows(rows)

    stored = Party.objects.order_by("code")
    assert [(row.code, row.roles, row.website) for row in stored] == [
        ("A", ["CUSTOMER"], "it's"),
        ("B", ["CUSTOMER"], "it's"),
    ]
    assert statements[0]["sql"].count("it''s") == 1


def test_the_same_row_twice_is_refused_and_never_stored_once(by: Actor) -> None:
    effect = Effect(cursor_name="a", event_id=new_id(), target="b")

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([effect, effect])

    assert not Effect.objects.exists()
