"""The scripts of `benchmarks/` start, and those of demand and supply do their work on a handful."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SCRIPTS = sorted(
    path.relative_to(BENCHMARKS).with_suffix("").as_posix()
    for folder in (".", "long", "peers")
    for path in (BENCHMARKS / folder).glob("*.py")
    if not path.name.startswith("_")  # these run in the peer's own environment
)
Load = Callable[..., Any]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Import a script as one that was given these arguments."""
    before = dict(sys.modules)
    monkeypatch.syspath_prepend(str(BENCHMARKS))

    def run(name: str, *arguments: int) -> ModuleType:
        monkeypatch.setattr(sys, "argv", [name, *map(str, arguments)])
        folder, _, stem = name.rpartition("/")
        monkeypatch.syspath_prepend(str(BENCHMARKS / folder))
        return importlib.import_module(stem)

    yield run
    for name in sys.modules.keys() - before.keys():
        del sys.modules[name]


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_can_be_imported(name: str, load: Load) -> None:
    assert callable(load(name).measure)


def test_scripts_do_their_work_on_a_handful(
    log_db: None, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it but what worker processes do beside them; each script proves its results itself."""
    supply, full_plan = load("supply", 25, 3), load("full_plan", 25, 3)
    net_change, events, orders = load("net_change"), load("events", 50), load("orders", 3, 2)
    company = importlib.import_module("harness.company").make_company(25)
    scripts = (supply, full_plan, net_change, events, orders)
    for script in scripts:
        monkeypatch.setattr(script, "make_company", lambda *_, **__: company)
    monkeypatch.setattr(supply, "_single", lambda _: None)
    monkeypatch.setattr(net_change, "CHANGES", 2)
    monkeypatch.setattr(events, "FEW", 3)
    monkeypatch.setattr(events, "_latency", lambda _: ())
    monkeypatch.setattr(orders, "WARM_UP", 1)

    taken = {script.__name__: len(list(script.measure())) for script in scripts}

    assert taken == {"supply": 3, "full_plan": 3, "net_change": 3, "events": 4, "orders": 3}
