"""Business events become entries; control accounts stay the sums of their open items."""

from datetime import date
from decimal import Decimal

import pytest

from sanye.contracts.erp.finance import StockValued, ValuedLine
from sanye.erp.ledger import commands, queries
from sanye.erp.ledger.errors import PeriodClosed
from sanye.erp.ledger.models import BankAccount, JournalEntry, Posting
from sanye.erp.open_items.models import OpenItem
from sanye.erp.receivables import commands as receivables
from sanye.kernel.checks import all_checks
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import ExchangeRate
from tests.erp.ledger.conftest import DAY

D = Decimal


@pytest.fixture
def verified(company_id):
    """After the test, every invariant of the books holds."""
    yield
    for name, check in all_checks.items():
        if name.startswith(("erp.ledger", "erp.open_items", "erp.costing")):
            assert check(company_id).problems == (), name


@pytest.fixture
def receive(by, at, customer, run_cursors):
    def run(amount, *, currency="CNY", rate=None, settle=None, day=DAY, **more):
        payment = receivables.receive_payment(
            customer_id=customer,
            currency=currency,
            amount=D(str(amount)),
            posting_date=day,
            exchange_rate=None if rate is None else D(rate),
            settle=settle,
            by=by,
            at=at,
            **more,
        )
        run_cursors("erp.ledger.posting")
        return payment

    return run


def test_an_invoice_is_receivable_against_revenue_and_tax(sell, books, verified):
    sell(100)

    assert books("RECEIVABLE") == D("113.00")
    assert books("REVENUE") == D("-100.00")
    assert books("OUTPUT_TAX") == D("-13.00")


def test_a_credit_note_takes_it_back(sell, books, verified):
    sell(100)
    sell(-40)

    assert books("RECEIVABLE") == D("67.80")
    assert books("SALES_RETURNS") == D("40.00")
    assert books("OUTPUT_TAX") == D("-7.80")


def test_a_payment_at_a_better_rate_is_an_exchange_gain(sell, receive, books, verified):
    sell(100, currency="USD", rate="7.1")

    receive(113, currency="USD", rate="7.2")

    assert books("RECEIVABLE") == D(0)
    assert books("BANK") == D("813.60")
    assert books("EXCHANGE_DIFFERENCE") == D("-11.30")


def test_discounts_and_prepayments(sell, receive, books, verified):
    sell(100, discount_date=DAY, discount_ratio=D("0.02"))

    receive("120.74")

    assert books("RECEIVABLE") == D(0)
    assert books("DISCOUNT_ALLOWED") == D("2.26")
    assert books("CUSTOMER_PREPAYMENT") == D("-10.00")


def test_a_prepayment_applied_at_another_rate(
    by, at, sell, receive, books, customer, run_cursors, verified
):
    receive(50, currency="USD", rate="7.0", settle=[])
    invoice = sell(100, currency="USD", rate="7.3")
    ExchangeRate.objects.create(
        from_currency="USD", to_currency="CNY", rate_date=DAY, rate=D("7.3")
    )
    prepayment = OpenItem.unscoped.get(kind="PREPAYMENT")

    receivables.net_receivables(
        customer_id=customer,
        currency="USD",
        settle=[
            receivables.SettleItem(open_item_id=invoice.id, amount=D(50)),
            receivables.SettleItem(open_item_id=prepayment.id, amount=D(-50)),
        ],
        posting_date=DAY,
        by=by,
        at=at,
    )
    run_cursors("erp.ledger.posting")

    assert books("CUSTOMER_PREPAYMENT") == D(0)
    assert books("EXCHANGE_DIFFERENCE") == D("15.00")
    assert books("RECEIVABLE") == D("459.90")


def test_odd_rates_leave_their_cents_on_exchange_rounding(sell, receive, books, verified):
    for net in ("0.03", "33.33", "66.67", "10.01"):
        sell(net, currency="USD", rate="7.123456")
    receive("124.30", currency="USD", rate="6.987654")

    assert abs(books("EXCHANGE_ROUNDING")) <= D("0.10")


def test_a_write_off_is_a_bad_debt(by, at, sell, books, run_cursors, verified):
    invoice = sell(100)

    receivables.write_off_receivable(
        open_item_id=invoice.id, amount=D(113), posting_date=DAY, reason="gone", by=by, at=at
    )
    run_cursors("erp.ledger.posting")

    assert (books("RECEIVABLE"), books("BAD_DEBT")) == (D(0), D("113.00"))


