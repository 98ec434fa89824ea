from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.erp.purchasing import commands, errors
from sanye.erp.purchasing.models import PurchaseOrder
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.errors import MasterUnknown, UnitsNotConvertible, UnitUnknown
from sanye.stem.masterdata.models import ExchangeRate, SupplierPrice
from tests.factories import masterdata
from tests.factories.erp_purchasing import (
    DUE,
    facts_of,
    line_of,
    make_market,
    schedule_of,
)


def test_takes_the_price_and_tax_of_the_supplier(market):
    order = market.place(100)

    line = line_of(order)
    assert (line.unit_price, line.price_source, line.unit) == (Decimal(5), "TERM", "C62")
    assert (order.net_amount, order.tax_amount, order.gross_amount) == (500, 65, 565)
    assert order.number.startswith("PO-2026-")
    assert order.status == "DRAFT"


def test_publishes_all_schedule_lines(market):
    order = market.place(100)

    (fact,) = facts_of(market.by.company_id, "PurchaseOrderCreated")
    assert fact.purchase_order_id == order.id
    (line,) = fact.lines
    assert (line.quantity, line.open_quantity, line.unit_price) == (100, 100, 5)
    assert (line.expected_date, line.confirmed_date) == (DUE, None)


def test_takes_the_break_that_the_quantity_reaches(market):
    SupplierPrice.objects.create(term=market.term, minimum_quantity=100, unit_price="4.5")
    SupplierPrice.objects.create(
        term=market.term, minimum_quantity=100, unit_price="4.2", valid_from_date=date(2026, 4, 1)
    )

    assert line_of(market.place(99)).unit_price == 5
    assert line_of(market.place(100)).unit_price == Decimal("4.5")


def test_counts_another_unit_exactly(by, at):
    market = make_market(by, at, price=60, unit="DZN")

    order = market.place(2)

    line = line_of(order)
    assert (line.unit, line.stock_unit, line.unit_price) == ("DZN", "C62", 60)
    (fact,) = facts_of(by.company_id, "PurchaseOrderCreated")
    assert (fact.lines[0].quantity, fact.lines[0].unit) == (24, "C62")
    assert fact.lines[0].unit_price == 5


def test_converts_the_price_when_ordered_in_another_unit(by, at):
    market = make_market(by, at, price=60, unit="DZN", minimum_order_quantity=2)

    order = market.place(24, unit="C62")

    assert line_of(order).unit_price == 5
    with pytest.raises(errors.NotSoldInThatQuantity):
        market.place(23, unit="C62")


def test_takes_the_net_out_of_a_price_with_tax(market):
    tax = masterdata.make_tax(market.by, code="INCL", rate="0.13", is_included=True)
    terms = masterdata.PartyCompany.unscoped.get(party=market.supplier)
    terms.purchase_tax = tax
    terms.save()

    order = market.place(10, unit_price=Decimal("11.30"))

    assert (order.net_amount, order.tax_amount) == (100, 13)
    assert line_of(order).net_unit_price == 10


def test_keeps_the_rate_of_a_foreign_currency(by, at):
    market = make_market(by, at, currency="EUR")
    ExchangeRate.objects.create(
        from_currency="EUR", to_currency="CNY", rate_date=date(2026, 3, 1), rate="7.8"
    )

    order = commands.place_purchase_order(
        supplier_id=market.supplier.id,
        site_id=market.site.id,
        currency="EUR",
        lines=[commands.NewLine(item_id=market.item.id, quantity=Decimal(10), requested_date=DUE)],
        by=by,
        at=at,
    )

    assert (order.exchange_rate, order.rate_date) == (Decimal("7.8"), date(2026, 3, 1))


BAD_LINES = [
    ({"quantity": Decimal(0)}, errors.QuantityNotPositive, "quantity"),
    ({"quantity": Decimal(-3)}, errors.QuantityNotPositive, "quantity"),
    ({"quantity": Decimal("NaN")}, errors.QuantityNotPositive, "quantity"),
    ({"quantity": Decimal("0.5")}, errors.QuantityTooFine, "quantity"),
    ({"unit": "XYZ"}, UnitUnknown, "unit"),
    ({"unit": "KGM"}, UnitsNotConvertible, "unit"),
    ({"item_id": new_id()}, MasterUnknown, "item_id"),
    ({"requested_date": date(2026, 3, 1)}, errors.DateTooEarly, "requested_date"),
    ({"unit_price": Decimal(-1)}, errors.PriceNegative, "unit_price"),
]


