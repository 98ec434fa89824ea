"""On time in full as a probability: few lines are drawn to what the company's suppliers do.

Each line counts with 2^(-age / half-life). A supplier's hits are binomial with his own rate, rates
are Beta(a, b) over the suppliers of the company, so that his rate given his lines is
Beta(a + hits, b + misses). a and b are fitted by moments (Kleinman 1973, weights = lines): with
p = all hits / all lines and S = sum n (hits/n - p)^2,

    rho = (S / (p(1-p)) - (J-1)) / (N - sum n^2 / N - (J-1)),  a + b = 1/rho - 1,  a = p (a + b),

a + b kept within 2 … 50; below five suppliers with lines it is Beta(18, 2), nine lines of ten. A
rate of 0 or 1 over all is drawn inside by one line of Beta(18, 2).

A drift to worse is seen by a Bernoulli CUSUM (Reynolds and Stoumbos 1999): each miss adds
ln(p1/p0), each hit ln((1-p1)/(1-p0)), from 5 % to 20 % misses, never below 0. The sum is kept at
most one miss above the limit, so that nine hits clear an alarm.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log

from sanye.scm.suppliers.domain.probability import beta_below
from sanye.scm.suppliers.domain.rules import Rule
from sanye.scm.suppliers.domain.states import Colour

USUAL_MISSES, DRIFTED_MISSES = 0.05, 0.20
MISS_STEP = log(DRIFTED_MISSES / USUAL_MISSES)
HIT_STEP = log((1 - DRIFTED_MISSES) / (1 - USUAL_MISSES))
FEWEST_SUPPLIERS = 5
WEAKEST, STRONGEST = 2.0, 50.0


@dataclass(frozen=True, slots=True)
class Beta:
    hits: float
    misses: float

    @property
    def mean(self) -> float:
        return self.hits / (self.hits + self.misses)

    def given(self, tally: "Tally") -> "Beta":
        return Beta(self.hits + tally.hits, self.misses + tally.lines - tally.hits)

    def below(self, ratio: float) -> float:
        """The probability that the rate is below a ratio."""
        return beta_below(ratio, self.hits, self.misses)


NOBODY_KNOWS = Beta(18.0, 2.0)


@dataclass(frozen=True, slots=True)
class Tally:
    """Lines and hits, each line by its weight."""

    lines: float = 0.0
    hits: float = 0.0

    def aged(self, days: int, half_life_days: int) -> "Tally":
        weight = weight_of(days, half_life_days)
        return Tally(self.lines * weight, self.hits * weight)


def weight_of(days: int, half_life_days: int) -> float:
    """1 for what is known since today, half of it after each half-life."""
    return float(2.0 ** (-max(days, 0) / half_life_days))


def tally_of(outcomes: Iterable[tuple[date, bool]], *, half_life_days: int, as_of: date) -> Tally:
    """Outcomes: since when known, and whether on time in full."""
    lines = hits = 0.0
    for day, hit in outcomes:
        weight = weight_of((as_of - day).days, half_life_days)
        lines += weight
        hits += weight if hit else 0.0
    return Tally(lines, hits)


def fit_prior(tallies: Sequence[Tally]) -> Beta:
    """What suppliers of the company usually do."""
    known = [tally for tally in tallies if tally.lines > 0]
    if len(known) < FEWEST_SUPPLIERS:
        return NOBODY_KNOWS
    total = sum(tally.lines for tally in known)
    hits = sum(tally.hits for tally in known)
    p = (hits + NOBODY_KNOWS.mean) / (total + 1)
    scatter = sum(t.lines * (t.hits / t.lines - p) ** 2 for t in known)
    others = len(known) - 1
    room = total - sum(t.lines**2 for t in known) / total - others
    rho = (scatter / (p * (1 - p)) - others) / room if room > 0 else 0.0
    strength = STRONGEST if rho <= 0 else min(max(1 / rho - 1, WEAKEST), STRONGEST)
    return Beta(p * strength, (1 - p) * strength)


def drift_of(hits: Iterable[bool], limit: float) -> float:
    """The CUSUM after these lines, oldest first; an alarm when it has reached the limit."""
    total = 0.0
    for hit in hits:
        total = min(max(0.0, total + (HIT_STEP if hit else MISS_STEP)), limit + MISS_STEP)
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the lines say of a supplier today, before hysteresis."""

    colour: Colour
    reason: str
    estimate: float
    below_red: float
    below_yellow: float


def standing_of(
    tally: Tally, *, prior: Beta, drift: float, owes_overdue: bool, rule: Rule
) -> Standing:
    """Red, yellow or blue on probability; grey below the fewest lines.

    One rule stands above: who has too few lines to be judged and owes one that is overdue and of
    which nothing came is red at once, by the fact and not by statistics.
    """
    rate = prior.given(tally)
    below_red, below_yellow = rate.below(rule.red_below_ratio), rate.below(rule.yellow_below_ratio)
    if tally.lines < rule.minimum_lines:
        found = (Colour.RED, "OVERDUE") if owes_overdue else (Colour.GREY, "FEW_LINES")
    elif below_red >= rule.red_probability:
        found = (Colour.RED, "PROBABILITY")
    elif below_yellow >= rule.yellow_probability:
        found = (Colour.YELLOW, "PROBABILITY")
    elif drift >= rule.drift_limit:
        found = (Colour.YELLOW, "DRIFT")
    else:
        found = (Colour.BLUE, "PROBABILITY")
    colour, reason = found
    return Standing(
        colour=colour,
        reason=reason,
        estimate=rate.mean,
        below_red=below_red,
        below_yellow=below_yellow,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """The colour people see, and the one that waits to be seen a second time."""

    colour: Colour
    pending: Colour | None = None


def show(now: Standing, before: Shown | None, *, is_new_evidence: bool) -> Shown:
    """Hysteresis: another colour is shown when two evaluations in a row say so.

    An evaluation counts when it stands on another day or other lines than the last. What was
    unknown is shown at once, and so is a fact that needs no statistics.
    """
    if before is None or before.colour is Colour.GREY or now.reason == "OVERDUE":
        return Shown(now.colour)
    if now.colour is before.colour:
        return Shown(now.colour)
    if not is_new_evidence:
        return before
    if before.pending is now.colour:
        return Shown(now.colour)
    return Shown(before.colour, now.colour)
