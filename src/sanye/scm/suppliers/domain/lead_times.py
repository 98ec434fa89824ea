"""How long a supplier really takes, learned from few receipts.

Working days L from sending to the receipt that completed the line, as a multiple of the planned
days: r = ln(L / planned) is normal with unknown mean and variance, so normal-inverse-gamma is its
conjugate prior (Murphy 2007, "Conjugate Bayesian analysis of the Gaussian distribution", 3.3).
First a supplier's r over all his items, with prior mean 0 (the planned days) worth two receipts
and spread 0.25 worth four degrees of freedom; what comes out is the prior of each of his items at
a site, worth three receipts and six degrees. Receipts count with 2^(-age / half-life). The next
lead time is Student's t on the log scale.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, exp, log, sqrt

from sanye.scm.suppliers.domain.probability import student_below

PLANNED_RECEIPTS, PLANNED_FREEDOM, PLANNED_SPREAD = 2.0, 4.0, 0.25
SUPPLIER_RECEIPTS, SUPPLIER_FREEDOM = 3.0, 6.0
GENEROUS_FACTOR, GENEROUS_DAYS = 2, 5
MOST_DAYS = 9999
"""Of a supplier who once came years late nothing is known beyond this."""
HALF_DAY = 0.5
"""Days are counted whole: day 10 is all that lies between 9.5 and 10.5."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Normal-inverse-gamma of r: mean, its weight in receipts, shape and scale of the variance."""

    mean: float
    receipts: float
    shape: float
    scale: float

    @classmethod
    def around(cls, mean: float, *, receipts: float, freedom: float, variance: float) -> "Spread":
        """A prior whose expected variance is the one given."""
        shape = freedom / 2
        return cls(mean, receipts, shape, variance * (shape - 1))

    @property
    def variance(self) -> float:
        """The expected variance of r."""
        return self.scale / (self.shape - 1)

    def given(self, observed: Sequence[tuple[float, float]]) -> "Spread":
        """After observations (r, weight)."""
        weight = sum(w for _, w in observed)
        if weight <= 0:
            return self
        average = sum(r * w for r, w in observed) / weight
        squares = sum(w * (r - average) ** 2 for r, w in observed)
        receipts = self.receipts + weight
        return Spread(
            mean=(self.receipts * self.mean + weight * average) / receipts,
            receipts=receipts,
            shape=self.shape + weight / 2,
            scale=self.scale
            + squares / 2
            + self.receipts * weight * (average - self.mean) ** 2 / (2 * receipts),
        )

    @property
    def width(self) -> float:
        """The scale of the next r."""
        return sqrt(self.scale * (self.receipts + 1) / (self.shape * self.receipts))


PLANNED = Spread.around(
    0.0, receipts=PLANNED_RECEIPTS, freedom=PLANNED_FREEDOM, variance=PLANNED_SPREAD**2
)


@dataclass(frozen=True, slots=True)
class LeadTime:
    """The next lead time of a supplier for an item, in working days."""

    planned_days: float
    spread: Spread

    @property
    def mean_days(self) -> float:
        """Of the log-normal with the expected mean and variance of r."""
        return self.planned_days * exp(self.spread.mean + self.spread.variance / 2)

    @property
    def deviation_days(self) -> float:
        return self.mean_days * sqrt(exp(self.spread.variance) - 1)

    def days_kept_with(self, probability: float) -> int:
        """The fewest whole days, up to MOST_DAYS, within which he delivers with the probability."""
        short, enough = 0, max(1, ceil(self.planned_days))
        if self.within(MOST_DAYS) < probability:
            return MOST_DAYS
        while self.within(enough) < probability:
            short, enough = enough, 2 * enough
        while enough - short > 1:
            middle = (short + enough) // 2
            if self.within(middle) < probability:
                short = middle
            else:
                enough = middle
        return enough

    def within(self, days: float) -> float:
        """The probability that he delivers on day `days` at the latest."""
        if days + HALF_DAY <= 0:
            return 0.0
        ratio = (days + HALF_DAY) / self.planned_days
        t = (log(ratio) - self.spread.mean) / self.spread.width
        return student_below(t, 2 * self.spread.shape)

    def late_ratio(self, *, allowed_days: int, elapsed_days: int) -> float:
        """P(later than the allowed day), given that he had not delivered before today."""
        still_out = 1 - self.within(elapsed_days - 1)
        if still_out <= 0:
            return 1.0
        return min(1.0, (1 - self.within(max(allowed_days, elapsed_days - 1))) / still_out)


def observed_days(*, asked_days: int, actual_days: int, planned_days: int) -> int | None:
    """The lead time that a receipt tells of; None where it tells nothing.

    Asked for much later than he plans to take (twice and five days more), a supplier who delivers
    when asked shows only that he keeps appointments; if he is late even so, what he was given
    beyond his planned days is not his lead time.
    """
    actual = max(actual_days, 1)
    if planned_days <= 0 or not is_generous(asked_days, planned_days):
        return actual
    if actual <= asked_days:
        return None
    return planned_days + actual - asked_days


def is_generous(asked_days: int, planned_days: int) -> bool:
    return asked_days > GENEROUS_FACTOR * planned_days + GENEROUS_DAYS


def learn_supplier(observed: Iterable[tuple[float, float]]) -> Spread:
    """A supplier's r over all items, from (r, weight)."""
    return PLANNED.given(list(observed))


def learn_item(supplier: Spread, observed: Iterable[tuple[float, float]]) -> Spread:
    """His r for one item at one site."""
    prior = Spread.around(
        supplier.mean,
        receipts=SUPPLIER_RECEIPTS,
        freedom=SUPPLIER_FREEDOM,
        variance=supplier.variance,
    )
    return prior.given(list(observed))
