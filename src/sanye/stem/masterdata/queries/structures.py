"""Bills and routings as they hold on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.masterdata.domain.prices import is_valid
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import Bill, BillLine, Routing, RoutingOperation

V = TypeVar("V", Bill, Routing)


@dataclass(frozen=True, slots=True)
class EffectiveBill:
    """A bill with its lines that hold on the day, in order of position."""

    bill: Bill
    lines: tuple[BillLine, ...]


@dataclass(frozen=True, slots=True)
class EffectiveRouting:
    """A routing with its operations in order of number."""

    routing: Routing
    operations: tuple[RoutingOperation, ...]


@query
def get_bill(*, bill_id: UUID, by: Actor) -> Bill:
    """Raises MasterUnknown."""
    found = Bill.objects.filter(id=bill_id).first()
    if found is None:
        raise MasterUnknown(entity="Bill", key=bill_id)
    return found


@query
def list_bills(
    *, item_id: UUID | None = None, component_id: UUID | None = None, by: Actor
) -> QuerySet[Bill]:
    """Bills of an item, or those in which a component is used."""
    rows = Bill.objects.filter(archived_at__isnull=True)
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    if component_id is not None:
        rows = rows.filter(lines__component_id=component_id).distinct()
    return rows


@query
def find_bill(*, item_id: UUID, site_id: UUID, on: date, by: Actor) -> EffectiveBill | None:
    """The released bill of the item at the site on the day; the site's own before the general."""
    return effective_bills(item_ids=[item_id], site_id=site_id, on=on, by=by).get(item_id)


@query
def effective_bills(
    *, item_ids: Collection[UUID] | None = None, site_id: UUID, on: date, by: Actor
) -> dict[UUID, EffectiveBill]:
    """The bills that hold at the site on the day by item (default: of all items), in two reads."""
    chosen = _chosen(Bill.objects.filter(_held(item_ids, site_id, on)))
    lines: dict[UUID, list[BillLine]] = {}
    rows = BillLine.objects.filter(bill__in=[bill.id for bill in chosen.values()])
    for line in rows.order_by("position"):
        if is_valid(line, on):
            lines.setdefault(line.bill_id, []).append(line)
    return {
        item_id: EffectiveBill(bill, tuple(lines.get(bill.id, ())))
        for item_id, bill in chosen.items()
    }


@query
def get_routing(*, routing_id: UUID, by: Actor) -> Routing:
    """Raises MasterUnknown."""
    found = Routing.objects.filter(id=routing_id).first()
    if found is None:
        raise MasterUnknown(entity="Routing", key=routing_id)
    return found


@query
def list_routings(*, item_id: UUID | None = None, by: Actor) -> QuerySet[Routing]:
    """Routings in use, of one item or all."""
    rows = Routing.objects.filter(archived_at__isnull=True)
    return rows if item_id is None else rows.filter(item_id=item_id)


@query
def find_routing(*, item_id: UUID, site_id: UUID, on: date, by: Actor) -> EffectiveRouting | None:
    """The released routing of the item at the site on the day."""
    return effective_routings(item_ids=[item_id], site_id=site_id, on=on, by=by).get(item_id)


@query
def effective_routings(
    *, item_ids: Collection[UUID] | None = None, site_id: UUID, on: date, by: Actor
) -> dict[UUID, EffectiveRouting]:
    """The routings that hold at the site on the day by item, in two reads."""
    chosen = _chosen(Routing.objects.filter(_held(item_ids, site_id, on)))
    operations: dict[UUID, list[RoutingOperation]] = {}
    rows = RoutingOperation.objects.filter(routing__in=[row.id for row in chosen.values()])
    for row in rows.order_by("number"):
        operations.setdefault(row.routing_id, []).append(row)
    return {
        item_id: EffectiveRouting(routing, tuple(operations.get(routing.id, ())))
        for item_id, routing in chosen.items()
    }


def _held(item_ids: Collection[UUID] | None, site_id: UUID, on: date) -> Q:
    held = (
        Q(archived_at__isnull=True, status="RELEASED")
        & (Q(site_id=site_id) | Q(site_id__isnull=True))
        & (Q(valid_from_date__isnull=True) | Q(valid_from_date__lte=on))
        & (Q(valid_to_date__isnull=True) | Q(valid_to_date__gt=on))
    )
    return held if item_ids is None else held & Q(item_id__in=item_ids)


def _chosen(rows: Iterable[V]) -> dict[UUID, V]:
    """One version per item: the site's own before the general one, then the newest."""
    chosen: dict[UUID, V] = {}
    for row in rows:
        before = chosen.get(row.item_id)
        if before is None or _rank(row) > _rank(before):
            chosen[row.item_id] = row
    return chosen


def _rank(row: Bill | Routing) -> tuple[bool, date, str]:
    return (row.site_id is not None, row.valid_from_date or date.min, row.version)
