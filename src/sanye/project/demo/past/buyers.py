"""How customers buy and pay: what kind each is, and what becomes of it in these years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sanye.project.demo.past.chance import dealt, some, stream
from sanye.project.demo.past.seasons import item_weight
from sanye.project.demo.past.world import Customer, Good, World


@dataclass(frozen=True, slots=True)
class Segment:
    """`gap_days` from one order to the next, `lines` of an order and `pieces` of a line (least,
    most), `assortment` of different goods, days from order to the day asked for, discounts."""

    gap_days: float
    lines: tuple[int, int]
    pieces: tuple[int, int]
    assortment: int
    asked_days: tuple[int, int]
    discounts: tuple[int, int]


SEGMENTS: dict[str, Segment] = {
    "SHOP": Segment(60, (1, 4), (2, 16), 9, (3, 8), (0, 3)),
    "CHAIN": Segment(12, (3, 8), (20, 90), 34, (3, 6), (6, 12)),
    "DISTRIBUTOR": Segment(36, (2, 7), (24, 120), 22, (6, 14), (2, 6)),
    "ONLINE": Segment(16, (1, 5), (10, 60), 16, (2, 5), (3, 8)),
    "EXPORT": Segment(42, (2, 6), (60, 200), 14, (12, 25), (0, 4)),
}
GROUPS: dict[str, tuple[tuple[str, float], ...]] = {
    "RETAIL": (("SHOP", 0.87), ("CHAIN", 0.13)),
    "DEALER": (("SHOP", 0.5), ("DISTRIBUTOR", 0.5)),
    "ECOM": (("SHOP", 0.5), ("ONLINE", 0.5)),
    "PROJECT": (("SHOP", 1.0),),
    "EXPORT": (("EXPORT", 1.0),),
}
"""What kinds the customers of a group are, with their shares."""
ANY_GROUP = (("SHOP", 0.7), ("CHAIN", 0.08), ("DISTRIBUTOR", 0.22))


class Fate(StrEnum):
    """What becomes of a customer. NEW came in the last months, GONE has left, FADING orders ever
    more rarely and UNHAPPY has been served badly of late."""

    STEADY = "STEADY"
    GROWING = "GROWING"
    NEW = "NEW"
    GONE = "GONE"
    FADING = "FADING"
    UNHAPPY = "UNHAPPY"


FATE_SHARES = (
    (Fate.STEADY, 0.0), (Fate.GROWING, 0.08), (Fate.NEW, 0.10), (Fate.GONE, 0.09),
    (Fate.FADING, 0.06), (Fate.UNHAPPY, 0.05),
)  # fmt: skip
NEW_MONTHS, GONE_MONTHS = (2, 9), (4, 15)
"""How long ago new customers came and others left, least and most."""
BAD_SERVICE_DAYS = 150
"""So long before he leaves, or now, somebody is served badly."""
FADING_DAYS, FADING_FACTOR = 240, 2.6
"""In so many days the gap between orders grows to so much of what it was."""
GROWTH = 0.9
"""By which the orders of a growing customer are larger at the end."""
FEW = 12
"""With so few customers all of them stay: there is nobody to spare."""


class Habit(StrEnum):
    """How a customer pays: before the due day, on it, some days or some weeks after it."""

    PROMPT = "PROMPT"
    USUAL = "USUAL"
    SLOW = "SLOW"
    BAD = "BAD"


HABIT_SHARES = ((Habit.USUAL, 0.0), (Habit.PROMPT, 0.28), (Habit.SLOW, 0.20), (Habit.BAD, 0.07))


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer with its nature. It orders from `begins` to `ends`, both included."""

    customer: Customer
    segment_name: str
    fate: Fate
    habit: Habit
    begins: date
    ends: date
    discount: int
    assortment: Sequence[Good]

    @property
    def segment(self) -> Segment:
        return SEGMENTS[self.segment_name]

    def is_served_badly(self, day: date, last: date) -> bool:
        """Before a customer leaves there is a reason."""
        if self.fate not in (Fate.GONE, Fate.UNHAPPY):
            return False
        return day > min(self.ends, last) - timedelta(days=BAD_SERVICE_DAYS)


def buyers(world: World, until: date) -> list[Buyer]:
    """All customers, in the order of their codes; those who stay order until that day."""
    source = stream(world.seed, "buyers")
    count = len(world.customers)
    kinds = _kinds(world)
    fates = dealt(FATE_SHARES, count, source) if count > FEW else [Fate.STEADY] * count
    habits = dealt(HABIT_SHARES, count, source)
    sold = world.sold()
    weights = {good.id: item_weight(world.seed, good) for good in sold}
    return [
        _buyer(world, customer, nature, until, sold, weights)
        for customer, nature in zip(
            world.customers, zip(kinds, fates, habits, strict=True), strict=True
        )
    ]


def _kinds(world: World) -> list[str]:
    """To each group its kinds are dealt; in the order of the customers."""
    by_group: dict[str, list[str]] = {}
    for customer in world.customers:
        by_group.setdefault(customer.group, []).append(customer.code)
    kinds: dict[str, str] = {}
    for group, codes in sorted(by_group.items()):
        source = stream(world.seed, "kinds", group)
        shares = GROUPS.get(group, ANY_GROUP)
        kinds |= dict(zip(codes, dealt(shares, len(codes), source), strict=True))
    return [kinds[customer.code] for customer in world.customers]


def _buyer(
    world: World,
    customer: Customer,
    nature: tuple[str, Fate, Habit],
    until: date,
    sold: Sequence[Good],
    weights: Mapping[UUID, float],
) -> Buyer:
    source = stream(world.seed, "buyer", customer.code)
    kind, fate, habit = nature
    segment, last = SEGMENTS[kind], world.days.last
    begins, ends = world.days.first, until
    if fate is Fate.NEW:
        begins = max(begins, last - timedelta(days=30 * source.randint(*NEW_MONTHS)))
    if fate is Fate.GONE:
        ends = last - timedelta(days=30 * source.randint(*GONE_MONTHS))
    offered = [weights[good.id] for good in sold]
    return Buyer(
        customer=customer,
        segment_name=kind,
        fate=fate,
        habit=habit,
        begins=begins,
        ends=ends,
        discount=source.randint(*segment.discounts),
        assortment=some(sold, offered, segment.assortment, source),
    )
