"""When demands will really be served, as orders stand: lateness carried up the links of pegging.

A plan counts on its advice being followed; this does not. A supply is there on its due date, later
by as much as what it takes is late; a demand is served when the last of its supplies is there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
    Requirement,
    SupplyKind,
)

SupplyRef = tuple[SupplyKind, str]
NeedRef = tuple[NeedKind, str]


class Served(NamedTuple):
    """``on`` None: nothing known will ever serve it in full. ``cause``: the supply behind."""

    on: date | None
    cause: str


class Lateness(NamedTuple):
    """By how many calendar days, or for ever; and which supply is behind. They sort by weight."""

    is_never: bool
    days: int
    cause: str


class LateNeed(NamedTuple):
    """Of this node an order takes something that comes late."""

    order_id: str
    node: NodeKey
    lateness: Lateness


class Availability:
    """When each supply of a plan is there. Lateness of a component moves its order by as much.

    ``beyond``: what the plan's orders take late of nodes that are beyond the problem.
    """

    def __init__(self, problem: Problem, plan: Plan, beyond: Iterable[LateNeed] = ()) -> None:
        self._as_of = problem.as_of
        self._component_of = {
            d.id: d.receipt_id for d in problem.demands if d.kind is DemandKind.COMPONENT
        }
        requirements = (*problem.requirements, *plan.requirements)
        self._wanted_on = {
            **{(NeedKind.REQUIREMENT, r.id): r.need_date for r in requirements},
            **{(NeedKind.DEMAND, d.id): d.due_date for d in problem.demands},
        }
        self._pegs: dict[NeedRef, list[Peg]] = defaultdict(list)
        for peg in plan.pegs:
            self._pegs[peg.need_kind, peg.need_id].append(peg)
        self._takes = self._needs_by_order(requirements)
        self._beyond: dict[str, list[Lateness]] = defaultdict(list)
        for late in beyond:
            self._beyond[late.order_id].append(late.lateness)
        self._unsourced = {o.id for o in plan.orders if o.kind is OrderKind.UNSOURCED}
        self._receipt_due = {r.id: max(r.due_date, self._as_of) for r in problem.receipts}
        self._order_due = {o.id: o.due_date for o in plan.orders}
        self._known: dict[SupplyRef, Served] = {}
        self._settle(plan)

    def demands(self) -> dict[str, Served]:
        """For each demand of the plan when it is served in full and by which supply so late."""
        return {
            need_id: self._served(pegs)
            for (kind, need_id), pegs in self._pegs.items()
            if kind is NeedKind.DEMAND and need_id not in self._component_of
        }

    def late_needs(self) -> list[LateNeed]:
        """What orders of the plan take late, the worst of each order and node."""
        worst: dict[tuple[str, NodeKey], Lateness] = {}
        for order_id, needs in self._takes.items():
            for need in needs:
                late = self._lateness(need)
                if late is not None:
                    peg = self._pegs[need][0]
                    key = (order_id, NodeKey(peg.item, peg.site))
                    worst[key] = max(late, worst.get(key, late))
        return [LateNeed(*key, late) for key, late in worst.items()]

    def _needs_by_order(self, requirements: Iterable[Requirement]) -> dict[str, list[NeedRef]]:
        takes: dict[str, list[NeedRef]] = defaultdict(list)
        for requirement in requirements:
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
        levels = plan.low_level_codes
        for ref in sorted(supplies, key=lambda ref: -levels[supplies[ref]]):
            self._known[ref] = self._available(ref)

    def _available(self, ref: SupplyRef) -> Served:
        kind, supply_id = ref
        if supply_id in self._unsourced:
            return Served(None, supply_id)
        due = self._receipt_due if kind is SupplyKind.RECEIPT else self._order_due
        late = max(self._lateness_below(supply_id), default=None)
        if late is None:
            return Served(due[supply_id], supply_id)
        if late.is_never:
            return Served(None, late.cause)
        return Served(due[supply_id] + timedelta(days=late.days), late.cause)

    def _lateness_below(self, order_id: str) -> Iterator[Lateness]:
        yield from self._beyond.get(order_id, ())
        for need in self._takes.get(order_id, ()):
            late = self._lateness(need)
            if late is not None:
                yield late

    def _lateness(self, need: NeedRef) -> Lateness | None:
        served = self._served(self._pegs.get(need, []))
        if served.on is None:
            return Lateness(is_never=True, days=0, cause=served.cause)
        days = (served.on - max(self._wanted_on[need], self._as_of)).days
        return Lateness(is_never=False, days=days, cause=served.cause) if days > 0 else None

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
