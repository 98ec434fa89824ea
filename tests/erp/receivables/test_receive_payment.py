from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection

from sanye.contracts.erp.finance import PaymentReceived
from sanye.erp.open_items import errors
from sanye.erp.open_items.domain.kinds import Side
from sanye.erp.open_items.models import OpenItem, Payment, Settlement
from sanye.erp.open_items.queries import list_open_days
from sanye.erp.receivables import commands, queries
from sanye.kernel.actors import Actor
from sanye.kernel.events import from_data
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.errors import RateMissing as MasterRateMissing
from tests.factories.masterdata import make_customer

D = Decimal
DAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def customer(by: Actor) -> UUID:
    return make_customer(by).id


@pytest.fixture
def invoice(by, at, customer):
    def make(amount="100.00", *, currency="CNY", rate="1", due=date(2026, 4, 1), day=DAY, **more):
        number = f"SI-{OpenItem.unscoped.count()}"
        return commands.open_receivable(
            document_type="sales_invoice",
            document_id=new_id(),
            document_number=number,
            customer_id=customer,
            currency=currency,
            amount=D(amount),
            exchange_rate=D(rate),
            rate_date=day,
            posting_date=day,
            due_date=due,
            by=by,
            at=at,
            **more,
        )

    return make


@pytest.fixture
def pay(by, at, customer):
    def run(amount, *, settle=None, currency="CNY", day=DAY, **more):
        return commands.receive_payment(
            customer_id=customer,
            currency=currency,
            amount=D(amount),
            posting_date=day,
            settle=settle,
            by=by,
            at=at,
            **more,
        )

    return run


def item(open_item_id, amount, discount="0"):
    return commands.SettleItem(
        open_item_id=open_item_id, amount=D(amount), discount_amount=D(discount)
    )


def last_payment_fact() -> PaymentReceived:
    row = EventRow.objects.filter(type=PaymentReceived.event_type).order_by("position").last()
    return from_data(row.type, row.data)


def test_settles_the_oldest_first_and_keeps_the_rest_as_prepayment(invoice, pay):
    later = invoice("50.00", due=date(2026, 5, 1))
    older = invoice("100.00", due=date(2026, 4, 1))

    payment = pay("160.00")

    later.refresh_from_db()
    older.refresh_from_db()
    assert (older.open_amount, older.settled_date) == (D("0"), DAY)
    assert (later.open_amount, later.settled_date) == (D("0"), DAY)
    assert payment.unapplied_amount == D("10.00")
    prepayment = OpenItem.unscoped.get(document_id=payment.id)
    assert (prepayment.kind, prepayment.open_amount) == ("PREPAYMENT", D("-10.00"))


def test_settles_in_part(invoice, pay):
    whole = invoice("100.00")

    pay("30.00", settle=[item(whole.id, "30.00")])

    whole.refresh_from_db()
    assert (whole.open_amount, whole.open_functional_amount) == (D("70.00"), D("70.00"))
    assert whole.settled_date is None


def test_keeps_the_discount_within_its_terms(invoice, pay):
    terms = {"discount_date": date(2026, 3, 12), "discount_ratio": D("0.02")}
    whole = invoice("100.00", **terms)

    pay("98.00", day=date(2026, 3, 12))

    whole.refresh_from_db()
    assert whole.open_amount == D("0")
    (fact,) = last_payment_fact().settlements
    assert (fact.amount, fact.discount_amount) == (D("98.00"), D("2.00"))


def test_refuses_the_discount_after_its_day(invoice, pay):
    terms = {"discount_date": date(2026, 3, 12), "discount_ratio": D("0.02")}
    whole = invoice("100.00", **terms)

    with pytest.raises(errors.DiscountNotAllowed) as refusal:
        pay("98.00", settle=[item(whole.id, "98.00", "2.00")], day=date(2026, 3, 13))

    assert (refusal.value.field, refusal.value.row) == ("settle", 1)
    assert not Payment.unscoped.exists()


def test_tells_the_exchange_gain(invoice, pay):
    whole = invoice("100.00", currency="USD", rate="7.1")

    pay("40.00", currency="USD", exchange_rate=D("7.3"), settle=[item(whole.id, "40.00")])

    (fact,) = last_payment_fact().settlements
    assert fact.exchange_difference_amount == D("8.00")
    whole.refresh_from_db()
    assert whole.open_functional_amount == D("426.00")


