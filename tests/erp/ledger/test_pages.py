"""Facts of several kinds in one page are posted together, each as if it were alone."""

from decimal import Decimal

import pytest

from sanye.contracts.erp.finance import JournalEntryPosted, PaymentReceived, StockValued, ValuedLine
from sanye.erp.ledger.handlers import posting
from sanye.erp.ledger.models import JournalEntry
from sanye.kernel.ids import new_id
from sanye.stem.events.advancing import advance
from sanye.stem.events.commands import open_cursors_for_company
from sanye.stem.events.models import CursorRow, EventRow
from tests.erp.ledger.conftest import DAY
from tests.factories.scm import report
from tests.sql.counting import more, queries_of

D = Decimal


def counted():
    line = {"item_id": None, "site_id": None, "quantity": D(0)}
    return StockValued(
        valuation_id=new_id(),
        source_type="count",
        source_id=new_id(),
        source_number="C-1",
        movement_id=None,
        kind="COUNT",
        posting_date=DAY,
        currency="CNY",
        lines=(
            ValuedLine(account_role="STOCK", amount=D(5), **line),
            ValuedLine(account_role="INVENTORY_DIFFERENCE", amount=D(-5), **line),
        ),
    )


def paid(customer, bank_account_code=""):
    return PaymentReceived(
        payment_id=new_id(),
        number="RC-1",
        party_id=customer,
        currency="CNY",
        exchange_rate=D(1),
        rate_date=DAY,
        posting_date=DAY,
        bank_account_code=bank_account_code,
        amount=D(100),
        unapplied_amount=D(100),
        settlements=(),
    )


def posted():
    return list(JournalEntry.unscoped.order_by("number").values_list("fact_id", flat=True))


@pytest.mark.django_db
def test_each_entry_has_its_place_and_its_request(by, at, customer, books_open, run_cursors):
    facts = [counted(), paid(customer), counted()]
    for fact in facts:
        report(fact, by=by, at=at)

    run_cursors("erp.ledger.posting")

    first, second, third = facts
    assert posted() == [first.valuation_id, second.payment_id, third.valuation_id]
    rows = EventRow.objects.order_by("position").values_list("type", "correlation_id")
    told = [request for type_, request in rows if type_ in posting.types]
    follows = [request for type_, request in rows if type_ == JournalEntryPosted.event_type]
    assert follows == told
    assert len(set(told)) == 3


@pytest.mark.django_db
def test_ten_payments_take_no_more_than_two(by, at, customer, books_open, run_cursors):
    sent = {}
    for count in (1, 2, 10):  # the first makes the year's periods and number series
        report(*(paid(customer) for _ in range(count)), by=by, at=at)
        sent[count] = queries_of(lambda: run_cursors("erp.ledger.posting"))

    assert len(posted()) == 13
    assert more(sent[2], sent[10]) == ""


@pytest.mark.django_db(transaction=True)
def test_waits_at_what_cannot_be_posted_and_posts_what_came_before(by, at, customer, log_db):
    open_cursors_for_company(by.company_id)
    facts = [counted(), paid(customer), paid(customer, "NOWHERE"), counted()]
    report(*facts, by=by, at=at)

    advance(posting, by.company_id, at=at)

    assert posted() == [facts[0].valuation_id, facts[1].payment_id]
    row = CursorRow.objects.get(name=posting.name, company_id=by.company_id)
    assert (row.attempts, "NOWHERE" in row.error) == (1, True)
