"""A company in memory that can have a past: a plant, a warehouse, two goods and their parts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sanye.kernel.calendars import WorkingCalendar
from sanye.kernel.payment_terms import PaymentTerms
from sanye.project.demo.past.days import Days
from sanye.project.demo.past.prices import Break, PriceRow, Prices
from sanye.project.demo.past.world import (
    Center,
    Customer,
    Fetching,
    Good,
    Need,
    Offer,
    Rates,
    Recipe,
    Step,
    Supplier,
    World,
)

D = Decimal
FIRST, LAST = date(2025, 3, 1), date(2026, 3, 9)
PLANT, WAREHOUSE, SAW = UUID(int=1), UUID(int=2), UUID(int=3)
GROUPS = ("RETAIL",) * 40 + ("DEALER",) * 30 + ("ECOM",) * 20 + ("EXPORT",) * 10
"""A hundred customers of every group."""


def _good(number: int, code: str, cost: int, **fields: Any) -> Good:
    row = {"family": "", "tracking": "NONE", "decimals": 0, "is_sold": False, **fields}
    return Good(
        id=UUID(int=number),
        code=code,
        cost=D(cost),
        sales_tax=("VAT13", D("0.13")),
        purchase_tax=("VAT13-IN", D("0.13")),
        **row,
    )


KETTLE = _good(11, "EK-1", 60, family="KETTLE", tracking="LOT", is_sold=True)
FAN = _good(12, "FN-1", 90, family="FAN", tracking="SERIAL", is_sold=True)
BODY = _good(13, "BODY", 15, tracking="LOT")
STEEL = _good(14, "STEEL", 16, decimals=3)
CORD = _good(15, "CORD", 5)
GOODS = (KETTLE, FAN, BODY, STEEL, CORD)


def _recipe(*needs: tuple[Good, str], minutes: str) -> Recipe:
    return Recipe(
        needs=tuple(Need(good.id, Fraction(ratio), is_fixed=False) for good, ratio in needs),
        steps=(Step(10, "总装", SAW, D(15), D(minutes)),),
    )


def _offer(supplier: int, price: str) -> Offer:
    return Offer(UUID(int=supplier), "CNY", D(price), 5, D(50), D(10))


def _customer(number: int, group: str) -> Customer:
    return Customer(
        id=UUID(int=1000 + number),
        code=f"C-{number:03d}",
        group=group,
        currency="EUR" if group == "EXPORT" else "CNY",
        terms=PaymentTerms(net_days=30),
        limit=D(500_000),
        transit_days=2,
        price_list_id=None,
        owner_id=None,
        site_id=WAREHOUSE if number % 2 else PLANT,
        tax=None,
    )


def _prices() -> Prices:
    rows = ((KETTLE, "0", "99"), (KETTLE, "50", "95"), (FAN, "0", "149"))
    return Prices(
        PriceRow(UUID(int=9), "CNY", None, "", good.id, Break(D(since), D(price)))
        for good, since, price in rows
    )


def make_world(**fields: Any) -> World:
    """Kettles of a body of steel, and fans; both stand at the plant and the warehouse."""
    world = World(
        seed=7,
        days=Days(WorkingCalendar.monday_to_friday(), FIRST, LAST),
        goods={good.id: good for good in GOODS},
        stands={KETTLE.id: [PLANT, WAREHOUSE], FAN.id: [PLANT, WAREHOUSE]},
        recipes={
            (KETTLE.id, PLANT): _recipe((BODY, "1"), (CORD, "1"), minutes="2"),
            (FAN.id, PLANT): _recipe((STEEL, "0.5"), (CORD, "1"), minutes="4"),
            (BODY.id, PLANT): _recipe((STEEL, "0.632"), minutes="1"),
        },
        fetched={
            (KETTLE.id, WAREHOUSE): Fetching(PLANT, 2),
            (FAN.id, WAREHOUSE): Fetching(PLANT, 2),
        },
        offers={
            (STEEL.id, PLANT): [_offer(21, "16"), _offer(22, "17")],
            (CORD.id, PLANT): [_offer(23, "5")],
        },
        customers=[_customer(number, group) for number, group in enumerate(GROUPS)],
        suppliers={
            UUID(int=n): Supplier(UUID(int=n), f"S-{n}", "CNY", PaymentTerms(net_days=45))
            for n in (21, 22, 23)
        },
        centers={SAW: Center(SAW, 4 * 480.0)},
        prices=_prices(),
        rates=Rates("CNY", {"EUR": [(date(2025, 1, 1), D("7.8"))]}),
    )
    return replace(world, **fields)


def plain(value: Any) -> Any:
    """What documents say, without identities that are new each time."""
    if hasattr(value, "__dataclass_fields__"):
        names = [name for name in value.__dataclass_fields__ if name != "id"]
        return tuple(plain(getattr(value, name)) for name in names)
    return tuple(map(plain, value)) if isinstance(value, tuple | list) else value
