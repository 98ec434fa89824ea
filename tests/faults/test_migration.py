"""An upgrade that is killed half-way goes on where it stood, to the same shape as one that ran
through."""

import os
import random
import signal
import subprocess
import time
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

import psycopg

from sanye.project.runtime.binaries import find_postgres_client
from sanye.project.runtime.postgres import check_locale
from tests.faults.installation import Installation, in_soak

KILLS = 30 if os.environ.get("SOAK") else 5
FEWEST_KILLS = 3
SEED = 20261124
DATABASE = "half_way"


@in_soak
def test_killed_half_way_goes_on_to_the_same_shape(installation: Installation) -> None:
    rng = random.Random(SEED)
    url = urlunsplit(urlsplit(installation.database_url)._replace(path=f"/{DATABASE}"))
    nats_url = "nats://127.0.0.1:1"
    installation.rows(f"CREATE DATABASE {DATABASE}")
    check_locale(url)  # as the runtime does with every new database
    environment = installation.environment() | {"DATABASE_URL": url, "NATS_URL": nats_url}
    stood: list[int] = []
    ended = None
    while len(stood) < KILLS and ended != 0:
        before = applied(url)
        child = subprocess.Popen(
            installation.command("migrate"), env=environment, stdout=subprocess.DEVNULL
        )
        while applied(url) == before and child.poll() is None:  # until it is at work
            time.sleep(0.05)
        time.sleep(rng.uniform(0, 0.6))
        child.send_signal(signal.SIGKILL)
        ended = child.wait()
        if ended == -signal.SIGKILL:
            stood.append(applied(url))
    subprocess.run(
        installation.command("migrate"), env=environment, check=True, capture_output=True
    )

    print(f"{len(stood)} kills; migrations applied after each: {stood}")
    assert shape_of(url) == shape_of(installation.database_url)
    assert len(stood) >= FEWEST_KILLS
    assert stood[0] < applied(url)


def applied(url: str) -> int:
    """How many migrations are done."""
    with suppress(psycopg.errors.UndefinedTable), psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
        return int(row[0]) if row else 0
    return 0


def shape_of(url: str) -> str:
    """Tables, functions, triggers and what migrations wrote, as text."""
    with psycopg.connect(url) as connection:
        major = connection.info.server_version // 10000
        migrations = connection.execute(
            "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
        ).fetchall()
    client = find_postgres_client(major)
    dump = subprocess.run(
        [
            str(client.programs / "pg_dump"),
            "--schema-only",
            "--exclude-table=stem_no_*_????",  # number series, made when the first is drawn
            f"--dbname={url}",
        ],
        env=client.environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = [line for line in dump.splitlines() if not line.startswith("\\")]
    return "\n".join([*lines, *(name for (name,) in migrations)])
