"""What a company asks of its suppliers; the defaults hold where nobody said otherwise."""

from dataclasses import dataclass

from sanye.scm.suppliers.domain.states import Basis, LearnedUse, RedConsequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Days late and early are calendar days; `under_ratio`: so little missing is in full.

    `unanswered_days` are working days. Ratios lie in 0-1.
    """

    basis: Basis = Basis.ASKED
    late_days: int = 0
    early_days: int | None = None
    under_ratio: float = 0.0
    half_life_days: int = 90
    minimum_lines: float = 3.0
    red_below_ratio: float = 0.85
    red_probability: float = 0.8
    yellow_below_ratio: float = 0.93
    yellow_probability: float = 0.5
    drift_limit: float = 2.7
    unanswered_days: int = 2
    likely_late_ratio: float = 0.6
    escalate_days: int = 3
    lead_time_ratio: float = 0.8
    learned_use: LearnedUse = LearnedUse.ADVISE
    red_consequence: RedConsequence = RedConsequence.WARN


DEFAULT_RULE = Rule()
