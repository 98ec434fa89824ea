"""A payment and a closing of its period at once: both are of the same mind about its day."""

from datetime import date
from decimal import Decimal

import pytest

from sanye.erp.ledger import commands as ledger
from sanye.erp.ledger.errors import PeriodClosed, PostingsWaiting
from sanye.erp.ledger.handlers import posting
from sanye.erp.ledger.models import JournalEntry
from sanye.erp.open_items.commands import paying
from sanye.erp.open_items.models import Payment
from sanye.erp.receivables import commands
from sanye.stem.events.advancing import advance
from sanye.stem.events.commands import open_cursors_for_company
from tests.factories.masterdata import make_customer
from tests.racing import race

DAY = date(2026, 1, 5)


@pytest.fixture
def pay(log_db, by, at):
    open_cursors_for_company(by.company_id)
    ledger.open_books(by=by, at=at)
    ledger.open_fiscal_year(day=DAY, by=by, at=at)
    customer = make_customer(by)

    def run():
        return commands.receive_payment(
            customer_id=customer.id,
            currency="CNY",
            amount=Decimal(100),
            posting_date=DAY,
            by=by,
            at=at,
        )

    return run


def test_a_period_is_not_closed_under_a_payment(pay, by, at, monkeypatch):
    def close():
        return ledger.close_period(code="2026-01", by=by, at=at)

    paid, closed = race(monkeypatch, pay, close, at=(paying, "draw_number"))

    assert isinstance(closed, PostingsWaiting)
    advance(posting, by.company_id, at=at)
    assert paid.posting_date == JournalEntry.unscoped.get().posting_date == DAY
    assert close().status == "CLOSED"
    with pytest.raises(PeriodClosed):
        pay()
    assert Payment.unscoped.count() == 1
