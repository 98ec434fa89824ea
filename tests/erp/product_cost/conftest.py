from datetime import datetime
from typing import Any

import pytest

from tests.factories.returns import Shop, make_shop
from tests.factories.sales import Trader


@pytest.fixture
def shop(trader: Trader, run_cursors: Any, at: datetime) -> Shop:
    return make_shop(trader, run_cursors, at)
