"""A backup restored into another cluster, where the log goes on without loss or doubling."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from sanye.project.runtime.backup import back_up, restore
from sanye.project.runtime.errors import (
    BackupFailed,
    BackupRunning,
    DatabaseAway,
    FileMissing,
    FileRefused,
    RestoreFailed,
)
from sanye.project.runtime.home import Home
from sanye.project.runtime.servers import servers
from tests.disks import small_disk
from tests.project.runtime.conftest import processes_of
from tests.schema import schema_template

ROOT = Path(__file__).parents[3]
PAGE = resource.getpagesize()

PUBLISH = """
import sys
from datetime import UTC, datetime
from uuid import UUID
import django
django.setup()
from django.db import connection, transaction
from tests.stem.events.conftest import BellRung, ring
from sanye.kernel.ids import new_id
from sanye.stem.events.advancing import advance
from sanye.stem.events.commands import open_cursors_for_company
from sanye.stem.events.cursors import registered_cursors
from sanye.stem.events.models import CursorRow, EventRow
from sanye.stem.identity.models import Company

at = datetime.now(UTC)
company = Company.objects.first()
if company is None:
    company = Company.objects.create(
        code="ONE", name="One", country="CN", functional_currency="CNY"
    )
    open_cursors_for_company(company.id)
relay = registered_cursors["stem.events.relay"]
for step in sys.argv[1:]:
    events, then = step.split("-")
    for count in range(int(events)):
        ring(company.id, BellRung(bell_id=new_id(), count=count), at=at)
    while then == "drain" and advance(relay, company.id, at=at).read:
        pass
    row = CursorRow.objects.get(name="stem.events.relay")
    print(EventRow.objects.count(), row.handled_count)
"""


@pytest.fixture
def other_home() -> Iterator[Home]:
    place = Path(tempfile.mkdtemp(prefix="sanye-runtime-"))
    place.chmod(0o711)
    made = Home(place)
    made.create()
    yield made
    assert not list(processes_of(made)), "a server was left behind"
    shutil.rmtree(made.servers.resolve(), ignore_errors=True)
    shutil.rmtree(place)


def test_restores_into_another_cluster_and_goes_on(
    home: Home, other_home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "sanye.backup"
    _sanye(home, "migrate")
    assert _publish(home, "5-drain", "4-leave") == [(5, 5), (9, 5)]

    written = _sanye(home, "backup", str(file))
    restored = _sanye(other_home, "restore", str(file))

    assert written["bytes"] == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600
    assert restored["cursors"] >= 1
    assert restored["migrations"] == []
    # Counted from the restore on: what the relay had not sent yet, and nothing twice.
    assert _publish(other_home, "0-drain", "3-drain") == [(9, 4), (12, 7)]

    again = _sanye(other_home, "restore", str(file), code=1)
    assert again["error"]["code"] == "project.runtime.database_not_empty"


def test_a_backup_that_cannot_stand_there_leaves_nothing_beside(tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        back_up(os.environ["DATABASE_URL"], tmp_path)
    with pytest.raises(DatabaseAway):
        back_up(os.environ["DATABASE_URL"] + "?options=-crole%3Dnobody_here", tmp_path / "a")

    assert not list(tmp_path.iterdir())
    assert not tmp_path.with_name(f"{tmp_path.name}.part").exists()


@pytest.mark.parametrize("lacking_pages", [0, 1, 7])
def test_on_a_full_disk_the_backup_that_was_there_stays(tmp_path: Path, lacking_pages: int) -> None:
    """Also where nothing but the last piece finds no room, which pg_dump does not notice."""
    url, place = os.environ["DATABASE_URL"], tmp_path / "small"
    place.mkdir()
    url = urlunsplit(urlsplit(url)._replace(path=f"/{schema_template(url)}"))
    pages = back_up(url, tmp_path / "whole").bytes // PAGE
    file = place / "sanye.backup"
    with small_disk(place, (1 + pages - lacking_pages) * PAGE):
        file.write_text("yesterday's")

        with pytest.raises(BackupFailed):
            back_up(url, file)

        assert list(place.iterdir()) == [file]
        assert file.read_text() == "yesterday's"


def test_a_restore_killed_before_its_end_is_made_up_for(
    home: Home, other_home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "sanye.backup"
    _sanye(home, "migrate")
    assert _publish(home, "5-drain", "4-leave") == [(5, 5), (9, 5)]
    _sanye(home, "backup", str(file))

    with servers(other_home, durable=False) as addresses:
        restore(addresses.database_url, file)
    migrated = _sanye(other_home, "migrate")

    assert migrated["applied"] == []
    assert migrated["rebased"] != 0
    assert _publish(other_home, "0-drain", "3-drain") == [(9, 4), (12, 7)]
    assert _sanye(other_home, "migrate")["rebased"] == 0


def test_two_at_once_do_not_write_into_each_other(home: Home, tmp_path: Path) -> None:
    """As where cron begins one while yesterday's has not ended; also if its parent was killed."""
    file = tmp_path / "sanye.backup"
    with servers(home, durable=False) as addresses:
        url = addresses.database_url
        with psycopg.connect(url) as session:
            session.execute("CREATE TABLE bell AS SELECT 'ding' AS sound")
        with psycopg.connect(url) as session:
            session.execute("LOCK TABLE bell IN ACCESS EXCLUSIVE MODE")
            first = subprocess.Popen(
                [sys.executable, "-c", BACK_UP, url, str(file)], env=_environment(home)
            )
            wait_for(lambda: session.execute(WAITING).fetchall())
            first.kill()
            first.wait()
            with pytest.raises(BackupRunning):
                back_up(url, file)
        wait_for(lambda: not session_count(url))
        written = back_up(url, file)
        with psycopg.connect(url, autocommit=True) as session:
            session.execute("DROP TABLE bell")
        restore(url, file)
        with psycopg.connect(url) as session:
            kept = session.execute("SELECT sound FROM bell").fetchall()

    assert kept == [("ding",)]
    assert written.bytes == file.stat().st_size
    assert [path.name for path in tmp_path.iterdir()] == ["sanye.backup"]


