"""Demand and supply as a run reads them: plain rows, because there are many and none is changed."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sanye.scm.planning.models import KnownDemand, KnownSupply


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


Ids = Collection[UUID]


def read_demand(**which: Ids) -> list[DemandRow]:
    """Open demand of the acting company: all, or that of `item__in`, `order_id__in`."""
    rows = KnownDemand.objects.filter(**which)
    return list(map(DemandRow._make, rows.values_list(*DemandRow._fields)))


def read_supply(**which: Ids) -> list[SupplyRow]:
    """Open supply of the acting company: all, or that of `item__in`, `line_id__in`."""
    rows = KnownSupply.objects.filter(**which)
    return list(map(SupplyRow._make, rows.values_list(*SupplyRow._fields)))
