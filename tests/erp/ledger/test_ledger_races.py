"""Who closes a period and who posts into it do not wait for each other."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.ledger import commands as ledger
from sanye.erp.ledger.commands import past, periods
from sanye.erp.ledger.errors import LaterPeriodClosed, PeriodClosed
from sanye.erp.ledger.models import FiscalPeriod, JournalEntry
from sanye.kernel.actors import Actor
from tests.factories.scm import acting
from tests.racing import race

DAY = date(2026, 1, 5)


@pytest.fixture(autouse=True)
def _opened(log_db: None, by: Actor, at: datetime) -> None:
    ledger.open_books(by=by, at=at)
    ledger.open_fiscal_year(day=DAY, by=by, at=at)


def test_no_period_is_reopened_before_one_that_is_being_closed(
    by: Actor, at: datetime, monkeypatch: Any
) -> None:
    ledger.close_period(code="2026-01", by=by, at=at)

    _, reopened = race(
        monkeypatch,
        lambda: ledger.close_period(code="2026-02", by=by, at=at),
        lambda: ledger.reopen_period(code="2026-01", reason="late bill", by=by, at=at),
        at=(periods, "_set_status"),
    )

    closed = FiscalPeriod.unscoped.filter(status="CLOSED").order_by("code")
    assert [period.code for period in closed] == ["2026-01", "2026-02"]
    assert isinstance(reopened, LaterPeriodClosed)


def test_a_period_is_closed_while_who_posts_into_it_makes_a_year(
    by: Actor, at: datetime, monkeypatch: Any
) -> None:
    def post() -> list[str]:
        with acting(by, at):
            days = (DAY, date(2027, 1, 5))
            found = [periods.first_open_day(day, by=by, at=at)[0].code for day in days]
            assert FiscalPeriod.objects.get(code="2026-01").status == "OPEN"
            return found

    posted, closed = race(
        monkeypatch,
        post,
        lambda: ledger.close_period(code="2026-01", by=by, at=at),
        at=(periods, "get_posting_date"),
    )

    assert posted == ["2026-01", "2027-01"]
    assert closed.status == "CLOSED"


def _past_books() -> past.PastBooks:
    books = past.PastBooks("CNY")
    lines = [
        past.PastPosting("STOCK", Decimal(5)),
        past.PastPosting("COST_OF_GOODS_SOLD", Decimal(-5)),
    ]
    books.add("COUNT", DAY, lines, "CNY", Decimal(1))
    return books


def test_a_period_is_closed_after_the_past_that_is_being_taken_over(
    by: Actor, at: datetime, monkeypatch: Any
) -> None:
    taken, closed = race(
        monkeypatch,
        lambda: past.import_entries(books=_past_books(), by=by, at=at),
        lambda: ledger.close_period(code="2026-01", by=by, at=at),
        at=(past, "draw_numbers_for"),
    )

    assert (taken, closed.status) == (1, "CLOSED")
    assert JournalEntry.unscoped.get().fiscal_period == closed


def test_the_past_is_refused_where_its_period_was_closed_meanwhile(by: Actor, at: datetime) -> None:
    ledger.close_period(code="2026-01", by=by, at=at)

    with pytest.raises(PeriodClosed):
        past.import_entries(books=_past_books(), by=by, at=at)

    assert not JournalEntry.unscoped.exists()
