"""What a customer pays, and why."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sanye.kernel.actors import Actor
from sanye.stem.masterdata import queries
from sanye.stem.masterdata.domain.prices import CustomerPrice
from sanye.stem.masterdata.errors import PriceMissing
from sanye.stem.masterdata.models import ItemUnit, Party, PriceListLine, Promotion, PromotionItem
from tests.factories import masterdata as make

ON = date(2026, 3, 2)


def price(by: Actor, customer: Party, item: Any, quantity: Any, unit: str = "C62") -> CustomerPrice:
    return queries.get_customer_price(
        customer_id=customer.id,
        item_id=item.id,
        quantity=Decimal(quantity),
        unit=unit,
        currency="CNY",
        on=ON,
        by=by,
    )


def test_the_customers_list_comes_before_the_groups_and_everybodys(by: Actor) -> None:
    bike = make.make_item()
    plain, dealer = make.make_customer(by), make.make_customer(by, customer_group="DEALER")
    named = make.make_customer(by, customer_group="DEALER")
    make.make_price_list(by, [(bike, 1000)], code="ALL")
    make.make_price_list(by, [(bike, 900)], code="DEALERS", customer_group="DEALER")
    make.make_price_list(by, [(bike, 850)], code="NAMED", customer=named)

    found = [price(by, customer, bike, 1) for customer in (plain, dealer, named)]

    assert [(row.unit_price, row.source) for row in found] == [
        (1000, "ALL"),
        (900, "DEALERS"),
        (850, "NAMED"),
    ]


def test_the_highest_break_reached_counts_on_the_day(by: Actor) -> None:
    bike, customer = make.make_item(), make.make_customer(by)
    price_list = make.make_price_list(by, [(bike, 1000)])
    PriceListLine.objects.create(
        price_list=price_list, item=bike, unit="C62", minimum_quantity=10, unit_price=950
    )
    PriceListLine.objects.create(
        price_list=price_list,
        item=bike,
        unit="C62",
        minimum_quantity=10,
        unit_price=700,
        valid_from_date=date(2025, 1, 1),
        valid_to_date=ON,
    )

    assert price(by, customer, bike, 9).unit_price == 1000
    assert price(by, customer, bike, 10).unit_price == 950


def test_a_price_per_box_is_worked_out_from_the_price_per_piece(by: Actor) -> None:
    screw, customer = make.make_item(), make.make_customer(by)
    ItemUnit.objects.create(item=screw, unit="XBX", numerator=144)
    make.make_price_list(by, [(screw, "0.25")])

    assert price(by, customer, screw, 2, "XBX").unit_price == 36


def test_a_promotion_gives_its_discount_with_its_code(by: Actor) -> None:
    bike, customer = make.make_item(), make.make_customer(by)
    make.make_price_list(by, [(bike, 1000)])
    promotion = Promotion.unscoped.create(
        company_id=by.company_id,
        code="SPRING",
        name="Spring",
        discount_ratio="0.1",
        minimum_quantity=5,
        maximum_quantity=20,
    )
    PromotionItem.objects.create(promotion=promotion, item=bike)

    few, some, many = (price(by, customer, bike, n) for n in (4, 5, 21))

    assert (few.discount_ratio, few.discount_source) == (0, "")
    assert (some.discount_ratio, some.discount_source) == (Decimal("0.1"), "SPRING")
    assert many.discount_ratio == 0


def test_refuses_an_item_without_a_price(by: Actor) -> None:
    bike, customer = make.make_item("BIKE"), make.make_customer(by)

    with pytest.raises(PriceMissing, match="BIKE in CNY"):
        price(by, customer, bike, 1)


def test_rates_are_found_directly_inversely_and_through_a_third(by: Actor) -> None:
    from sanye.stem.masterdata.models import ExchangeRate

    for first, second, rate in (("USD", "CNY", "8"), ("USD", "EUR", "0.5")):
        ExchangeRate.objects.create(
            from_currency=first, to_currency=second, rate_date=date(2026, 2, 27), rate=rate
        )

    rates = [
        queries.get_exchange_rate(from_currency=first, to_currency=second, on=ON, by=by)
        for first, second in (("USD", "CNY"), ("CNY", "USD"), ("EUR", "CNY"))
    ]

    assert [(row.rate, row.source) for row in rates] == [
        (8, "DIRECT"),
        (Decimal("0.125"), "INVERSE"),
        (16, "USD"),
    ]


def test_a_site_without_a_calendar_works_monday_to_friday_in_its_zone(by: Actor) -> None:
    site = make.make_site(by)

    calendar = queries.working_calendar(site_id=site.id, by=by)

    assert calendar.zone == "Asia/Shanghai"
    assert (
        calendar.working_minutes(
            datetime(2026, 3, 2, 0, 0, tzinfo=UTC), datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
        )
        == 8 * 60
    )


def test_the_sites_own_bill_comes_before_the_general_one(by: Actor) -> None:
    here, there = make.make_site(by), make.make_site(by)
    part, other, bike = make.make_item(), make.make_item(), make.make_item(kind="MAKE")
    make.make_bill(bike, [(part, 1)])
    own = make.make_bill(bike, [(other, 1), (part, 2)], site=here)

    found = [
        queries.find_bill(item_id=bike.id, site_id=site.id, on=ON, by=by) for site in (here, there)
    ]

    assert found[0] is not None
    assert found[0].bill == own
    assert [line.component_id for line in found[0].lines] == [other.id, part.id]
    assert found[1] is not None
    assert found[1].bill.site_id is None


def test_the_preferred_supplier_and_the_price_for_the_quantity(by: Actor) -> None:
    item, second, first = make.make_item(), make.make_supplier(by), make.make_supplier(by)
    make.make_supplier_term(by, second, item, price=9, priority=2)
    term = make.make_supplier_term(by, first, item, price=10)
    term.prices.create(minimum_quantity=100, unit_price=8)

    offer = queries.find_supplier_offer(item_id=item.id, on=ON, by=by)

    assert offer is not None
    assert offer.term == term
    assert offer.unit_price(Decimal(99), ON) == 10
    assert offer.unit_price(Decimal(100), ON) == 8
