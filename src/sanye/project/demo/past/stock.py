"""What was there at the beginning, and which lots left when."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, islice
from math import ceil
from typing import Any

from sanye.erp.history.commands import PastStock
from sanye.project.demo.past.drafts import Brought, Taken
from sanye.project.demo.past.world import Place, World

CUSHION_DAYS = 2
"""Working days of average use that are never touched."""
OPENING_LOT = "OPENING"
ZERO = Decimal(0)


def opening(
    world: World, brought: Sequence[Brought], taken: Sequence[Taken]
) -> dict[Place, Decimal]:
    """For every place that goods left what keeps it above a cushion at the end of each day."""
    days: dict[Place, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    used: dict[Place, Decimal] = defaultdict(Decimal)
    for came in brought:
        days[came.place][came.on] += came.quantity
    for left in taken:
        days[left.place][left.on] -= left.quantity
        used[left.place] += left.quantity
    span = sum(1 for _ in world.days.working())
    found = {}
    for place, total in used.items():
        step = Decimal(1).scaleb(-world.goods[place[0]].decimals)
        cushion = total / span * CUSHION_DAYS - _lowest(days[place])
        found[place] = max(step * ceil(cushion / step), step)
    return found


def _lowest(changes: Mapping[date, Decimal]) -> Decimal:
    """The lowest that a stock of nothing would fall to."""
    running = lowest = ZERO
    for _, change in sorted(changes.items()):
        running += change
        lowest = min(lowest, running)
    return lowest


def arrivals(world: World, opened: Mapping[Place, Decimal]) -> list[Brought]:
    """Opening stock as goods that came the day before."""
    before = world.days.first - timedelta(days=1)
    numbers: dict[str, count[int]] = defaultdict(lambda: count(1))
    found = []
    for place, quantity in opened.items():
        good = world.goods[place[0]]
        came = Brought(place, before, quantity)
        if good.tracking == "LOT":
            came.pieces.append((OPENING_LOT, quantity))
        elif good.tracking == "SERIAL":
            own = islice(numbers[good.code], int(quantity))
            came.pieces += [(f"{good.code}-A{number:05d}", Decimal(1)) for number in own]
        found.append(came)
    return found


def past_stock(world: World, came: Iterable[Brought], number: str) -> list[PastStock]:
    """The opening movement."""
    return [
        PastStock(
            item_id=one.place[0],
            site_id=one.place[1],
            quantity=quantity,
            posting_date=one.on,
            unit_cost=world.goods[one.place[0]].cost,
            number=number,
            **_named(world, one.place, name),
        )
        for one in came
        for name, quantity in one.pieces or [("", one.quantity)]
    ]


def _named(world: World, place: Place, name: str) -> dict[str, Any]:
    is_serial = world.goods[place[0]].tracking == "SERIAL"
    return {"serial_number" if is_serial else "lot": name}


def tell_apart(world: World, brought: Iterable[Brought], taken: Iterable[Taken]) -> None:
    """Say of everything that left which lots or pieces it was: first in, first out. Places that
    send come before those that fetch from them."""
    heaps: dict[Place, list[Brought]] = defaultdict(list)
    for came in brought:
        if world.goods[came.place[0]].tracking != "NONE":
            heaps[came.place].append(came)
    leaving: dict[Place, list[Taken]] = defaultdict(list)
    for left in taken:
        if left.place in heaps:
            leaving[left.place].append(left)
    for place in reversed(world.from_the_top()):
        if place in leaving:
            _first_in_first_out(heaps[place], leaving[place])


def _first_in_first_out(brought: list[Brought], taken: list[Taken]) -> None:
    coming = deque(sorted(brought, key=lambda one: one.on))
    heap: deque[tuple[str, Decimal]] = deque()
    for left in sorted(taken, key=lambda one: one.on):
        while coming and coming[0].on <= left.on:
            heap.extend(coming.popleft().pieces)
        rest = left.quantity
        while rest > 0:
            name, held = heap.popleft()
            part = min(rest, held)
            left.pieces.append((name, part))
            rest -= part
            if part < held:
                heap.appendleft((name, held - part))
