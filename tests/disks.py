"""A file system that is soon full."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[None]:
    """Of so many bytes, mounted there; skips where we may not mount one."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "sanye-small", str(place)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("we may not mount a file system here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
