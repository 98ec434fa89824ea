"""A home of its own for every test, reachable for the account the servers run as; and one whole
installation, for the tests that need it, on a database of its own.
"""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from sanye.project.runtime.home import Home
from sanye.project.runtime.process import process_exists
from tests.project.runtime.plant import Plant
from tests.project.runtime.standby import Standby
from tests.schema import schema_template


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """To one process of pytest-xdist, which then starts one installation."""
    for item in items:
        if "plant" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("plant"))


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    template, name = schema_template(settings.DATABASE_URL), f"plant_{secrets.token_hex(4)}"
    parts = urlsplit(settings.DATABASE_URL)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield urlunsplit(parts._replace(path=f"/{name}"))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def plant(database: str) -> Iterator[Plant]:
    with ExitStack() as after:
        place = Path(tempfile.mkdtemp(prefix="sanye-plant-"))
        after.callback(shutil.rmtree, place, ignore_errors=True)
        place.chmod(0o711)
        standby = Standby(database, place / "standby")
        after.callback(standby.stop)
        standby.start()
        made = Plant(database, standby, place)
        after.callback(made.stop)
        made.start()
        yield made


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("NATS_URL", raising=False)
    place = Path(tempfile.mkdtemp(prefix="sanye-runtime-"))
    place.chmod(0o711)
    made = Home(place)
    made.create()
    yield made
    assert not list(processes_of(made)), "a server was left behind"
    shutil.rmtree(made.servers.resolve(), ignore_errors=True)
    shutil.rmtree(place)


def processes_of(home: Home) -> Iterator[int]:
    """Processes whose command line names the home or its servers' directory."""
    names = {str(home.path), str(home.servers.resolve())}
    for entry in Path("/proc").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            if entry.name.isdigit():
                words = (entry / "cmdline").read_text(errors="replace")
                if any(name in words for name in names) and process_exists(int(entry.name)):
                    yield int(entry.name)
