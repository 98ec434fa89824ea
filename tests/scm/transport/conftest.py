"""Deliveries' owner is played by the tests; it lets everything go unless a test says no."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

import pytest

from sanye.contracts.erp.ports import ReadinessAnswer, ReadinessRequest, Unready
from sanye.kernel.actors import Actor
from sanye.kernel.checks import all_checks
from sanye.kernel.ports import wire, wired
from sanye.stem.events.commands import open_cursors_for_company
from tests.factories.transport import Road, make_road


@pytest.fixture
def road(by: Actor, at: datetime, settle: Callable[..., int]) -> Road:
    open_cursors_for_company(by.company_id)
    return make_road(by, at, settle)


@pytest.fixture(autouse=True)
def held_back() -> Iterator[set[UUID]]:
    """Deliveries that their owner would not let go, by the port's answer."""
    before, refused = wired(), set()

    def answer(request: ReadinessRequest) -> ReadinessAnswer:
        return ReadinessAnswer(
            unready=tuple(
                Unready(
                    delivery_id=one, code="erp.x", text_en="No credit.", text_zh="信用额度不足。"
                )
                for one in request.delivery_ids
                if one in refused
            )
        )

    wire({**before, "erp.delivery.readiness": answer})
    yield refused
    wire(before)


@pytest.fixture
def problems(by: Actor) -> Callable[[], list[str]]:
    """What the checks of transport find; that owners follow within the hour is by the real clock,
    long after the tests' own."""

    def find() -> list[str]:
        return [
            f"{name}: {problem}"
            for name, check in all_checks.items()
            if name.startswith("scm.transport.") and name != "scm.transport.owners_follow"
            for problem in check(by.company_id).problems
        ]

    return find
