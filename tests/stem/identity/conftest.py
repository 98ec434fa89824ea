"""A company that nobody works in yet, and who may do everything there."""

from datetime import datetime

import pytest

from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.ids import new_id
from sanye.stem.identity import commands
from sanye.stem.identity.models import Company


@pytest.fixture
def company(at: datetime) -> Company:
    company_id = new_id()
    return commands.create_company(
        company_code="LEAF",
        name="Leaf",
        country="CN",
        functional_currency="CNY",
        company_id=company_id,
        by=system_actor(company_id),
        at=at,
    )


@pytest.fixture
def root(company: Company) -> Actor:
    return system_actor(company.id)
