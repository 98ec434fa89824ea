"""Two who send the same file, or save the same mapping, at once."""

from datetime import datetime

import pytest

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.exchange import commands
from sanye.stem.exchange.models import ImportMapping, ImportMappingColumn
from sanye.stem.identity.models import Company
from sanye.stem.masterdata.commands import putting
from sanye.stem.masterdata.models import Item
from tests.racing import race
from tests.stem.exchange.test_import_file import ITEMS, load

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk(log_db: None) -> Actor:
    company = Company.objects.create(
        id=new_id(), code="RACE", name="Race", country="CN", functional_currency="CNY"
    )
    return Actor(user_id=None, company_id=company.id, name="t", permissions=frozenset({"*"}))


def test_the_same_file_twice_at_once_is_one_file(
    clerk: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, early = race(
        monkeypatch,
        lambda: load(clerk, at, "items", ITEMS),
        lambda: load(clerk, at, "items", ITEMS),
        at=(putting, "store"),
    )

    assert (early.created, late.created, late.unchanged) == (2, 0, 2)
    assert Item.objects.count() == 2


def test_a_mapping_that_two_save_at_once_is_that_of_one(
    clerk: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(**headings: str) -> ImportMapping:
        return commands.save_mapping(name="M", kind="items", headings=headings, by=clerk, at=at)

    save(Old="code")

    race(
        monkeypatch,
        lambda: save(Mine="code"),
        lambda: save(Theirs="code", Name="name"),
        at=(ImportMappingColumn.objects, "bulk_create"),
    )

    found = set(ImportMappingColumn.objects.values_list("heading", flat=True))
    assert found in ({"Mine"}, {"Theirs", "Name"})
