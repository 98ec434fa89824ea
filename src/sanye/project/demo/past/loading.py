"""Making the past and taking it over through the list commands everybody may use."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sanye.kernel.actors import Actor
from sanye.project.demo.past.after_sales import take_over_after_sales
from sanye.project.demo.past.history import take_over, think_out
from sanye.project.demo.past.reading import read_world
from sanye.stem.masterdata.queries import get_business_date

SEED = 20241101
MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was taken over."""

    first: date
    last: date
    sales_orders: int
    sales_lines: int
    purchase_orders: int
    production_orders: int


def load_past(*, by: Actor, at: datetime, seed: int = SEED, months: int = MONTHS) -> Past:
    """Whole months up to yesterday, of the company as its masters are now.

    The same seed, masters and day give the same past. Nothing may have happened before: stock of
    today is posted after it.
    """
    last = get_business_date(at=at, by=by) - timedelta(days=1)
    first = _months_before(last, months)
    world = read_world(seed=seed, first=first, last=last, by=by, at=at)
    found = think_out(world)
    take_over(found, first=first, last=last, by=by, at=at)
    take_over_after_sales(world, found.sales, by=by, at=at)
    return Past(
        first=first,
        last=last,
        sales_orders=len(found.closed_sales),
        sales_lines=sum(len(order.lines) for order in found.closed_sales),
        purchase_orders=len(found.purchases),
        production_orders=len(found.productions),
    )


def _months_before(day: date, months: int) -> date:
    """The first day of the month so many months before the day's."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
