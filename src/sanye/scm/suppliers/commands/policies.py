"""What we ask of suppliers, and taking over what we learned of them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.scm.suppliers.commands.locking import lock_history, note_suppliers
from sanye.scm.suppliers.domain.states import Basis, LearnedUse, RedConsequence
from sanye.scm.suppliers.errors import PolicyInvalid, ThresholdsReversed
from sanye.scm.suppliers.models import SupplierPolicy, SupplierScore
from sanye.stem.commands import command

_RATIOS = (
    "under_ratio",
    "red_below_ratio",
    "red_probability",
    "yellow_below_ratio",
    "yellow_probability",
    "likely_late_ratio",
)
_DAYS = {
    "late_days": (0, 90),
    "early_days": (0, 365),
    "half_life_days": (7, 730),
    "unanswered_days": (0, 90),
    "escalate_days": (0, 90),
    "minimum_lines": (1, 100),
    "drift_limit": (1, 20),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyValues:
    """All that a policy says; meanings are those of `domain/rules.py`."""

    basis: Basis = Basis.ASKED
    late_days: int = 0
    early_days: int | None = None
    under_ratio: Decimal = Decimal(0)
    half_life_days: int = 90
    minimum_lines: Decimal = Decimal(3)
    red_below_ratio: Decimal = Decimal("0.85")
    red_probability: Decimal = Decimal("0.8")
    yellow_below_ratio: Decimal = Decimal("0.93")
    yellow_probability: Decimal = Decimal("0.5")
    drift_limit: Decimal = Decimal("2.7")
    unanswered_days: int = 2
    likely_late_ratio: Decimal = Decimal("0.6")
    escalate_days: int = 3
    lead_time_ratio: Decimal = Decimal("0.8")
    learned_use: LearnedUse = LearnedUse.ADVISE
    red_consequence: RedConsequence = RedConsequence.WARN


@command
def put_supplier_policy(
    *, values: PolicyValues, supplier_id: UUID | None = None, by: Actor, at: datetime
) -> SupplierPolicy:
    """Set the policy of a supplier, or without one the company's; those it concerns are judged
    again. Raises PolicyInvalid, ThresholdsReversed."""
    given = asdict(values)
    _check(given)
    lock_history(by)
    policy: SupplierPolicy
    policy, _ = SupplierPolicy.objects.update_or_create(
        company_id=by.company_id, supplier_id=supplier_id, defaults=given
    )
    judged = SupplierScore.objects.all()
    if supplier_id is not None:
        judged = judged.filter(supplier_id=supplier_id)
    note_suppliers(list(judged.values_list("supplier_id", flat=True)), by)
    return policy


def _check(given: dict[str, object]) -> None:
    for name in _RATIOS:
        _within(name, given[name], 0, 1)
    for name, (least, most) in _DAYS.items():
        if given[name] is not None:
            _within(name, given[name], least, most)
    _within("lead_time_ratio", given["lead_time_ratio"], Decimal("0.5"), Decimal("0.99"))
    red, yellow = given["red_below_ratio"], given["yellow_below_ratio"]
    if Decimal(str(red)) > Decimal(str(yellow)):
        raise ThresholdsReversed(red=red, yellow=yellow, field="yellow_below_ratio")


def _within(name: str, value: object, least: int | Decimal, most: int | Decimal) -> None:
    number = Decimal(str(value))
    if not number.is_finite() or not least <= number <= most:
        raise PolicyInvalid(name=name, least=least, most=most, value=value, field=name)
