"""When invoices were paid: by the customer's habit, ours on the day, and never far over a limit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from sanye.kernel.payment_terms import due_date
from sanye.project.demo.past.buyers import Buyer, Habit
from sanye.project.demo.past.chance import happens, stream
from sanye.project.demo.past.world import World

LATE = {
    Habit.PROMPT: (0.0, (0, 0)), Habit.USUAL: (0.10, (1, 5)), Habit.SLOW: (0.6, (3, 16)),
    Habit.BAD: (0.85, (8, 60)),
}  # fmt: skip
"""Share of invoices paid late, and by how many days."""
EARLY_DAYS = {Habit.PROMPT: (0, 9), Habit.USUAL: (0, 3), Habit.SLOW: (0, 1), Habit.BAD: (0, 0)}
FORGOTTEN, FORGOTTEN_DAYS = 0.02, 100
"""Share of the late ones that are not paid in so many days, mostly because of a dispute."""
FULL_LIMIT = Decimal("0.5")
"""What is open of a customer leaves so much of his limit for the orders of today."""
OURS_LATE, OURS_LATE_DAYS = 0.05, (1, 4)


def paid_on(world: World, buyer: Buyer, due: date, invoiced: date, source: Random) -> date | None:
    """The day an invoice was paid, None if it is open."""
    share, late_days = LATE[buyer.habit]
    if happens(share, source):
        late = source.randint(*late_days)
        if happens(FORGOTTEN, source):
            late += FORGOTTEN_DAYS
        paid = due + timedelta(days=late)
    else:
        paid = due - timedelta(days=source.randint(*EARLY_DAYS[buyer.habit]))
    paid = max(world.days.on_or_after(paid), invoiced)
    return paid if paid <= world.days.last else None


def we_paid_on(world: World, due: date, invoiced: date, source: Random) -> date | None:
    late = source.randint(*OURS_LATE_DAYS) if happens(OURS_LATE, source) else 0
    paid = max(world.days.on_or_after(due + timedelta(days=late)), invoiced)
    return paid if paid <= world.days.last else None


def settled_early(
    world: World, open_invoices: Iterable[tuple[Buyer, UUID, date, Decimal]]
) -> dict[UUID, date]:
    """Of those who would owe us more than the shares of their limits, the oldest open invoices
    (buyer, key, day, amount in functional currency) with a day on which they were paid."""
    by_buyer: dict[str, list[tuple[date, UUID, Decimal]]] = defaultdict(list)
    limits: dict[str, Decimal] = {}
    for buyer, key, invoiced, amount in open_invoices:
        if buyer.customer.limit is not None:
            limits[buyer.customer.code] = buyer.customer.limit * FULL_LIMIT
            by_buyer[buyer.customer.code].append((invoiced, key, amount))
    paid: dict[UUID, date] = {}
    for code, invoices in by_buyer.items():
        paid |= _oldest(world, sorted(invoices), limits[code], stream(world.seed, "early", code))
    return paid


def _oldest(
    world: World,
    invoices: Sequence[tuple[date, UUID, Decimal]],
    limit: Decimal,
    source: Random,
) -> dict[UUID, date]:
    owed = sum((amount for _, _, amount in invoices), Decimal(0))
    paid = {}
    for invoiced, key, amount in invoices:
        if owed <= limit:
            break
        span = (world.days.last - invoiced).days
        paid[key] = invoiced + timedelta(days=source.randint(span // 2, span))
        owed -= amount
    return paid


def due(invoiced: date, buyer: Buyer) -> date:
    return due_date(invoiced, buyer.customer.terms)
