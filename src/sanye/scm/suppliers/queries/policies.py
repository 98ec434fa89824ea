"""What is asked of whom."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from sanye.kernel.actors import Actor
from sanye.scm.suppliers.domain.rules import DEFAULT_RULE, Rule
from sanye.scm.suppliers.domain.states import Basis, LearnedUse, RedConsequence
from sanye.scm.suppliers.models import SupplierPolicy
from sanye.stem.commands import query


@query
def list_supplier_policies(*, by: Actor) -> QuerySet[SupplierPolicy]:
    """All policies that somebody set; without a supplier: the company's."""
    return SupplierPolicy.objects.all()


@query
def get_supplier_rule(*, supplier_id: UUID | None = None, by: Actor) -> Rule:
    """The supplier's policy, else the company's, else the defaults."""
    if supplier_id is None:
        return rules_of([], by).default
    return rules_of([supplier_id], by).of(supplier_id)


class Rules:
    """The rule of each supplier."""

    def __init__(self, rows: Collection[SupplierPolicy]) -> None:
        self._own = {row.supplier_id: rule_from(row) for row in rows}
        self.default = self._own.pop(None, DEFAULT_RULE)

    def of(self, supplier_id: UUID) -> Rule:
        return self._own.get(supplier_id, self.default)


def rules_of(supplier_ids: Collection[UUID] | None, by: Actor) -> Rules:
    """The rules of some suppliers, or of all; what is asked of him a supplier may be judged by
    though he does not see it."""
    rows = SupplierPolicy.unscoped.filter(company_id=by.company_id)
    if supplier_ids is not None:
        rows = rows.filter(Q(supplier_id__in=supplier_ids) | Q(supplier_id__isnull=True))
    return Rules(list(rows))


def rule_from(row: SupplierPolicy) -> Rule:
    """A stored policy as the rules that the arithmetic takes."""
    return Rule(
        basis=Basis(row.basis),
        late_days=row.late_days,
        early_days=row.early_days,
        under_ratio=float(row.under_ratio),
        half_life_days=row.half_life_days,
        minimum_lines=float(row.minimum_lines),
        red_below_ratio=float(row.red_below_ratio),
        red_probability=float(row.red_probability),
        yellow_below_ratio=float(row.yellow_below_ratio),
        yellow_probability=float(row.yellow_probability),
        drift_limit=float(row.drift_limit),
        unanswered_days=row.unanswered_days,
        likely_late_ratio=float(row.likely_late_ratio),
        escalate_days=row.escalate_days,
        lead_time_ratio=float(row.lead_time_ratio),
        learned_use=LearnedUse(row.learned_use),
        red_consequence=RedConsequence(row.red_consequence),
    )
