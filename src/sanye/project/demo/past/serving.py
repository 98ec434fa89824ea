"""How orders were served: promised, shipped in time or late, in parts, short, or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from sanye.project.demo.past.chance import happens, stream
from sanye.project.demo.past.drafts import SalesDraft, SalesLine, SalesPart, Taken
from sanye.project.demo.past.seasons import season_factor, season_of
from sanye.project.demo.past.world import World

CANCELLED = 0.016
"""Share of orders of which nothing was delivered."""
PROMISED_LATER, LATER_DAYS = 0.035, (1, 4)
"""Share of orders that could not be promised for the day asked, and by how many days not."""
LATE, LATE_DAYS = 0.03, (1, 6)
LATE_IN_SEASON, SEASON_FROM = 0.05, 1.45
"""Goods in high season (so much above the mean) are late more often."""
LATE_WHEN_BAD = 0.38
EARLY = 0.3
"""Share of orders that leave a day before the promised one."""
IN_PARTS, FIRST_PART, PART_DAYS, LEAST_TO_PART = 0.03, 0.6, (2, 6), 6
"""Share of lines sent in two parts; the first share; days until the second; from so many on."""
SHORT, SHORT_SHARES = 0.008, (0.05, 0.4)
"""Share of lines of which a share was given up."""
AMENDED = 0.04
TRANSIT_DAYS = (1, 4)


def serve(
    world: World, orders: Iterable[SalesDraft], sizes: Mapping[UUID, Sequence[Decimal]]
) -> None:
    """Fill in the parts of all lines. Of orders for days to come only what they will take."""
    for order in orders:
        source = stream(world.seed, "served", order.buyer.customer.code, order.ordered)
        quantities = sizes[order.id]
        if order.asked > world.days.last:
            for line, quantity in zip(order.lines, quantities, strict=True):
                line.parts = [_part(line, quantity, order.asked, order.asked, order.asked)]
            continue
        order.is_cancelled = happens(CANCELLED, source)
        order.amendments = int(happens(AMENDED, source))
        if order.is_cancelled:
            for line, quantity in zip(order.lines, quantities, strict=True):
                line.parts = [SalesPart(quantity, order.asked, order.asked)]
        else:
            _serve(world, order, quantities, source)


def _serve(world: World, order: SalesDraft, quantities: Sequence[Decimal], source: Random) -> None:
    days = world.days
    promised = order.asked
    if happens(PROMISED_LATER, source):
        promised = min(days.moved(promised, source.randint(*LATER_DAYS)), days.last)
    in_time = max(days.moved(promised, -int(happens(EARLY, source))), order.ordered)
    is_bad = order.buyer.is_served_badly(order.ordered, days.last)
    delay = source.randint(*LATE_DAYS)
    for line, quantity in zip(order.lines, quantities, strict=True):
        shipped = in_time
        if happens(_late_share(line, promised, is_bad=is_bad), source):
            shipped = min(days.moved(promised, delay), days.on_or_before(days.last))
        line.parts = _parts(world, order, line, quantity, (promised, shipped), source)


def _late_share(line: SalesLine, on: date, *, is_bad: bool) -> float:
    is_high = season_factor(season_of(line.good), on) >= SEASON_FROM
    return LATE_WHEN_BAD if is_bad else LATE + LATE_IN_SEASON * is_high


def _parts(
    world: World,
    order: SalesDraft,
    line: SalesLine,
    quantity: Decimal,
    when: tuple[date, date],
    source: Random,
) -> list[SalesPart]:
    promised, shipped = when
    if quantity >= LEAST_TO_PART and happens(IN_PARTS, source):
        first = Decimal(int(quantity * Decimal(str(FIRST_PART))))
        second = world.days.moved(shipped, source.randint(*PART_DAYS))
        later = min(second, world.days.on_or_before(world.days.last))
        parts = [(first, shipped), (quantity - first, later)]
    else:
        parts = [(quantity, shipped)]
    found = [_part(line, each, order.asked, promised, day) for each, day in parts]
    if quantity >= LEAST_TO_PART and happens(SHORT, source):
        _cut(found[-1], source)
    for part in found:
        part.received = _received(world, order, part, source)
    return found


def _part(
    line: SalesLine, quantity: Decimal, asked: date, promised: date, shipped: date
) -> SalesPart:
    taken = Taken((line.good.id, line.site_id), shipped, quantity)
    return SalesPart(quantity, asked, promised, shipped, None, taken)


def _cut(part: SalesPart, source: Random) -> None:
    assert part.taken is not None  # noqa: S101 - it was made a line above
    lost = max(int(float(part.quantity) * source.uniform(*SHORT_SHARES)), 1)
    part.taken.quantity = max(part.quantity - lost, Decimal(1))


def _received(world: World, order: SalesDraft, part: SalesPart, source: Random) -> date | None:
    assert part.shipped is not None  # noqa: S101 - parts are made with their day
    transit = order.buyer.customer.transit_days or source.randint(*TRANSIT_DAYS)
    came = part.shipped + timedelta(days=transit)
    return came if came <= world.days.last else None
