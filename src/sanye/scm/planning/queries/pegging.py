"""Stored pegging, followed through the levels in as many reads as there are levels."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.scm.planning.domain.states import DemandType
from sanye.scm.planning.models import KnownDemand, PlanPeg, PlanRequirement
from sanye.stem.commands import query

MOST_LEVELS = 50


@dataclass(frozen=True, slots=True)
class PegLink:
    """A link below a need; `depth` 0 serves the need itself."""

    depth: int
    peg: PlanPeg


def sales_orders_behind(supply_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """For each supply (order or line id) the sales orders it serves in the end."""
    return {
        supply_id: tuple(sorted({order_id for order_id, _ in ends}))
        for supply_id, ends in _ends_of(supply_ids).items()
    }


def sales_lines_behind(supply_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """For each supply (order or line id) the sales orders' lines that it serves in the end."""
    return {
        supply_id: tuple(sorted({line_id for _, line_id in ends}))
        for supply_id, ends in _ends_of(supply_ids).items()
    }


End = tuple[UUID, UUID]
"""A sales order and its schedule line."""


def _ends_of(supply_ids: Collection[UUID]) -> dict[UUID, set[End]]:
    origins: dict[UUID, set[UUID]] = {supply_id: {supply_id} for supply_id in supply_ids}
    found: dict[UUID, set[End]] = defaultdict(set)
    for _ in range(MOST_LEVELS):
        if not origins:
            break
        origins = _one_level_up(origins, found)
    return found


def _one_level_up(
    origins: dict[UUID, set[UUID]], found: dict[UUID, set[End]]
) -> dict[UUID, set[UUID]]:
    """`origins`: supply → those asked about. The answer is the same one level higher."""
    needs: dict[UUID, set[UUID]] = defaultdict(set)
    pegs = PlanPeg.objects.filter(supply_id__in=origins).values_list("supply_id", "need_id")
    for supply_id, need_id in pegs:
        if need_id is not None:
            needs[need_id] |= origins[supply_id]
    higher: dict[UUID, set[UUID]] = defaultdict(set)
    rows = PlanRequirement.objects.filter(id__in=needs).values_list("id", "order_id")
    for need_id, order_id in rows:
        higher[order_id] |= needs[need_id]
    demands = KnownDemand.objects.filter(line_id__in=needs)
    for line_id, kind, order_id in demands.values_list("line_id", "demand_type", "order_id"):
        if kind == DemandType.SALES_ORDER:
            for asked in needs[line_id]:
                found[asked].add((order_id, line_id))
        else:
            higher[order_id] |= needs[line_id]
    return higher


@query
def list_chain_below(*, line_id: UUID, by: Actor) -> list[PegLink]:
    """Every link below a demand's line, level by level: what serves it, what that takes, …"""
    levels = enumerate(_levels_below({line_id}))
    return [PegLink(depth, peg) for depth, pegs in levels for peg in pegs]


def supplies_below(sales_order_id: UUID) -> set[UUID]:
    """What serves a sales order in the end: ids of orders and of lines."""
    rows = KnownDemand.objects.filter(order_id=sales_order_id, demand_type=DemandType.SALES_ORDER)
    levels = _levels_below(rows.values_list("line_id"))
    return {peg.supply_id for pegs in levels for peg in pegs if peg.supply_id is not None}


def _levels_below(needs: Collection[UUID] | QuerySet[Any]) -> Iterator[list[PlanPeg]]:
    """The links below needs, which are given by their ids or a read of them."""
    seen: set[UUID] = set()
    for _ in range(MOST_LEVELS):
        pegs = list(PlanPeg.objects.filter(need_id__in=needs).order_by("need_date", "id"))
        yield pegs
        supplies = {peg.supply_id for peg in pegs if peg.supply_id is not None} - seen
        if not supplies:
            return
        seen |= supplies
        needs = _needs_of(supplies)


def _needs_of(supply_ids: Collection[UUID]) -> QuerySet[Any]:
    """The ids of what these take: requirements, and lines of released orders."""
    requirements = PlanRequirement.objects.filter(order_id__in=supply_ids).values_list("id")
    demands = KnownDemand.objects.filter(order_id__in=supply_ids)
    lines = demands.exclude(demand_type=DemandType.SALES_ORDER).values_list("line_id")
    return requirements.union(lines, all=True)


@query
def list_pegs(*, item_id: UUID | None = None, site_id: UUID | None = None, by: Actor):  # type: ignore[no-untyped-def]
    """Single-level links of an item, of a site, or all."""
    rows = PlanPeg.objects.all()
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    return rows if site_id is None else rows.filter(site_id=site_id)
