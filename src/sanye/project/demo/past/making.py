"""What was made, and of what, and what was fetched: lots that cover some days of need."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from random import Random

from sanye.project.demo.past.chance import happens, stream
from sanye.project.demo.past.days import Days
from sanye.project.demo.past.drafts import Brought, MakingDraft, Taken, TransferDraft
from sanye.project.demo.past.world import Fetching, Good, Place, Recipe, World

COVER_SOLD, COVER_PART = 20, 30
"""Working days of need that a lot of goods, or of parts, is made for."""
AHEAD = 3
"""Working days by which a lot is to be ready before it is needed."""
COVER_FETCHED, AHEAD_FETCHED = 12, 1
"""The same for goods that are fetched from another site."""
LONGEST = 6
"""A lot takes as many working days as its longest operation, so many at most."""
SLIPS = ((0, 0.76), (-1, 0.08), (1, 0.09), (2, 0.05), (4, 0.02))
"""Working days by which lots are ready after the planned day, with their shares."""
STARTED_LATER = 0.15
SCRAPPED, SCRAP_SHARES = 0.3, (0.004, 0.03)
"""Share of lots with scrap, and the share of the lot that is lost."""

Needs = dict[Place, dict[date, Decimal]]


def add_needs(needs: Needs, taken: Iterable[Taken]) -> None:
    for one in taken:
        days = needs.setdefault(one.place, {})
        days[one.on] = days.get(one.on, Decimal(0)) + one.quantity


def lots(needs: Mapping[date, Decimal], cover: int, days: Days) -> Iterator[tuple[date, Decimal]]:
    """The first day of each stretch of so many working days with needs, and their sum."""
    begin: date | None = None
    total = Decimal(0)
    for day in sorted(needs):
        if begin is not None and days.between(begin, day) >= cover:
            yield begin, total
            begin, total = None, Decimal(0)
        begin, total = begin or day, total + needs[day]
    if begin is not None:
        yield begin, total


def supply(world: World, needs: Needs) -> tuple[list[MakingDraft], list[TransferDraft]]:
    """Orders and transfers for all that is made or fetched, from what is sold down to the last
    part; what they take is added to `needs`. Those that end after the past are of no more use than
    for that."""
    made: list[MakingDraft] = []
    sent: list[TransferDraft] = []
    for place in world.from_the_top():
        if place not in needs:
            continue
        if place in world.fetched:
            moves = _fetch(world, place, world.fetched[place], needs[place])
            add_needs(needs, (move.taken for move in moves))
            sent += moves
        elif place in world.recipes:
            orders = _make(world, place, world.recipes[place], needs[place])
            for order in orders:
                add_needs(needs, order.needs)
            made += orders
    last = world.days.last
    return (
        [order for order in made if order.brought.on <= last],
        [move for move in sent if move.brought.on <= last],
    )


def _fetch(
    world: World, place: Place, fetching: Fetching, needs: Mapping[date, Decimal]
) -> list[TransferDraft]:
    """Transfers come in time: they are our own."""
    good, days = world.goods[place[0]], world.days
    moves = []
    for needed_on, quantity in lots(needs, COVER_FETCHED, days):
        came = days.moved(needed_on, -AHEAD_FETCHED)
        left = days.moved(came, -fetching.days)
        if left < days.first:
            continue  # what was there at the beginning serves
        wanted = _whole(quantity, good)
        taken = Taken((good.id, fetching.site_id), left, wanted)
        moves.append(TransferDraft(good, taken, Brought(place, came, wanted, taken.pieces)))
    return moves


def _make(
    world: World, place: Place, recipe: Recipe, needs: Mapping[date, Decimal]
) -> list[MakingDraft]:
    good, days = world.goods[place[0]], world.days
    source = stream(world.seed, "made", good.code)
    orders: list[MakingDraft] = []
    owed, pieces = Decimal(0), 0
    for needed_on, quantity in lots(needs, COVER_SOLD if good.is_sold else COVER_PART, days):
        wanted = _whole(quantity + owed, good)
        due = days.moved(needed_on, -AHEAD)
        start = days.moved(due, -_length(world, recipe, wanted))
        if start < days.first:
            continue  # what was there at the beginning serves
        order = _order(world, good, place, wanted, (start, due), source)
        _name(order, pieces)
        order.needs = [
            Taken(
                (need.item_id, place[1]),
                order.start,
                need.quantity(wanted, world.goods[need.item_id].decimals),
            )
            for need in recipe.needs
        ]
        owed, pieces = order.scrapped, pieces + int(order.completed)
        orders.append(order)
    return orders


def _order(
    world: World,
    good: Good,
    place: Place,
    quantity: Decimal,
    planned: tuple[date, date],
    source: Random,
) -> MakingDraft:
    days = world.days
    start, due = planned
    slip = source.choices([days for days, _ in SLIPS], [share for _, share in SLIPS])[0]
    began = days.moved(start, int(happens(STARTED_LATER, source)))
    ended = max(days.moved(due, slip), began)
    scrapped = Decimal(0)
    if happens(SCRAPPED, source):
        scrapped = Decimal(int(float(quantity) * source.uniform(*SCRAP_SHARES)))
    completed = quantity - scrapped
    return MakingDraft(
        good=good,
        place=place,
        quantity=quantity,
        completed=completed,
        scrapped=scrapped,
        planned_start=start,
        planned_due=due,
        start=began,
        brought=Brought(place, ended, completed),
    )


def _name(order: MakingDraft, pieces: int) -> None:
    """The lot is its last day; serial numbers count on."""
    brought = order.brought
    if order.good.tracking == "LOT":
        brought.pieces.append((f"L{brought.on:%y%m%d}", order.completed))
    elif order.good.tracking == "SERIAL":
        numbers = range(pieces + 1, pieces + int(order.completed) + 1)
        code = order.good.code
        brought.pieces += [(f"{code}-{number:06d}", Decimal(1)) for number in numbers]


def _whole(quantity: Decimal, good: Good) -> Decimal:
    return max(round(quantity, good.decimals), Decimal(1))


def _length(world: World, recipe: Recipe, quantity: Decimal) -> int:
    """Working days of the longest operation, at least one."""
    longest = max(
        (
            float(step.setup_minutes + step.run_minutes * quantity)
            / world.centers[step.work_center_id].minutes
            for step in recipe.steps
        ),
        default=0.0,
    )
    return min(1 + int(longest), LONGEST)
