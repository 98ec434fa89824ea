"""How soon a made installation is there, and the memory of each of its processes.

    python benchmarks/starting.py

`sanye up` in a home of its own with the small demo company: the first start makes all, the second
is measured until /readyz answers 200.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness import Figure, gate, run

PATIENCE_SECONDS = 300


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="sanye-bench-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        home = place / "home"
        with _up(home) as first:
            pass
        with _up(home) as later:
            sizes = _memory(home)
    yield Figure(
        name="first start, small demo company made",
        value=first,
        unit="s",
        beside="cluster, migrations, company, web and workers ready",
    )
    yield Figure(name="later start", value=later, unit="s", floor=15, target=8)
    for part, megabytes in sorted(sizes.items()):
        yield Figure(
            name=f"memory of {part}",
            value=megabytes,
            unit="MB",
            floor=1024,
            beside="proportional share of all its processes",
        )


@contextmanager
def _up(home: Path) -> Iterator[float]:
    """Seconds until it was ready; stopped at the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    left_out = {"DATABASE_URL", "NATS_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "sanye.project.cli", "up", "--port", str(port)],
        env=environment | {"SANYE_HOME": str(home), "SANYE_DEMO": "SMALL"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _is_ready(port):
            gate(process.poll() is None, "sanye up ended")
            gate(time.perf_counter() - began < PATIENCE_SECONDS, "it was never ready")
            time.sleep(0.05)
        yield time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _memory(home: Path) -> dict[str, float]:
    """Megabytes (PSS) by part: every process of the installation with its children."""
    children = json.loads((home / "up.json").read_text())["children"]
    roots = [(child["name"], child["pid"]) for child in children]
    servers = json.loads((home / "runtime.json").read_text())
    roots += [(name, servers[name]["pid"]) for name in ("postgres", "nats") if name in servers]
    sizes: dict[str, float] = defaultdict(float)
    for name, pid in roots:
        for one in _tree(pid):
            sizes[name] += _share(one)
    return sizes


def _tree(pid: int) -> Iterator[int]:
    yield pid
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if children.exists():
        for child in children.read_text().split():
            yield from _tree(int(child))


def _share(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    kilobytes = next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return kilobytes / 1024


if __name__ == "__main__":
    run(measure, django=False)
