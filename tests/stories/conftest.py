"""The demo company with its people, each with the rights of a role and no more."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest

from sanye.kernel.actors import Actor, system_actor
from sanye.project.demo.company import load_demo
from sanye.stem.identity.domain.roles import ROLES
from sanye.stem.identity.models import Company, User
from sanye.stem.masterdata.queries import get_item, get_party, get_site
from tests.conftest import Cursors


class Aurora:
    """The demo company as a story needs it: people by role, masters by code, time that passes."""

    def __init__(self, at: datetime) -> None:
        load_demo(at=at, size="SMALL")
        self.company = Company.objects.get()
        self.by = system_actor(self.company.id, "story")
        self.run_cursors = Cursors(self.company.id, at)
        self.people = dict(User.objects.values_list("login", "id"))

    def person(self, login: str, role: str) -> Actor:
        return Actor(
            user_id=self.people[login],
            company_id=self.company.id,
            name=login,
            permissions=ROLES[role].permissions,
        )

    def item(self, code: str) -> UUID:
        return get_item(code=code, by=self.by).id

    def party(self, code: str) -> UUID:
        return get_party(code=code, by=self.by).id

    @property
    def plant(self) -> UUID:
        return get_site(code="PLANT", by=self.by).id


@pytest.fixture
def aurora(db: None, at: datetime) -> Aurora:
    company = Aurora(at)
    company.run_cursors()
    return company


@pytest.fixture
def problems(aurora: Aurora) -> Callable[[], list[str]]:
    """What `sanye verify` would complain of, cursors of this test's transaction left aside."""
    from sanye.project.verification import verify

    def find() -> list[str]:
        findings = verify(aurora.company.id, aurora.company.code)
        return [
            f"{item.check}: {problem}"
            for item in findings
            if not item.check.startswith("stem.events.")
            for problem in item.problems
        ]

    return find
