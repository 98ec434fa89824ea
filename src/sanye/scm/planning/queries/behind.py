"""The customers behind what a plan makes, buys and ships."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from operator import attrgetter
from uuid import UUID

from sanye.engines.mrp import Peg, Plan, SupplyKind
from sanye.kernel.actors import Actor
from sanye.scm.planning.domain.states import DemandType
from sanye.scm.planning.queries.input import PlanningInput
from sanye.scm.planning.queries.known import DemandRow
from sanye.scm.planning.queries.pegging import LineBehind, links_above

BY_NUMBER = attrgetter("int")
"""Sorts ids as they sort themselves, without asking Python for each pair."""

Line = DemandRow | LineBehind


class Behind:
    """For each supply of a plan, by its id there, the customers' lines it serves in the end."""

    def __init__(self, lines_of: Mapping[str, set[str]], lines: Mapping[str, Line]) -> None:
        self._lines_of = lines_of
        self._lines = lines

    def lines(self, supply_id: str) -> list[Line]:
        """Those due first stand first."""
        found = sorted(self._lines_of.get(supply_id, ()), key=self._rank.__getitem__)
        return [self._lines[line_id] for line_id in found]

    def sales_orders(self, supply_id: str) -> tuple[UUID, ...]:
        """The orders of these lines, by id."""
        numbers = {self._order_numbers[line_id] for line_id in self._lines_of.get(supply_id, ())}
        return tuple(self._orders[number] for number in sorted(numbers))

    @cached_property
    def _rank(self) -> dict[str, int]:
        due_first = sorted(self._lines, key=lambda id_: (self._lines[id_].due_date, id_))
        return {line_id: rank for rank, line_id in enumerate(due_first)}

    @cached_property
    def _orders(self) -> dict[int, UUID]:
        """By their numbers, which are hashed and compared without asking Python."""
        return {line.order_id.int: line.order_id for line in self._lines.values()}

    @cached_property
    def _order_numbers(self) -> dict[str, int]:
        return {line_id: line.order_id.int for line_id, line in self._lines.items()}


def who_is_behind(given: PlanningInput, plan: Plan, wanted: Iterable[str], by: Actor) -> Behind:
    """Who is behind the wanted supplies; others are left out where it takes more reading.

    Links of pegging stand level by level, so that what takes of a node is known before it.
    """
    takers = _takers(given, plan)
    links = [peg for peg in plan.pegs if peg.supply_kind is not SupplyKind.ON_HAND]
    lines: dict[str, Line] = dict(given.demands)
    lines_of: dict[str, set[str]] = defaultdict(set)
    if given.orders_above:
        reached = _reached(wanted, links, takers) & given.orders_above
        above = links_above([UUID(order_id) for order_id in reached], by)
        lines.update(above.lines)
        lines_of.update(above.ends())
    for peg in links:
        taker = takers.get(peg.need_id)
        if taker is None:
            if peg.need_id in given.demands:
                lines_of[peg.supply_id].add(peg.need_id)
        elif taker in lines_of:
            lines_of[peg.supply_id] |= lines_of[taker]
    return Behind(lines_of, lines)


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
