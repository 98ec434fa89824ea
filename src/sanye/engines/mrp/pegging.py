"""Pegging through the levels: from a supply up to the demands it serves, from a demand down.

The plan stores single-level links only; more is asked of :class:`Pegging` when it is wanted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sanye.engines.mrp.records import (
    Demand,
    DemandKind,
    NeedKind,
    NodeKey,
    Peg,
    Plan,
    SupplyKind,
)


class Root(NamedTuple):
    """Where a chain of needs ends: an independent demand, or a buffer of a node."""

    kind: NeedKind
    id: str
    node: NodeKey


class Branch(NamedTuple):
    """A link below a demand. ``depth`` 0 serves the demand itself."""

    depth: int
    peg: Peg


class Pegging:
    """An index over a plan's links; queries cost what they return."""

    def __init__(self, plan: Plan, demands: Iterable[Demand] = ()) -> None:
        self._up: dict[tuple[SupplyKind, str, NodeKey], list[Peg]] = defaultdict(list)
        self._down: dict[tuple[NeedKind, str], list[Peg]] = defaultdict(list)
        for peg in plan.pegs:
            self._up[peg.supply_kind, peg.supply_id, NodeKey(peg.item, peg.site)].append(peg)
            self._down[peg.need_kind, peg.need_id].append(peg)
        self._taker: dict[str, tuple[SupplyKind, str, NodeKey]] = {}
        self._takes: dict[str, list[tuple[NeedKind, str]]] = defaultdict(list)
        makers = {p.supply_id: p for p in plan.pegs if p.supply_kind is not SupplyKind.ON_HAND}
        links = [(r.id, r.order_id, NeedKind.REQUIREMENT) for r in plan.requirements]
        links += [
            (d.id, d.receipt_id, NeedKind.DEMAND)
            for d in demands
            if d.kind is DemandKind.COMPONENT and d.receipt_id
        ]
        for need_id, order_id, kind in links:
            self._takes[order_id].append((kind, need_id))
            made = makers.get(order_id)
            if made is not None:
                node = NodeKey(made.item, made.site)
                self._taker[need_id] = (made.supply_kind, order_id, node)

    def roots(
        self, kind: SupplyKind, supply_id: str, node: NodeKey, limit: int = 100
    ) -> list[Root]:
        """The independent demands that a supply serves in the end, nearest first."""
        found: dict[Root, None] = {}
        queue = [(kind, supply_id, node)]
        seen = set(queue)
        for supply in queue:
            for peg in self._up.get(supply, ()):
                taker = self._taker.get(peg.need_id)
                if taker is None:
                    found[Root(peg.need_kind, peg.need_id, NodeKey(peg.item, peg.site))] = None
                elif taker not in seen:
                    seen.add(taker)
                    queue.append(taker)
            if len(found) >= limit:
                break
        return list(found)[:limit]

    def chain(self, kind: NeedKind, need_id: str) -> Iterator[Branch]:
        """Every link below a need, depth first: its supplies, what they take, and so on."""
        stack = [(kind, need_id, 0)]
        seen = set()
        while stack:
            need_kind, current, depth = stack.pop()
            for peg in self._down.get((need_kind, current), ()):
                yield Branch(depth, peg)
                if peg.supply_id and peg.supply_id not in seen:
                    seen.add(peg.supply_id)
                    takes = self._takes.get(peg.supply_id, ())
                    stack.extend((k, i, depth + 1) for k, i in reversed(takes))