def test_a_returned_payment_is_reversed(by, at, sell, receive, books, run_cursors, verified):
    sell(100)
    payment = receive(200)

    receivables.reverse_receipt(
        payment_id=payment.id, posting_date=DAY, reason="returned", by=by, at=at
    )
    run_cursors("erp.ledger.posting")

    assert books("RECEIVABLE") == D("113.00")
    assert (books("BANK"), books("CUSTOMER_PREPAYMENT")) == (D(0), D(0))
    reversal = JournalEntry.unscoped.get(kind="REVERSAL")
    assert reversal.reverses.fact_id == payment.id


def test_money_goes_to_the_bank_account_that_is_named(by, at, sell, receive, books_open):
    commands.add_account(
        code="1011", name="Dollars", kind="ASSET", section="CURRENT_ASSETS", by=by, at=at
    )
    commands.add_bank_account(code="USD-1", currency="USD", account_code="1011", by=by, at=at)

    receive(10, currency="USD", rate="7", bank_account_code="USD-1")
    receive(10)

    rows = Posting.unscoped.filter(role="BANK").values_list("account__code", "debit")
    assert sorted(rows) == [("1010", D("10.00")), ("1011", D("70.00"))]
    assert BankAccount.unscoped.count() == 2


def test_an_invoice_into_a_closed_period_is_refused(by, at, sell, books_open):
    commands.open_fiscal_year(day=DAY, by=by, at=at)
    for code in ("2026-01", "2026-02"):
        commands.close_period(code=code, by=by, at=at)

    with pytest.raises(PeriodClosed):
        sell(100, day=date(2026, 2, 10))

    assert not OpenItem.unscoped.exists()


@pytest.fixture
def count(tell):
    """A stock count of a day, valued at 5.00."""

    def run(day):
        line = {"item_id": None, "site_id": None, "quantity": D(0)}
        tell(
            StockValued(
                valuation_id=new_id(),
                source_type="count",
                source_id=new_id(),
                source_number="C-1",
                movement_id=None,
                kind="COUNT",
                posting_date=day,
                currency="CNY",
                lines=(
                    ValuedLine(account_role="STOCK", amount=D(5), **line),
                    ValuedLine(account_role="INVENTORY_DIFFERENCE", amount=D(-5), **line),
                ),
            )
        )
        return JournalEntry.unscoped.order_by("number").last()

    return run


def test_a_late_valuation_goes_into_the_first_open_period(by, at, count, books_open):
    commands.open_fiscal_year(day=DAY, by=by, at=at)
    for code in ("2026-01", "2026-02"):
        commands.close_period(code=code, by=by, at=at)

    entry = count(date(2026, 1, 20))

    assert (entry.document_date, entry.posting_date) == (date(2026, 1, 20), date(2026, 3, 1))


@pytest.mark.parametrize("day", [date(206, 3, 2), date(9999, 12, 31)])
def test_a_day_that_cannot_be_meant_never_halts_the_books(count, day):
    entry = count(day)

    assert (entry.document_date, entry.posting_date) == (day, DAY)


def test_a_year_that_is_not_open_yet_is_opened(count):
    assert count(date(2025, 12, 31)).fiscal_period.code == "2025-12"


def test_every_entry_is_published_and_numbered_without_gaps(by, sell):
    for _ in range(3):
        sell(10)

    numbers = list(JournalEntry.unscoped.order_by("number").values_list("number", flat=True))
    assert numbers == [f"JE-2026-{n:06d}" for n in (1, 2, 3)]
    told = EventRow.objects.filter(company_id=by.company_id)
    assert told.filter(type="sanye.erp.journal_entry.posted.v1").count() == 3


def test_drills_from_an_account_to_the_document(by, sell):
    invoice = sell(100)

    (posting,) = queries.list_postings(account_code="1100", by=by)

    entry = posting.journal_entry
    assert (entry.source_type, entry.source_id) == ("sales_invoice", invoice.document_id)
    assert list(queries.list_entries(source_id=invoice.document_id, by=by)) == [entry]


def test_a_rule_for_an_item_group_or_a_tax_code_wins(by, at, sell, books_open):
    for code, name in (("4001", "Parts"), ("2101", "Reduced tax")):
        kind, section = (
            ("REVENUE", "REVENUE") if code == "4001" else ("LIABILITY", "CURRENT_LIABILITIES")
        )
        commands.add_account(code=code, name=name, kind=kind, section=section, by=by, at=at)
    commands.set_posting_rule(role="REVENUE", account_code="4001", item_group="BUY", by=by, at=at)
    commands.set_posting_rule(
        role="OUTPUT_TAX", account_code="2101", tax_code="VAT13", by=by, at=at
    )

    sell(100)

    accounts = set(Posting.unscoped.values_list("account__code", flat=True))
    assert accounts == {"1100", "4001", "2101"}
