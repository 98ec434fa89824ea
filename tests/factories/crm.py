"""Somebody to sell to and something to sell, for tests of the customer's side."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sanye.kernel.actors import Actor
from sanye.stem.masterdata.models import Item, Party, Site
from tests.factories.masterdata import (
    make_customer,
    make_item,
    make_item_company,
    make_payment_term,
    make_price_list,
    make_site,
    make_tax,
)


@dataclass(frozen=True)
class Market:
    """A customer with terms, a site that ships, an item with a price, and VAT of 13 %."""

    customer: Party
    site: Site
    item: Item


def make_market(by: Actor, *, price: Any = "100", **customer: Any) -> Market:
    site = make_site(by)
    tax = make_tax(by)
    item = make_item()
    make_item_company(by, item, sales_tax=tax, standard_cost=Decimal(60))
    terms = {
        "currency": "CNY",
        "receivable_term": make_payment_term(net_days=30),
        "site": site,
        **customer,
    }
    party = make_customer(by, **terms)
    make_price_list(by, [(item, Decimal(price))], valid_from_date=date(2020, 1, 1))
    return Market(customer=party, site=site, item=item)
