"""A maker, and what `sanye verify` says of the company."""

from collections.abc import Callable
from datetime import datetime

import pytest

from sanye.kernel.actors import Actor
from sanye.kernel.checks import all_checks
from sanye.kernel.unit_of_work import UnitOfWork, entered
from tests.factories.history import Maker, make_maker


@pytest.fixture
def maker(by: Actor, at: datetime) -> Maker:
    return make_maker(by, at)


@pytest.fixture
def problems(
    by: Actor, run_cursors: Callable[..., int]
) -> Callable[[], dict[str, tuple[str, ...]]]:
    """What is broken in the leaf, once every cursor has handled everything; nothing is {}."""

    def run() -> dict[str, tuple[str, ...]]:
        run_cursors()
        with entered(UnitOfWork(actor=by)):
            outcomes = {
                name: check(by.company_id)
                for name, check in all_checks.items()
                if name.startswith("erp.")
            }
        return {name: found.problems for name, found in outcomes.items() if found.problems}

    return run
