"""What customers ordered: each in his rhythm, of his goods, in their season."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from uuid import UUID

from sanye.project.demo.past.buyers import (
    FADING_DAYS,
    FADING_FACTOR,
    GROWTH,
    Buyer,
    Fate,
)
from sanye.project.demo.past.chance import around, some, stream
from sanye.project.demo.past.drafts import SalesDraft, SalesLine
from sanye.project.demo.past.seasons import item_weight, wanted_factor
from sanye.project.demo.past.world import Good, Place, World

SCATTER = 0.35
"""How quantities of the same line differ from order to order (log-normal)."""
JITTER = 0.2
"""By what share a gap between orders is longer or shorter."""
PIECE_BY_PIECE = 0.03
"""Goods kept by serial number are dear: so much of the others' quantities is ordered."""
LOAD = 0.62
"""What the busiest work center has to do, on average, of what it could."""
MOST = 1.5
"""Plants with room to spare are not filled: wishes grow by so much at most."""
CARTON, BY_CARTON_FROM = 6, 24
"""From so many pieces on whole cartons are ordered."""


def wanted(world: World, buyers: Iterable[Buyer]) -> list[SalesDraft]:
    """Orders with what is wished for, in the order of their days."""
    found = [order for buyer in buyers for order in _orders(world, buyer)]
    found.sort(key=lambda order: (order.ordered, order.buyer.customer.code))
    return found


def _orders(world: World, buyer: Buyer) -> Iterator[SalesDraft]:
    source = stream(world.seed, "orders", buyer.customer.code)
    on = buyer.begins + timedelta(days=source.uniform(0, buyer.segment.gap_days))
    while on <= buyer.ends:
        ordered = world.days.on_or_after(on)
        lines = _lines(world, buyer, ordered, source)
        if lines and ordered <= buyer.ends:
            wait = source.randint(*buyer.segment.asked_days)
            yield SalesDraft(
                buyer, ordered, world.days.on_or_after(ordered + timedelta(days=wait)), lines
            )
        gap = buyer.segment.gap_days * source.uniform(1 - JITTER, 1 + JITTER)
        on += timedelta(days=max(gap * _slowing(world, buyer, on), 1.0))


def _slowing(world: World, buyer: Buyer, on: date) -> float:
    """How much longer the gap has become of somebody who is on his way out."""
    faded = (on - world.days.last).days + FADING_DAYS
    if buyer.fate is not Fate.FADING or faded <= 0:
        return 1.0
    return 1 + (FADING_FACTOR - 1) * min(faded / FADING_DAYS, 1.0)


def _lines(world: World, buyer: Buyer, on: date, source: Random) -> list[SalesLine]:
    first = world.days.first
    factors = [wanted_factor(world.seed, good, on, first) for good in buyer.assortment]
    weights = [
        factor * item_weight(world.seed, good)
        for factor, good in zip(factors, buyer.assortment, strict=True)
    ]
    count = source.randint(*buyer.segment.lines)
    chosen = some(list(zip(buyer.assortment, factors, strict=True)), weights, count, source)
    usual = source.uniform(*buyer.segment.pieces) * _growing(world, buyer, on)
    return [
        SalesLine(good, world.site_for(good, buyer.customer), _wish(usual * factor, good, source))
        for good, factor in chosen
    ]


def _wish(usual: float, good: Good, source: Random) -> float:
    pieces = around(usual, SCATTER, source)
    return pieces * PIECE_BY_PIECE if good.tracking == "SERIAL" else pieces


def _growing(world: World, buyer: Buyer, on: date) -> float:
    if buyer.fate is not Fate.GROWING:
        return 1.0
    return 1 + GROWTH * (on - world.days.first).days / (world.days.last - world.days.first).days


def sized(world: World, orders: Iterable[SalesDraft]) -> dict[UUID, list[Decimal]]:
    """Whole quantities of each order's lines: wishes times what the plants can make of them."""
    known = list(orders)
    factor = _factor(world, known)
    return {order.id: [_pieces(line.wish * factor) for line in order.lines] for order in known}


def _pieces(wish: float) -> Decimal:
    pieces = max(round(wish), 1)
    if pieces >= BY_CARTON_FROM:
        pieces = round(pieces / CARTON) * CARTON
    return Decimal(pieces)


def _factor(world: World, orders: Iterable[SalesDraft]) -> float:
    """By which wishes are multiplied so that the busiest work center has its usual load."""
    minutes = _minutes(world)
    loads: dict[UUID, float] = {}
    for order in orders:
        for line in order.lines:
            for center_id, each in minutes((line.good.id, line.site_id)).items():
                loads[center_id] = loads.get(center_id, 0.0) + each * line.wish
    days = sum(1 for _ in world.days.working())
    used = [load / (world.centers[key].minutes * days) for key, load in loads.items()]
    return min(LOAD / max(used), MOST) if used and max(used) > 0 else 1.0


def _minutes(world: World) -> Callable[[Place], Mapping[UUID, float]]:
    @cache
    def of(place: Place) -> Mapping[UUID, float]:
        """Minutes of each work center in one piece, parts included."""
        if place in world.fetched:
            return of((place[0], world.fetched[place].site_id))
        recipe = world.recipes.get(place)
        found: dict[UUID, float] = {}
        if recipe is None:
            return found
        for step in recipe.steps:
            each = float(step.run_minutes)
            found[step.work_center_id] = found.get(step.work_center_id, 0.0) + each
        for need in recipe.needs:
            for center_id, each in of((need.item_id, place[1])).items():
                found[center_id] = found.get(center_id, 0.0) + each * float(need.ratio)
        return found

    return of
