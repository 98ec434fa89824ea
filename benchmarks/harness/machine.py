"""The machine's yardstick: what it can do by itself, taken before and after each benchmark.

Memory bandwidth (copying 64 MB), SHA-256 of one core, and fsync of the disk that holds the data.
The first two tell whether somebody else was at work meanwhile.
"""

import os
import platform
import tempfile
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import numpy as np

MOVED_RATIO = 0.10
ROUNDS = 25
MEGABYTE = 1 << 20


def measure_machine() -> dict[str, float]:
    """The best of some rounds: GB/s copied, SHA-256 MB/s, fsyncs/s."""
    return {
        "memory_gb_s": max(_memory() for _ in range(ROUNDS)),
        "sha256_mb_s": max(_sha() for _ in range(ROUNDS)),
        "fsync_s": _fsync(),
    }


def moved(before: dict[str, float], after: dict[str, float]) -> float:
    """By how much memory or hashing became faster or slower. The disk is told and not judged: its
    cache is shared with whoever else has it."""
    return max(abs(after[name] / before[name] - 1) for name in ("memory_gb_s", "sha256_mb_s"))


def describe() -> str:
    """Processor, cores, memory."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if "model name" in line),
        platform.machine(),
    )
    kilobytes = next(int(line.split()[1]) for line in _lines("/proc/meminfo") if "MemTotal" in line)
    return f"{model}, {os.cpu_count()} cores, {kilobytes / MEGABYTE:.0f} GB"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def _memory() -> float:
    source = np.ones(8 * MEGABYTE)
    target = np.empty_like(source)
    np.copyto(target, source)
    began = perf_counter()
    np.copyto(target, source)
    return source.nbytes / (perf_counter() - began) / 1e9


def _sha() -> float:
    block = bytes(32 * MEGABYTE)
    began = perf_counter()
    sha256(block).digest()
    return len(block) / (perf_counter() - began) / 1e6


def _fsync() -> float:
    count = 50
    with tempfile.NamedTemporaryFile() as file:
        began = perf_counter()
        for _ in range(count):
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
        return count / (perf_counter() - began)
