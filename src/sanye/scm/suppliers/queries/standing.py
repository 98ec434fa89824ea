"""How suppliers stand, for those who order from them."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.scm.suppliers.domain.states import RedConsequence
from sanye.scm.suppliers.models import SupplierScore
from sanye.scm.suppliers.queries.policies import rules_of
from sanye.stem.commands import query


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """`consequence`: what a new order meets if the supplier is red; ALLOW for all others."""

    supplier_id: UUID
    colour: str
    consequence: RedConsequence
    on_time_in_full_ratio: Decimal
    line_count: int


@query
def list_supplier_opinions(*, supplier_ids: Collection[UUID], by: Actor) -> list[Opinion]:
    """Of those suppliers who were judged."""
    rules = rules_of(supplier_ids, by)
    return [
        Opinion(
            supplier_id=row.supplier_id,
            colour=row.colour,
            consequence=rules.of(row.supplier_id).red_consequence
            if row.colour == "RED"
            else RedConsequence.ALLOW,
            on_time_in_full_ratio=row.estimate_ratio,
            line_count=row.line_count,
        )
        for row in SupplierScore.objects.filter(supplier_id__in=supplier_ids)
    ]
