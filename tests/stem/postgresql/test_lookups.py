from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.models import Item, ItemSite
from tests.factories import masterdata as make

COLUMNS = ("id__in", "item__in", "item_id__in", "item__id__in")


@pytest.fixture
def rows(by: Actor) -> QuerySet[ItemSite]:
    site = make.make_site(by)
    for n in range(4):
        make.make_item_site(make.make_item(f"ITEM-{n}"), site)
    return ItemSite.unscoped.order_by("id")


def _ids(rows: QuerySet[ItemSite], column: str) -> list[UUID]:
    return list(rows.values_list(column.removesuffix("__in"), flat=True))


def _params(rows: QuerySet[Any]) -> int:
    return len(rows.query.sql_with_params()[1])


@pytest.mark.parametrize("column", COLUMNS)
def test_many_ids_are_one_parameter(rows: QuerySet[ItemSite], column: str) -> None:
    ids = _ids(rows, column)
    for wanted in (ids[1:3], ids[:1], [], ids + [new_id()] * 40, [*ids[:2], *ids[:2]]):
        expected = [row.id for row, id_ in zip(rows, ids, strict=True) if id_ in wanted]
        others = [row.id for row in rows if row.id not in expected]
        assert [row.id for row in rows.filter(**{column: wanted})] == expected
        assert [row.id for row in rows.exclude(**{column: wanted})] == others
        if wanted:
            assert _params(rows.filter(**{column: wanted})) == 1


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize(
    "made",
    [set, tuple, iter, dict.fromkeys, lambda ids: (i for i in ids), lambda ids: map(str, ids)],
    ids=["set", "tuple", "iterator", "keys", "generator", "texts"],
)
def test_any_collection_will_do(
    rows: QuerySet[ItemSite], column: str, made: Callable[[Iterable[UUID]], Any]
) -> None:
    assert [*rows.filter(**{column: made(_ids(rows, column)[1:])})] == [*rows[1:]]


def test_what_is_no_id_is_left_to_django(rows: QuerySet[ItemSite]) -> None:
    items = Item.objects.order_by("code")
    first = rows[0]
    assert [*rows.filter(item__in=items)] == [*rows]
    assert [*rows.filter(item__in=[*items])] == [*rows]
    assert [*rows.filter(item__in=items.filter(code="ITEM-0"))] == [first]
    assert [*rows.filter(id__in=[first.id, None])] == [first]
    assert [*rows.filter(id__in=[first.id, F("item_id")])] == [first]
    with pytest.raises(ValidationError):
        rows.filter(id__in=[first.id, "no id"])


def test_a_query_may_be_used_again(rows: QuerySet[ItemSite]) -> None:
    """Also as a part of another."""
    some = rows.filter(id__in=_ids(rows, "id")[:2])
    assert [*some.filter(item__code="ITEM-1")] == [rows[1]]
    assert [*rows.filter(id__in=some)] == [*rows[:2]]
    assert [*rows.exclude(item__in=some.values("item"))] == [*rows[2:]]
