"""What the supervisor does where the system lends it nothing, and what a first start leaves."""

import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sanye.project.runtime import child as children
from sanye.project.runtime.child import Child
from sanye.project.runtime.home import Home
from sanye.project.runtime.process import port_is_free
from sanye.project.runtime.supervisor import Wishes

KEY = "from sanye.project.settings import SECRET_KEY; print(SECRET_KEY)"


def test_a_child_that_cannot_be_started_now_is_started_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where processes or memory are used up: not the end of all the others."""
    home = Home(tmp_path)
    home.create()
    child = Child(home, "--version")
    start = subprocess.Popen

    def refuse(*_: Any, **__: Any) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(children, "_FIRST_PAUSE", 0.0)
    child._pause = 0.0
    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert not child.keep()
    assert child.pid is None
    monkeypatch.setattr(subprocess, "Popen", start)
    assert child.keep()
    child.stop()


def test_an_address_of_ipv6_is_one() -> None:
    with socket.socket(socket.AF_INET6) as taken:
        try:
            taken.bind(("::1", 0))
        except OSError:
            pytest.skip("no IPv6 here")
        port = taken.getsockname()[1]
        assert not port_is_free(port, "::1")
    assert port_is_free(port, "::1")
    assert port_is_free(port, "::")
    assert Wishes("::1", port).address == f"http://[::1]:{port}"


@pytest.mark.parametrize("left", [None, ""])
def test_all_who_start_first_have_one_key(tmp_path: Path, left: str | None) -> None:
    """Also where one was killed, or had no room, before it had written the key."""
    if left is not None:
        (tmp_path / "secret_key").write_text(left)

    def start(_: int) -> str:
        return subprocess.run(
            [sys.executable, "-c", KEY],
            env={
                "PYTHONPATH": os.pathsep.join(sys.path),
                "SANYE_HOME": str(tmp_path),
                "DATABASE_URL": "postgresql://127.0.0.1/none",
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    with ThreadPoolExecutor() as pool:
        keys = set(pool.map(start, range(4)))

    assert keys == {(tmp_path / "secret_key").read_text()}
    assert len(keys.pop()) > 40
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    home.write("facts", {"port": 1})

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        home.write("facts", {"port": 2})

    assert home.read("facts") == {"port": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["facts.json"]
