"""Three hundred customers: chains, dealers, web shops, hotels' outfitters, and importers abroad."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sanye.project.demo.full.names import ABROAD, BRANDS, CITIES, GIVEN, SURNAMES, TRADES
from sanye.project.demo.full.places import EAST, NORTH, SOUTH

Row = dict[str, Any]

EXPORT = "EXPORT"
_SITES = {"E": EAST, "S": SOUTH, "N": NORTH}
_TERMS = {
    "RETAIL": (2_000, 8_000, ("NET45", "NET60", "NET60")),
    "DEALER": (600, 2_400, ("NET30", "NET30", "NET45")),
    "ECOM": (1_000, 5_000, ("NET15", "NET30")),
    "PROJECT": (500, 1_500, ("NET30", "NET90")),
    EXPORT: (1_500, 5_000, ("NET30", "NET60")),
}
"""Group → credit limit in thousands of yuan, from and to; payment terms."""
_TITLES = ("采购经理", "采购主管", "总经理", "品类经理")
_INCOTERMS = ("FOB", "CIF", "FCA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer before it is written: who, where, in which group and currency."""

    code: str
    name: str
    name_en: str
    group: str
    country: str
    currency: str
    city: str
    region: str
    site: str


def customers(seed: int) -> list[Customer]:
    """All customers; the same seed gives the same ones."""
    drawn = random.Random(f"{seed}/customers")  # noqa: S311 - a repeatable choice, not a secret
    return [*_at_home(drawn), *_abroad()]


def _at_home(drawn: random.Random) -> Iterator[Customer]:
    """A name is a city and a brand, no two alike."""
    pairs = [(city, brand) for city in CITIES for brand in BRANDS]
    drawn.shuffle(pairs)
    number = 1000
    for group, ending, english_ending, count in TRADES:
        for _ in range(int(count)):
            (city, english_city, region, part), (brand, english_brand) = pairs.pop()
            number += 1
            yield Customer(
                code=f"C-{number}",
                name=f"{city}{brand}{ending}",
                name_en=f"{english_brand} {english_ending}, {english_city}",
                group=group,
                country="CN",
                currency="CNY",
                city=city,
                region=region,
                site=_SITES[part],
            )


def _abroad() -> Iterator[Customer]:
    number = 5000
    for country, currency, cities, names in ABROAD:
        for turn, name in enumerate(names):
            number += 1
            yield Customer(
                code=f"C-{number}",
                name=name,
                name_en=name,
                group=EXPORT,
                country=country,
                currency=currency,
                city=cities[turn % len(cities)],
                region="",
                site=EAST,
            )


def parties(found: list[Customer], seed: int) -> list[Row]:
    """Customers as parties, with addresses and a person who buys."""
    drawn = random.Random(f"{seed}/parties")  # noqa: S311 - a repeatable choice, not a secret
    return [
        {
            "code": one.code,
            "name": one.name,
            "name_en": one.name_en,
            "roles": ["CUSTOMER"],
            "country": one.country,
            "language": "zh-hans" if one.country == "CN" else "en",
            "addresses": _addresses(one, drawn),
            "contacts": [_contact(one, drawn)],
        }
        for one in found
    ]


def _addresses(one: Customer, drawn: random.Random) -> list[Row]:
    house = drawn.randint(2, 480)
    street = f"人民路 {house} 号" if one.country == "CN" else f"Market Street {house}"
    place = {"country": one.country, "region": one.region, "city": one.city, "street": street}
    return [
        {"use": "SHIPPING", "is_default": True, "recipient": one.name, **place},
        {"use": "BILLING", "is_default": True, **place},
    ]


def _contact(one: Customer, drawn: random.Random) -> Row:
    surname, given = drawn.choice(SURNAMES), drawn.choice(GIVEN)
    is_home = one.country == "CN"
    return {
        "name": surname[0] + given[0] if is_home else f"Purchasing, {one.city}",
        "job_title": drawn.choice(_TITLES) if is_home else "Purchasing",
        "email": f"buyer@{one.code.lower()}.example",
        "phone": f"+86 400 {drawn.randint(1000000, 9999999)}" if is_home else "",
        "language": "zh-hans" if is_home else "en",
        "is_primary": True,
    }


def terms_of_company(found: list[Customer], owner: str, seed: int) -> list[Row]:
    """What customers are to the company: limit, terms, warehouse, tax."""
    drawn = random.Random(f"{seed}/terms")  # noqa: S311 - a repeatable choice, not a secret
    rows = []
    for one in found:
        low, high, payment_terms = _TERMS[one.group]
        is_export = one.group == EXPORT
        rows.append(
            {
                "party": one.code,
                "currency": one.currency,
                "customer_group": one.group,
                "credit_limit": drawn.randrange(low, high + 1, 50) * 1000,
                "credit_policy": "WARN" if one.group == "ECOM" else "BLOCK",
                "receivable_term": drawn.choice(payment_terms),
                "sales_tax": "VAT0-EX" if is_export else "VAT13",
                "site": one.site,
                "owner": owner,
                "incoterm": drawn.choice(_INCOTERMS) if is_export else "",
                "transit_days": 25 if is_export else drawn.randint(1, 4),
            }
        )
    return rows
