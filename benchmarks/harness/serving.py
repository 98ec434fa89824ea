"""A worker process beside the benchmark, and one that has handled everything."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE_SECONDS = 300


@contextmanager
def process(*words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """`sanye …` with this benchmark's database until the block ends."""
    started = subprocess.Popen(
        [sys.executable, "-m", "sanye.project.cli", *words],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield started
    finally:
        started.terminate()
        started.wait()


@contextmanager
def workers(company: Any, count: int = 1) -> Iterator[None]:
    """So many worker processes, ready: every cursor has handled what there was."""
    if count == 0:
        yield
        return
    with process("worker"), workers(company, count - 1):
        wait_for_quiet(company)
        yield


def wait_for_quiet(
    company: Any, seconds: float = PATIENCE_SECONDS, *, relay_too: bool = False
) -> None:
    """Until every cursor that works for the company has handled what is visible; the relay, which
    sends to NATS, only if wanted."""
    from harness.figures import gate
    from sanye.stem.events.queries import list_cursors

    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        states = list_cursors(by=company.by)
        if not any(
            state.waiting for state in states if relay_too or state.name != "stem.events.relay"
        ):
            return
        time.sleep(0.05)
    gate(False, f"cursors were not done after {seconds} s")
