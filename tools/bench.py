"""Runs the scripts of `benchmarks/`, each on a migrated database of its own, and writes one table.

    python tools/bench.py [NAME …]

Without names all of them but those of `long/`.

A script ends with code 1 where its gate of correctness or a floor is missed; so does this one.
One during which the machine was not quiet is repeated, unless it takes long; the quietest counts.
The table is printed and kept as `build/bench.md` and `build/bench.json`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).parent.parent
BENCHMARKS, BUILD = ROOT / "benchmarks", ROOT / "build"
PATH = os.pathsep.join([str(ROOT / "src"), str(BENCHMARKS)])
"""This tree's own code comes first: its environment may be another tree's."""
sys.path.insert(0, str(BENCHMARKS))

from harness.figures import Figure, short  # noqa: E402 - the folder is no package
from harness.machine import MOVED_RATIO, describe  # noqa: E402

URL = os.environ["DATABASE_URL"]
TRIES, LONG_SECONDS = 4, 240
HEAD = ("Figure", "Value", "Unit", "Floor", "Target", "Verdict", "Beside, in the same run")


def main(names: list[str]) -> int:
    folders = ("*.py", "peers/*.py", "long/*.py") if names else ("*.py", "peers/*.py")
    known = [path for folder in folders for path in BENCHMARKS.glob(folder)]
    known = [path for path in known if not path.name.startswith("_")]
    wanted = (path for path in known if not names or path.stem in names)
    scripts = sorted(wanted, key=lambda path: (len(path.parts), path))  # peers take longest
    if unknown := set(names) - {path.stem for path in scripts}:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}")
    _sanye("migrate", "--quiet")
    answers: dict[str, Any] = {}
    BUILD.mkdir(exist_ok=True)
    for script in scripts:
        answers[script.stem] = _quietest(script)
        table = _table(answers)
        (BUILD / "bench.md").write_text(table)  # who ends it early keeps what there is
        (BUILD / "bench.json").write_text(json.dumps(answers, indent=1))
    print(f"\n{table}")
    failed = [name for name, answer in answers.items() if answer["code"]]
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def _sanye(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "sanye.project.cli", *words], check=True)


def _quietest(script: Path) -> dict[str, Any]:
    """What a script answers, from the try that moved the machine's yardstick least."""
    answers: list[dict[str, Any]] = []
    while True:
        began = time.monotonic()
        answer = _run(script)
        if answer["wrong"]:
            return answer
        answers.append(answer)
        best = min(answers, key=lambda one: float(one["moved"]))
        is_long = time.monotonic() - began > LONG_SECONDS
        if best["moved"] <= MOVED_RATIO or is_long or len(answers) == TRIES:
            return best


def _run(script: Path) -> dict[str, Any]:
    print(f"== {script.stem}", flush=True)
    with tempfile.NamedTemporaryFile() as file, _database(f"bench_{script.stem}") as url:
        code = subprocess.run(
            [sys.executable, str(script)],
            check=False,
            env=os.environ | {"DATABASE_URL": url, "BENCH_JSON": file.name, "PYTHONPATH": PATH},
        ).returncode
        text = Path(file.name).read_text()
    return {"code": code} | (json.loads(text) if text else {"figures": [], "wrong": "it broke"})


class _database:  # noqa: N801 - used as a word
    """A copy of the migrated database for the time of one script."""

    def __init__(self, name: str) -> None:
        self.name = Identifier(name)
        self.url = urlunsplit(urlsplit(URL)._replace(path=f"/{name}"))

    def __enter__(self) -> str:
        template = Identifier(urlsplit(URL).path.strip("/"))
        self._ask(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(self.name))
        self._ask(SQL("CREATE DATABASE {} TEMPLATE {}").format(self.name, template))
        return self.url

    def __exit__(self, *_: object) -> None:
        self._ask(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(self.name))

    def _ask(self, words: Any) -> None:
        at = urlunsplit(urlsplit(URL)._replace(path="/postgres"))
        with psycopg.connect(at, autocommit=True) as server:
            server.execute(words)


def _table(answers: dict[str, Any]) -> str:
    """Markdown: the machine, then a table with a row for each figure."""
    rows = [_row(HEAD), _row(["---"] * len(HEAD))]
    figures = {f["name"]: Figure(**f) for answer in answers.values() for f in answer["figures"]}
    for name, answer in answers.items():
        rows += [_row(_cells(figures[figure["name"]], figures)) for figure in answer["figures"]]
        if answer["wrong"]:
            rows.append(_row([name, "WRONG", "", "", "", "", answer["wrong"]]))
        elif answer.get("moved", 0) > MOVED_RATIO:
            rows.append(_row([name, "void", "", "", "", "", _moved(answer)]))
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    yardsticks = [answer["machine"] for answer in answers.values() if "machine" in answer]
    best = {key: max(one[key] for one in yardsticks) for key in (yardsticks or [{}])[0]}
    yardstick = ", ".join(f"{key} {short(value)}" for key, value in best.items())
    return "\n".join([f"{describe()}; {yardstick}; {moment}", "", *rows, ""])


def _moved(answer: dict[str, Any]) -> str:
    return f"the machine's own speed moved by {answer['moved']:.0%} meanwhile: repeat it"


def _cells(figure: Figure, figures: dict[str, Figure]) -> list[str]:
    if ours := figures.get(figure.peer_of):
        figure = figure.against(ours)
    bounds = ["" if b is None else short(b) for b in (figure.floor, figure.target)]
    return [figure.name, short(figure.value), figure.unit, *bounds, figure.verdict, figure.beside]


def _row(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
