"""The embedded servers, really started: kept data, crashes, neighbours."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nats
import psycopg
import pytest
from nats.js.api import StreamConfig

from sanye.project.runtime import postgres
from sanye.project.runtime.binaries import find_postgres
from sanye.project.runtime.errors import ServerDidNotStart, WrongPostgresVersion
from sanye.project.runtime.home import Home
from sanye.project.runtime.nats import LARGEST_FACT
from sanye.project.runtime.servers import Servers, server_directory, servers
from tests.project.runtime.conftest import processes_of

SOURCE = Path(__file__).parents[3] / "src"
as_root = pytest.mark.skipif(os.getuid() != 0, reason="drops privileges, so must start with them")


def test_starts_from_nothing_and_keeps_its_data_wherever_its_home_is(home: Home) -> None:
    named = Home(home.path / "三叶 的 'home'\"\\" / ("long" * 40))
    named.create()
    with servers(named, durable=False) as first:
        execute(first.database_url, "CREATE TABLE kept AS SELECT 42 AS answer")

    with servers(named, durable=False) as second:
        rows = execute(second.database_url, "SELECT answer FROM kept")

    assert second == first
    assert rows == [(42,)]
    assert not list(processes_of(home))


def test_listens_on_loopback_and_asks_for_a_generated_password(home: Home) -> None:
    with servers(home, durable=False) as addresses:
        listening = execute(addresses.database_url, "SHOW listen_addresses")
        without = addresses.database_url.replace(home.secret("postgres"), "postgres")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(without)
        modes = [
            stat.S_IMODE((home.path / f"{n}.json").stat().st_mode) for n in ("secrets", "runtime")
        ]
        modes.append(stat.S_IMODE((home.servers / "nats" / "nats.conf").stat().st_mode))

    assert listening == [("127.0.0.1",)]
    assert modes == [0o600, 0o600, 0o600]


def test_takes_a_fact_of_megabytes(home: Home) -> None:
    """A document of thousands of lines; servers that others run are to be told the same."""

    async def passed_on(url: str, sent: bytes) -> bool:
        client = await nats.connect(url)
        subscription = await client.subscribe("large")
        await client.publish("large", sent)
        received = await subscription.next_msg(timeout=20)
        await client.close()
        return received.data == sent

    with servers(home, durable=False) as addresses:
        assert asyncio.run(passed_on(addresses.nats_url, b"x" * LARGEST_FACT))

    compose = (SOURCE.parent / "deploy" / "compose.yaml").read_text()
    assert f"max_payload: {LARGEST_FACT // 2**20}MB" in compose


def test_splits_chinese_text_into_trigrams(home: Home) -> None:
    with servers(home, durable=False) as addresses:
        rows = execute(
            addresses.database_url,
            "SELECT similarity('三叶有限公司', '三叶有限责任公司') > 0.3, lower('ÄB') = 'äb'",
        )

    assert rows == [(True, True)]


def test_a_killed_database_comes_back_with_every_committed_row(home: Home) -> None:
    used = Servers(home, durable=True)
    addresses = used.start()
    execute(addresses.database_url, "CREATE TABLE kept AS SELECT generate_series(1, 20000) AS n")

    os.kill(used.running[0].pid, signal.SIGKILL)
    _wait(lambda: not used.are_alive())
    again = used.start()
    rows = execute(again.database_url, "SELECT count(*) FROM kept")
    used.stop()

    assert again == addresses
    assert rows == [(20000,)]


def test_a_server_that_does_not_start_can_be_started_later(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_RETRY_SECONDS", 0)
    used = Servers(home, durable=False)
    addresses = used.start()
    control = home.servers / "postgres" / "global" / "pg_control"
    os.kill(used.running[0].pid, signal.SIGKILL)
    _wait(lambda: not used.are_alive())

    control.rename(control.with_suffix(".aside"))
    with pytest.raises(ServerDidNotStart):
        used.start()
    was_alive = used.are_alive()
    control.with_suffix(".aside").rename(control)
    again = used.start()
    rows = execute(again.database_url, "SELECT 1")
    used.stop()

    assert not was_alive
    assert again == addresses
    assert rows == [(1,)]


@pytest.mark.skipif(sys.platform != "linux", reason="seen in /proc")
def test_a_database_whose_program_was_replaced_is_started_anew(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by the machine's own upgrade at night: what a session loads no longer fits the server."""
    installed = find_postgres(home.path / "none")
    if installed.libraries:
        pytest.skip("programs of the package are not those of the machine")
    programs = home.path / "programs"
    programs.mkdir()
    for name in ("postgres", "initdb"):
        shutil.copy(installed.programs / name, programs / name)
    monkeypatch.setenv("SANYE_POSTGRES_BIN", str(programs))
    used = Servers(home, durable=False)
    addresses = used.start()
    was_fine = used.end_stuck()

    shutil.copy(installed.programs / "postgres", programs / "new")
    (programs / "new").replace(programs / "postgres")
    ended = used.end_stuck()
    was_alive = used.are_alive()
    again = used.start()
    is_fine = used.end_stuck()
    rows = execute(again.database_url, "SELECT 1")
    used.stop()

    assert (was_fine, ended, was_alive, is_fine) == ([], ["PostgreSQL"], False, [])
    assert again == addresses
    assert rows == [(1,)]


