"""What every test may use: a company, an actor with all rights, a moment, and cursors run dry."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.advancing import advance, retry_parked
from sanye.stem.events.cursors import Cursor, recorded_from_row, registered_cursors
from sanye.stem.events.reading import COLUMNS
from tests import emptying
from tests.schema import schema_template

TOGETHER = ("tests/faults/", "tests/project/plant/", "tests/sql/")

hypothesis.settings.register_profile(
    "sanye",
    deadline=None,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.function_scoped_fixture,
    ],
)
hypothesis.settings.load_profile("sanye")

emptying.install()


class _Together(LoadScopeScheduling):
    """Each test by itself, but those of one installation or one walk as one, and first: they take
    longest.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """How tests are given to the processes of pytest-xdist."""
    return _Together(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Test databases are copies of a template, so that migrations run once and not per process."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = schema_template(settings.DATABASE_URL)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """A test empties tables in ways that note nothing; no row of one stays for the next."""
    from sanye.stem.rows.kept import forget_all

    forget_all()


@pytest.fixture
def at() -> datetime:
    return datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def time_zone() -> str:
    """Of the company; a test that wants another one parametrizes it."""
    return "UTC"


@pytest.fixture
def company_id(db: None, time_zone: str) -> UUID:
    from sanye.stem.identity.models import Company

    return Company.objects.create(
        id=new_id(),
        code="AURORA",
        name="Aurora",
        country="CN",
        functional_currency="CNY",
        time_zone=time_zone,
    ).id


@pytest.fixture
def by(company_id: UUID) -> Actor:
    """Somebody who may do everything in the company."""
    return Actor(user_id=None, company_id=company_id, name="tester", permissions=frozenset({"*"}))


MOST_ROUNDS = 200
"""Of cursors, one after another; what settles does so in less than thirty."""


class Cursors:
    """All cursors of one company, run dry within the test's own transaction.

    No snapshot sees the events of an open transaction, so this reads by position; the handling
    itself, effects included, is the product's. A failing handler fails the test.
    """

    def __init__(self, company_id: UUID, at: datetime) -> None:
        self.company_id = company_id
        self.at = at
        self.most_rounds = MOST_ROUNDS
        self.arrange: Callable[[list[Cursor]], list[Cursor]] = list
        self.positions: dict[str, int] = {}

    def __call__(self, *names: str, at: datetime | None = None) -> int:
        """Handle everything, of all cursors or those named, again until nothing is left."""
        handled = 0
        for _ in range(self.most_rounds):
            if not (done := self._round(names, at or self.at)):
                return handled
            handled += done
        raise AssertionError("one reaction gives rise to another for ever")

    def _round(self, names: tuple[str, ...], at: datetime) -> int:
        return sum(
            _run_once(cursor, self.company_id, self.positions, at)
            for cursor in self.arrange(list(registered_cursors.values()))
            if cursor.everything is None and (not names or cursor.name in names)
        )


@pytest.fixture
def run_cursors(company_id: UUID, at: datetime) -> Cursors:
    """Let the company's cursors handle everything."""
    return Cursors(company_id, at)


@pytest.fixture
def run_cursors_of(at: datetime) -> Callable[[Actor], None]:
    """Let the cursors of any company handle everything."""

    def run(by: Actor) -> None:
        Cursors(by.company_id, at)()

    return run


def _run_once(cursor: Cursor, company_id: UUID, positions: dict[str, int], at: datetime) -> int:
    with connection.cursor() as sql:
        sql.execute(
            f"SELECT {COLUMNS} FROM stem_event WHERE company_id = %s AND type = ANY(%s)"
            " AND position > %s ORDER BY position",
            [company_id, cursor.types, positions.get(cursor.name, 0)],
        )
        rows = sql.fetchall()
    if not rows:
        return 0
    from sanye.stem.events.reading import _parsed

    positions[cursor.name] = rows[-1][0]
    cursor.handle([recorded_from_row(_parsed(row)) for row in rows], at=at)
    return len(rows)


@pytest.fixture
def log_db(transactional_db: None) -> None:
    """A database with real commits and an empty log."""
    with connection.cursor() as sql:
        sql.execute("TRUNCATE stem_event")


@pytest.fixture
def drain() -> Callable[..., int]:
    """Advance cursors as a worker does until they are at the tail; for tests with real commits."""

    def run(*cursors: Cursor, company_id: UUID, at: datetime) -> int:
        handled = 0
        while True:
            steps = [advance(cursor, company_id, at=at) for cursor in cursors]
            retried = [retry_parked(cursor, company_id, at=at) for cursor in cursors]
            done = sum(step.handled for step in steps) + sum(retried)
            if not done and not any(step.parked for step in steps):
                return handled
            handled += done

    return run


@pytest.fixture
def other_by(db: None) -> Actor:
    """Somebody who may do everything in another company of the group."""
    from sanye.stem.identity.models import Company

    other = Company.objects.create(
        id=new_id(), code="BOREAS", name="Boreas", country="DE", functional_currency="EUR"
    )
    return Actor(user_id=None, company_id=other.id, name="other", permissions=frozenset({"*"}))
