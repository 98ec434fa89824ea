"""Demand and supply as a run reads them: plain rows, because there are many and none is changed."""

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


def read_demand() -> list[DemandRow]:
    """All open demand of the acting company."""
    return list(map(DemandRow._make, KnownDemand.objects.values_list(*DemandRow._fields)))


def read_supply() -> list[SupplyRow]:
    """All open supply of the acting company."""
    return list(map(SupplyRow._make, KnownSupply.objects.values_list(*SupplyRow._fields)))
