"""Runs every script of `benchmarks/` on a migrated database and prints their lines as one table.

A script prints `figure | measured | floor | target` per line and ends with code 1 where its gate of
correctness or its floor is missed. Names as arguments run these alone.
"""

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
HEADER = ("figure", "measured", "floor", "target")


def main(names: list[str]) -> int:
    scripts = sorted(path for path in BENCHMARKS.glob("*.py") if not path.name.startswith("_"))
    chosen = [path for path in scripts if not names or path.stem in names]
    subprocess.run([sys.executable, "-m", "sanye.project.cli", "migrate", "--quiet"], check=True)
    rows: list[tuple[str, ...]] = [HEADER]
    failed = []
    for script in chosen:
        sys.stderr.write(f"{script.stem} …\n")
        answer = subprocess.run(
            [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, check=False
        )
        rows += [tuple(c.strip() for c in line.split("|")) for line in _lines(answer.stdout)]
        if answer.returncode:
            failed.append(script.stem)
    _print(rows)
    if failed:
        sys.stdout.write(f"failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def _lines(output: str) -> list[str]:
    return [line for line in output.splitlines() if "|" in line]


def _print(rows: list[tuple[str, ...]]) -> None:
    columns = max(len(row) for row in rows)
    filled = [row + ("",) * (columns - len(row)) for row in rows]
    widths = [max(len(row[i]) for row in filled) for i in range(columns)]
    for row in filled:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(line.rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
