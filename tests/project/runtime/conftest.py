"""A home of its own for every test, reachable for the account the servers run as."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sanye.project.runtime.home import Home
from sanye.project.runtime.process import process_exists


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
