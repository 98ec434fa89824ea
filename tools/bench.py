"""Runs every script of `benchmarks/` on a migrated database of its own and shows what it prints.

    python tools/bench.py [NAME …]

A script ends with code 1 where its gate of correctness or its floor is missed; so does this one.
"""

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def main(names: list[str]) -> int:
    scripts = sorted(path for path in BENCHMARKS.glob("*.py") if not path.name.startswith("_"))
    subprocess.run([sys.executable, "-m", "sanye.project.cli", "migrate", "--quiet"], check=True)
    failed = [
        script.stem for script in scripts if (not names or script.stem in names) and _run(script)
    ]
    if failed:
        sys.stdout.write(f"failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def _run(script: Path) -> int:
    sys.stdout.write(f"== {script.stem}\n")
    sys.stdout.flush()
    return subprocess.run([sys.executable, str(script)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
