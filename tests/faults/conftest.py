"""One installation for all tests here, in a small file system, its clock in our hand."""

import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.clock import Clock
from tests.faults.installation import Installation

ROOM = "3g"


@pytest.fixture(scope="package")
def place() -> Iterator[Path]:
    """A directory; a file system of its own where we may mount one."""
    made = Path(tempfile.mkdtemp(prefix="sanye-faults-"))
    words = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "sanye-faults", str(made)]
    is_mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
    made.chmod(0o711)
    yield made
    if is_mounted:
        subprocess.run(["umount", "--lazy", str(made)], check=True)
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="package")
def installation(place: Path) -> Iterator[Installation]:
    """`sanye up` with the small demo company, started once; stopped after the last of these tests,
    lest it takes its share of the processor from the others."""
    made = Installation(place / "home", clock=Clock(place))
    try:
        made.start()
        yield made
    finally:
        made.stop()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"\nprocessor seconds of all: {used.ru_utime + used.ru_stime:.0f}")
