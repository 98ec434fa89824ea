"""Keeping supply and demand as the facts of others tell it; always the newest state, set-wise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeGuard
from uuid import UUID

from django.db import connection

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.planning.commands.lines import KnownLines, Place
from sanye.scm.planning.commands.locking import note_change
from sanye.scm.planning.commands.orders import hand_over_planned_orders
from sanye.scm.planning.domain.states import DemandType, SupplyType
from sanye.scm.planning.models import KnownDemand, KnownLeadTime, KnownStock, KnownSupply
from sanye.stem.commands import command

_ADD_STOCK = """
    INSERT INTO scm_known_stock (id, company_id, item_id, site_id, quantity)
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::numeric[])
    ON CONFLICT (company_id, item_id, site_id)
    DO UPDATE SET quantity = scm_known_stock.quantity + excluded.quantity
"""


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
    """All open lines of an order, instead of those known; lines with quantity 0 are done with."""

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
    """All open lines of an order that brings goods, instead of those known; where it `is_extended`
    only those that are new or another. `is_released` None leaves it as it was."""

    supply_type: SupplyType
    order_id: UUID
    order_number: str
    lines: Sequence[SupplyLine]
    supplier_id: UUID | None = None
    is_released: bool | None = None
    is_extended: bool = False


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What a line lacks after a shipment or receipt; 0 ends it."""

    line_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Sent:
    """The supplier knows of the order."""

    order_id: UUID


@dataclass(slots=True, kw_only=True)
class Told:
    """What the facts of a page say, each list in their order.

    `stock` are signed quantities of usable stock (item, site, quantity); `lead_times` what
    suppliers need for items at sites (supplier, item, site), None: as their terms say; `forecast`
    where it is another one.
    """

    demand: list[OrderDemand | StillOpen] = field(default_factory=list)
    supply: list[OrderSupply | StillOpen | Sent] = field(default_factory=list)
    stock: list[tuple[UUID, UUID, Decimal]] = field(default_factory=list)
    lead_times: dict[tuple[UUID, UUID, UUID], int | None] = field(default_factory=dict)
    forecast: set[Place] = field(default_factory=set)


@command(logged=False)
def keep_supply_and_demand(*, told: Told, by: Actor, at: datetime) -> None:
    """Keep what facts say, and note where it changed anything. What planned orders became counts
    from the instant on from which they do not."""
    taken = [i for word in told.supply if isinstance(word, OrderSupply) for i in _covered(word)]
    if taken:
        hand_over_planned_orders(planned_order_ids=taken, by=by, at=at)
    places = _put_demand(told.demand, by) | _put_supply(told.supply, by)
    places |= _add_stock(told.stock, by) | _put_lead_times(told.lead_times, by) | told.forecast
    note_change(places, by)


def _covered(order: OrderSupply) -> Iterator[UUID]:
    """The planned orders that have become its lines."""
    for line in order.lines:
        yield from line.planned_order_ids


def _put_demand(told: Sequence[OrderDemand | StillOpen], by: Actor) -> set[Place]:
    if not told:
        return set()
    lines = KnownLines(
        KnownDemand,
        order_ids={word.order_id for word in told if isinstance(word, OrderDemand)},
        line_ids={word.line_id for word in told if isinstance(word, StillOpen)},
    )
    for word in told:
        if isinstance(word, StillOpen):
            lines.lessen(word.line_id, word.quantity)
        else:
            lines.replace(word.order_id, _demand_rows(word, by))
    lines.write()
    return lines.changed


def _demand_rows(order: OrderDemand, by: Actor) -> list[KnownDemand]:
    return [
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
        for line in order.lines
        if line.quantity > 0
    ]


def _put_supply(told: Sequence[OrderSupply | StillOpen | Sent], by: Actor) -> set[Place]:
    if not told:
        return set()
    lines = KnownLines(
        KnownSupply,
        order_ids={word.order_id for word in told if _is_of_all_lines(word)},
        line_ids={line_id for word in told for line_id in _lines_of(word)},
    )
    for word in told:
        if isinstance(word, StillOpen):
            lines.lessen(word.line_id, word.quantity)
        elif isinstance(word, Sent):
            for row in lines.of_order(word.order_id):
                row.is_released = True
        elif word.is_extended:
            lines.put(_supply_rows(word, by, was_released=False))
        else:
            was_released = any(row.is_released for row in lines.of_order(word.order_id))
            lines.replace(word.order_id, _supply_rows(word, by, was_released=was_released))
    lines.write()
    return lines.changed


def _is_of_all_lines(word: OrderSupply | StillOpen | Sent) -> TypeGuard[OrderSupply | Sent]:
    return isinstance(word, Sent) or (isinstance(word, OrderSupply) and not word.is_extended)


def _lines_of(word: OrderSupply | StillOpen | Sent) -> list[UUID]:
    """The lines that a word is about, where it is not about all of an order."""
    if isinstance(word, StillOpen):
        return [word.line_id]
    if isinstance(word, OrderSupply) and word.is_extended:
        return [line.line_id for line in word.lines]
    return []


def _supply_rows(order: OrderSupply, by: Actor, *, was_released: bool) -> list[KnownSupply]:
    return [
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
            is_released=was_released if order.is_released is None else order.is_released,
        )
        for line in order.lines
        if line.quantity > 0
    ]


def _add_stock(changes: Sequence[tuple[UUID, UUID, Decimal]], by: Actor) -> set[Place]:
    sums: dict[Place, Decimal] = {}
    for item_id, site_id, quantity in changes:
        sums[item_id, site_id] = sums.get((item_id, site_id), Decimal(0)) + quantity
    rows = [
        (new_id(), by.company_id, item_id, site_id, quantity)
        for (item_id, site_id), quantity in sorted(sums.items())
        if quantity
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_ADD_STOCK, [list(column) for column in zip(*rows, strict=True)])
    return {(row[2], row[3]) for row in rows}


def _put_lead_times(days: Mapping[tuple[UUID, UUID, UUID], int | None], by: Actor) -> set[Place]:
    if not days:
        return set()
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
    return {(item_id, site_id) for _, item_id, site_id in changed}


@command(logged=False)
def forget_supply_and_demand(*, by: Actor, at: datetime) -> None:
    """Empty the projection of the acting company; replay fills it again."""
    for table in (KnownDemand, KnownSupply, KnownStock, KnownLeadTime):
        table.objects.filter(company_id=by.company_id).delete()
