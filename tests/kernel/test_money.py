from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.kernel.money import (
    currency_decimals,
    round_money,
    round_parts,
    round_product,
    round_share,
    round_unit_price,
    split,
    unit_price_of,
)

amounts = st.decimals("-1000000", "1000000", places=4)
weights = st.lists(st.decimals("0", "1000", places=3), min_size=1, max_size=12)


def test_knows_the_decimals_of_currencies():
    assert [currency_decimals(code) for code in ("CNY", "JPY", "KWD")] == [2, 0, 3]


def test_refuses_an_unknown_currency():
    with pytest.raises(ValueError, match="XXY"):
        currency_decimals("XXY")


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("0.005", "CNY", "0.01"),
        ("-0.005", "CNY", "-0.01"),
        ("2.675", "USD", "2.68"),
        ("100.5", "JPY", "101"),
        ("1.0005", "KWD", "1.001"),
        ("1", "CNY", "1.00"),
    ],
)
def test_rounds_half_up(amount, currency, expected):
    rounded = round_money(Decimal(amount), currency)

    assert str(rounded) == expected


def test_rounds_an_exact_third():
    assert round_money(Fraction(1, 3), "CNY") == Decimal("0.33")


def test_keeps_six_decimals_of_a_unit_price():
    assert round_unit_price(Decimal("0.0000125")) == Decimal("0.000013")


def test_splits_a_hundred_in_three():
    parts = split(Decimal("100.00"), [1, 1, 1], "CNY")

    assert parts == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_splits_equally_when_all_weights_are_zero():
    assert split(Decimal("3"), [0, 0], "JPY") == [Decimal(2), Decimal(1)]


@pytest.mark.parametrize(
    ("amount", "given_weights"), [("1.001", [1]), ("1.00", []), ("1.00", [2, -1])]
)
def test_refuses_what_cannot_be_split(amount, given_weights):
    with pytest.raises(ValueError, match=r"split|finer"):
        split(Decimal(amount), given_weights, "CNY")


@given(amounts, weights)
def test_parts_add_up_and_lie_within_a_unit_of_their_share(amount, some_weights):
    whole = round_money(amount, "CNY")

    parts = split(whole, some_weights, "CNY")

    assert sum(parts) == whole
    total = sum(some_weights)
    if total:
        for part, weight in zip(parts, some_weights, strict=True):
            assert abs(Fraction(part) - Fraction(whole) * Fraction(weight) / Fraction(total)) < 1


@given(st.lists(amounts, max_size=12))
def test_rounded_parts_add_up_to_the_rounded_sum(parts):
    rounded = round_parts(parts, "CNY")

    assert sum(rounded) == round_money(sum(parts, Decimal(0)), "CNY")
    assert all(abs(a - b) < Decimal("0.01") for a, b in zip(rounded, parts, strict=True))


quantities = st.decimals("0.000001", "1000000", places=6)


@given(amounts, weights)
def test_splits_as_its_exact_shares_are_rounded(amount, given_weights):
    amount = round_money(amount, "CNY")
    exact = [Fraction(weight) for weight in given_weights]
    total = sum(exact) or len(exact)
    shares = [Fraction(amount) * (w if sum(exact) else 1) / total for w in exact]

    assert split(amount, given_weights, "CNY") == round_parts(shares, "CNY")


@given(amounts, quantities)
def test_multiplies_exactly_and_rounds_once(price, quantity):
    exact = Fraction(price) * Fraction(quantity)

    assert round_product(quantity, price, "CNY") == round_money(exact, "CNY")


@given(amounts, quantities, quantities)
def test_takes_an_exact_share_and_rounds_once(amount, part, whole):
    exact = Fraction(amount) * Fraction(part) / Fraction(whole)

    assert round_share(amount, part, whole, "CNY") == round_money(exact, "CNY")


@given(amounts, quantities)
def test_divides_exactly_and_rounds_once(amount, quantity):
    exact = Fraction(amount) / Fraction(quantity)

    assert unit_price_of(amount, quantity) == round_unit_price(exact)


@given(st.decimals("-1000000", "1000000", places=9), st.integers(0, 6))
def test_rounds_a_decimal_as_its_fraction(value, decimals):
    from sanye.kernel.money import round_to

    assert str(round_to(value, decimals)) == str(round_to(Fraction(value), decimals))


@given(st.fractions(-(10**9), 10**9), st.integers(0, 6))
def test_rounds_a_fraction_to_the_nearest_and_a_tie_away_from_zero(value, decimals):
    from sanye.kernel.money import round_to

    rounded = round_to(value, decimals)

    half = Fraction(1, 2 * 10**decimals)
    further = abs(Fraction(rounded)) - abs(value)
    assert -half < further <= half
    assert Fraction(rounded) * value >= 0
    assert rounded.as_tuple().exponent == -decimals
