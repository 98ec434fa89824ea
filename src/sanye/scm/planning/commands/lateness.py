"""What orders take too late, kept from run to run (`LateNeed`).

A run over a few nodes has to know what others bring too late; and where what it brings to orders
of other nodes comes later or sooner than before, that is carried up the stored links.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from sanye.engines.mrp import LateNeed, Lateness, Served, SupplyKind
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.planning.commands.replacing import replace_rows
from sanye.scm.planning.domain.states import DemandType
from sanye.scm.planning.models import KnownDemand, PlannedOrder, PlanPeg, PlanRequirement
from sanye.scm.planning.models import LateNeed as LateNeedRow
from sanye.scm.planning.queries.input import PlanningInput
from sanye.scm.planning.queries.places import Place, node_at, place_at

_COLUMNS = ("item_id", "site_id", "order_id", "days", "cause_id")


class Taking(NamedTuple):
    """Of this place the order takes something."""

    order_id: UUID
    place: Place


@dataclass(slots=True)
class LateNeeds:
    """What orders of the company take late, as far as it was asked for; `stored`: the rows."""

    worst: dict[UUID, dict[Place, Lateness]] = field(default_factory=lambda: defaultdict(dict))
    stored: dict[Taking, tuple[UUID, Lateness]] = field(default_factory=dict)
    whole: set[UUID] = field(default_factory=set)
    """The orders of which everything is known."""

    def of_order(self, order_id: UUID | None) -> Lateness | None:
        """The worst of what it takes. Ask `read_orders` first."""
        return max(self.worst.get(order_id, {}).values(), default=None) if order_id else None

    def put(self, taking: Taking, lateness: Lateness | None) -> bool:
        """False where it is so already."""
        known = self.worst[taking.order_id]
        if known.get(taking.place) == lateness:
            return False
        if lateness is None:
            del known[taking.place]
        else:
            known[taking.place] = lateness
        return True

    def read(self, rows: QuerySet[LateNeedRow]) -> None:
        """Take in what is not known yet."""
        for row_id, item_id, site_id, order_id, days, cause_id in rows.values_list("id", *_COLUMNS):
            taking = Taking(order_id, (item_id, site_id))
            if taking not in self.stored:
                lateness = Lateness(days is None, days or 0, str(cause_id or ""))
                self.stored[taking] = row_id, lateness
                self.worst[order_id][taking.place] = lateness

    def read_orders(self, order_ids: Collection[UUID]) -> None:
        """All that these take."""
        missing = set(order_ids) - self.whole
        if missing:
            self.read(LateNeedRow.objects.filter(order_id__in=missing))
            self.whole |= missing


def read_late_needs(given: PlanningInput, order_ids: Collection[UUID]) -> LateNeeds:
    """What is taken late of the problem's places, and what these orders take."""
    found = LateNeeds()
    found.read(given.of_items(LateNeedRow.objects.all()))
    if given.item_ids is not None:
        found.read_orders(order_ids)
    return found


def late_beyond(
    known: LateNeeds, given: PlanningInput, ids: Mapping[str, UUID]
) -> Iterator[LateNeed]:
    """What the plan's orders take late of nodes that are beyond the problem."""
    orders = {row_id: order_id for order_id, row_id in ids.items()}
    for (order_id, place), (_, lateness) in known.stored.items():
        if place not in given.around:
            item_id, site_id = place
            key = orders.get(order_id) or str(order_id)
            yield LateNeed(key, node_at(item_id, site_id), lateness)


def note_plan(
    known: LateNeeds, late: Iterable[LateNeed], given: PlanningInput, ids: Mapping[str, UUID]
) -> set[UUID]:
    """Of the problem's places the plan says it; the orders for which something differs."""
    worst: dict[Taking, Lateness | None] = {
        taking: None for taking in known.stored if taking.place in given.around
    }
    for order_id, node, lateness in late:
        place = place_at(node.item, node.site)
        taking = Taking(ids.get(order_id) or UUID(order_id), place)
        told = Lateness(lateness.is_never, lateness.days, str(line_of(lateness.cause) or ""))
        before = worst.get(taking)
        worst[taking] = told if before is None else max(told, before)
    return {taking.order_id for taking, told in worst.items() if known.put(taking, told)}


def line_of(cause: str) -> UUID | None:
    """The line of a supply that exists; the plan's own orders have other names."""
    try:
        return UUID(cause)
    except ValueError:
        return None


def keep_late_needs(known: LateNeeds, by: Actor) -> None:
    """Write what differs."""
    gone: dict[Taking, list[UUID]] = defaultdict(list)
    fresh = []
    for taking, (row_id, lateness) in known.stored.items():
        if known.worst[taking.order_id].get(taking.place) != lateness:
            gone[taking].append(row_id)
    for order_id, places in known.worst.items():
        for place, lateness in places.items():
            before = known.stored.get(Taking(order_id, place))
            if before is None or before[1] != lateness:
                days = None if lateness.is_never else lateness.days
                values = (*place, order_id, days, line_of(lateness.cause))
                fresh.append((new_id(), by.company_id, *values))
    replace_rows(LateNeedRow, _COLUMNS, gone, fresh)