def test_nets_a_credit_note_while_paying(invoice, pay):
    whole = invoice("100.00")
    credit = invoice("-20.00")

    pay("80.00", settle=[item(whole.id, "100.00"), item(credit.id, "-20.00")])

    assert not OpenItem.unscoped.filter(settled_date__isnull=True).exists()


@pytest.mark.parametrize(
    ("owed", "unapplied", "credit_left"),
    [((), "50", "-30"), (("20",), "50", "-10"), (("70", "60"), "0", "0")],
)
def test_credits_are_taken_as_far_as_something_is_owed(invoice, pay, owed, unapplied, credit_left):
    """Fifty come while a credit of thirty is open: money settles no less than nothing."""
    credit = invoice("-30.00")
    for amount in owed:
        invoice(amount)

    paid = pay("50.00")

    credit.refresh_from_db()
    assert (paid.unapplied_amount, credit.open_amount) == (D(unapplied), D(credit_left))
    still_open = sum((row.open_amount for row in OpenItem.unscoped.all()), D(0))
    assert still_open == sum(map(D, owed), D(0)) - 30 - 50


def test_credits_alone_are_not_settled_by_money(invoice, pay):
    whole, credit = invoice("20.00"), invoice("-30.00")

    with pytest.raises(errors.SettlesLessThanNothing):
        pay("50.00", settle=[item(whole.id, "20.00"), item(credit.id, "-30.00")])

    assert not Payment.unscoped.exists()
    assert not Settlement.unscoped.exists()


@pytest.mark.parametrize(
    ("amount", "wish", "refused"),
    [
        ("0", None, errors.AmountNotPositive),
        ("-1", None, errors.AmountNotPositive),
        ("1.001", None, errors.AmountTooFine),
        ("200", "100.01", errors.SettlesMoreThanOpen),
        ("200", "-1", errors.SettlesMoreThanOpen),
        ("200", "0", errors.SettlesNothing),
        ("99", "100", errors.SettlesMoreThanPaid),
    ],
)
def test_refuses_impossible_amounts(invoice, pay, amount, wish, refused):
    whole = invoice("100.00")

    with pytest.raises(refused):
        pay(amount, settle=None if wish is None else [item(whole.id, wish)])

    whole.refresh_from_db()
    assert whole.open_amount == D("100.00")
    assert not Payment.unscoped.exists()
    assert not Settlement.unscoped.exists()


def test_refuses_an_item_named_twice(invoice, pay):
    whole = invoice("100.00")

    with pytest.raises(errors.SettledTwice) as refusal:
        pay("20", settle=[item(whole.id, "10"), item(whole.id, "10")])

    assert refusal.value.row == 2


def test_refuses_an_item_of_another_party(by, at, invoice, customer):
    whole = invoice("100.00")
    other = make_customer(by).id

    with pytest.raises(errors.OpenItemUnknown):
        commands.receive_payment(
            customer_id=other,
            currency="CNY",
            amount=D(10),
            posting_date=DAY,
            settle=[item(whole.id, "10")],
            by=by,
            at=at,
        )


def test_refuses_an_unknown_currency_and_a_missing_rate(invoice, pay):
    with pytest.raises(errors.CurrencyUnknown):
        pay("10", currency="XYZ", exchange_rate=D(1))
    with pytest.raises(MasterRateMissing):
        pay("10", currency="USD")


def test_applies_a_prepayment_later(by, at, customer, invoice, pay):
    pay("60.00", settle=[])
    prepayment = OpenItem.unscoped.get()
    whole = invoice("100.00")

    commands.net_receivables(
        customer_id=customer,
        currency="CNY",
        settle=[item(whole.id, "60"), item(prepayment.id, "-60")],
        posting_date=DAY,
        by=by,
        at=at,
    )

    whole.refresh_from_db()
    prepayment.refresh_from_db()
    assert (whole.open_amount, prepayment.open_amount) == (D("40.00"), D("0"))
    assert prepayment.settled_date == DAY


def test_refuses_a_netting_that_does_not_balance(by, at, customer, invoice):
    whole, credit = invoice("100.00"), invoice("-20.00")

    with pytest.raises(errors.DoesNotBalance):
        commands.net_receivables(
            customer_id=customer,
            currency="CNY",
            settle=[item(whole.id, "30"), item(credit.id, "-20")],
            posting_date=DAY,
            by=by,
            at=at,
        )


