"""Reads of product cost."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from sanye.erp.product_cost.domain.costs import DEFAULT_CHANGE_RATIO, DEFAULT_WINDOW_DAYS
from sanye.erp.product_cost.models import ProductCostPolicy, ProductServiceCost
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    window_days: int = DEFAULT_WINDOW_DAYS
    change_ratio: Decimal = DEFAULT_CHANGE_RATIO


@query
def get_product_cost_policy(*, by: Actor) -> Policy:
    """The company's policy, or the defaults."""
    found = ProductCostPolicy.objects.first()
    if found is None:
        return Policy()
    return Policy(window_days=found.window_days, change_ratio=found.change_ratio)


@query
def list_service_costs(
    *,
    item_id: UUID | None = None,
    item_ids: Collection[UUID] | None = None,
    by: Actor,
) -> QuerySet[ProductServiceCost]:
    """What a sold piece of each item costs afterwards."""
    rows: QuerySet[ProductServiceCost] = ProductServiceCost.objects.select_related("item")
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    return rows if item_ids is None else rows.filter(item_id__in=item_ids)