# Up the stored links


def carry_up(known: LateNeeds, changed: Collection[UUID], as_of: date) -> dict[UUID, Served]:
    """From orders that take something later or sooner than before to those that take of them, and
    so on; when the customers' lines that are reached will be served, by the line."""
    lines: set[UUID] = set()
    while changed:
        links = PlanPeg.objects.filter(supply_id__in=changed)
        needs = set(links.values_list("need_id", flat=True)) - {None}
        demands = _demands(line_id__in=needs)
        lines |= {d.id for d in demands if d.is_sales}
        taken = [*_requirements(id__in=needs), *(d for d in demands if not d.is_sales)]
        takings = {need.taking for need in taken}
        known.read_orders({taking.order_id for taking in takings})
        late = _taken_late(takings, known, as_of)
        changed = {one.order_id for one, lateness in late.items() if known.put(one, lateness)}
    return _served(lines, known)


class _Need(NamedTuple):
    id: UUID
    taking: Taking
    on: date
    is_sales: bool


def _requirements(**which: Collection[UUID]) -> list[_Need]:
    rows = PlanRequirement.objects.filter(**which)
    columns = ("id", "order_id", "item_id", "site_id", "need_date")
    return [
        _Need(row_id, Taking(order_id, (item_id, site_id)), on, is_sales=False)
        for row_id, order_id, item_id, site_id, on in rows.values_list(*columns)
    ]


def _demands(**which: Collection[UUID]) -> list[_Need]:
    rows = KnownDemand.objects.filter(**which)
    columns = ("line_id", "order_id", "item_id", "site_id", "due_date", "demand_type")
    return [
        _Need(line_id, Taking(order_id, (item_id, site_id)), on, kind == DemandType.SALES_ORDER)
        for line_id, order_id, item_id, site_id, on, kind in rows.values_list(*columns)
    ]


def _taken_late(
    taking: Collection[Taking], known: LateNeeds, as_of: date
) -> dict[Taking, Lateness | None]:
    """The worst of all that the orders take of these places."""
    orders = {one.order_id for one in taking}
    needs = [
        need
        for need in (*_requirements(order_id__in=orders), *_demands(order_id__in=orders))
        if need.taking in taking and not need.is_sales
    ]
    served = _served({need.id for need in needs}, known)
    worst: dict[Taking, Lateness | None] = dict.fromkeys(taking)
    for need in needs:
        late = _lateness(served.get(need.id), max(need.on, as_of))
        before = worst[need.taking]
        if late is not None and (before is None or late > before):
            worst[need.taking] = late
    return worst


def _lateness(served: Served | None, wanted: date) -> Lateness | None:
    if served is None:
        return None
    if served.on is None:
        return Lateness(is_never=True, days=0, cause=served.cause)
    days = (served.on - wanted).days
    return Lateness(is_never=False, days=days, cause=served.cause) if days > 0 else None


def _served(needs: Collection[UUID], known: LateNeeds) -> dict[UUID, Served]:
    """By the latest of its supplies, each later by the worst of what it takes."""
    columns = ("need_id", "supply_kind", "supply_id", "supply_date")
    links = list(PlanPeg.objects.filter(need_id__in=needs).order_by("id").values_list(*columns))
    planned = {row[2] for row in links if row[1] == SupplyKind.PLANNED_ORDER}
    nobodys = _nobodys(planned)
    known.read_orders({row[2] for row in links} - {None})
    found: dict[UUID, Served] = {}
    for need_id, kind, supply_id, on in links:
        if supply_id in nobodys:
            served = Served(None, "")
        else:
            cause = "" if kind != SupplyKind.RECEIPT else str(supply_id)
            served = _there(on, cause, known.of_order(supply_id))
        before = found.get(need_id)
        if before is None or _is_later(served.on, before.on):
            found[need_id] = served
    return found


def _nobodys(planned: set[UUID]) -> set[UUID]:
    """Orders that nobody can fill: they are no rows, as phantoms are none, and take nothing."""
    rows = PlannedOrder.objects.filter(id__in=planned)
    left = planned - set(rows.values_list("id", flat=True))
    if left:
        taken = PlanRequirement.objects.filter(order_id__in=left)
        left -= set(taken.values_list("order_id", flat=True))
    return left


def _there(on: date, cause: str, late: Lateness | None) -> Served:
    """When a supply is there, and the line behind."""
    if late is None:
        return Served(on, cause)
    return Served(None if late.is_never else on + timedelta(days=late.days), late.cause)


def _is_later(on: date | None, than: date | None) -> bool:
    return than is not None and (on is None or on > than)
