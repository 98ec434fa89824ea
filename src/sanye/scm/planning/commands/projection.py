"""Keeping supply and demand as the facts of others tell it; always the newest state, set-wise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import connection

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.planning.commands.locking import note_change
from sanye.scm.planning.domain.states import DemandType, SupplyType
from sanye.scm.planning.models import KnownDemand, KnownLeadTime, KnownStock, KnownSupply
from sanye.stem.commands import command
from sanye.stem.rows.bulk import insert_rows, update_rows

Place = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandLine:
    line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit: str
    requested_date: date
    promised_date: date | None = None
    net_amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDemand:
    """All open lines of an order; lines with quantity 0 are done with."""

    demand_type: DemandType
    order_id: UUID
    order_number: str
    lines: Sequence[DemandLine]
    customer_id: UUID | None = None
    priority: int = 5
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyLine:
    line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit: str
    due_date: date
    start_date: date | None = None
    planned_order_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSupply:
    """All open lines of an order that brings goods; `is_released` None leaves it as it was."""

    supply_type: SupplyType
    order_id: UUID
    order_number: str
    lines: Sequence[SupplyLine]
    supplier_id: UUID | None = None
    is_released: bool | None = None


@command(logged=False)
def put_demand(*, orders: Sequence[OrderDemand], by: Actor, at: datetime) -> None:
    """Replace what is known of these orders' demand; a later state of one order wins.

    Lines that are as before stay, and ask for no new plan.
    """
    newest = {order.order_id: order for order in orders}
    rows = [
        KnownDemand(
            company_id=by.company_id,
            demand_type=order.demand_type,
            order_id=order.order_id,
            order_number=order.order_number,
            customer_id=order.customer_id,
            priority=order.priority,
            currency=order.currency,
            line_id=line.line_id,
            item_id=line.item_id,
            site_id=line.site_id,
            quantity=line.quantity,
            unit=line.unit,
            due_date=line.promised_date or line.requested_date,
            requested_date=line.requested_date,
            promised_date=line.promised_date,
            net_amount=line.net_amount,
        )
        for order in newest.values()
        for line in order.lines
        if line.quantity > 0
    ]
    known = list(KnownDemand.objects.filter(order_id__in=newest))
    note_change(_replace(KnownDemand, known, rows, _DEMAND), by)


@command(logged=False)
def put_supply(*, orders: Sequence[OrderSupply], by: Actor, at: datetime) -> None:
    """Replace what is known of these orders' supply; a later state of one order wins.

    Lines that are as before stay, and ask for no new plan.
    """
    newest = {order.order_id: order for order in orders}
    known = list(KnownSupply.objects.filter(order_id__in=newest))
    released = {row.order_id for row in known if row.is_released}
    rows = [
        KnownSupply(
            company_id=by.company_id,
            supply_type=order.supply_type,
            order_id=order.order_id,
            order_number=order.order_number,
            supplier_id=order.supplier_id,
            line_id=line.line_id,
            item_id=line.item_id,
            site_id=line.site_id,
            quantity=line.quantity,
            unit=line.unit,
            start_date=line.start_date,
            due_date=line.due_date,
            planned_order_ids=list(line.planned_order_ids),
            is_released=_is_released(order, released),
        )
        for order in newest.values()
        for line in order.lines
        if line.quantity > 0
    ]
    note_change(_replace(KnownSupply, known, rows, _SUPPLY), by)


_DEMAND = (
    "demand_type",
    "order_id",
    "order_number",
    "line_id",
    "item_id",
    "site_id",
    "customer_id",
    "quantity",
    "unit",
    "due_date",
    "requested_date",
    "promised_date",
    "priority",
    "net_amount",
    "currency",
)
_SUPPLY = (
    "supply_type",
    "order_id",
    "order_number",
    "line_id",
    "item_id",
    "site_id",
    "supplier_id",
    "quantity",
    "unit",
    "start_date",
    "due_date",
    "planned_order_ids",
    "is_released",
)
T = TypeVar("T", KnownDemand, KnownSupply)


def _replace(
    table: type[T], known: Sequence[T], rows: Sequence[T], columns: Sequence[str]
) -> set[Place]:
    """Store rows instead of those known, as far as they differ; where they do."""

    def said(row: T) -> tuple[object, ...]:
        return tuple(getattr(row, column) for column in columns)

    before = {row.line_id: (row, said(row)) for row in known}
    fresh: list[T] = []
    for row in rows:
        same = before.get(row.line_id)
        if same is not None and same[1] == said(row):
            del before[row.line_id]
        else:
            fresh.append(row)
    gone: list[T] = [row for row, _ in before.values()]
    table.objects.filter(id__in=[row.id for row in gone]).delete()
    insert_rows(fresh)
    return {(row.item_id, row.site_id) for row in (*gone, *fresh)}


@command(logged=False)
def put_open_quantities(
    *,
    demand: Sequence[tuple[UUID, Decimal]],
    supply: Sequence[tuple[UUID, Decimal]],
    by: Actor,
    at: datetime,
) -> None:
    """What lines still lack after a shipment or receipt; 0 ends them. The last word wins."""
    places: set[Place] = set()
    for table, given in ((KnownDemand, dict(demand)), (KnownSupply, dict(supply))):
        rows = list(table.objects.filter(line_id__in=given))
        for row in rows:
            row.quantity = given[row.line_id]
        table.objects.filter(id__in=[row.id for row in rows if row.quantity <= 0]).delete()
        update_rows([row for row in rows if row.quantity > 0], ["quantity"])
        places |= {(row.item_id, row.site_id) for row in rows}
    note_change(places, by)


@command(logged=False)
def add_stock(*, changes: Sequence[tuple[UUID, UUID, Decimal]], by: Actor, at: datetime) -> None:
    """Add signed quantities of usable stock: (item, site, quantity)."""
    sums: dict[Place, Decimal] = {}
    for item_id, site_id, quantity in changes:
        sums[item_id, site_id] = sums.get((item_id, site_id), Decimal(0)) + quantity
    rows = [
        (new_id(), by.company_id, item_id, site_id, quantity)
        for (item_id, site_id), quantity in sorted(sums.items())
        if quantity
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO scm_known_stock (id, company_id, item_id, site_id, quantity)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (company_id, item_id, site_id)"
            " DO UPDATE SET quantity = scm_known_stock.quantity + excluded.quantity",
            rows,
        )
    note_change({(row[2], row[3]) for row in rows}, by)


@command(logged=False)
def put_lead_times(
    *, days: Mapping[tuple[UUID, UUID, UUID], int | None], by: Actor, at: datetime
) -> None:
    """What suppliers need for items at sites (supplier, item, site); None: as their terms say."""
    rows = KnownLeadTime.objects.filter(supplier_id__in={supplier_id for supplier_id, _, _ in days})
    known = {(row.supplier_id, row.item_id, row.site_id): row for row in rows}
    before = {place: row.lead_time_days for place, row in known.items()}
    changed = sorted(place for place, value in days.items() if before.get(place) != value)
    KnownLeadTime.objects.filter(id__in=[known[p].id for p in changed if p in known]).delete()
    KnownLeadTime.objects.bulk_create(
        KnownLeadTime(
            company_id=by.company_id,
            supplier_id=supplier_id,
            item_id=item_id,
            site_id=site_id,
            lead_time_days=value,
        )
        for supplier_id, item_id, site_id in changed
        if (value := days[supplier_id, item_id, site_id]) is not None
    )
    note_change({(item_id, site_id) for _, item_id, site_id in changed}, by)


@command(logged=False)
def note_forecast(*, places: Collection[Place], by: Actor, at: datetime) -> None:
    """The forecast of these places is another one."""
    note_change(places, by)


@command(logged=False)
def forget_supply_and_demand(*, by: Actor, at: datetime) -> None:
    """Empty the projection of the acting company; replay fills it again."""
    for table in (KnownDemand, KnownSupply, KnownStock, KnownLeadTime):
        table.objects.filter(company_id=by.company_id).delete()


def _is_released(order: OrderSupply, released: set[UUID]) -> bool:
    return order.order_id in released if order.is_released is None else order.is_released


@command(logged=False)
def note_released(*, order_ids: Sequence[UUID], by: Actor, at: datetime) -> None:
    """The supplier knows of these orders."""
    KnownSupply.objects.filter(order_id__in=order_ids).update(is_released=True)
