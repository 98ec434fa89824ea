"""What the past must know of the company, read once: goods, how they come, who buys and sells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.kernel.payment_terms import PaymentTerms
from sanye.project.demo.past.days import Days
from sanye.project.demo.past.prices import Prices

Place = tuple[UUID, UUID]
"""An item at a site."""


@dataclass(frozen=True, slots=True)
class Good:
    """An item; `cost` is its standard cost per stock unit in functional currency."""

    id: UUID
    code: str
    family: str
    tracking: str
    decimals: int
    is_sold: bool
    cost: Decimal
    sales_tax: tuple[str, Decimal]
    purchase_tax: tuple[str, Decimal]


@dataclass(frozen=True, slots=True)
class Need:
    """So much of a component per stock unit made, or per order if fixed."""

    item_id: UUID
    ratio: Fraction
    is_fixed: bool

    def quantity(self, made: Decimal, decimals: int) -> Decimal:
        """For so many stock units made, rounded up to the component's decimals."""
        above, below = (1, 1) if self.is_fixed else made.as_integer_ratio()
        above *= self.ratio.numerator * 10**decimals
        below *= self.ratio.denominator
        return Decimal(-(-above // below)).scaleb(-decimals)


@dataclass(frozen=True, slots=True)
class Step:
    """An operation: minutes per order and per stock unit."""

    number: int
    name: str
    work_center_id: UUID
    setup_minutes: Decimal
    run_minutes: Decimal


@dataclass(frozen=True, slots=True)
class Recipe:
    needs: tuple[Need, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Fetching:
    """The site that sends the good, and how many working days it is under way."""

    site_id: UUID
    days: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a supplier asks for an item now: price and lots per stock unit, lead time in working
    days."""

    supplier_id: UUID
    currency: str
    unit_price: Decimal
    lead_days: int
    minimum: Decimal
    multiple: Decimal


@dataclass(frozen=True, slots=True)
class Customer:
    """`terms` are ours for it; `limit` None: no credit limit; `tax` None: the goods' own."""

    id: UUID
    code: str
    group: str
    currency: str
    terms: PaymentTerms
    limit: Decimal | None
    transit_days: int
    price_list_id: UUID | None
    owner_id: UUID | None
    site_id: UUID | None
    tax: tuple[str, Decimal] | None


@dataclass(frozen=True, slots=True)
class Supplier:
    id: UUID
    code: str
    currency: str
    terms: PaymentTerms


@dataclass(frozen=True, slots=True)
class Center:
    """Minutes a working day can give, at all stations together."""

    id: UUID
    minutes: float


@dataclass(frozen=True, slots=True)
class Rates:
    """What a foreign unit was worth in functional currency, from a day on."""

    currency: str
    by_currency: Mapping[str, Sequence[tuple[date, Decimal]]]

    def known(self, currency: str) -> bool:
        return currency == self.currency or currency in self.by_currency

    def on(self, currency: str, day: date) -> Decimal | None:
        """None for our own currency; before the first rate the first one holds."""
        if currency == self.currency:
            return None
        found = self.by_currency[currency]
        before = [rate for since, rate in found if since <= day]
        return before[-1] if before else found[0][1]


@dataclass(frozen=True, slots=True)
class World:
    """`stands` says where each item that is sold is kept, first where it is made or bought;
    everything is in the order of codes."""

    seed: int
    days: Days
    goods: Mapping[UUID, Good]
    stands: Mapping[UUID, Sequence[UUID]]
    recipes: Mapping[Place, Recipe]
    fetched: Mapping[Place, Fetching]
    offers: Mapping[Place, Sequence[Offer]]
    customers: Sequence[Customer]
    suppliers: Mapping[UUID, Supplier]
    centers: Mapping[UUID, Center]
    prices: Prices
    rates: Rates

    def sold(self) -> list[Good]:
        """What is offered: it stands somewhere and has a price."""
        found = [self.goods[item_id] for item_id in self.stands]
        return [good for good in found if self.prices.has(good.id)]

    def site_for(self, good: Good, customer: Customer) -> UUID:
        """The customer's own site if the good is kept there."""
        sites = self.stands[good.id]
        own = customer.site_id
        return own if own is not None and own in sites else sites[0]

    def sources(self, place: Place) -> list[Place]:
        """The places from which goods come that this one makes or fetches."""
        fetching = self.fetched.get(place)
        if fetching is not None:
            return [(place[0], fetching.site_id)]
        recipe = self.recipes.get(place)
        return [] if recipe is None else [(need.item_id, place[1]) for need in recipe.needs]

    def from_the_top(self) -> list[Place]:
        """All places that make, fetch or buy, each after all that it serves."""
        known = [*self.recipes, *self.fetched, *self.offers]
        depth: dict[Place, int] = {}

        def visit(place: Place, level: int) -> None:
            if depth.get(place, -1) < level:
                depth[place] = level
                for source in self.sources(place):
                    visit(source, level + 1)

        for place in known:
            visit(place, 0)
        at = {place: number for number, place in enumerate(depth)}
        return sorted(depth, key=lambda place: (depth[place], at[place]))
