from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sanye.erp.product_cost.domain.costs import is_told, unit_cost
from sanye.erp.returns.domain.costs import Part, cost_of

RATIO = Decimal("0.05")
money = st.decimals(0, 10_000, places=2)


def test_one_piece_costs_its_share():
    assert unit_cost(Decimal(100), Decimal(3)) == Decimal("33.333333")
    assert unit_cost(Decimal(-5), Decimal(3)) == 0
    assert unit_cost(Decimal(5), Decimal(0)) is None


def test_only_what_moved_is_told():
    assert is_told(None, Decimal(25), RATIO)
    assert not is_told(None, Decimal(0), RATIO)
    assert not is_told(Decimal(100), Decimal(105), RATIO)
    assert is_told(Decimal(100), Decimal("105.01"), RATIO)
    assert is_told(Decimal(100), Decimal(0), RATIO)
    assert is_told(Decimal(100), None, RATIO)


@given(told=money, now=money)
def test_what_was_told_is_never_told_again(told, now):
    assert not is_told(now, now, RATIO)
    assert not (is_told(told, now, Decimal(1)) and told and now <= 2 * told and now)


@given(
    quantity=st.integers(1, 50),
    scrapped=st.integers(0, 50),
    value=money,
    anew=money,
)
def test_a_replacement_costs_what_a_refund_loses_and_the_new_goods_less_the_old(
    quantity, scrapped, value, anew
):
    def part(outcome):
        return Part(
            outcome=outcome,
            quantity=Decimal(quantity),
            scrapped_quantity=Decimal(min(scrapped, quantity)),
            unit_value=value,
            unit_cost_anew=anew,
        )

    refund, replace = cost_of(part("REFUND"), "CNY"), cost_of(part("REPLACE"), "CNY")

    assert replace - refund == quantity * (anew - value)
    assert cost_of(part("REPAIR"), "CNY") == 0