@pytest.mark.parametrize(("change", "refusal", "field"), BAD_LINES)
def test_refuses_a_bad_line_and_writes_nothing(market, change, refusal, field):
    good = commands.NewLine(item_id=market.item.id, quantity=Decimal(1), requested_date=DUE)

    with pytest.raises(refusal) as refused:
        commands.place_purchase_order(
            supplier_id=market.supplier.id,
            site_id=market.site.id,
            lines=[good, replace(good, **change)],
            by=market.by,
            at=market.at,
        )

    assert (refused.value.row, refused.value.field) == (2, field)
    assert refused.value.text("zh") != refused.value.text("en")
    assert not PurchaseOrder.unscoped.exists()
    assert not facts_of(market.by.company_id)


def test_refuses_what_the_supplier_does_not_sell(by, at):
    market = make_market(
        by, at, minimum_order_quantity=50, multiple_quantity=20, maximum_order_quantity=100
    )

    with pytest.raises(errors.NotSoldInThatQuantity) as below:
        market.place(40)
    with pytest.raises(errors.NotSoldInThatQuantity):
        market.place(70)
    with pytest.raises(errors.AboveMaximum):
        market.place(120)

    assert below.value.data["suggested"] == 60
    assert market.place(60).net_amount == 300


def test_refuses_a_line_without_a_price(market):
    other = masterdata.make_item()

    with pytest.raises(errors.PriceMissing):
        market.place(1, item_id=other.id)

    assert market.place(1, item_id=other.id, unit_price=Decimal("2.50")).net_amount == Decimal(
        "2.50"
    )


def test_refuses_a_price_in_another_currency(by, at):
    market = make_market(by, at, currency="EUR")

    with pytest.raises(errors.CurrencyDiffers):
        market.place(1)


def test_refuses_who_is_no_supplier_or_blocked(market):
    customer = masterdata.make_customer(market.by)
    line = commands.NewLine(item_id=market.item.id, quantity=Decimal(1), requested_date=DUE)
    order = {"site_id": market.site.id, "lines": [line], "by": market.by, "at": market.at}

    with pytest.raises(errors.NotASupplier):
        commands.place_purchase_order(supplier_id=customer.id, **order)
    with pytest.raises(MasterUnknown):
        commands.place_purchase_order(supplier_id=new_id(), **order)

    terms = masterdata.PartyCompany.unscoped.get(party=market.supplier)
    terms.blocked_at = market.at
    terms.save()
    with pytest.raises(errors.SupplierBlocked):
        commands.place_purchase_order(supplier_id=market.supplier.id, **order)


def test_refuses_a_site_of_another_company(market):
    from sanye.stem.identity.models import Company

    other = Company.objects.create(
        code="BOREAS", name="Boreas", country="CN", functional_currency="CNY"
    )
    foreign = masterdata.make_site(replace(market.by, company_id=other.id))
    line = commands.NewLine(item_id=market.item.id, quantity=Decimal(1), requested_date=DUE)

    with pytest.raises(MasterUnknown):
        commands.place_purchase_order(
            supplier_id=market.supplier.id,
            site_id=foreign.id,
            lines=[line],
            by=market.by,
            at=market.at,
        )

    assert not PurchaseOrder.unscoped.exists()


def test_dates_the_order_by_the_sites_day(market):
    late = market.at.replace(hour=20)  # 4 o'clock of the next day in Shanghai
    line = commands.NewLine(
        item_id=market.item.id, quantity=Decimal(1), requested_date=DUE + timedelta(days=1)
    )

    order = commands.place_purchase_order(
        supplier_id=market.supplier.id,
        site_id=market.site.id,
        lines=[line],
        by=market.by,
        at=late,
    )

    assert order.order_date == date(2026, 3, 3)
    assert schedule_of(order)[0].requested_date == line.requested_date
