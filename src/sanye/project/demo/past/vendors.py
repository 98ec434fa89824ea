"""How suppliers behave: their lead times, what they confirm, how late they are, what is bad."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from sanye.project.demo.past.chance import dealt, happens, stream
from sanye.project.demo.past.days import Days
from sanye.project.demo.past.world import World


@dataclass(frozen=True, slots=True)
class Manner:
    """Share of lines in time; working days late when late (mean); share of lines confirmed for
    another day at once when they will be late; share of lines with rejects; of the offered lead
    time what he really needs. `since_days`: he has been so for so long, before that RELIABLE."""

    in_time: float
    late_days: float
    is_honest: float
    rejects: float
    since_days: int | None = None


MANNERS: dict[str, Manner] = {
    "RELIABLE": Manner(0.996, 2, 0.8, 0.002),
    "USUAL": Manner(0.975, 2, 0.5, 0.008),
    "SLIPPING": Manner(0.87, 3, 0.4, 0.012),
    "LATE": Manner(0.62, 7, 0.2, 0.015),
    "DRIFTING": Manner(0.60, 5, 0.3, 0.010, since_days=100),
    "SLOPPY": Manner(0.95, 2, 0.5, 0.09),
}
MANNER_SHARES = (
    ("RELIABLE", 0.0), ("LATE", 0.08), ("SLIPPING", 0.12), ("SLOPPY", 0.05), ("DRIFTING", 0.05),
    ("USUAL", 0.15),
)  # fmt: skip
EARLY_DAYS = (0, 2)
"""Working days by which goods in time come before the day."""
REJECT_SHARES = (0.03, 0.25)
MOST_LATE = 25
ANSWER_DAYS = (0, 3)
INVOICE_DAYS = (0, 4)
WRONG_PRICE, PRICE_OFF = 0.015, 0.03
"""Share of lines that are invoiced at another price, by so much more."""
ORDER_WEEKDAYS = 5
"""Each supplier is ordered from once a week, on a day of his own."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A supplier with his manner, and the weekday (0 is Monday) on which we order from him."""

    supplier_id: UUID
    code: str
    manner_name: str
    weekday: int

    def manner_on(self, day: date, last: date) -> Manner:
        manner = MANNERS[self.manner_name]
        since = manner.since_days
        if since is not None and day < last - timedelta(days=since):
            return MANNERS["RELIABLE"]
        return manner


def vendors(world: World) -> dict[UUID, Vendor]:
    """All suppliers with goods to offer, by id, in the order of their codes."""
    offering = {offer.supplier_id for several in world.offers.values() for offer in several}
    known = [supplier for supplier in world.suppliers.values() if supplier.id in offering]
    source = stream(world.seed, "vendors")
    manners = dealt(MANNER_SHARES, len(known), source)
    return {
        supplier.id: Vendor(supplier.id, supplier.code, manner, source.randrange(ORDER_WEEKDAYS))
        for supplier, manner in zip(known, manners, strict=True)
    }


@dataclass(frozen=True, slots=True)
class Coming:
    """When the supplier said that goods would come, when they came, and what share was bad."""

    confirmed: date
    received: date
    rejected_share: float


def comes(vendor: Vendor, requested: date, ordered: date, days: Days, source: Random) -> Coming:
    """What becomes of a line asked for on a day."""
    manner = vendor.manner_on(ordered, days.last)
    rejected = source.uniform(*REJECT_SHARES) if happens(manner.rejects, source) else 0.0
    if happens(manner.in_time, source):
        early = days.moved(requested, -source.randint(*EARLY_DAYS))
        return Coming(requested, max(early, ordered), rejected)
    late = min(1 + int(source.expovariate(1 / manner.late_days)), MOST_LATE)
    received = days.moved(requested, late)
    confirmed = received if happens(manner.is_honest, source) else requested
    return Coming(confirmed, received, rejected)
