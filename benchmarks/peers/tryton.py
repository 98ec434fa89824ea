"""Tryton, from PyPI in an environment of its own, on the same database server with the same work.

    python benchmarks/peers/tryton.py [PRODUCTS] [ORDERS]

What it does there is `_tryton_work.py`. CPU is the client's and the database's together, as ours.

How many times ours each is to be follows from the table of `choices.md`: what Tryton took where the
floors and targets were set, over them.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from harness import Figure, gate, run
from harness.clock import Clock
from harness.company import bills_of, codes_of
from harness.figures import said

PRODUCTS, ORDERS = (int(n) for n in [*sys.argv[1:3], *("1000", "1000")[len(sys.argv) - 1 :]])
RELEASE = "8.0"
MODULES = (
    "sale", "sale_supply", "stock_supply", "stock_supply_production", "purchase",
    "purchase_request", "production", "account_invoice_stock",
)  # fmt: skip
STAGES = ("started", "loop", "masters", "orders", "demand", "supply")
"""What it tells of, one after the other; what a stage took is its own."""
PLACE = (
    Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / f"sanye-bench/tryton-{RELEASE}"
)


def measure() -> Iterator[Figure]:
    python = _environment()
    work = subprocess.Popen(
        [python, str(Path(__file__).with_name("_tryton_work.py"))],
        env=os.environ | _address(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    task = {"bills": bills_of(PRODUCTS), "codes": codes_of(PRODUCTS), "orders": ORDERS}
    assert work.stdin
    assert work.stdout
    print(json.dumps(task), file=work.stdin, flush=True)
    found = {}
    for stage in STAGES:
        with Clock() as clock:
            answer = work.stdout.readline()
        gate(answer, f"Tryton ended in stage {stage}")
        found[stage] = json.loads(answer) | {"database": clock.database}
        print("go", file=work.stdin, flush=True)
    gate(work.wait() == 0, "Tryton ended badly")
    yield from _figures(found)


def _figures(found: dict) -> Iterator[Figure]:
    loop, orders, supply = found["loop"], found["orders"], found["supply"]
    loops = len(loop["seconds"])
    own, database = loop["cpu"] / loops * 1000, loop["database"] / loops * 1000
    yield Figure(
        name="Tryton: whole loop per order",
        value=own + database,
        unit="ms CPU",
        beside=f"{own:.0f} client + {database:.0f} database; {said(loop['seconds'])};"
        f" {loop['documents']:.0f} documents each",
        peer_of="whole loop per order, in process",
        floor_times=5.2 / 1.0,
        target_times=5.2 / 0.3,
    )
    count = len(orders["seconds"])
    gate(orders["lines"] == count * 5, f"{orders['lines']} lines in {count} orders")
    gate(supply["bought"] and supply["made"], "nothing was requested")
    own, database = orders["cpu"] / count * 1000, orders["database"] / count * 1000
    yield Figure(
        name="Tryton: order of 5 lines, quoted and confirmed",
        value=own + database,
        unit="ms CPU",
        beside=f"{own:.0f} client + {database:.0f} database; {said(orders['seconds'])}",
        peer_of="order of 5 lines placed and confirmed, command",
        floor_times=497 / 20,
        target_times=497 / 10,
    )
    yield Figure(
        name=f"Tryton: supply run, {PRODUCTS:,} products, {ORDERS * 5:,} lines",
        value=supply["cpu"] + supply["database"],
        unit="s CPU",
        beside=f"{supply['wall']:.0f} s wall; {supply['bought']:,} to buy,"
        f" {supply['made']:,} to make",
        peer_of=f"supply run, {PRODUCTS:,} products, {ORDERS * 5:,} lines:"
        " to purchase and production orders",
        floor_times=59 / 2,
        target_times=59 / 0.5,
    )


def _environment() -> str:
    """Python of an environment with Tryton in it; made once and kept."""
    python = PLACE / "bin" / "python"
    if not (PLACE / ".ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PLACE)], check=True)
        packages = [f"trytond-{name.replace('_', '-')}~={RELEASE}.0" for name in MODULES]
        subprocess.run(
            [str(python), "-m", "pip", "install", "-q", f"trytond~={RELEASE}.0",
             f"proteus~={RELEASE}.0", "psycopg[binary,pool]", *packages],
            check=True,
        )  # fmt: skip
        (PLACE / ".ready").touch()
    return str(python)


def _address() -> dict[str, str]:
    """The same server, a database beside ours."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return {
        "TRYTOND_DATABASE_URI": urlunsplit(url._replace(path="/")),
        "DB_NAME": f"{url.path.strip('/')}_peer",
        "TRYTON_MODULES": ",".join(MODULES),
    }


if __name__ == "__main__":
    run(measure)
