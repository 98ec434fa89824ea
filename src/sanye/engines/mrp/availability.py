"""When demands will really be served, as orders stand: lateness carried up the links of pegging.

A plan counts on its advice being followed; this does not. A supply is there on its due date, later
by as much as what it takes is late; a demand is served when the last of its supplies is there.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sanye.engines.mrp.records import (
    DemandKind,
    NeedKind,
    NodeKey,
    OrderKind,
    Peg,
    Plan,
    Problem,
    SupplyKind,
)

SupplyRef = tuple[SupplyKind, str]
NeedRef = tuple[NeedKind, str]
ON_TIME = timedelta(0)


class Served(NamedTuple):
    """``on`` None: nothing known will ever serve it in full. ``cause``: the supply behind."""

    on: date | None
    cause: str


def served_dates(problem: Problem, plan: Plan) -> dict[str, Served]:
    """For each demand of the plan when it is served in full and by which supply so late.

    Lateness of a component moves its order by as many calendar days.
    """
    return _Dates(problem, plan).demands()


class _Dates:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._as_of = problem.as_of
        self._due = {d.id: d.due_date for d in problem.demands}
        self._component_of = {
            d.id: d.receipt_id for d in problem.demands if d.kind is DemandKind.COMPONENT
        }
        self._pegs: dict[NeedRef, list[Peg]] = defaultdict(list)
        for peg in plan.pegs:
            self._pegs[peg.need_kind, peg.need_id].append(peg)
        self._takes = self._needs_by_order(plan)
        self._needed_on = {r.id: r.need_date for r in plan.requirements}
        self._unsourced = {o.id for o in plan.orders if o.kind is OrderKind.UNSOURCED}
        self._receipt_due = {r.id: max(r.due_date, self._as_of) for r in problem.receipts}
        self._order_due = {o.id: o.due_date for o in plan.orders}
        self._levels = plan.low_level_codes
        self._known: dict[SupplyRef, Served] = {}
        self._settle(plan)

    def demands(self) -> dict[str, Served]:
        return {
            need_id: self._served(pegs)
            for (kind, need_id), pegs in self._pegs.items()
            if kind is NeedKind.DEMAND and need_id not in self._component_of
        }

    def _needs_by_order(self, plan: Plan) -> Mapping[str, list[NeedRef]]:
        takes: dict[str, list[NeedRef]] = defaultdict(list)
        for requirement in plan.requirements:
            takes[requirement.order_id].append((NeedKind.REQUIREMENT, requirement.id))
        for demand_id, receipt_id in self._component_of.items():
            if receipt_id is not None:
                takes[receipt_id].append((NeedKind.DEMAND, demand_id))
        return takes

    def _settle(self, plan: Plan) -> None:
        """Supplies of the deepest nodes first: what an order takes is settled before it."""
        supplies = {
            (peg.supply_kind, peg.supply_id): NodeKey(peg.item, peg.site)
            for peg in plan.pegs
            if peg.supply_kind is not SupplyKind.ON_HAND
        }
        for ref in sorted(supplies, key=lambda ref: -self._levels[supplies[ref]]):
            self._known[ref] = self._available(ref)

    def _available(self, ref: SupplyRef) -> Served:
        kind, supply_id = ref
        if supply_id in self._unsourced:
            return Served(None, supply_id)
        due = self._receipt_due if kind is SupplyKind.RECEIPT else self._order_due
        shift, cause = ON_TIME, supply_id
        for need in self._takes.get(supply_id, ()):
            served = self._served(self._pegs.get(need, []))
            if served.on is None:
                return served
            late = served.on - self._wanted_on(need)
            if late > shift:
                shift, cause = late, served.cause
        return Served(due[supply_id] + shift, cause)

    def _wanted_on(self, need: NeedRef) -> date:
        kind, need_id = need
        wanted = self._due[need_id] if kind is NeedKind.DEMAND else self._needed_on[need_id]
        return max(wanted, self._as_of)

    def _served(self, pegs: list[Peg]) -> Served:
        """By the latest of its supplies; stock is there today."""
        latest = Served(self._as_of, "")
        for peg in pegs:
            ref = (peg.supply_kind, peg.supply_id)
            served = self._known.get(ref, Served(self._as_of, ""))
            if served.on is None:
                return served
            if latest.on is None or served.on > latest.on:
                latest = served
        return latest
