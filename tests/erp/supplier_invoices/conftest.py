from datetime import datetime

import pytest

from sanye.kernel.actors import Actor
from tests.factories.erp_purchasing import Market, make_market


@pytest.fixture
def market(by: Actor, at: datetime) -> Market:
    return make_market(by, at)
