"""How often what goes wrong does."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.project.loop.shares import Every, Shares

SHARES = st.decimals(min_value=0, max_value=1, places=3)


@given(share=SHARES, count=st.integers(0, 200), seed=st.integers(0, 1000))
def test_of_any_number_the_share_is_hit_rounded_down_or_up(
    share: Decimal, count: int, seed: int
) -> None:
    every = Every(share, Random(seed))
    hits = sum(every.is_hit() for _ in range(count))
    assert hits == every.hits
    assert int(share * count) <= hits <= int(share * count) + 1


def test_zero_never_happens_and_one_always() -> None:
    assert not any(Every(Decimal(0), Random(seed)).is_hit() for seed in range(50))
    always = Every(Decimal(1), Random(7))
    assert all(always.is_hit() for _ in range(50))


def test_the_same_seed_hits_the_same() -> None:
    one, other = (Every(Decimal("0.3"), Random(11)) for _ in range(2))
    assert [one.is_hit() for _ in range(20)] == [other.is_hit() for _ in range(20)]


@pytest.mark.parametrize(
    ("complaints", "returns", "of_complaints"),
    [("0.2", "0.1", "0.5"), ("0.1", "0.4", "1"), ("0", "0.4", "0"), ("0.2", "0", "0")],
)
def test_returns_are_part_of_complaints(complaints: str, returns: str, of_complaints: str) -> None:
    shares = Shares(complaints=Decimal(complaints), returns=Decimal(returns))
    assert shares.returns_of_complaints == Decimal(of_complaints)
