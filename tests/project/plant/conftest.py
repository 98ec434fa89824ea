"""One installation for all tests here, on a database of its own."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from tests.project.plant.plant import Plant
from tests.project.plant.standby import Standby
from tests.schema import schema_template


@pytest.fixture(scope="package")
def database() -> Iterator[str]:
    template, name = schema_template(settings.DATABASE_URL), f"plant_{secrets.token_hex(4)}"
    parts = urlsplit(settings.DATABASE_URL)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield urlunsplit(parts._replace(path=f"/{name}"))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="package")
def plant(database: str) -> Iterator[Plant]:
    """Stopped after the last of these tests, lest it takes time from the others."""
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
