"""What carriers ask, worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.scm.transport.domain.states import RateBasis
from sanye.scm.transport.domain.tariffs import Consignment, Load, Rate, Tariff, price

D = Decimal


def goods(weight="0", volume="0", pallets=0, country="CN", region="") -> Consignment:
    load = Load(weight=D(weight), volume=D(volume), pallet_count=pallets)
    return Consignment(country=country, region=region, load=load)


def tariff(basis, *rates, **options) -> Tariff:
    return Tariff(basis=RateBasis(basis), currency="CNY", rates=rates, **options)


WEIGHT = tariff(
    "WEIGHT",
    Rate(country="CN", from_quantity=D(0), base_amount=D(10), unit_amount=D("1.20")),
    Rate(country="CN", from_quantity=D(100), base_amount=D(30), unit_amount=D("0.90")),
    minimum_amount=D("25"),
    fuel_surcharge_ratio=D("0.10"),
    volume_weight=D(333),
)


@pytest.mark.parametrize(
    ("load", "amount"),
    [
        (goods("10"), "27.50"),  # 10 + 12 = 22, minimum 25, fuel 2.50
        (goods("50"), "77.00"),  # 10 + 60 = 70, fuel 7
        (goods("100"), "132.00"),  # the second break: 30 + 90 = 120, fuel 12
        (goods("50", "0.2"), "98.91"),  # 66.6 kg by volume: (10 + 79.92) × 1.10 = 98.912
    ],
)
def test_by_weight_with_breaks_minimum_fuel_and_volume(load, amount) -> None:
    assert price(WEIGHT, [load], None).amount == D(amount)


def test_shows_what_of_it_is_fuel() -> None:
    found = price(WEIGHT, [goods("50")], None)

    assert (found.freight_amount, found.fuel_amount) == (D("70.00"), D("7.00"))


def test_each_address_is_a_consignment_with_its_own_minimum() -> None:
    assert price(WEIGHT, [goods("10"), goods("10")], None).amount == D("55.00")


def test_the_most_telling_zone_counts() -> None:
    zones = tariff(
        "VOLUME",
        Rate(base_amount=D(500), transit_days=9),
        Rate(country="CN", base_amount=D(100), transit_days=4),
        Rate(country="CN", region="上海", unit_amount=D(20), transit_days=1),
    )

    assert price(zones, [goods(volume="2", region="上海")], None).amount == D("40.00")
    assert price(zones, [goods(volume="2", region="四川")], None).amount == D("100.00")
    far = price(zones, [goods(volume="2", country="DE"), goods(region="上海")], None)
    assert (far.amount, far.transit_days) == (D("500.00"), (9, 1))


def test_a_flat_trip_costs_its_dearest_zone_and_each_further_address() -> None:
    flat = tariff(
        "FLAT",
        Rate(country="CN", base_amount=D(800), unit_amount=D(50)),
        Rate(country="CN", region="西藏", base_amount=D(3000), unit_amount=D(50)),
    )

    assert price(flat, [goods(), goods(), goods()], None).amount == D("900.00")
    assert price(flat, [goods(), goods(region="西藏")], None).amount == D("3050.00")


def test_by_pallet_and_by_kilometre() -> None:
    by_pallet = tariff("PALLET", Rate(unit_amount=D(90)))
    by_distance = tariff("DISTANCE", Rate(base_amount=D(200), unit_amount=D("4.5")))

    assert price(by_pallet, [goods(pallets=3), goods(pallets=1)], None).amount == D("360.00")
    assert price(by_distance, [goods(), goods()], D(120)).amount == D("740.00")
    assert price(by_distance, [goods()], None).problem == "NO_DISTANCE"


def test_says_why_there_is_no_price() -> None:
    scale = tariff("WEIGHT", Rate(country="CN", from_quantity=D(50), unit_amount=D(1)))
    small = tariff("WEIGHT", Rate(unit_amount=D(1)), maximum_weight=D(30), maximum_volume=D(1))
    van = tariff("FLAT", Rate(base_amount=D(300)), maximum_weight=D(30))

    assert price(scale, [goods("60", country="US")], None).problem == "NO_ZONE"
    assert price(scale, [goods("40")], None).problem == "NO_ZONE"
    assert price(small, [goods("31")], None).problem == "TOO_HEAVY"
    assert price(small, [goods("20"), goods("20")], None).problem == ""
    assert price(small, [goods("20", "1.1")], None).problem == "TOO_BIG"
    assert price(van, [goods("20"), goods("20")], None).problem == "TOO_HEAVY"


@given(
    st.decimals(0, 5000, places=3),
    st.decimals(0, 5000, places=3),
    st.decimals(0, 9, places=4),
    st.decimals(0, 1, places=4),
)
def test_more_weight_never_costs_less_within_a_break(first, second, unit, fuel) -> None:
    one = tariff("WEIGHT", Rate(base_amount=D(5), unit_amount=unit), fuel_surcharge_ratio=fuel)

    light, heavy = sorted((first, second))
    low, high = (price(one, [goods(str(weight))], None) for weight in (light, heavy))
    assert low.amount <= high.amount
    assert low.amount == low.freight_amount + low.fuel_amount
