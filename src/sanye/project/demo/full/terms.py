"""Taxes, payment terms, price lists, a promotion, exchange rates, carriers."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sanye.project.demo.full.products import Product

Row = dict[str, Any]

TAXES: list[Row] = [
    {"code": "VAT13", "name": "增值税 13%", "name_en": "VAT 13 %", "rate_ratio": "0.13",
     "use": "SALES", "country": "CN"},
    {"code": "VAT13-IN", "name": "进项税 13%", "name_en": "Input VAT 13 %", "rate_ratio": "0.13",
     "use": "PURCHASE", "country": "CN"},
    {"code": "VAT0-EX", "name": "出口零税率", "name_en": "Export, zero-rated", "rate_ratio": "0",
     "use": "SALES", "country": "CN"},
]  # fmt: skip

PAYMENT_TERMS: list[Row] = [
    {"code": code, "name": name, "name_en": english, "net_days": days}
    for code, name, english, days in (
        ("NET15", "15 天付款", "15 days net", 15),
        ("NET30", "月结 30 天", "30 days net", 30),
        ("NET45", "45 天付款", "45 days net", 45),
        ("NET60", "60 天付款", "60 days net", 60),
        ("NET90", "90 天付款", "90 days net", 90),
    )
]

_BREAKS = ((0, Decimal(1)), (50, Decimal("0.95")), (200, Decimal("0.90")))
_RATES = {"USD": Decimal("7.15"), "EUR": Decimal("7.80")}
_MONTHS = 30


def price_lists(goods: Sequence[Product], costs: Mapping[str, Decimal]) -> list[Row]:
    """Everybody's list, that of dealers, and those for export in two currencies."""
    lists = [
        ("LIST", "标准价目表", "List prices", "CNY", "", Decimal(1)),
        ("DEALER", "经销商价目表", "Dealer prices", "CNY", "DEALER", Decimal("0.92")),
        (
            "EXPORT-USD",
            "出口价目表（美元）",
            "Export prices, USD",
            "USD",
            "EXPORT",
            Decimal("0.95"),
        ),
        (
            "EXPORT-EUR",
            "出口价目表（欧元）",
            "Export prices, EUR",
            "EUR",
            "EXPORT",
            Decimal("0.97"),
        ),
    ]
    return [
        {
            "code": code,
            "name": name,
            "name_en": english,
            "currency": currency,
            "customer_group": group,
            "lines": [
                line
                for product in goods
                for line in _lines(product, list_price(product, costs) * share, currency)
            ],
        }
        for code, name, english, currency, group, share in lists
    ]


def list_price(product: Product, costs: Mapping[str, Decimal]) -> Decimal:
    """Cost and markup, to the next price that ends in nine, in yuan without tax."""
    price = costs[product.made.code] * product.line.markup
    return (price / 10).to_integral_value(ROUND_HALF_UP) * 10 + 9


def _lines(product: Product, yuan: Decimal, currency: str) -> Iterator[Row]:
    for minimum, share in _BREAKS:
        price = yuan * share / _RATES.get(currency, Decimal(1))
        yield {
            "item": product.made.code,
            "unit": "C62",
            "minimum_quantity": minimum,
            "unit_price": price.quantize(Decimal("0.01"), ROUND_HALF_UP),
        }


def promotions(goods: Sequence[Product], today: date) -> list[Row]:
    """What is on offer this month: every third kettle and rice cooker."""
    offered = [one.made.code for one in goods if one.line.code in {"KETTLE", "RICE"}][::3]
    return [
        {
            "code": "KITCHEN",
            "name": "厨房焕新季",
            "name_en": "Kitchen weeks",
            "discount_ratio": "0.05",
            "customer_group": "RETAIL",
            "minimum_quantity": 20,
            "valid_from_date": today.replace(day=1),
            "valid_to_date": today + timedelta(days=45),
            "items": [{"item": code} for code in offered],
        }
    ]


def exchange_rates(today: date, seed: int) -> list[Row]:
    """A closing rate at the start of each of the last months, walking a little, and today's."""
    drawn = random.Random(f"{seed}/rates")  # noqa: S311 - a repeatable choice, not a secret
    month = today.replace(day=1)
    days = [today] if today != month else []
    for _ in range(_MONTHS):
        days.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    rows: list[Row] = []
    for currency, rate in _RATES.items():
        walked = rate
        for day in days:
            rows.append(
                {"from_currency": currency, "to_currency": "CNY", "rate_date": day, "rate": walked}
            )
            walked *= 1 + Decimal(drawn.randint(-12, 12)) / 1000
            walked = walked.quantize(Decimal("0.0001"))
    return rows


CARRIERS = (
    ("T-YONGTONG", "甬通物流有限公司", "Yongtong Logistics", "宁波"),
    ("T-KUAIDA", "快达速运有限公司", "Kuaida Express", "杭州"),
    ("T-HAIYUN", "远洋国际货运有限公司", "Yuanyang Freight", "上海"),
)

CARRIER_TERMS: list[Row] = [
    {
        "carrier": "T-YONGTONG", "code": "ROAD", "service_level": "STANDARD", "basis": "WEIGHT",
        "minimum_amount": "60", "fuel_surcharge_ratio": "0.08", "volume_weight": "250",
        "rates": [("CN", "0", "20", "0.9", 3), ("CN", "500", "80", "0.7", 3),
                  ("", "0", "600", "6.5", 25)],
    },
    {
        "carrier": "T-KUAIDA", "code": "EXPRESS", "service_level": "EXPRESS", "basis": "WEIGHT",
        "minimum_amount": "25", "fuel_surcharge_ratio": "0.12", "volume_weight": "167",
        "rates": [("CN", "0", "12", "2.4", 1), ("", "0", "180", "32", 5)],
    },
    {
        "carrier": "T-HAIYUN", "code": "SEA", "service_level": "ECONOMY", "basis": "WEIGHT",
        "minimum_amount": "400", "fuel_surcharge_ratio": "0.05", "volume_weight": "200",
        "rates": [("", "0", "400", "3.8", 35), ("", "1000", "900", "3.1", 35)],
    },
]  # fmt: skip
"""Rates: country, from so many kilograms, base amount, amount per kilogram, transit days."""
