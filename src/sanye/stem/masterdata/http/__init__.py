"""The doors of master data: one per master, and those that answer a question."""

from sanye.stem.http import Router
from sanye.stem.masterdata import commands, queries
from sanye.stem.masterdata.commands import items, parties, places, setups, structures, terms
from sanye.stem.masterdata.http.questions import (
    currencies,
    holidays,
    item_questions,
    prices,
    rates,
    units,
    work_center_questions,
)
from sanye.stem.masterdata.http.resources import Resource, router_of

RESOURCES = [
    Resource(
        "party",
        "parties",
        parties.PARTIES,
        queries.list_parties,
        commands.put_parties,
        ("role", "search", "archived"),
    ),
    Resource(
        "party_company",
        "party_companies",
        parties.PARTY_COMPANIES,
        queries.list_party_companies,
        commands.put_party_companies,
    ),
    Resource(
        "item_family",
        "item_families",
        items.FAMILIES,
        queries.list_item_families,
        commands.put_item_families,
    ),
    Resource(
        "item",
        "items",
        items.ITEMS,
        queries.list_items,
        commands.put_items,
        ("search", "kind", "family_id", "archived"),
    ),
    Resource(
        "item_company",
        "item_companies",
        items.ITEM_COMPANIES,
        queries.list_item_companies,
        commands.put_item_companies,
        listed_rights=True,
    ),
    Resource(
        "item_site",
        "item_sites",
        items.ITEM_SITES,
        queries.list_item_sites,
        commands.put_item_sites,
        ("site_id",),
    ),
    Resource(
        "calendar",
        "calendars",
        places.CALENDARS,
        queries.list_calendars,
        commands.put_calendars,
    ),
    Resource("site", "sites", places.SITES, queries.list_sites, commands.put_sites, ("kind",)),
    Resource(
        "location",
        "locations",
        places.LOCATIONS,
        queries.list_locations,
        commands.put_locations,
        ("site_id",),
    ),
    Resource(
        "setup_matrix",
        "setup_matrices",
        setups.SETUP_MATRICES,
        queries.list_setup_matrices,
        commands.put_setup_matrices,
    ),
    Resource(
        "work_center",
        "work_centers",
        places.WORK_CENTERS,
        queries.list_work_centers,
        commands.put_work_centers,
        ("site_id",),
    ),
    Resource(
        "bill",
        "bills",
        structures.BILLS,
        queries.list_bills,
        commands.put_bills,
        ("item_id", "component_id"),
    ),
    Resource(
        "routing",
        "routings",
        structures.ROUTINGS,
        queries.list_routings,
        commands.put_routings,
        ("item_id",),
    ),
    Resource(
        "supplier_term",
        "supplier_terms",
        terms.SUPPLIER_TERMS,
        queries.list_supplier_terms,
        commands.put_supplier_terms,
        ("item_id", "supplier_id"),
        listed_rights=True,
    ),
    Resource(
        "price_list",
        "price_lists",
        terms.PRICE_LISTS,
        queries.list_price_lists,
        commands.put_price_lists,
    ),
    Resource(
        "promotion",
        "promotions",
        terms.PROMOTIONS,
        queries.list_promotions,
        commands.put_promotions,
    ),
    Resource("tax", "taxes", terms.TAXES, queries.list_taxes, commands.put_taxes),
    Resource(
        "payment_term",
        "payment_terms",
        terms.PAYMENT_TERMS,
        queries.list_payment_terms,
        commands.put_payment_terms,
    ),
    Resource(
        "exchange_rate",
        "exchange_rates",
        terms.EXCHANGE_RATES,
        queries.list_exchange_rates,
        commands.put_exchange_rates,
        ("from_currency", "to_currency"),
    ),
]

_QUESTIONS: list[tuple[str, Router]] = [
    ("/items", item_questions),
    ("/calendars", holidays),
    ("/work-centers", work_center_questions),
    ("/prices", prices),
    ("/exchange-rates", rates),
    ("/units", units),
    ("/currencies", currencies),
]


def routers() -> list[tuple[str, Router]]:
    """(path prefix, router) of every master and question."""
    masters = [
        ("/" + resource.many.replace("_", "-"), router_of(resource)) for resource in RESOURCES
    ]
    return [*masters, *_QUESTIONS]
