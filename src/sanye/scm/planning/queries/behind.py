"""The customers behind what a plan makes, buys and ships."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from sanye.engines.mrp import Peg, Plan, SupplyKind
from sanye.kernel.actors import Actor
from sanye.scm.planning.domain.states import DemandType
from sanye.scm.planning.queries.input import PlanningInput
from sanye.scm.planning.queries.known import DemandRow, read_demand
from sanye.scm.planning.queries.pegging import sales_lines_behind


@dataclass(frozen=True, slots=True)
class Behind:
    """For each supply of a plan, by its id there, the customers' lines it serves in the end."""

    lines_of: Mapping[str, set[str]]
    rows: Mapping[str, DemandRow]

    def lines(self, supply_id: str) -> list[DemandRow]:
        """Those due first stand first."""
        found = [self.rows[line_id] for line_id in self.lines_of.get(supply_id, ())]
        return sorted(found, key=lambda row: (row.due_date, row.line_id.int))

    def sales_orders(self, supply_id: str) -> tuple[UUID, ...]:
        """The orders of these lines, by id."""
        found = {self.rows[line_id].order_id for line_id in self.lines_of.get(supply_id, ())}
        return tuple(sorted(found, key=_number))


_number = attrgetter("int")
"""Sorts ids as they sort themselves, without asking Python for each pair."""


def who_is_behind(given: PlanningInput, plan: Plan, wanted: Iterable[str], by: Actor) -> Behind:
    """Who is behind the wanted supplies; others are left out where it takes more reading.

    Links of pegging stand level by level, so that what takes of a node is known before it.
    """
    takers = _takers(given, plan)
    links = [peg for peg in plan.pegs if peg.supply_kind is not SupplyKind.ON_HAND]
    rows = dict(given.demands)
    lines_of: dict[str, set[str]] = defaultdict(set)
    if given.orders_above:
        reached = _reached(wanted, links, takers)
        rows |= _add_lines_above(reached & given.orders_above, lines_of, by)
    for peg in links:
        taker = takers.get(peg.need_id)
        if taker is None:
            lines_of[peg.supply_id] |= {peg.need_id} & given.demands.keys()
        elif taker in lines_of:
            lines_of[peg.supply_id] |= lines_of[taker]
    return Behind(lines_of, rows)


def _takers(given: PlanningInput, plan: Plan) -> dict[str, str]:
    """By what an order takes, the order."""
    taken = (*given.problem.requirements, *plan.requirements)
    released = (d for d in given.demands.values() if d.demand_type != DemandType.SALES_ORDER)
    return {
        **{need.id: need.order_id for need in taken},
        **{str(demand.line_id): str(demand.order_id) for demand in released},
    }


def _reached(wanted: Iterable[str], links: Iterable[Peg], takers: Mapping[str, str]) -> set[str]:
    """The wanted supplies, the orders that take of them, and so on."""
    taking: dict[str, list[str]] = defaultdict(list)
    for peg in links:
        if peg.need_id in takers:
            taking[peg.supply_id].append(takers[peg.need_id])
    queue = list(dict.fromkeys(wanted))
    found = set(queue)
    for supply_id in queue:
        queue += [taker for taker in dict.fromkeys(taking[supply_id]) if taker not in found]
        found.update(taking[supply_id])
    return found


def _add_lines_above(
    order_ids: Iterable[str], lines_of: dict[str, set[str]], by: Actor
) -> dict[str, DemandRow]:
    """Of orders whose plan is stored; the rows of their lines."""
    behind = sales_lines_behind([UUID(order_id) for order_id in order_ids], by)
    line_ids = {line_id for ids in behind.values() for line_id in ids}
    for order_id, ids in behind.items():
        lines_of[str(order_id)] = {str(line_id) for line_id in ids}
    if not line_ids:
        return {}
    return {str(row.line_id): row for row in read_demand(line_id__in=line_ids)}
