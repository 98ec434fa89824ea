"""A valuation and its journal entry are of one day, whoever closes a period between them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sanye.contracts.erp.finance import StockValued
from sanye.contracts.erp.inventory import MovementKind, StockLine, StockMoved
from sanye.erp.costing import handlers
from sanye.erp.costing.checks import valuations_are_posted_on_their_day
from sanye.erp.costing.commands import writing
from sanye.erp.costing.models import Valuation
from sanye.erp.ledger import commands as ledger
from sanye.erp.ledger.errors import PostingsWaiting
from sanye.erp.ledger.handlers import posting
from sanye.kernel.actors import Actor
from sanye.stem.events.advancing import advance
from sanye.stem.events.commands import open_cursors_for_company
from tests.factories.facts import fact, tell
from tests.factories.masterdata import make_item, make_site
from tests.racing import race

DAY = date(2026, 1, 5)


@pytest.fixture
def value(by: Actor, at: datetime) -> Callable[[], None]:
    """Let costing value what is moved on the day."""

    def run() -> None:
        line = fact(
            StockLine,
            item_id=make_item().id,
            site_id=make_site(by).id,
            owner_id=None,
            quantity=Decimal(10),
            unit_cost=Decimal(3),
        )
        moved = fact(StockMoved, kind=MovementKind.OPENING, posting_date=DAY, lines=(line,))
        tell(facts=[moved], by=by, at=at)
        advance(handlers.valuation, by.company_id, at=at)

    return run


@pytest.fixture(autouse=True)
def _opened(log_db: None, by: Actor, at: datetime) -> None:
    open_cursors_for_company(by.company_id)
    ledger.open_books(by=by, at=at)
    ledger.open_fiscal_year(day=DAY, by=by, at=at)


def _close(by: Actor, at: datetime) -> Any:
    return ledger.close_period(code="2026-01", by=by, at=at)


def _found(by: Actor, at: datetime) -> tuple[date, tuple[str, ...]]:
    advance(posting, by.company_id, at=at)
    outcome = valuations_are_posted_on_their_day(by.company_id)
    assert outcome.checked == 1
    return Valuation.unscoped.get().posting_date, outcome.problems


def test_a_period_is_closed_once_its_valuations_are_posted(
    by: Actor, at: datetime, value: Callable[[], None]
) -> None:
    value()

    with pytest.raises(PostingsWaiting):
        _close(by, at)

    assert _found(by, at) == (DAY, ())
    assert _close(by, at).status == "CLOSED"


def test_a_period_is_not_closed_under_a_valuation(
    by: Actor, at: datetime, value: Callable[[], None], monkeypatch: Any
) -> None:
    _, closed = race(monkeypatch, value, lambda: _close(by, at), at=(writing, "insert_rows"))

    assert isinstance(closed, PostingsWaiting)
    assert _found(by, at) == (DAY, ())


def test_a_period_is_reopened_once_what_came_later_is_posted(
    by: Actor, at: datetime, value: Callable[[], None]
) -> None:
    _close(by, at)
    value()

    with pytest.raises(PostingsWaiting):
        ledger.reopen_period(code="2026-01", reason="late", by=by, at=at)

    assert _found(by, at) == (date(2026, 2, 1), ())
    assert ledger.reopen_period(code="2026-01", reason="late", by=by, at=at).status == "OPEN"


def test_what_waits_for_a_later_period_does_not_keep_one_open(by: Actor, at: datetime) -> None:
    tell(facts=[fact(StockValued, posting_date=date(2026, 2, 3))], by=by, at=at)

    assert _close(by, at).status == "CLOSED"
