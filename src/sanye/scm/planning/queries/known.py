"""What a run reads of demand, supply and the last plan: plain rows, because there are many."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from sanye.scm.planning.models import KnownDemand, KnownSupply
from sanye.scm.planning.queries.places import Place


class DemandRow(NamedTuple):
    """A row of KnownDemand."""

    id: UUID
    item_id: UUID
    site_id: UUID
    demand_type: str
    order_id: UUID
    order_number: str
    line_id: UUID
    customer_id: UUID | None
    quantity: Decimal
    due_date: date
    requested_date: date
    promised_date: date | None
    priority: int
    net_amount: Decimal
    currency: str
    is_planned: bool


class SupplyRow(NamedTuple):
    """A row of KnownSupply."""

    item_id: UUID
    site_id: UUID
    supply_type: str
    order_id: UUID
    order_number: str
    line_id: UUID
    supplier_id: UUID | None
    quantity: Decimal
    unit: str
    start_date: date | None
    due_date: date
    planned_order_ids: list[UUID]
    is_released: bool


class Taken(NamedTuple):
    """What a row of PlanRequirement says: an order takes so much of a place."""

    item_id: UUID
    site_id: UUID
    order_id: UUID
    quantity: Decimal
    need_date: date
    priority: int
    maker_item_id: UUID
    maker_site_id: UUID
    is_phantom: bool
    is_of_phantom: bool
    sequence: int


class Pegged(NamedTuple):
    """What a row of PlanPeg says: so much of a supply serves so much of a need."""

    item_id: UUID
    site_id: UUID
    supply_kind: str
    supply_id: UUID | None
    supply_date: date
    need_kind: str
    need_id: UUID | None
    need_date: date
    quantity: Decimal


Ids = Collection[UUID]
Said = TypeVar("Said", Taken, Pegged)
Known = dict[Said, list[UUID]]


def read_demand(**which: Ids) -> list[DemandRow]:
    """Open demand of the acting company: all, or that of `item__in`, `order_id__in`."""
    rows = KnownDemand.objects.filter(**which)
    return list(map(DemandRow._make, rows.values_list(*DemandRow._fields)))


def read_supply(**which: Ids) -> list[SupplyRow]:
    """Open supply of the acting company: all, or that of `item__in`, `line_id__in`."""
    rows = KnownSupply.objects.filter(**which)
    return list(map(SupplyRow._make, rows.values_list(*SupplyRow._fields)))


def known_rows(rows: QuerySet[Any], say: type[Said], places: Collection[Place]) -> Known[Said]:
    """Rows of the last plan at these places: their ids by what they say."""
    known: Known[Said] = defaultdict(list)
    for row_id, *values in rows.values_list("id", *say._fields):
        if (values[0], values[1]) in places:
            known[say._make(values)].append(row_id)
    return known
