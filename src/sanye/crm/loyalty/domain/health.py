"""How a customer is doing: 100 points, less what each reason takes, each with its documents.

A reason of basis COUNT takes `points_each` for every document, one of basis SHARE takes its most
when the share of documents (at least `LEAST_DOCUMENTS` are assumed) reaches `share_at_most`, and
in proportion below. Both take `points_most` at most. What a company does not say otherwise is
`USUAL`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sanye.kernel.money import round_to

FULL = Decimal(100)
LEAST_DOCUMENTS = 5


class Level(StrEnum):
    GOOD = "GOOD"
    WATCH = "WATCH"
    AT_RISK = "AT_RISK"


class Basis(StrEnum):
    COUNT = "COUNT"
    SHARE = "SHARE"


class Reason(StrEnum):
    """DISSATISFIED: a score of 1 or 2. COMPLAINT: so named, or resolved as our fault.

    LATE_CASE missed its due instant. LATE_LINE left after the day first promised, or has not left
    though that day is over. OVERDUE_INVOICE is open after its due date, LATE_PAYMENT was paid
    after it. GONE_QUIET: no order for more than twice the usual gap.
    """

    DISSATISFIED = "DISSATISFIED"
    OPEN_CASE = "OPEN_CASE"
    LATE_CASE = "LATE_CASE"
    COMPLAINT = "COMPLAINT"
    LATE_LINE = "LATE_LINE"
    RETURN = "RETURN"
    OVERDUE_INVOICE = "OVERDUE_INVOICE"
    LATE_PAYMENT = "LATE_PAYMENT"
    GONE_QUIET = "GONE_QUIET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a reason takes; points are positive here and taken off. Days to look back."""

    basis: Basis
    points_each: Decimal
    points_most: Decimal
    share_at_most: Decimal
    window_days: int


def _each(points: int, most: int, days: int = 180) -> Weight:
    return Weight(
        basis=Basis.COUNT,
        points_each=Decimal(points),
        points_most=Decimal(most),
        share_at_most=Decimal(1),
        window_days=days,
    )


def _share(most: int, at: str, days: int = 180) -> Weight:
    return Weight(
        basis=Basis.SHARE,
        points_each=Decimal(0),
        points_most=Decimal(most),
        share_at_most=Decimal(at),
        window_days=days,
    )


USUAL: dict[Reason, Weight] = {
    Reason.DISSATISFIED: _share(25, "0.5"),
    Reason.OPEN_CASE: _each(3, 12),
    Reason.LATE_CASE: _each(6, 18),
    Reason.COMPLAINT: _each(5, 20),
    Reason.LATE_LINE: _share(25, "0.4"),
    Reason.RETURN: _share(15, "0.2"),
    Reason.OVERDUE_INVOICE: _each(4, 16),
    Reason.LATE_PAYMENT: _share(10, "0.5"),
    Reason.GONE_QUIET: _each(20, 20),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Below which score a level begins; it is left again `margin` points above."""

    watch_below: Decimal = Decimal(75)
    at_risk_below: Decimal = Decimal(50)
    margin: Decimal = Decimal(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Documents behind a reason, of how many there are."""

    found: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Points (negative) that a reason took for its documents."""

    reason: Reason
    points: Decimal
    evidence_count: int


def points_of(weight: Weight, counted: Counted) -> Decimal:
    """What a reason takes, from 0 to `points_most`, in hundredths."""
    if counted.found <= 0:
        return Decimal(0)
    if weight.basis is Basis.COUNT:
        return min(weight.points_each * counted.found, weight.points_most)
    share = Fraction(counted.found, max(counted.of, counted.found, LEAST_DOCUMENTS))
    reached = min(share / Fraction(weight.share_at_most), Fraction(1))
    return round_to(Fraction(weight.points_most) * reached, 2)


def reasons_of(
    counts: Mapping[Reason, Counted], weights: Mapping[Reason, Weight]
) -> tuple[Taken, ...]:
    """What took points, the gravest first."""
    taken = [
        Taken(
            reason=reason,
            points=-points_of(weights[reason], counted),
            evidence_count=counted.found,
        )
        for reason, counted in counts.items()
        if points_of(weights[reason], counted) > 0
    ]
    return tuple(sorted(taken, key=lambda one: (one.points, one.reason)))


def score_of(reasons: Iterable[Taken]) -> Decimal:
    return max(FULL + sum((one.points for one in reasons), Decimal(0)), Decimal(0))


def level_of(score: Decimal, before: Level, levels: Levels) -> Level:
    """Worse as soon as a bound is passed, better only when it is passed by the margin."""
    plain = _level(score, levels, Decimal(0))
    if _ORDER[plain] >= _ORDER[before]:
        return plain
    return min(before, _level(score, levels, levels.margin), key=lambda level: _ORDER[level])


_ORDER = {Level.GOOD: 0, Level.WATCH: 1, Level.AT_RISK: 2}


def _level(score: Decimal, levels: Levels, margin: Decimal) -> Level:
    if score < levels.at_risk_below + margin:
        return Level.AT_RISK
    return Level.WATCH if score < levels.watch_below + margin else Level.GOOD
