"""Rules of balance, without a database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.erp.ledger.domain.entries import EntryLine, Money, balance
from sanye.erp.ledger.errors import EntryEmpty, EntryUnbalanced

D = Decimal
USD = Money(currency="USD", exchange_rate=D("7.123456"), rate_date=date(2026, 3, 2))
CNY = Money(currency="CNY", exchange_rate=D(1), rate_date=date(2026, 3, 2))


def line(amount, functional=None, role="X"):
    given = None if functional is None else D(functional)
    return EntryLine(role=role, amount=D(amount), functional_amount=given)


def test_converts_and_posts_what_rounding_leaves():
    money = Money(currency="USD", exchange_rate=D("7.156"), rate_date=USD.rate_date)

    *lines, rounding = balance(
        [line("1.00"), line("-0.34"), line("-0.33"), line("-0.33")], money, "CNY"
    )

    assert [x.functional_amount for x in lines] == [D("7.16"), D("-2.43"), D("-2.36"), D("-2.36")]
    assert (rounding.role, rounding.amount) == ("EXCHANGE_ROUNDING", D(0))
    assert rounding.functional_amount == D("-0.01")


def test_refuses_what_does_not_balance():
    with pytest.raises(EntryUnbalanced):
        balance([line("1.00"), line("-0.99")], CNY, "CNY")


def test_never_takes_a_real_difference_for_rounding():
    with pytest.raises(EntryUnbalanced):
        balance([line("10.00", "71.23"), line("-10.00", "-71.10")], USD, "CNY")
    with pytest.raises(EntryUnbalanced):
        balance([line("10.00", "10.00"), line("-10.00", "-9.99")], CNY, "CNY")


def test_refuses_an_entry_without_amounts():
    with pytest.raises(EntryEmpty):
        balance([line("0"), line("0")], CNY, "CNY")


@given(
    amounts=st.lists(
        st.integers(min_value=1, max_value=1_000_000).map(lambda n: D(n) / 100),
        min_size=1,
        max_size=30,
    ),
    rate=st.integers(min_value=100, max_value=2_000_000_000).map(lambda n: D(n) / 1_000_000),
    sign=st.sampled_from([D(1), D(-1)]),
)
def test_balances_in_both_currencies_and_rounding_cannot_grow(amounts, rate, sign):
    amounts = [sign * amount for amount in amounts]
    total = sum(amounts)
    lines = [line(a) for a in amounts] + [line(-total)]
    money = Money(currency="USD", exchange_rate=rate, rate_date=USD.rate_date)

    balanced = balance(lines, money, "CNY")

    assert sum(x.amount for x in balanced) == 0
    assert sum(x.functional_amount for x in balanced) == 0
    rounding = [x for x in balanced if x.role == "EXCHANGE_ROUNDING"]
    assert len(rounding) <= 1
    assert sum(abs(x.functional_amount) for x in rounding) * 2 <= D("0.01") * len(lines)
