"""A trader, and planning on the other side of the port."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

import pytest
from django.test import Client

from sanye.contracts.scm.holds import ReleaseAnswer
from sanye.kernel.actors import Actor
from sanye.kernel.ports import wire, wired
from sanye.stem.identity.models import ApiKey, Membership, Role, User
from tests.erp.books import books, door, tell  # noqa: F401 - fixtures
from tests.factories.sales import Planner, Trader, make_trader


@pytest.fixture
def trader(by: Actor, at: datetime) -> Trader:
    return make_trader(by, at)


@pytest.fixture
def planner() -> Iterator[Planner]:
    """Planning that answers; without this fixture it is switched off."""
    before, answers = wired(), Planner()
    wire(
        {
            **before,
            "scm.promising.hold_supply": answers.hold,
            "scm.promising.release_hold": lambda request: (
                answers.released.append(request.hold_id),
                ReleaseAnswer(freed=True),
            )[1],
        }
    )
    yield answers
    wire(before)


@pytest.fixture(autouse=True)
def _planning_off() -> Iterator[None]:
    """Nobody answers for planning unless a test says so."""
    before = wired()
    wire({name: answer for name, answer in before.items() if not name.startswith("scm.")})
    yield
    wire(before)


@pytest.fixture
def api(by: Actor) -> Client:
    """The API, called by somebody with all rights in the company."""
    user = User.objects.create(login="tester")
    role = Role.objects.create(code="ALL", name="All", permissions=["*"])
    Membership.objects.create(user=user, company_id=by.company_id, role=role, is_default=True)
    secret = "not-a-secret-but-a-test"
    ApiKey.objects.create(
        user=user,
        company_id=by.company_id,
        name="test",
        prefix="abcd1234",
        secret_sha256=sha256(secret.encode()).hexdigest(),
        scopes=["*"],
    )
    client = Client(headers={"Authorization": f"Bearer sanye_abcd1234_{secret}"})
    client.raise_request_exception = False
    return client
