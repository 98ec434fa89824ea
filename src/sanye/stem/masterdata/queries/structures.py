"""Bills and routings as they hold on a day, or on each of several."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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

ItemIds = Collection[UUID]


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
    return effective_bills_of_days(item_ids={on: item_ids}, site_id=site_id, by=by)[on]


@query
def effective_bills_of_days(
    *, item_ids: Mapping[date, ItemIds | None], site_id: UUID, by: Actor
) -> dict[date, dict[UUID, EffectiveBill]]:
    """The bills of a day's items (None: of all items) for each day, in two reads for all days."""
    versions = _versions(Bill.objects.all(), item_ids, site_id)
    lines: dict[UUID, list[BillLine]] = defaultdict(list)
    ids = [bill.id for bills in versions.values() for bill in bills]
    for line in BillLine.objects.filter(bill__in=ids).order_by("position"):
        lines[line.bill_id].append(line)
    found: dict[date, dict[UUID, EffectiveBill]] = {}
    for on, wanted in item_ids.items():
        found[on] = {}
        for item_id, bill in _chosen(versions, wanted, on):
            held = (line for line in lines.get(bill.id, ()) if is_valid(line, on))
            found[on][item_id] = EffectiveBill(bill, tuple(held))
    return found


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
    return effective_routings_of_days(item_ids={on: item_ids}, site_id=site_id, by=by)[on]


@query
def effective_routings_of_days(
    *, item_ids: Mapping[date, ItemIds | None], site_id: UUID, by: Actor
) -> dict[date, dict[UUID, EffectiveRouting]]:
    """The routings of a day's items (None: of all items) for each day, in two reads for all."""
    versions = _versions(Routing.objects.all(), item_ids, site_id)
    operations: dict[UUID, list[RoutingOperation]] = defaultdict(list)
    ids = [routing.id for routings in versions.values() for routing in routings]
    for row in RoutingOperation.objects.filter(routing__in=ids).order_by("number"):
        operations[row.routing_id].append(row)
    return {
        on: {
            item_id: EffectiveRouting(routing, tuple(operations.get(routing.id, ())))
            for item_id, routing in _chosen(versions, wanted, on)
        }
        for on, wanted in item_ids.items()
    }


def _versions(
    rows: QuerySet[V], item_ids: Mapping[date, ItemIds | None], site_id: UUID
) -> Mapping[UUID, Sequence[V]]:
    """By item, those that hold at the site on one of the days or between them."""
    if not item_ids:
        return {}
    held = (
        Q(archived_at__isnull=True, status="RELEASED")
        & (Q(site_id=site_id) | Q(site_id__isnull=True))
        & (Q(valid_from_date__isnull=True) | Q(valid_from_date__lte=max(item_ids)))
        & (Q(valid_to_date__isnull=True) | Q(valid_to_date__gt=min(item_ids)))
    )
    wanted = [ids for ids in item_ids.values() if ids is not None]
    if len(wanted) == len(item_ids):
        held &= Q(item_id__in=set().union(*wanted))
    found: dict[UUID, list[V]] = defaultdict(list)
    for row in rows.filter(held):
        found[row.item_id].append(row)
    return found


def _chosen(
    versions: Mapping[UUID, Sequence[V]], item_ids: ItemIds | None, on: date
) -> Iterable[tuple[UUID, V]]:
    """One version per item: the site's own before the general one, then the newest."""
    for item_id in versions if item_ids is None else item_ids:
        held = [row for row in versions.get(item_id, ()) if is_valid(row, on)]
        if held:
            yield item_id, max(held, key=_rank)


def _rank(row: Bill | Routing) -> tuple[bool, date, str]:
    return (row.site_id is not None, row.valid_from_date or date.min, row.version)
