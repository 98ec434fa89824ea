"""Whether failures come up more often than they used to, or chance alone may bring so many.

Failures of one kind are taken as a Poisson process. If its rate is what it was before, then of all
failures in the base and the window together, those in the window are binomial with the window's
share of the days: the conditional test of two Poisson means (J. Przyborowski and H. Wilenski,
Biometrika 31, 1940, 313-323), here one-sided. It needs no estimate of the rate and is exact for
small counts.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sanye.kernel.money import round_to

RATIO_DECIMALS = 6


class Verdict(StrEnum):
    """RAISE an alert, ARM the trend again (it is quiet), or STAY as it is."""

    RAISE = "RAISE"
    ARM = "ARM"
    STAY = "STAY"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPolicy:
    """When an alert is raised and when a trend is quiet again; ratios are probabilities.

    Between the two nothing changes (hysteresis), so that an alert does not flicker.
    """

    window_days: int = 30
    base_days: int = 180
    minimum_count: int = 3
    raise_ratio: Decimal = Decimal("0.005")
    quiet_ratio: Decimal = Decimal("0.2")


def chance(count: int, count_before: int, *, window_days: int, base_days: int) -> Decimal:
    """The probability that so many or more of all failures fall into the window by chance.

    P(X ≥ count) with X ~ Binomial(count + count_before, window / (window + base)), summed exactly
    and rounded to six decimals. Without a base nothing is known: 1.
    """
    if count <= 0 or base_days <= 0:
        return Decimal(1)
    total = count + count_before
    term = window_days**total
    tail = term
    for k in range(total, count, -1):
        term = term * k * base_days // ((total - k + 1) * window_days)
        tail += term
    return round_to(Fraction(tail, (window_days + base_days) ** total), RATIO_DECIMALS)


def judge(count: int, probability: Decimal, *, is_armed: bool, policy: TrendPolicy) -> Verdict:
    """What the counts of one trend mean."""
    is_unlikely = count >= policy.minimum_count and probability <= policy.raise_ratio
    if is_armed and is_unlikely:
        return Verdict.RAISE
    if not is_armed and probability > policy.quiet_ratio:
        return Verdict.ARM
    return Verdict.STAY
