"""Vendors' terms, list prices, special offers, exchange rates."""

from datetime import date, timedelta
from typing import Any

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.context import CURRENCY, INDIVIDUAL, RESELLER, Import
from sanye.connectors.adventureworks.costs import is_known, term_unit
from sanye.connectors.adventureworks.tables import Row
from sanye.connectors.adventureworks.units import base_units
from sanye.connectors.adventureworks.wording import Text
from sanye.kernel.money import is_currency
from sanye.stem.masterdata.commands import (
    put_exchange_rates,
    put_price_lists,
    put_promotions,
    put_supplier_terms,
)

PRICE_LIST = "AW-LIST"
_GROUPS = {"Reseller": RESELLER, "Customer": INDIVIDUAL}
_AT_ONCE = 5000
UNIT_METHOD = Text(
    "Vendors' units: dozens and gallons convert; of cases, cans, cartons and packs the data do not"
    " say what they hold, and the history adds ordered quantities to stock one for one, so their"
    " terms count in the item's base unit, and the most that is ordered at once is left open.",
    "供应商单位：打和加仑可换算；箱、罐、纸箱和包装的内装数量数据中没有，"
    "而历史订购数量按一比一计入库存，因此这些条款按物料基本单位计，且不设单次最大订购量。",
)


def import_supplier_terms(run: Import) -> None:
    """Preferred vendors first, then by price."""
    vendors = run.tables.by("Vendor", "BusinessEntityID")
    products = run.tables.by("Product", "ProductID")
    units = base_units(run)
    rows = run.tables.read("ProductVendor")
    terms = [
        {
            "supplier": vendors[row["BusinessEntityID"]]["AccountNumber"],
            "item": products[row["ProductID"]]["ProductNumber"],
            "unit": term_unit(units[row["ProductID"]], row["UnitMeasureCode"]),
            "currency": CURRENCY,
            "minimum_order_quantity": row["MinOrderQty"],
            "maximum_order_quantity": _maximum(row, units[row["ProductID"]]),
            "lead_time_days": row["AverageLeadTime"],
            "priority": _priority(vendors[row["BusinessEntityID"]]),
            "prices": [{"unit_price": row["StandardPrice"]}],
        }
        for row in rows
    ]
    run.note(wording.SUPPLIER_TERMS, put_supplier_terms(terms=terms, by=run.by, at=run.at))
    run.report.take("ProductVendor", len(rows), wording.IS_SUPPLIER_TERM)
    run.report.methods.append(UNIT_METHOD)


def _maximum(row: Row, base: str) -> str | None:
    """What is ordered at most; five cartons of unknown content do not mean five pieces."""
    return row["MaxOrderQty"] if is_known(base, row["UnitMeasureCode"]) else None


def _priority(vendor: Row) -> int:
    """Preferred 1, others 2, inactive last: nothing new is bought there."""
    if vendor["ActiveFlag"] == "false":
        return 9
    return 1 if vendor["PreferredVendorStatus"] == "true" else 2


def import_prices(run: Import) -> None:
    """One list for everybody, each price with the days on which it held."""
    products = run.tables.by("Product", "ProductID")
    units = base_units(run)
    history = run.tables.read("ProductListPriceHistory")
    lines = [
        {
            "item": products[row["ProductID"]]["ProductNumber"],
            "unit": units[row["ProductID"]],
            "unit_price": row["ListPrice"],
            "valid_from_date": row["StartDate"],
            "valid_to_date": _day_after(row["EndDate"]),
        }
        for row in history
    ]
    dated = {row["ProductID"] for row in history}
    lines += [
        {
            "item": row["ProductNumber"],
            "unit": units[row["ProductID"]],
            "unit_price": row["ListPrice"],
        }
        for row in run.tables.read("Product")
        if row["ProductID"] not in dated and float(row["ListPrice"]) > 0
    ]
    price_list = {"code": PRICE_LIST, "name": "List prices", "currency": CURRENCY, "lines": lines}
    put_price_lists(price_lists=[price_list], by=run.by, at=run.at)
    run.report.count(wording.LIST_PRICES, len(lines))
    run.report.take("ProductListPriceHistory", len(history), wording.IS_LIST_PRICE)


def import_special_offers(run: Import) -> None:
    """Promotions with their items and dates; all of them ended by 2014."""
    products = run.tables.by("Product", "ProductID")
    covered = run.tables.grouped("SpecialOfferProduct", "SpecialOfferID")
    offers = run.tables.read("SpecialOffer")
    real = [row for row in offers if float(row["DiscountPct"]) > 0]
    promotions: list[dict[str, Any]] = [
        {
            "code": f"AW-OFFER-{row['SpecialOfferID']}",
            "name": row["Description"],
            "customer_group": _GROUPS[row["Category"]],
            "discount_ratio": row["DiscountPct"],
            "minimum_quantity": row["MinQty"] or 0,
            "maximum_quantity": row["MaxQty"] or None,
            "valid_from_date": row["StartDate"],
            "valid_to_date": _day_after(row["EndDate"]),
            "items": [
                {"item": products[link["ProductID"]]["ProductNumber"]}
                for link in covered.get(row["SpecialOfferID"], [])
            ],
        }
        for row in real
    ]
    put = put_promotions(promotions=promotions, by=run.by, at=run.at)
    run.note(wording.PROMOTIONS, put)
    links = sum(len(covered.get(row["SpecialOfferID"], [])) for row in real)
    report = run.report
    report.take("SpecialOffer", len(real), wording.IS_PROMOTION)
    report.leave("SpecialOffer", len(offers) - len(real), wording.NO_DISCOUNT)
    report.take("SpecialOfferProduct", links, wording.IS_PROMOTION_ITEM)
    rest = run.tables.count("SpecialOfferProduct") - links
    report.leave("SpecialOfferProduct", rest, wording.NO_DISCOUNT_ITEMS)


def import_rates(run: Import) -> None:
    """Average and end-of-day rates of every day."""
    rates, same, unknown = [], 0, 0
    for row in run.tables.read("CurrencyRate"):
        first, second = row["FromCurrencyCode"], row["ToCurrencyCode"]
        if first == second:
            same += 1
        elif not (is_currency(first) and is_currency(second)):
            unknown += 1
        else:
            pair = {
                "from_currency": first,
                "to_currency": second,
                "rate_date": row["CurrencyRateDate"][:10],
                "source": "AdventureWorks",
            }
            rates.append({**pair, "kind": "AVERAGE", "rate": row["AverageRate"]})
            rates.append({**pair, "kind": "CLOSING", "rate": row["EndOfDayRate"]})
    for start in range(0, len(rates), _AT_ONCE):
        put = put_exchange_rates(rates=rates[start : start + _AT_ONCE], by=run.by, at=run.at)
        run.note(wording.RATES, put)
    report = run.report
    report.take("CurrencyRate", len(rates) // 2, wording.IS_RATE)
    report.leave("CurrencyRate", same, wording.SAME_CURRENCY)
    report.leave("CurrencyRate", unknown, wording.NOT_ISO_RATE)
    known = sum(is_currency(row["CurrencyCode"]) for row in run.tables.read("Currency"))
    report.take("Currency", known, wording.IS_CURRENCY)
    rest = run.tables.count("Currency") - known
    report.leave("Currency", rest, wording.NOT_ISO)


def _day_after(day: str) -> date | None:
    """Ends are days included there and excluded here."""
    return date.fromisoformat(day) + timedelta(days=1) if day else None
