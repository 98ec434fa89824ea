"""What every benchmark uses: figures with floors and targets, gates, the machine's yardstick.

    def measure() -> Iterator[Figure]: ...

    if __name__ == "__main__":
        run(measure)

A benchmark proves its result before it gives a figure (`gate`); one that is wrong has no speed.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from harness.figures import Figure, Wrong, gate, line_of
from harness.machine import MOVED_RATIO, measure_machine, moved

__all__ = ["Figure", "Wrong", "gate", "run", "start_django"]


def run(measure: Callable[[], Iterator[Figure]], *, django: bool = True) -> None:
    """Take the figures of one script, say them, and end the process: 1 where a gate or a floor was
    missed. BENCH_JSON names the file that `tools/bench.py` reads."""
    if django:
        start_django()
    before = measure_machine()
    figures, wrong = [], ""
    try:
        for figure in measure():
            print(line_of(figure), flush=True)
            figures.append(figure)
    except Wrong as error:
        wrong = str(error)
        print(f"WRONG: {wrong}", flush=True)
    shift = moved(before, measure_machine())
    if shift > MOVED_RATIO:
        print(f"void: the machine's own speed moved by {shift:.0%} meanwhile", flush=True)
    _write({
        "figures": [asdict(figure) for figure in figures],
        "wrong": wrong,
        "machine": before,
        "moved": shift,
    })  # fmt: skip
    missed = [figure for figure in figures if figure.misses_floor]
    sys.exit(1 if wrong or missed else 0)


def _write(answer: dict[str, object]) -> None:
    if name := os.environ.get("BENCH_JSON"):
        Path(name).write_text(json.dumps(answer))


def start_django() -> None:
    """Also for the processes of a benchmark that has several."""
    import django

    from sanye.kernel.garbage import loading

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanye.project.settings")
    os.environ.setdefault("SANYE_RATE", "1000000/m")
    with loading():
        django.setup()
    logging.disable(logging.INFO)
