from datetime import datetime

import pytest

from sanye.kernel.actors import Actor
from tests.factories.people import Workforce, make_workforce


@pytest.fixture
def works(by: Actor, at: datetime) -> Workforce:
    return make_workforce(by, at)
