"""A database of one's own: what it must be like is asked before anything is made in it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from secrets import token_hex
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest


@pytest.fixture(params=["UTF8", "LATIN1"])
def without_chinese(request: pytest.FixtureRequest) -> Iterator[str]:
    url, name = urlsplit(os.environ["DATABASE_URL"]), f"of_c_{token_hex(4)}"
    maintenance = urlunsplit(url._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as server:
        server.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{request.param}'"
            " LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        yield urlunsplit(url._replace(path=f"/{name}"))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_refuses_an_empty_database_in_which_chinese_would_not_be_found(
    without_chinese: str,
) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "sanye.project.cli", "migrate"],
        env=os.environ | {"DATABASE_URL": without_chinese, "SANYE_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    with psycopg.connect(without_chinese) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()

    assert answer.returncode == 1
    assert answer.stderr.startswith("The database does not split Chinese text into trigrams")
    assert len(answer.stderr.splitlines()) == 1
    assert tables == (0,)
