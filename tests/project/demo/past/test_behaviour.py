"""Customers, suppliers and seasons: every kind is there, as often as said."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from sanye.kernel.ids import new_id
from sanye.project.demo.past.buyers import Fate, Habit, buyers
from sanye.project.demo.past.chance import dealt
from sanye.project.demo.past.demand import sized, wanted
from sanye.project.demo.past.making import lots
from sanye.project.demo.past.seasons import SEASONS, season_factor
from sanye.project.demo.past.vendors import MANNER_SHARES, MANNERS, Vendor, comes
from sanye.project.demo.past.world import World
from tests.factories.past import make_world

DAYS = make_world().days


@pytest.fixture
def crowd() -> World:
    return make_world()


def test_every_kind_of_customer_fate_and_habit_is_there(crowd: World) -> None:
    found = buyers(crowd, crowd.days.last)

    assert Counter(buyer.segment_name for buyer in found) == {
        "SHOP": 60,
        "DISTRIBUTOR": 15,
        "EXPORT": 10,
        "ONLINE": 10,
        "CHAIN": 5,
    }
    assert Counter(buyer.fate for buyer in found) == {
        Fate.STEADY: 62,
        Fate.NEW: 10,
        Fate.GONE: 9,
        Fate.GROWING: 8,
        Fate.FADING: 6,
        Fate.UNHAPPY: 5,
    }
    assert {buyer.habit for buyer in found} == set(Habit)


def test_who_is_gone_ordered_before_and_who_is_new_only_lately(crowd: World) -> None:
    found = buyers(crowd, crowd.days.last)
    orders = wanted(crowd, found)
    last = {o.buyer.customer.code: o.ordered for o in orders}
    first = {o.buyer.customer.code: o.ordered for o in reversed(orders)}

    for buyer in found:
        code = buyer.customer.code
        if buyer.fate is Fate.GONE and code in last:
            assert (crowd.days.last - last[code]).days >= 120
        if buyer.fate is Fate.NEW and code in first:
            assert (crowd.days.last - first[code]).days <= 270


def test_a_chain_orders_far_more_often_than_a_shop(crowd: World) -> None:
    found = [b for b in buyers(crowd, crowd.days.last) if b.fate is Fate.STEADY]
    counts = Counter(order.buyer.customer.code for order in wanted(crowd, found))
    weeks = (crowd.days.last - crowd.days.first).days / 7

    for name, every in (("CHAIN", 12 / 7), ("SHOP", 60 / 7)):
        of_kind = [counts[b.customer.code] for b in found if b.segment_name == name]
        assert sum(of_kind) / len(of_kind) == pytest.approx(weeks / every, rel=0.1)


def test_quantities_fit_the_plants(crowd: World) -> None:
    orders = wanted(crowd, buyers(crowd, crowd.days.last))
    narrow, narrower = _of_size(crowd, 3), _of_size(crowd, 6)

    whole = sum((sum(q) for q in sized(narrow, orders).values()), Decimal(0))
    half = sum((sum(q) for q in sized(narrower, orders).values()), Decimal(0))

    assert float(half / whole) == pytest.approx(0.5, rel=0.1)


def _of_size(crowd: World, part: int) -> World:
    """Where every work center has only such a part of its time."""
    centers = crowd.centers.items()
    return replace(
        crowd, centers={k: replace(one, minutes=one.minutes / part) for k, one in centers}
    )


def test_fans_are_wanted_before_summer_and_heaters_before_winter() -> None:
    june, december = date(2026, 6, 16), date(2026, 12, 6)

    assert season_factor(SEASONS["FAN"], june) > 4 * season_factor(SEASONS["FAN"], december)
    assert season_factor(SEASONS["HEATER"], december) > 4 * season_factor(SEASONS["HEATER"], june)


@pytest.mark.parametrize("name", sorted(MANNERS))
def test_suppliers_are_as_late_as_their_manner_says(name: str) -> None:
    vendor, source = Vendor(new_id(), "S-1", name, 0), Random(1)
    requested, ordered = date(2026, 1, 14), date(2025, 12, 17)

    seen = [comes(vendor, requested, ordered, DAYS, source) for _ in range(2000)]

    in_time = sum(one.received <= requested for one in seen) / len(seen)
    bad = sum(one.rejected_share > 0 for one in seen) / len(seen)
    assert in_time == pytest.approx(MANNERS[name].in_time, abs=0.03)
    assert bad == pytest.approx(MANNERS[name].rejects, abs=0.02)
    assert all(one.received >= ordered for one in seen)


def test_who_drifts_was_reliable_before() -> None:
    vendor = Vendor(new_id(), "S-1", "DRIFTING", 0)

    assert vendor.manner_on(date(2025, 3, 1), DAYS.last) is MANNERS["RELIABLE"]
    assert vendor.manner_on(date(2025, 12, 10), DAYS.last) is MANNERS["DRIFTING"]


def test_shares_are_dealt_to_the_nearest_and_each_kind_at_least_once() -> None:
    source = Random(1)

    assert Counter(dealt(MANNER_SHARES, 40, source)) == {
        "RELIABLE": 22,
        "USUAL": 6,
        "SLIPPING": 5,
        "LATE": 3,
        "SLOPPY": 2,
        "DRIFTING": 2,
    }
    assert set(dealt(MANNER_SHARES, 7, source)) == set(MANNERS)
    assert sorted(dealt(MANNER_SHARES, 2, source)) == ["LATE", "RELIABLE"]


def test_a_lot_covers_so_many_working_days_of_need() -> None:
    friday, monday, tuesday = date(2025, 3, 7), date(2025, 3, 10), date(2025, 3, 11)
    needs = {friday: Decimal(2), monday: Decimal(3), tuesday: Decimal(5)}

    assert list(lots(needs, 2, DAYS)) == [(friday, Decimal(5)), (tuesday, Decimal(5))]
    assert list(lots(needs, 3, DAYS)) == [(friday, Decimal(10))]
