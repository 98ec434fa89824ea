"""All masters of the whole company, from one seed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sanye.project.demo.full import customers, items, places, planning, setups, suppliers, terms
from sanye.project.demo.full.costs import roll_up
from sanye.project.demo.full.parts import bought_parts, made_parts
from sanye.project.demo.full.products import Product, products
from sanye.project.demo.full.structure import Made
from sanye.project.demo.rows import MasterRows

Row = dict[str, Any]
SEED = 20240301
OWNER = "sales"


@dataclass(frozen=True, slots=True, kw_only=True)
class Full:
    """The masters, and what comes after them must know: goods, what a unit of each item costs, the
    customer and supplier who have a portal."""

    rows: MasterRows
    goods: list[Product]
    parts: list[Made]
    costs: dict[str, Decimal]
    portals: tuple[str, str]


def build_full(*, today: date, seed: int = SEED) -> Full:
    """The whole company as of a day; the same seed and day give the same rows."""
    goods, parts, bought = products(), made_parts(), bought_parts()
    made = [*parts, *(product.made for product in goods)]
    costs = roll_up(bought, made, places.RATES)
    buyers = customers.customers(seed)
    rows = MasterRows(
        calendars=places.CALENDARS,
        holidays=(places.DAY, places.TWO_SHIFTS),
        taxes=terms.TAXES,
        payment_terms=terms.PAYMENT_TERMS,
        sites=places.SITES,
        locations=places.LOCATIONS,
        setup_matrices=setups.matrices(),
        work_centers=places.WORK_CENTERS,
        parties=[*customers.parties(buyers, seed), *suppliers.suppliers(), *_carriers()],
        party_companies=[
            *customers.terms_of_company(buyers, OWNER, seed),
            *suppliers.supplier_terms_of_company(places.SITES[0]["code"]),
            *(
                {"party": code, "currency": "CNY", "payable_term": "NET45"}
                for code, *_ in terms.CARRIERS
            ),
        ],
        families=items.families(),
        items=items.items(goods, parts, bought),
        item_companies=items.item_companies(costs, bought),
        item_sites=planning.item_sites(goods, parts, bought),
        bills=items.bills(made),
        routings=items.routings(made),
        supplier_terms=suppliers.offers(bought, seed),
        price_lists=terms.price_lists(goods, costs),
        carrier_terms=terms.CARRIER_TERMS,
        exchange_rates=terms.exchange_rates(today, seed),
        promotions=terms.promotions(goods, today),
    )
    return Full(
        rows=rows,
        goods=goods,
        parts=parts,
        costs=costs,
        portals=(buyers[0].code, suppliers.suppliers()[0]["code"]),
    )


def _carriers() -> list[Row]:
    return [
        {
            "code": code,
            "name": name,
            "name_en": english,
            "roles": ["CARRIER"],
            "country": "CN",
            "addresses": [{"use": "MAIN", "city": city, "country": "CN"}],
        }
        for code, name, english, city in terms.CARRIERS
    ]
