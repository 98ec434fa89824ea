"""Explosion, tolerances and times, without a database."""

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.erp.production.domain.explosion import BillUse, Need, explode, needed
from sanye.erp.production.domain.times import run_minutes
from sanye.erp.production.domain.tolerances import (
    Policy,
    backflush_quantity,
    check_completion,
    check_issue,
)
from sanye.erp.production.errors import BillMissing, MaterialShort, OverCompletion, OverIssue

BIKE, KIT, WHEEL, BOLT, PAINT = (UUID(int=number) for number in range(1, 6))


def use(component: UUID, ratio: object, **fields: object) -> BillUse:
    return BillUse(component_id=component, ratio=Fraction(ratio), **fields)  # type: ignore[arg-type]


def test_blows_phantoms_through() -> None:
    bills = {
        BIKE: [use(KIT, 2, is_phantom=True, operation_number=20), use(PAINT, "0.25")],
        KIT: [use(WHEEL, 3), use(BOLT, 1, is_fixed=True, operation_number=10)],
    }

    needs = explode(BIKE, bills)

    assert needs == [
        Need(WHEEL, Fraction(6), False, 20),
        Need(BOLT, Fraction(1), True, 20),
        Need(PAINT, Fraction(1, 4), False, None),
    ]
    assert [need.quantity(Decimal(5), 0) for need in needs] == [30, 1, 2]


def test_a_fixed_phantom_makes_its_components_fixed() -> None:
    bills = {BIKE: [use(KIT, 4, is_phantom=True, is_fixed=True)], KIT: [use(BOLT, 2)]}

    (need,) = explode(BIKE, bills)

    assert need == Need(BOLT, Fraction(8), True, None)
    assert need.quantity(Decimal(100), 0) == 8


def test_names_what_has_no_bill() -> None:
    with pytest.raises(BillMissing) as caught:
        explode(BIKE, {BIKE: [use(KIT, 1, is_phantom=True)]})

    assert caught.value.data["item"] == KIT


def test_thirds_add_up_to_whole_pieces() -> None:
    assert needed(Fraction(2, 3), Decimal(3), is_fixed=False, decimals=0) == 2
    assert needed(Fraction(2, 3), Decimal(4), is_fixed=False, decimals=0) == 3


@given(st.fractions(min_value="0.000001", max_value=1000), st.integers(1, 500), st.integers(0, 6))
def test_rounding_up_is_enough_and_less_than_one_step_more(
    ratio: Fraction, made: int, decimals: int
) -> None:
    quantity = needed(ratio, Decimal(made), is_fixed=False, decimals=decimals)

    assert 0 <= Fraction(quantity) - ratio * made < Fraction(1, 10**decimals)


def test_tolerances_end_where_they_say() -> None:
    policy = Policy()

    check_completion(Decimal(11), Decimal(10), Decimal(20), policy)
    check_issue("A", Decimal(2), Decimal(9), Decimal(10), policy)
    with pytest.raises(OverCompletion):
        check_completion(Decimal(12), Decimal(10), Decimal(20), policy)
    with pytest.raises(OverIssue):
        check_issue("A", Decimal(3), Decimal(9), Decimal(10), policy)
    with pytest.raises(OverCompletion):
        check_completion(Decimal(4), Decimal(0), Decimal(3), policy)


@pytest.mark.parametrize(
    ("issued", "available", "tolerance", "taken"),
    [(0, 20, "0", 10), (4, 20, "0", 6), (12, 0, "0", 0), (0, 9, "0.1", 9), (0, 10, "0", 10)],
)
def test_backflush_takes_what_is_due(
    issued: int, available: int, tolerance: str, taken: int
) -> None:
    policy = Policy(short_backflush_ratio=Decimal(tolerance))

    quantity = backflush_quantity("A", Decimal(10), Decimal(issued), Decimal(available), policy)

    assert quantity == taken


def test_backflush_refuses_what_is_too_short() -> None:
    policy = Policy(short_backflush_ratio=Decimal("0.1"))

    with pytest.raises(MaterialShort):
        backflush_quantity("A", Decimal(10), Decimal(0), Decimal(8), policy)


def test_a_begun_batch_takes_its_whole_time() -> None:
    assert run_minutes(Decimal(10), Decimal(10), None) == 100
    assert run_minutes(Decimal(30), Decimal(11), Decimal(5)) == 90
