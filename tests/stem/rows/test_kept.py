"""Rows in memory: read once, never stale, each scope its own, whoever changes them and when."""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.masterdata.models import Bill, Item, ItemUnit, Tax, Unit
from sanye.stem.rows import kept
from sanye.stem.rows.errors import ScopeMissing
from sanye.stem.rows.kept import (
    Kept,
    ask_what_changed,
    changed_ids,
    forget_all,
    take_snapshot,
)
from sanye.stem.rows.replica import reading_replica
from tests.elsewhere import elsewhere
from tests.factories import masterdata as make

pytestmark = pytest.mark.django_db(transaction=True)
MOST_IDS = 200
"""Of which a change tells; more it does not."""


class Rates:
    """Tax rates by code, kept, with a count of what was read."""

    def __init__(self) -> None:
        self.kept: Kept[str, Any] = Kept("stem_tax")
        self.read: list[list[str]] = []

    def __call__(self, *codes: str) -> dict[str, Any]:
        return self.kept.get(codes, self._read, ask_what_changed())

    def _read(self, codes: Collection[str]) -> dict[str, Any]:
        self.read.append(sorted(codes))
        return dict(Tax.objects.filter(code__in=codes).values_list("code", "rate_ratio"))


@pytest.fixture
def rates(by: Actor) -> Iterator[Rates]:
    make.make_tax(by, "A", "0.1")
    make.make_tax(by, "B", "0.2")
    forget_all()
    with entered(UnitOfWork(actor=by, name="test")):
        yield Rates()


def set_rate(code: str, rate: str) -> None:
    Tax.unscoped.filter(code=code).update(rate_ratio=rate)


def test_a_snapshot_tells_what_changed_after_it(rates: Rates) -> None:
    def changed(*tables: str, since: str) -> bool:
        _, ids = changed_ids(tables, since=since)
        return ids is None or bool(ids)

    meanwhile: list[str] = []
    before = take_snapshot()
    with transaction.atomic():
        set_rate("B", "0.3")
        elsewhere(lambda: meanwhile.append(take_snapshot()))
        assert changed("stem_tax", since=take_snapshot())
    after, _ = changed_ids([], since=before)

    assert changed("stem_site", "stem_tax", since=before)
    assert changed("stem_tax", since=meanwhile[0])
    assert not changed("stem_tax", since=after)
    assert not changed("stem_site", since=before)
    assert changed("stem_site", since="99999999999:99999999999:")


@pytest.fixture
def items(by: Actor) -> list[UUID]:
    return [make.make_item(name, unit="C62").id for name in "ABC"]


def test_of_some_tables_the_ids_of_what_changed_are_told(by: Actor, items: list[UUID]) -> None:
    first, second, third = items
    tables = ["stem_item", "stem_item_unit", "stem_bill", "stem_bill_line"]

    def told(change: Callable[[], Any]) -> Any:
        before = take_snapshot()
        change()
        return changed_ids(tables, since=before)[1]

    def of(item_id: UUID) -> Any:
        return Item.objects.filter(id=item_id)

    def twice() -> None:
        with transaction.atomic():
            of(first).update(name="x")
            of(second).update(name="y")

    assert told(lambda: of(first).update(name="new")) == {first}
    assert told(twice) == {first, second}
    assert told(lambda: of(new_id()).update(name="nobody")) == set()
    assert told(lambda: ItemUnit.objects.create(item_id=third, unit="DZN", numerator=12)) == {third}
    assert told(lambda: ItemUnit.objects.update(numerator=9)) == {third}
    assert told(lambda: ItemUnit.objects.all().delete()) == {third}
    bill = make.make_bill(of(first).get(), [(of(second).get(), 1)])
    assert told(lambda: Bill.objects.update(status="DRAFT")) == {first, second}
    assert told(lambda: bill.lines.update(component_id=third)) == {first, second, third}
    assert told(lambda: elsewhere(truncated)) is None


def truncated() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE stem_item_unit")


@pytest.mark.parametrize("at_once", [True, False])
def test_of_very_many_it_is_told_that_any_may_have(by: Actor, at_once: bool) -> None:
    before = take_snapshot()
    with transaction.atomic():
        rows = [Item(code=f"M{n}", name="many", unit="C62") for n in range(MOST_IDS + 1)]
        if at_once:
            Item.objects.bulk_create(rows)
        else:
            for row in rows:
                row.save()

    assert changed_ids(["stem_item"], since=before)[1] is None


def test_what_follows_from_other_ids_is_kept(by: Actor, items: list[UUID]) -> None:
    first, second, third = items
    read: list[set[UUID]] = []
    kept_names: Kept[UUID, str] = Kept(
        "stem_item", "stem_unit", follows=lambda item_id, name, ids: item_id in ids or name in ids
    )

    def names(*ids: UUID) -> dict[UUID, str]:
        def reading(missing: Collection[UUID]) -> dict[UUID, str]:
            read.append(set(missing))
            return dict(Item.objects.filter(id__in=missing).values_list("id", "name"))

        return kept_names.get(ids, reading, ask_what_changed())

    with entered(UnitOfWork(actor=by, name="test")):
        names(*items)
        elsewhere(lambda: Item.objects.filter(id=second).update(name="second"))
        assert names(*items)[second] == "second"
        elsewhere(lambda: Unit.objects.create(code="ZZ2", name="x", symbol="x", dimension="COUNT"))
        names(first, third)

    assert read == [{first, second, third}, {second}, {first, third}]


