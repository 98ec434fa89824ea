"""What every test may use: a company, an actor with all rights, a moment, and cursors run dry."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id


@pytest.fixture
def at() -> datetime:
    return datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def company_id(db: None) -> UUID:
    from sanye.stem.identity.models import Company

    return Company.objects.create(
        id=new_id(), code="AURORA", name="Aurora", country="CN", functional_currency="CNY"
    ).id


@pytest.fixture
def by(company_id: UUID) -> Actor:
    """Somebody who may do everything in the company."""
    return Actor(user_id=None, company_id=company_id, name="tester", permissions=frozenset({"*"}))
