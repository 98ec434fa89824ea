"""Two who send the same file at once."""

from datetime import datetime

import pytest

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
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
