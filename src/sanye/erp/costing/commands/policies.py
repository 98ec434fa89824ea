"""How items are valued."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.stem.masterdata.queries import list_item_companies


@dataclass(frozen=True, slots=True)
class Policy:
    """How an item is valued in the acting company."""

    is_standard: bool = False
    standard_cost: Decimal = Decimal(0)


def policies_of(item_ids: Collection[UUID], *, by: Actor) -> dict[UUID, Policy]:
    """How the items are valued in the acting company now."""
    return {
        row.item_id: Policy(row.cost_method == "STANDARD", Decimal(row.standard_cost))
        for row in list_item_companies(item_ids=item_ids, by=by)
    }
