"""Stored pegging, followed through the levels in as many reads as there are levels."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Q

from sanye.engines.mrp import NeedKind
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


class LineBehind(NamedTuple):
    """A customer's line, as far as those ask who want to know for whom a supply is."""

    line_id: UUID
    order_id: UUID
    order_number: str
    customer_id: UUID | None
    due_date: date
    net_amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class StoredLinks:
    """What stands above some supplies: their takers (orders), the takers of these and so on, and
    the customers' lines where it ends. Supplies, takers and lines by their ids as text."""

    supplies_of: Mapping[str, Collection[str]]
    lines_of: Mapping[str, set[str]]
    lines: Mapping[str, LineBehind]

    def ends(self) -> Mapping[str, set[str]]:
        """For each supply the customers' lines that it serves in the end."""
        found = defaultdict(set, {supply: {*ids} for supply, ids in self.lines_of.items()})
        waiting = dict.fromkeys(found)
        while waiting:  # first in, first out: most takers have all their lines by their turn
            taker = next(iter(waiting))
            del waiting[taker]
            for supply in self.supplies_of.get(taker, ()):
                if not found[taker] <= found[supply]:
                    found[supply] |= found[taker]
                    waiting[supply] = None
        return found


def sales_orders_behind(supply_ids: Collection[UUID], by: Actor) -> dict[UUID, tuple[UUID, ...]]:
    """For each supply (order or line id) the sales orders it serves in the end."""
    links = links_above(supply_ids, by)
    return {
        supply_id: tuple(sorted({links.lines[line_id].order_id for line_id in line_ids}))
        for supply_id, line_ids in _of(supply_ids, links)
    }


def sales_lines_behind(supply_ids: Collection[UUID], by: Actor) -> dict[UUID, tuple[UUID, ...]]:
    """For each supply (order or line id) the sales orders' lines that it serves in the end."""
    links = links_above(supply_ids, by)
    return {
        supply_id: tuple(sorted(links.lines[line_id].line_id for line_id in line_ids))
        for supply_id, line_ids in _of(supply_ids, links)
    }


def _of(supply_ids: Iterable[UUID], links: StoredLinks) -> Iterator[tuple[UUID, set[str]]]:
    ends = links.ends()
    for supply_id in supply_ids:
        line_ids = ends.get(str(supply_id))
        if line_ids:
            yield supply_id, line_ids


def links_above(supply_ids: Iterable[UUID], by: Actor) -> StoredLinks:
    """Of supplies by their order or line id, read level by level."""
    supplies_of: dict[str, list[str]] = defaultdict(list)
    lines_of: dict[str, set[str]] = defaultdict(set)
    lines: dict[str, LineBehind] = {}
    level = {str(supply_id) for supply_id in supply_ids}
    seen = set(level)
    while level:
        takers = set()
        for supply, taker, line, *columns in _read_needs(level, by):
            if line is None:
                supplies_of[taker].append(supply)
                takers.add(taker)
            else:
                lines_of[supply].add(line)
                lines[line] = LineBehind(*columns)
        level = takers - seen
        seen |= level
    return StoredLinks(supplies_of, lines_of, lines)


def _read_needs(supplies: Iterable[str], by: Actor) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _NEEDS,
            {
                "supplies": "{" + ",".join(supplies) + "}",
                "company": by.company_id,
                "requirement": NeedKind.REQUIREMENT.value,
                "sales": DemandType.SALES_ORDER.value,
            },
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


_NEEDS = """
SELECT peg.supply_id::text, need.*
  FROM scm_plan_peg AS peg
 CROSS JOIN LATERAL (
       SELECT order_id::text AS taker, NULL AS line, NULL::uuid, NULL::uuid, NULL, NULL::uuid,
              NULL::date, NULL::numeric, NULL
         FROM scm_plan_requirement
        WHERE peg.need_kind = %(requirement)s AND id = peg.need_id
        UNION ALL
       SELECT order_id::text, CASE demand_type WHEN %(sales)s THEN line_id::text END, line_id,
              order_id, order_number, customer_id, due_date, net_amount, currency
         FROM scm_known_demand
        WHERE peg.need_kind <> %(requirement)s
          AND company_id = %(company)s AND line_id = peg.need_id) AS need
 WHERE peg.company_id = %(company)s AND peg.supply_id = ANY(%(supplies)s::uuid[])
"""


@query
def list_chain_below(*, line_id: UUID, by: Actor) -> list[PegLink]:
    """Every link below a demand's line, level by level: what serves it, what that takes, …"""
    levels = enumerate(_levels_below(Q(need_id=line_id)))
    return [PegLink(depth, peg) for depth, pegs in levels for peg in pegs]


def supplies_below(sales_order_id: UUID) -> set[UUID]:
    """What serves a sales order in the end: ids of orders and of lines."""
    rows = KnownDemand.objects.filter(order_id=sales_order_id, demand_type=DemandType.SALES_ORDER)
    levels = _levels_below(Q(need_id__any_of=ArraySubquery(rows.values("line_id"))))
    return {peg.supply_id for pegs in levels for peg in pegs if peg.supply_id is not None}


def _levels_below(needs: Q) -> Iterator[list[PlanPeg]]:
    """The links below needs."""
    seen: set[UUID] = set()
    for _ in range(MOST_LEVELS):
        pegs = list(PlanPeg.objects.filter(needs).order_by("need_date", "id"))
        yield pegs
        supplies = {peg.supply_id for peg in pegs if peg.supply_id is not None} - seen
        if not supplies:
            return
        seen |= supplies
        needs = _is_need_of(supplies)


def _is_need_of(supply_ids: Collection[UUID]) -> Q:
    """Links of what these take: requirements, and lines of released orders."""
    requirements = PlanRequirement.objects.filter(order_id__in=supply_ids).values("id")
    demands = KnownDemand.objects.filter(order_id__in=supply_ids)
    lines = demands.exclude(demand_type=DemandType.SALES_ORDER).values("line_id")
    return Q(need_id__any_of=ArraySubquery(requirements.union(lines, all=True)))


@query
def list_pegs(*, item_id: UUID | None = None, site_id: UUID | None = None, by: Actor):  # type: ignore[no-untyped-def]
    """Single-level links of an item, of a site, or all."""
    rows = PlanPeg.objects.all()
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    return rows if site_id is None else rows.filter(site_id=site_id)
