"""What was bought: parts for some weeks at a time, ordered once a week from each supplier."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from random import Random
from uuid import UUID

from sanye.project.demo.past.chance import happens, stream
from sanye.project.demo.past.drafts import Brought, PurchaseDraft, PurchaseLine
from sanye.project.demo.past.making import Needs, lots
from sanye.project.demo.past.seasons import YEAR
from sanye.project.demo.past.vendors import ANSWER_DAYS, Vendor, comes
from sanye.project.demo.past.world import Good, Offer, Place, World

COVER = 18
"""Working days of need that an order of a part is for."""
AHEAD = 4
"""Working days by which parts are asked for before they are needed."""
SECOND_SOURCE = 0.2
"""Share of orders that goes to another supplier where there are several."""
INFLATION = 0.025
"""By which prices rise in a year, up to those of today."""
IN_TWO, FIRST_SHARE, SECOND_DAYS, LEAST_TO_SPLIT = 0.05, 0.6, (2, 7), 20
"""Share of lines that come in two receipts, the share of the first, working days between."""
PRICE_STEP = Decimal("0.0001")
ZERO = Decimal(0)

Key = tuple[date, str, UUID, str]


def buy(world: World, needs: Needs, vendors: Mapping[UUID, Vendor]) -> list[PurchaseDraft]:
    """Orders with what came until the last day; later lines are nobody's past."""
    heads: dict[Key, PurchaseDraft] = {}
    for place, offers in world.offers.items():
        known = [offer for offer in offers if offer.supplier_id in vendors]
        if place not in needs or not known:
            continue
        for offer, ordered, lines in _bought(world, place, known, needs[place], vendors):
            vendor = vendors[offer.supplier_id]
            key = (ordered, vendor.code, place[1], offer.currency)
            if key not in heads:
                heads[key] = _head(world, key, vendor)
            heads[key].lines += lines
    return [heads[key] for key in sorted(heads, key=lambda key: (key[0], key[1], str(key[2])))]


def _head(world: World, key: Key, vendor: Vendor) -> PurchaseDraft:
    ordered, _, site_id, currency = key
    source = stream(world.seed, "answer", vendor.code, ordered)
    answered = min(world.days.moved(ordered, source.randint(*ANSWER_DAYS)), world.days.last)
    return PurchaseDraft(vendor.supplier_id, currency, site_id, ordered, answered, [])


def _bought(
    world: World,
    place: Place,
    offers: Sequence[Offer],
    needs: Mapping[date, Decimal],
    vendors: Mapping[UUID, Vendor],
) -> Iterator[tuple[Offer, date, list[PurchaseLine]]]:
    good, days = world.goods[place[0]], world.days
    source = stream(world.seed, "bought", good.code)
    owed = ZERO
    for needed_on, quantity in lots(needs, COVER, days):
        offer = _chosen(offers, source)
        requested = days.moved(needed_on, -AHEAD)
        ordered = _order_day(world, vendors[offer.supplier_id], requested, offer)
        if ordered < days.first:
            continue  # what was there at the beginning serves
        owed += quantity
        if owed <= 0:
            continue
        wanted = _in_lots(owed, offer, good)
        lines = list(_lines(world, place, offer, (wanted, requested, ordered), vendors, source))
        owed -= sum((line.brought.quantity for line in lines), ZERO)
        came = [line for line in lines if line.brought.on <= days.last]
        if came:
            yield offer, ordered, came


def _chosen(offers: Sequence[Offer], source: Random) -> Offer:
    is_other = happens(SECOND_SOURCE, source) and len(offers) > 1
    return source.choice(offers[1:]) if is_other else offers[0]


def _order_day(world: World, vendor: Vendor, requested: date, offer: Offer) -> date:
    """The supplier's weekday on which the order still leaves him his lead time."""
    latest = world.days.moved(requested, -max(offer.lead_days, 1))
    on = latest - timedelta(days=(latest.weekday() - vendor.weekday) % 7)
    return world.days.on_or_before(on)


def _in_lots(quantity: Decimal, offer: Offer, good: Good) -> Decimal:
    wanted = max(quantity, offer.minimum)
    if offer.multiple > 0:
        return round(offer.multiple * ceil(wanted / offer.multiple), good.decimals)
    step = Decimal(1).scaleb(-good.decimals)
    return step * ceil(wanted / step)


def _lines(
    world: World,
    place: Place,
    offer: Offer,
    asked: tuple[Decimal, date, date],
    vendors: Mapping[UUID, Vendor],
    source: Random,
) -> Iterator[PurchaseLine]:
    """One line, or two where goods came twice."""
    quantity, requested, ordered = asked
    good, days, vendor = world.goods[place[0]], world.days, vendors[offer.supplier_id]
    coming = comes(vendor, requested, ordered, days, source)
    parts = [(quantity, coming.received)]
    if quantity >= LEAST_TO_SPLIT and happens(IN_TWO, source):
        first = Decimal(int(float(quantity) * FIRST_SHARE))
        later = days.moved(coming.received, source.randint(*SECOND_DAYS))
        parts = [(first, coming.received), (quantity - first, later)]
    price = _price(offer, ordered, days.last)
    for part, received in parts:
        rejected = round(part * Decimal(str(round(coming.rejected_share, 3))), good.decimals)
        kept = Brought(place, received, part - rejected)
        if good.tracking == "LOT":
            kept.pieces.append((f"{vendor.code}-{received:%y%m%d}"[:40], kept.quantity))
        yield PurchaseLine(good, part, price, requested, coming.confirmed, part, rejected, kept)


def _price(offer: Offer, on: date, last: date) -> Decimal:
    """Half a year ago it was a little cheaper; prices change with the half-years."""
    halves = int((last - on).days * 2 / YEAR)
    factor = Decimal(str(round((1 + INFLATION) ** (-halves / 2), 4)))
    return (offer.unit_price * factor).quantize(PRICE_STEP)