def test_a_command_says_which_server_did_not_start(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_RETRY_SECONDS", 0)
    with servers(home, durable=False):
        pass
    (home.servers / "postgres" / "global" / "pg_control").unlink()

    with pytest.raises(ServerDidNotStart, match="PostgreSQL"), servers(home, durable=False):
        pass


@as_root
def test_nats_stores_again_when_its_disk_was_full_and_has_room(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/sanye")
    home.servers.mkdir()
    with _mounted(home.servers):
        used = Servers(home)
        url = used.start().nats_url
        try:
            was_fine = not used.end_stuck()
            stored = asyncio.run(_publish_until_it_is_full(url))
            _mount(home.servers, "remount,size=2m")
            waits_for_room = not used.end_stuck()
            _mount(home.servers, "remount,size=32m")
            ended = used.end_stuck() == ["NATS"]
            was_alive = used.are_alive()
            again = used.start().nats_url
            count = asyncio.run(_publish(again))
        finally:
            used.stop()

    assert (was_fine, waits_for_room, ended, was_alive) == (True, True, True, False)
    assert again == url
    assert count == stored + 1 > 1


def test_a_killed_parent_leaves_servers_the_next_one_attaches_to(home: Home) -> None:
    script = (
        "import os, sys; from pathlib import Path; from sanye.project.runtime.home import Home;"
        "from sanye.project.runtime.servers import Servers;"
        "used = Servers(Home(Path(sys.argv[1])), durable=False); used.start();"
        "print(*(one.pid for one in used.running), flush=True); os.kill(os.getpid(), 9)"
    )
    left = _python(script, str(home.path)).stdout.split()

    used = Servers(home, durable=False)
    used.start()
    found = [str(one.pid) for one in used.running]
    used.stop()

    assert found == left
    assert len(left) == 2


def test_two_starts_at_once_share_one_server_and_the_last_to_leave_stops_it(home: Home) -> None:
    script = (
        "import sys, time; from pathlib import Path; from sanye.project.runtime.home import Home;"
        "from sanye.project.runtime.servers import Servers;"
        "used = Servers(Home(Path(sys.argv[1])), durable=False); used.start();"
        "print(used.running[0].pid, flush=True); sys.stdin.read(); used.stop()"
    )
    both = [_popen(script, str(home.path)) for _ in range(2)]
    pids = {process.stdout.readline().strip() for process in both if process.stdout}

    both[0].communicate("")
    still_there = _alive(int(min(pids)))
    both[1].communicate("")

    assert len(pids) == 1
    assert still_there
    assert not _alive(int(min(pids)))


def test_starts_nothing_when_both_are_given(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/sanye")
    monkeypatch.setenv("NATS_URL", "nats://elsewhere")

    with servers(home) as addresses:
        started = list(processes_of(home))

    assert addresses.database_url == "postgresql://elsewhere/sanye"
    assert started == []
    assert not home.servers.exists()


def test_a_lock_file_of_a_dead_server_does_not_stop_the_next(home: Home) -> None:
    with servers(home, durable=False):
        pass
    lock = home.servers / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{lock.parent}\n1\n1\n\n127.0.0.1\n")

    with servers(home, durable=False) as addresses:
        rows = execute(addresses.database_url, "SELECT 1")

    assert rows == [(1,)]


def test_refuses_data_of_a_postgresql_that_is_not_here(home: Home) -> None:
    directory, _ = server_directory(home)
    (directory / "postgres").mkdir()
    (directory / "postgres" / "PG_VERSION").write_text("9\n")

    with pytest.raises(WrongPostgresVersion) as refusal:
        Servers(home).start()

    assert refusal.value.data["wanted"] == 9


def environment() -> dict[str, str]:
    paths = [str(SOURCE), *(path for path in sys.path if path.endswith("site-packages"))]
    kept = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "NATS_URL")
    }
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return kept | {"PYTHONPATH": os.pathsep.join(paths), "PATH": programs}


def _python(script: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        capture_output=True, text=True, check=False, env=environment(),
    )  # fmt: skip


def _popen(script: str, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", script, *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def _alive(pid: int) -> bool:
    from sanye.project.runtime.process import process_exists

    return process_exists(pid)


def _wait(until: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def _mounted(place: Path) -> Iterator[None]:
    """A file system of one megabyte; the test is skipped where we may not mount one."""
    if not _mount(place, "size=1m"):
        pytest.skip("we may not mount a file system here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def _mount(place: Path, options: str) -> bool:
    words = ["mount", "-t", "tmpfs", "-o", options, "sanye-small", str(place)]
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


async def _publish_until_it_is_full(url: str) -> int:
    """How many messages were stored before one was not."""
    client = await nats.connect(url)
    stream = client.jetstream(timeout=0.5)
    await stream.add_stream(StreamConfig(name="HEAP", subjects=["heap.>"]))
    with suppress(TimeoutError):
        while True:
            stored = (await stream.publish("heap.a", bytes(20_000))).seq
    await client.close()
    return stored


async def _publish(url: str) -> int:
    """Store one message more; how many there are."""
    client = await nats.connect(url)
    sequence = (await client.jetstream().publish("heap.a", bytes(20_000))).seq
    await client.close()
    return sequence
