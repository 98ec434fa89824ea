"""A house that serves."""

import pytest

from sanye.kernel.actors import Actor
from tests.factories.service import House, make_house


@pytest.fixture
def house(by: Actor) -> House:
    return make_house(by)