BACK_UP = """
import sys
from pathlib import Path
from sanye.project.runtime.backup import back_up
back_up(sys.argv[1], Path(sys.argv[2]))
"""
WAITING = "SELECT FROM pg_locks WHERE NOT granted"


def session_count(url: str) -> int:
    with psycopg.connect(url) as session:
        row = session.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump'"
        ).fetchone()
        return int(row[0]) if row else 0


def wait_for(look: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not look():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_refuses_what_is_no_backup_and_leaves_the_database_empty(
    home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear customer")

    with servers(home, durable=False) as addresses:
        with pytest.raises(RestoreFailed):
            restore(addresses.database_url, file)
        with pytest.raises(FileMissing):
            restore(addresses.database_url, tmp_path / "nothing")
        with psycopg.connect(addresses.database_url) as connection:
            tables = connection.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            ).fetchone()

    assert tables == (0,)


def _environment(home: Home) -> dict[str, str]:
    given = ("DATABASE_URL", "NATS_URL")
    kept = {name: value for name, value in os.environ.items() if name not in given}
    return kept | {
        "SANYE_HOME": str(home.path),
        "SANYE_DURABLE": "0",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "sanye.project.settings",
    }


def _sanye(home: Home, *words: str, code: int = 0) -> dict[str, object]:
    answer = subprocess.run(
        [sys.executable, "-m", "sanye.project.cli", *words, "--json"],
        capture_output=True, text=True, check=False, env=_environment(home), cwd=ROOT,
    )  # fmt: skip
    assert answer.returncode == code, answer.stdout + answer.stderr
    content: dict[str, object] = json.loads(answer.stdout)
    return content


def _publish(home: Home, *steps: str) -> list[tuple[int, int]]:
    """Publish and drain in the home's own cluster; after each step the log's length and what the
    relay has handled."""
    with servers(home, durable=False):
        answer = subprocess.run(
            [sys.executable, "-c", PUBLISH, *steps],
            capture_output=True, text=True, check=False, cwd=ROOT,
            env=_environment(home) | {
                name: os.environ[name] for name in ("DATABASE_URL", "NATS_URL")
            },
        )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    lines = [line.split() for line in answer.stdout.splitlines()]
    return [(int(published), int(handled)) for published, handled in lines]
