"""Several people at once, with real commits: nothing is settled twice, numbered twice or lost."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from sanye.erp.ledger import commands
from sanye.erp.ledger.checks import (
    entries_balance,
    no_posting_in_closed_periods,
    numbers_have_no_gaps,
)
from sanye.erp.ledger.models import JournalEntry
from sanye.erp.open_items.checks import open_is_amount_less_settlements
from sanye.erp.open_items.models import OpenItem
from sanye.erp.receivables import commands as receivables
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from tests.factories.masterdata import make_customer

D = Decimal
DAY = date(2026, 3, 2)


def together(works: list[Callable[[], Any]]) -> list[Any]:
    """What each returned, or the refusal it met, all started at the same moment."""
    barrier, results = Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        barrier.wait()
        try:
            results[place] = works[place]()
        except Refusal as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def entry(by, at, day=DAY):
    return commands.post_manual_entry(
        posting_date=day,
        lines=[
            commands.ManualLine(account_code="1010", debit=D(5)),
            commands.ManualLine(account_code="3000", credit=D(5)),
        ],
        text="race",
        by=by,
        at=at,
    )


@pytest.mark.django_db(transaction=True)
def test_an_item_is_settled_once(transactional_db, by, at):
    customer = make_customer(by).id
    item = receivables.open_receivable(
        document_type="sales_invoice",
        document_id=new_id(),
        document_number="SI-1",
        customer_id=customer,
        currency="CNY",
        amount=D(100),
        exchange_rate=D(1),
        rate_date=DAY,
        posting_date=DAY,
        due_date=DAY,
        by=by,
        at=at,
    )

    def pay():
        return receivables.receive_payment(
            customer_id=customer,
            currency="CNY",
            amount=D(60),
            posting_date=DAY,
            settle=[receivables.SettleItem(open_item_id=item.id, amount=D(60))],
            by=by,
            at=at,
        )

    results = together([pay] * 6)

    assert sum(not isinstance(result, Refusal) for result in results) == 1
    assert OpenItem.unscoped.get().open_amount == D(40)
    assert open_is_amount_less_settlements(by.company_id).problems == ()


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_a_closing_waits(transactional_db, by, at):
    commands.open_books(by=by, at=at)
    commands.open_fiscal_year(day=DAY, by=by, at=at)
    january = date(2026, 1, 15)

    def close():
        return commands.close_period(code="2026-01", by=by, at=at)

    def post():
        return entry(by, at, january)

    results = together([post, post, post, close, post, post, post])

    posted = sum(isinstance(result, JournalEntry) for result in results)
    assert posted == JournalEntry.unscoped.count()
    assert numbers_have_no_gaps(by.company_id).problems == ()
    assert entries_balance(by.company_id).problems == ()
    assert no_posting_in_closed_periods(by.company_id).problems == ()
