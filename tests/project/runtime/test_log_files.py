"""Logs of processes that run for months stay within bounds, on a full disk too."""

import errno
import shutil
import subprocess
from pathlib import Path

import pytest

from sanye.project.runtime import home as homes
from sanye.project.runtime.home import Home

LINES = 300


@pytest.fixture
def small_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(homes, "LOG_LIMIT", 1000)
    home = Home(tmp_path)
    home.create()
    return home


def test_who_writes_a_log_goes_on_where_it_was_emptied(small_home: Home) -> None:
    path = small_home.log("worker")
    with path.open("ab") as output:
        writer = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=output)
    assert writer.stdin is not None
    for number in range(LINES):
        size = path.stat().st_size
        writer.stdin.write(f"{number:>9}\n".encode())
        writer.stdin.flush()
        while path.stat().st_size == size:
            pass
        small_home.trim_logs()
    writer.stdin.close()
    writer.wait()

    assert path.stat().st_size <= 1000
    said = path.with_suffix(".log.1").read_text() + path.read_text()
    numbers = [int(line) for line in said.split("\n") if line]
    assert numbers == list(range(LINES - len(numbers), LINES))
    assert len(numbers) > 100


def test_without_room_to_put_it_aside_a_log_is_dropped(
    small_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = small_home.log("web")
    path.write_bytes(b"x" * 2000)
    path.with_suffix(".log.1").write_bytes(b"y" * 2000)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    small_home.trim_logs()

    assert [one.name for one in path.parent.iterdir()] == ["web.log"]
    assert path.stat().st_size == 0
