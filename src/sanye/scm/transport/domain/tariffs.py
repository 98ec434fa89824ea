"""What a carrier asks for a shipment.

A consignment is what goes to one address. By weight, volume or pallet every consignment is priced
for itself; FLAT and DISTANCE price the trip by its dearest zone:

    freight = Σ max(minimum, base + unit × quantity)       per consignment, or once for the trip
    amount  = round(freight × (1 + fuel surcharge))

The quantity by weight is the chargeable one, the greater of weight and volume × `volume_weight`
(road groupage usually 333 kg/m³, air 167 kg/m³). Of a FLAT tariff the unit amount is what each
address beyond the first costs. A zone is a country with a region, a country, or everywhere: the
most telling one that the tariff has counts, with its scale of breaks from `from_quantity` on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sanye.kernel.money import round_money
from sanye.scm.transport.domain.states import RateBasis

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Kilograms, cubic metres, pallets."""

    weight: Decimal = ZERO
    volume: Decimal = ZERO
    pallet_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What goes to one address, and the zone that lies in."""

    country: str
    region: str
    load: Load


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One break of a zone's scale; amounts in the tariff's currency."""

    country: str = ""
    region: str = ""
    from_quantity: Decimal = ZERO
    base_amount: Decimal = ZERO
    unit_amount: Decimal = ZERO
    transit_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """A carrier's terms. The most it carries is per consignment, for a trip of all of them."""

    basis: RateBasis
    currency: str
    rates: Sequence[Rate]
    minimum_amount: Decimal = ZERO
    fuel_surcharge_ratio: Decimal = ZERO
    volume_weight: Decimal = ZERO
    maximum_weight: Decimal | None = None
    maximum_volume: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Freight, fuel and their sum, and agreed transit days per consignment.

    `problem` says why there is none: NO_ZONE, TOO_HEAVY, TOO_BIG, NO_DISTANCE.
    """

    amount: Decimal = ZERO
    freight_amount: Decimal = ZERO
    fuel_amount: Decimal = ZERO
    transit_days: tuple[int, ...] = ()
    problem: str = ""


def price(tariff: Tariff, consignments: Sequence[Consignment], distance: Decimal | None) -> Price:
    """Price a shipment of one or more consignments over so many kilometres."""
    scales = [_scale(tariff, one) for one in consignments]
    if not all(scales):
        return Price(problem="NO_ZONE")
    problem = _too_much(tariff, consignments)
    if problem:
        return Price(problem=problem)
    days = tuple(scale[0].transit_days for scale in scales)
    if tariff.basis is RateBasis.DISTANCE and distance is None:
        return Price(problem="NO_DISTANCE", transit_days=days)
    parts = _parts(tariff, consignments, scales, distance or ZERO)
    if None in parts:
        return Price(problem="NO_ZONE", transit_days=days)
    freight = sum((max(tariff.minimum_amount, part) for part in parts if part is not None), ZERO)
    amount = round_money(freight * (1 + tariff.fuel_surcharge_ratio), tariff.currency)
    freight_amount = round_money(freight, tariff.currency)
    return Price(
        amount=amount,
        freight_amount=freight_amount,
        fuel_amount=amount - freight_amount,
        transit_days=days,
    )


def _parts(
    tariff: Tariff,
    consignments: Sequence[Consignment],
    scales: Sequence[Sequence[Rate]],
    distance: Decimal,
) -> list[Decimal | None]:
    """What is priced for itself, before minimum and fuel; None below the first break."""
    if tariff.basis is RateBasis.FLAT:
        further = Decimal(len(consignments) - 1)
        trips = [rate.base_amount + rate.unit_amount * further for rate in map(_first, scales)]
        return [max(trips)]
    if tariff.basis is RateBasis.DISTANCE:
        whole = [_on_scale(scale, distance) for scale in scales]
        priced = [part for part in whole if part is not None]
        return [max(priced) if len(priced) == len(whole) else None]
    return [
        _on_scale(scale, _quantity(tariff, one.load))
        for scale, one in zip(scales, consignments, strict=True)
    ]


def _first(scale: Sequence[Rate]) -> Rate:
    return scale[0]


def _quantity(tariff: Tariff, load: Load) -> Decimal:
    if tariff.basis is RateBasis.WEIGHT:
        return max(load.weight, load.volume * tariff.volume_weight)
    return load.volume if tariff.basis is RateBasis.VOLUME else Decimal(load.pallet_count)


def _on_scale(scale: Sequence[Rate], quantity: Decimal) -> Decimal | None:
    reached = [rate for rate in scale if rate.from_quantity <= quantity]
    return reached[-1].base_amount + reached[-1].unit_amount * quantity if reached else None


def _scale(tariff: Tariff, one: Consignment) -> list[Rate]:
    """The breaks of the most telling zone that holds the consignment, in their order."""
    region = one.region.casefold()
    for country, wanted in ((one.country, region), (one.country, ""), ("", "")):
        found = [
            rate
            for rate in tariff.rates
            if rate.country == country and rate.region.casefold() == wanted
        ]
        if found:
            return sorted(found, key=lambda rate: rate.from_quantity)
    return []


def _too_much(tariff: Tariff, consignments: Sequence[Consignment]) -> str:
    loads = [one.load for one in consignments]
    if tariff.basis in {RateBasis.FLAT, RateBasis.DISTANCE}:
        whole = Load(
            weight=sum((load.weight for load in loads), ZERO),
            volume=sum((load.volume for load in loads), ZERO),
        )
        loads = [whole]
    weight, volume = tariff.maximum_weight, tariff.maximum_volume
    if weight is not None and max(load.weight for load in loads) > weight:
        return "TOO_HEAVY"
    if volume is not None and max(load.volume for load in loads) > volume:
        return "TOO_BIG"
    return ""
