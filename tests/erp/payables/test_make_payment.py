"""Payables mirror receivables; what differs is the side of the books and of exchange gains."""

from datetime import date
from decimal import Decimal

import pytest

from sanye.contracts.erp.finance import PaymentMade
from sanye.erp.open_items.errors import OpenItemUnknown
from sanye.erp.open_items.models import OpenItem
from sanye.erp.payables import commands, queries
from sanye.kernel.events import from_data
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from tests.factories.masterdata import make_supplier

D = Decimal
DAY = date(2026, 3, 2)


@pytest.fixture
def supplier(by):
    return make_supplier(by).id


@pytest.fixture
def bill(by, at, supplier):
    def make(amount, *, currency="CNY", rate="1", **terms):
        return commands.open_payable(
            document_type="supplier_invoice",
            document_id=new_id(),
            document_number=f"PI-{OpenItem.unscoped.count()}",
            supplier_id=supplier,
            currency=currency,
            amount=D(amount),
            exchange_rate=D(rate),
            rate_date=DAY,
            posting_date=DAY,
            due_date=date(2026, 4, 1),
            by=by,
            at=at,
            **terms,
        )

    return make


@pytest.fixture
def pay(by, at, supplier, run_cursors):
    def run(amount, *, currency="CNY", rate=None, **more):
        payment = commands.make_payment(
            supplier_id=supplier,
            currency=currency,
            amount=D(amount),
            posting_date=DAY,
            exchange_rate=None if rate is None else D(rate),
            by=by,
            at=at,
            **more,
        )
        run_cursors("erp.ledger.posting")
        return payment

    return run


def test_a_payable_paid_at_a_higher_rate_is_a_loss(by, bill, pay, books):
    bill("100", currency="USD", rate="7.1")

    pay("100", currency="USD", rate="7.3")

    row = EventRow.objects.get(company_id=by.company_id, type=PaymentMade.event_type)
    (settlement,) = from_data(row.type, row.data).settlements
    assert settlement.exchange_difference_amount == D("-20.00")
    assert books("EXCHANGE_DIFFERENCE") == D("20.00")
    assert (books("BANK"), books("PAYABLE")) == (D("-730.00"), D("710.00"))


def test_a_discount_taken_is_income(bill, pay, books):
    bill("100", discount_date=DAY, discount_ratio=D("0.03"))

    pay("97")

    assert OpenItem.unscoped.get().open_amount == D(0)
    assert books("DISCOUNT_TAKEN") == D("-3.00")


def test_a_prepayment_waits_on_its_own_account(pay, books, by, supplier):
    pay("50")

    assert books("SUPPLIER_PREPAYMENT") == D("50.00")
    position = queries.get_payable_position(supplier_id=supplier, by=by)
    assert position.open_amount == D("-50.00")


def test_what_is_given_up_is_other_income(by, at, bill, books, run_cursors):
    item = bill("0.37")

    commands.write_off_payable(
        open_item_id=item.id, amount=D("0.37"), posting_date=DAY, reason="cents", by=by, at=at
    )
    run_cursors("erp.ledger.posting")

    assert books("PAYABLE_WRITTEN_OFF") == D("-0.37")


def test_a_payable_is_no_receivable(by, at, bill):
    from sanye.erp.receivables.commands import write_off_receivable

    item = bill("10")

    with pytest.raises(OpenItemUnknown):
        write_off_receivable(
            open_item_id=item.id, amount=D(10), posting_date=DAY, reason="x", by=by, at=at
        )


def test_a_returned_payment_is_owed_again(by, at, bill, pay, books, run_cursors):
    item = bill("10")
    payment = pay("10")

    commands.reverse_payment(
        payment_id=payment.id, posting_date=DAY, reason="refused", by=by, at=at
    )
    run_cursors("erp.ledger.posting")

    item.refresh_from_db()
    assert (item.open_amount, item.settled_date) == (D("10.00"), None)
    assert books("BANK") == D(0)