def test_reverses_a_payment(by, at, customer, invoice, pay):
    whole = invoice("100.00")
    payment = pay("130.00")

    commands.reverse_receipt(
        payment_id=payment.id, posting_date=DAY, reason="returned", by=by, at=at
    )

    whole.refresh_from_db()
    assert (whole.open_amount, whole.settled_date) == (D("100.00"), None)
    assert OpenItem.unscoped.get(kind="PREPAYMENT").open_amount == D("0")
    with pytest.raises(errors.AlreadyReversed):
        commands.reverse_receipt(
            payment_id=payment.id, posting_date=DAY, reason="again", by=by, at=at
        )


def test_writes_off(by, at, invoice):
    whole = invoice("100.00")

    commands.write_off_receivable(
        open_item_id=whole.id, amount=D("100"), posting_date=DAY, reason="insolvent", by=by, at=at
    )

    whole.refresh_from_db()
    assert whole.open_amount == D("0")


def test_ages_at_a_past_day(by, customer, invoice, pay):
    invoice("100.00", due=date(2026, 3, 10))
    pay("40.00", day=date(2026, 4, 20))

    (before,) = queries.get_receivable_ageing(as_of=date(2026, 4, 15), by=by)
    (after,) = queries.get_receivable_ageing(as_of=date(2026, 4, 20), by=by)
    assert queries.get_receivable_ageing(as_of=date(2026, 3, 1), by=by) == ()

    assert before.overdue_amounts == (D(0), D("100.00"), D(0), D(0))
    assert after.overdue_amounts == (D(0), D("60.00"), D(0), D(0))
    assert before.open_amount == D("100.00")


def test_what_was_open_on_each_day_is_told_in_any_window(by, customer, invoice, pay):
    one = ONE_DAY
    invoice("100.00", due=DAY + 2 * one)
    early = invoice("30.00", due=DAY + 9 * one)
    invoice("7.00", due=DAY + one, day=DAY + 3 * one)
    pay("30.00", settle=[item(early.id, "30.00")], day=DAY + one)
    pay("60.00", day=DAY + 4 * one)
    pay("50.00", day=DAY + 6 * one)
    window = {"side": Side.RECEIVABLE, "by": by}
    whole = {
        row.day: row
        for row in list_open_days(from_date=DAY - one, to_date=DAY + 12 * one, **window)
    }

    assert [whole[DAY + n * one].open_amount for n in (-1, 0, 1, 3, 4, 5, 6, 12)] == [
        D(amount) for amount in ("0", "130", "100", "107", "47", "47", "-3", "-3")
    ]
    assert [whole[DAY + n * one].overdue_amount for n in (1, 2, 3, 4, 5, 6)] == [
        D(amount) for amount in ("0", "0", "107", "47", "47", "0")
    ]
    for first in range(-1, 12):
        for row in list_open_days(from_date=DAY + first * one, to_date=DAY + 12 * one, **window):
            assert row == whole[row.day]


def test_what_was_settled_before_is_not_read(by, customer, invoice, pay):
    invoice("100.00")
    pay("100.00", day=DAY + ONE_DAY)
    invoice("30.00", day=DAY + 2 * ONE_DAY)
    window = {"from_date": DAY + 2 * ONE_DAY, "to_date": DAY + 9 * ONE_DAY}
    told = list_open_days(side=Side.RECEIVABLE, **window, by=by)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE erp_settlement SET functional_amount = 0")

    assert list_open_days(side=Side.RECEIVABLE, **window, by=by) == told


def test_tells_the_position_for_the_credit_check(by, customer, invoice, pay):
    invoice("100.00", due=date(2026, 3, 1))
    invoice("10.00", currency="USD", rate="7", due=date(2026, 4, 1))

    position = queries.get_receivable_position(customer_id=customer, as_of=date(2026, 3, 2), by=by)

    assert (position.currency, position.open_amount) == ("CNY", D("170.00"))
    assert position.overdue_amount == D("100.00")


def test_states_the_account_of_a_customer(by, customer, invoice, pay):
    invoice("100.00", day=date(2026, 2, 10))
    pay("30.00")

    statement = queries.get_customer_statement(
        customer_id=customer,
        currency="CNY",
        from_date=date(2026, 3, 1),
        to_date=date(2026, 3, 31),
        by=by,
    )

    assert statement.opening_amount == D("100.00")
    assert [e.amount for e in statement.entries] == [D("-30.00")]
    assert statement.closing_amount == D("70.00")
