"""Placing an order: what it writes, what it says, what it refuses."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.sales_orders.domain.lines import SchedulePart
from sanye.erp.sales_orders.errors import (
    DateBeforeOrder,
    DiscountOutOfRange,
    LinesMissing,
    PriceNegative,
    ScheduleNotWhole,
    SiteMissing,
)
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesScheduleLine
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.identity.models import Company
from sanye.stem.masterdata import errors as masterdata
from tests.factories import masterdata as make
from tests.factories.sales import SOON, Trader


def lines_of(order: SalesOrder) -> list[SalesOrderLine]:
    return list(SalesOrderLine.unscoped.filter(order=order).order_by("line_number"))


def test_writes_prices_taxes_and_totals(trader: Trader) -> None:
    order = trader.place(trader.line(), trader.line(trader.chain, 3))

    bike, chain = lines_of(order)
    assert order.number == "SO-2026-000001"
    assert (bike.net_amount, bike.tax_amount) == (2400, 312)
    assert (chain.quantity, chain.unit, chain.stock_quantity) == (3, "DZN", 36)
    assert (chain.unit_price, chain.price_source_code) == (54, "RETAIL")
    assert (order.net_amount, order.tax_amount, order.gross_amount) == (
        2562,
        Decimal("333.06"),
        Decimal("2895.06"),
    )
    assert [tax.tax_code for tax in chain.taxes(manager="unscoped").all()] == ["VAT13"]


def test_publishes_what_is_wanted_when_without_services(trader: Trader) -> None:
    parts = (
        SchedulePart(quantity=Decimal(1), requested_date=SOON),
        SchedulePart(quantity=Decimal(2), requested_date=date(2026, 3, 20)),
    )
    order = trader.place(
        trader.line(trader.chain, 3, schedule=parts), trader.line(trader.service, 1)
    )

    data = EventRow.objects.get(type="sanye.erp.sales_order.placed.v1").data
    assert data["number"] == order.number
    assert [(row["quantity"], row["unit"], row["requested_date"]) for row in data["lines"]] == [
        ("12", "C62", "2026-03-12"),
        ("24", "C62", "2026-03-20"),
    ]
    assert [row["net_amount"] for row in data["lines"]] == ["54.00", "108.00"]


def test_takes_discounts_of_line_and_order_one_after_the_other(trader: Trader) -> None:
    order = trader.place(
        trader.line(discount_ratio=Decimal("0.1")), order_discount_ratio=Decimal("0.05")
    )

    assert order.net_amount == Decimal("2052.00")


@pytest.mark.parametrize(("policy", "gross"), [("PER_TAX", "6527.80"), ("PER_LINE", "6527.81")])
def test_golden_rounds_tax_globally_or_per_line(trader: Trader, policy: str, gross: str) -> None:
    Company.objects.filter(id=trader.by.company_id).update(tax_rounding=policy)
    make.make_tax(trader.by, "VAT22", "0.22")
    line = trader.line(
        quantity=16,
        unit_price=Decimal("348.35"),
        discount_ratio=Decimal("0.04"),
        tax_codes=("VAT22",),
    )

    order = trader.place(line)

    assert order.gross_amount == Decimal(gross)


def test_golden_yen_total_is_the_sum_of_the_shown_lines(trader: Trader) -> None:
    from sanye.stem.masterdata.models import ExchangeRate

    ExchangeRate.objects.create(
        from_currency="JPY", to_currency="CNY", rate_date=date(2026, 3, 1), rate=Decimal("0.05")
    )
    line = trader.line(quantity=1, unit_price=Decimal("100.5"), tax_codes=())

    order = trader.place(line, line, currency="JPY")

    assert [row.net_amount for row in lines_of(order)] == [101, 101]
    assert order.net_amount == 202
    assert order.exchange_rate == Decimal("0.05")


def nothing_written(by: Actor) -> bool:
    return not (
        SalesOrder.unscoped.exists()
        or SalesScheduleLine.unscoped.exists()
        or EventRow.objects.filter(company_id=by.company_id).exists()
    )


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"quantity": Decimal(0)}, masterdata.NotPositive, "quantity"),
        ({"quantity": Decimal(-2)}, masterdata.NotPositive, "quantity"),
        ({"quantity": Decimal("0.5")}, masterdata.QuantityNotWhole, "quantity"),
        ({"unit": "KGM"}, masterdata.UnitsNotConvertible, "unit"),
        ({"item_id": new_id()}, masterdata.ItemUnknown, "item_id"),
        ({"requested_date": date(2026, 3, 1)}, DateBeforeOrder, "requested_date"),
        ({"discount_ratio": Decimal("1.1")}, DiscountOutOfRange, "discount_ratio"),
        ({"unit_price": Decimal(-1)}, PriceNegative, "unit_price"),
        ({"tax_codes": ("NONE",)}, masterdata.TaxUnknown, "tax_codes"),
        (
            {"schedule": (SchedulePart(quantity=Decimal(1), requested_date=SOON),)},
            ScheduleNotWhole,
            "schedule",
        ),
    ],
)
def test_refuses_a_wrong_line_and_writes_nothing(
    trader: Trader, change: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    good = {"item_id": trader.bike.id, "quantity": Decimal(2), "requested_date": SOON}
    from sanye.erp.sales_orders.domain.lines import NewLine

    with pytest.raises(refusal) as caught:
        trader.place(trader.line(), NewLine(**{**good, **change}))

    assert (caught.value.field, caught.value.row) == (field, 2)
    assert nothing_written(trader.by)


def test_refuses_what_is_not_of_this_company(trader: Trader, other_by: Actor) -> None:
    foreign_site = make.make_site(other_by)
    foreign_customer = make.make_customer(other_by)
    siteless = make.make_customer(trader.by)

    with pytest.raises(masterdata.SiteUnknown):
        trader.place(site_id=foreign_site.id)
    with pytest.raises(masterdata.SiteUnknown):
        trader.place(trader.line(site_id=foreign_site.id))
    with pytest.raises(masterdata.CustomerUnknown):
        trader.place(customer=foreign_customer)
    with pytest.raises(SiteMissing):
        trader.place(customer=siteless)
    assert nothing_written(trader.by)


def test_refuses_an_order_without_lines(trader: Trader) -> None:
    from sanye.erp.sales_orders.commands import place_sales_order

    with pytest.raises(LinesMissing):
        place_sales_order(customer_id=trader.customer.id, lines=[], by=trader.by, at=trader.at)