def test_is_read_once_and_never_more_than_may_be_held(rates: Rates) -> None:
    assert rates("A", "X") == rates("X", "A") == {"A": Decimal("0.1")}
    assert sorted(rates("A", "B", "X")) == ["A", "B"]
    assert rates() == {}
    elsewhere(lambda: Unit.objects.create(code="ZZ1", name="x", symbol="x", dimension="COUNT"))
    rates("A")
    assert rates.read == [["A", "X"], ["B"]]

    rates.kept._most = 3
    rates("Y")
    rates("A")
    assert rates.read[2:] == [["Y"], ["A"]]


def test_what_others_commit_is_seen_at_once(rates: Rates) -> None:
    rates("A", "X")
    elsewhere(lambda: set_rate("A", "0.3"))
    assert rates("A") == {"A": Decimal("0.3")}

    elsewhere(lambda: Tax.unscoped.filter(code="A").update(code="X"))
    assert list(rates("A", "X")) == ["X"]
    elsewhere(lambda: Tax.unscoped.filter(code="X").delete())
    assert rates("A", "X") == {}


def test_what_others_have_not_committed_is_not_seen(rates: Rates, by: Actor) -> None:
    before = rates("A")
    inside: list[Any] = []

    def change() -> None:
        with transaction.atomic():
            set_rate("A", "0.4")
            with ThreadPoolExecutor(1) as pool:
                inside.append(pool.submit(_asked, rates, by).result())

    elsewhere(change)

    assert inside == [before]
    assert rates("A") != before


def _asked(rates: Rates, actor: Actor) -> dict[str, Any]:
    try:
        with entered(UnitOfWork(actor=actor, name="test")):
            return rates("A")
    finally:
        connection.close()


def test_own_changes_are_seen_and_kept_from_nobody_else(rates: Rates) -> None:
    before = rates("A")
    with transaction.atomic():
        set_rate("A", "0.5")
        assert rates("A") != before
        assert rates("A") != before
        transaction.set_rollback(True)
    assert rates("A") == before

    with transaction.atomic():
        set_rate("A", "0.5")
        after = rates("A")
    assert rates("A") == after != before


def test_what_was_read_before_a_change_is_not_kept_after_it(rates: Rates) -> None:
    """Somebody reads, is overtaken by a change that others have learned of, and comes late."""

    def read(codes: list[str]) -> dict[str, Any]:
        found = rates._read(codes)
        elsewhere(lambda: set_rate("A", "0.6"))
        ask_what_changed()
        return found

    late = rates.kept.get(["A"], read, ask_what_changed())

    assert late == {"A": Decimal("0.1")}
    assert rates("A") == {"A": Decimal("0.6")}


def test_each_scope_has_its_own(rates: Rates, by: Actor) -> None:
    rates("A")
    with entered(UnitOfWork(actor=replace(by, company_id=new_id()), name="test")):
        assert rates("A") == {}
    with entered(UnitOfWork(actor=replace(by, party_ids=frozenset({new_id()})), name="test")):
        assert rates("A") == {}
    assert list(rates("A")) == ["A"]
    with entered(UnitOfWork(actor=replace(by, name="another person"), name="test")):
        rates("A")
    assert len(rates.read) == 3
    with entered(None), pytest.raises(ScopeMissing):  # type: ignore[arg-type]
        rates("A")


def test_who_reads_what_was_keeps_nothing_and_is_given_nothing_kept(rates: Rates) -> None:
    """A transaction that sees all as of its start, and a reader of the replica."""
    before = rates("A")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert rates("A", "B")["A"] == before["A"]
        elsewhere(lambda: set_rate("A", "0.7"))
        assert rates("A") == before
    with reading_replica():
        rates("A")
    assert rates("A") == {"A": Decimal("0.7")}
    assert rates.read == [["A"], ["A", "B"], ["A"], ["A"], ["A"]]


def test_is_forgotten_after_long_and_when_the_database_is_another(
    rates: Rates, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates("A")
    for name, value in (
        ("seconds", -4000.0),
        ("database", "another"),
        ("server", 1.0),
        ("snapshot", "900000000000:900000000000:"),
    ):
        monkeypatch.setattr(kept._seen, name, value)
        rates("A")
        rates("A")
    assert rates.read == [["A"]] * 5


def test_every_table_that_is_kept_notes_its_changes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid"
            " WHERE proname = 'stem_note_change' AND tgtype & 32 > 0"
        )
        noting = {name for (name,) in cursor.fetchall()}

    tables = {table for one in kept._all for table in one.tables}

    assert len(tables) > 20
    assert tables <= noting


def test_every_way_to_change_a_table_is_noted() -> None:
    """All by one trigger, or TRUNCATE by it and the others, which tell ids, by their own: inserted,
    deleted, and updated as it was and as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, array_agg(tgtype::int & 60 ORDER BY tgtype)"
            "  FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid"
            " WHERE proname IN ('stem_note_change', 'stem_note_keys') GROUP BY 1"
        )
        ways = {tuple(events) for _, events in cursor.fetchall()}

    insert, delete, update, truncate = 4, 8, 16, 32
    assert ways == {
        (insert | delete | update | truncate,),
        (insert, delete, update, update, truncate),
    }
