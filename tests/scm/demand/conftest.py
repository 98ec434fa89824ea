"""An item at a site, known to all tests of demand."""

import pytest

from sanye.kernel.actors import Actor
from sanye.stem.masterdata.models import Item, Site
from tests.factories.masterdata import make_calendar, make_item, make_site


@pytest.fixture
def site(by: Actor) -> Site:
    return make_site(by, calendar=make_calendar())


@pytest.fixture
def item(by: Actor) -> Item:
    return make_item()
