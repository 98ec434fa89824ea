from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.kernel.quantity import (
    Factor,
    ceil_to_multiple,
    convert,
    round_quantity,
    round_quantity_up,
)

quantities = st.decimals("0", "100000", places=6)


def test_rounds_half_up_to_the_decimals_of_the_unit():
    assert round_quantity(Decimal("2.5"), 0) == Decimal(3)
    assert round_quantity(Decimal("0.0005"), 3) == Decimal("0.001")


def test_rounds_up_to_what_is_enough():
    assert round_quantity_up(Decimal("2.000001"), 0) == Decimal(3)
    assert round_quantity_up(Decimal("2"), 0) == Decimal(2)


def test_refuses_more_decimals_than_are_stored():
    with pytest.raises(ValueError, match="7"):
        round_quantity(Decimal(1), 7)


def test_converts_exactly():
    inch = Factor.of(Decimal("25.4"))

    assert (inch.numerator, inch.denominator) == (127, 5)
    assert convert(Decimal("2.5"), inch) == Fraction(127, 2)
    assert convert(convert(1, Factor(1, 3)), Factor(3)) == 1


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 1), (-1, 1), (1, 0)])
def test_refuses_a_factor_that_is_not_positive(numerator, denominator):
    with pytest.raises(ValueError, match="positive"):
        Factor(numerator, denominator)


def test_refuses_a_multiple_of_zero():
    with pytest.raises(ValueError, match="multiple"):
        ceil_to_multiple(1, 0)


@given(quantities, st.decimals("0.001", "1000", places=3))
def test_the_multiple_is_enough_and_less_than_one_more(quantity, multiple):
    result = ceil_to_multiple(quantity, multiple)

    assert quantity <= result < quantity + multiple
    assert Fraction(result) % Fraction(multiple) == 0


@given(quantities, st.integers(1, 10**6), st.integers(1, 10**6))
def test_there_and_back_is_where_one_was(quantity, numerator, denominator):
    factor = Factor(numerator, denominator)

    assert convert(convert(quantity, factor), factor.inverse()) == Fraction(quantity)
    assert factor.then(factor.inverse()).exact == 1
