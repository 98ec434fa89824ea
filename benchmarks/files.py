"""Files in and out: 100,000 rows of items imported, a million exported in constant memory.

python benchmarks/files.py [ROWS]
"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from harness import Figure, gate, run
from harness.clock import Clock
from harness.company import AT, make_company
from harness.figures import rate
from harness.multiplying import multiply

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
TIMES = 9
COLUMNS = ("code", "name", "name_en", "kind", "unit", "family", "is_sold")
_PEAK = """
import sys
from pathlib import Path
from sanye.project.cli import main
code = main(sys.argv[1:])
(line,) = [x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM")]
print("PEAK", line.split()[1], file=sys.stderr)
sys.exit(code)
"""
"""`getrusage` would not do: its peak is this process's own, which a child takes over."""


def measure() -> Iterator[Figure]:
    company = make_company()
    with tempfile.TemporaryDirectory() as folder:
        yield _import(company, Path(folder))
        small = _export(Path(folder) / "small.csv")
        made = multiply(
            {"stem_item": "starts_with(code, 'N')"},
            TIMES,
            {("stem_item", "code"): "code || '-' || n"},
        )
        began = perf_counter()
        large = _export(Path(folder) / "large.csv")
        seconds = perf_counter() - began
        with (Path(folder) / "large.csv").open(newline="") as file:
            rows = sum(1 for _ in csv.reader(file)) - 1
    known = _count()
    gate(rows == known and made == ROWS * TIMES, f"{rows} rows of {known} were exported")
    yield rate(f"rows exported ({rows:,} items, CSV)", rows / seconds, floor=5_000, target=20_000)
    yield Figure(
        name=f"memory of an export of {rows:,} rows beside one of {ROWS:,}",
        value=large / small,
        unit="x",
        floor=1.2,
        target=1.1,
        beside=f"{large / 1024:.0f} and {small / 1024:.0f} MB at most",
    )


def _import(company, folder: Path) -> Figure:
    from sanye.stem.exchange.commands import import_file

    path = folder / "items.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for n in range(ROWS):
            writer.writerow([f"N{n:06d}", f"零件 {n}", f"Part {n}", "BUY", "C62", "RAW", "false"])
    before = _count()
    with Clock() as clock:
        report = import_file(
            kind="items", content=path.read_bytes(), name=path.name, by=company.by, at=AT
        )
    gate(report.created == ROWS == _count() - before, f"{report.created} of {ROWS} were made")
    return rate(
        f"rows imported ({ROWS:,} items, CSV)",
        ROWS / clock.wall,
        floor=1_000,
        target=5_000,
        beside=f"{clock.own:.0f} s CPU ours, {clock.database:.0f} s the database's",
    )


def _export(path: Path) -> int:
    """Kilobytes that the exporting process had at most."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, "export", "items", str(path), "--company", "BENCH"],
        capture_output=True,
        text=True,
        check=False,
    )
    gate(done.returncode == 0, done.stderr[-500:])
    return int(done.stderr.split("PEAK")[1].split()[0])


def _count() -> int:
    from sanye.stem.masterdata.models import Item

    return Item.objects.count()


if __name__ == "__main__":
    run(measure)
