"""Stored pegging, followed through the levels in as many reads as there are levels."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
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


def sales_orders_behind(supply_ids: Collection[UUID], by: Actor) -> dict[UUID, tuple[UUID, ...]]:
    """For each supply (order or line id) the sales orders it serves in the end."""
    return {
        supply_id: tuple(sorted({order_id for order_id, _ in ends}))
        for supply_id, ends in _ends_of(supply_ids, by).items()
    }


def sales_lines_behind(supply_ids: Collection[UUID], by: Actor) -> dict[UUID, tuple[UUID, ...]]:
    """For each supply (order or line id) the sales orders' lines that it serves in the end."""
    return {
        supply_id: tuple(sorted({line_id for _, line_id in ends}))
        for supply_id, ends in _ends_of(supply_ids, by).items()
    }


End = tuple[UUID, UUID]
"""A sales order and its schedule line."""


def _ends_of(supply_ids: Collection[UUID], by: Actor) -> dict[UUID, set[End]]:
    found: dict[UUID, set[End]] = defaultdict(set)
    if supply_ids:
        with connection.cursor() as cursor:
            given: dict[str, Any] = {"ids": list(supply_ids), "company": by.company_id}
            cursor.execute(_ENDS, given | {"sales": DemandType.SALES_ORDER})
            for supply_id, order_id, line_id in cursor.fetchall():
                found[supply_id].add((order_id, line_id))
    return found


_ENDS = """
WITH RECURSIVE above (asked, supply_id) AS (
    SELECT id, id FROM unnest(%(ids)s::uuid[]) AS of_supply (id)
     UNION
    SELECT above.asked, taker.order_id
      FROM above
      JOIN scm_plan_peg AS peg
        ON peg.company_id = %(company)s AND peg.supply_id = above.supply_id
     CROSS JOIN LATERAL (
           SELECT order_id FROM scm_plan_requirement WHERE id = peg.need_id
            UNION ALL
           SELECT order_id FROM scm_known_demand
            WHERE company_id = %(company)s AND line_id = peg.need_id
              AND demand_type <> %(sales)s) AS taker)
SELECT DISTINCT above.asked, line.order_id, line.line_id
  FROM above
  JOIN scm_plan_peg AS peg ON peg.company_id = %(company)s AND peg.supply_id = above.supply_id
  JOIN scm_known_demand AS line
    ON line.company_id = %(company)s AND line.line_id = peg.need_id
   AND line.demand_type = %(sales)s
"""


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
