"""Every kind of file: the master it holds, the command that puts it, how it lies in the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sanye.stem.exchange.domain.layouts import Layout
from sanye.stem.exchange.errors import KindUnknown
from sanye.stem.masterdata import commands
from sanye.stem.masterdata.commands import items, parties, places, setups, structures, terms
from sanye.stem.masterdata.commands.masters import Master, Put
from sanye.stem.masterdata.models.columns import Named

_TRANSLATIONS = ("name_zh", "name_en")


@dataclass(frozen=True)
class Kind:
    """`parameter` is what the command calls its rows; `lines` the children that are a row each;
    `beside` the children of which one may stand in the master's row, by the word before them."""

    name: str
    master: Master
    put: Callable[..., Put]
    parameter: str
    lines: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DocumentKind:
    """Documents that a leaf takes over from files; they are read in and not written out.

    `put` gets the documents as `Layout` folds them, raises Refusals with each one's `_row`, and
    writes nothing when it does.
    """

    name: str
    layout: Layout
    put: Callable[..., Put]
    parameter: str


def _kinds() -> list[Kind]:
    people = {"contacts": "contact", "addresses": "address", "tax_ids": "tax_id"}
    return [
        Kind("parties", parties.PARTIES, commands.put_parties, "parties", beside=people),
        Kind("party-contacts", parties.PARTIES, commands.put_parties, "parties", lines="contacts"),
        Kind(
            "party-addresses", parties.PARTIES, commands.put_parties, "parties", lines="addresses"
        ),
        Kind("party-tax-ids", parties.PARTIES, commands.put_parties, "parties", lines="tax_ids"),
        Kind("party-companies", parties.PARTY_COMPANIES, commands.put_party_companies, "terms"),
        Kind("units", items.UNITS, commands.put_units, "units"),
        Kind("item-families", items.FAMILIES, commands.put_item_families, "families"),
        Kind("items", items.ITEMS, commands.put_items, "items"),
        Kind("item-units", items.ITEMS, commands.put_items, "items", lines="units"),
        Kind("item-companies", items.ITEM_COMPANIES, commands.put_item_companies, "items"),
        Kind("item-sites", items.ITEM_SITES, commands.put_item_sites, "items"),
        Kind("calendars", places.CALENDARS, commands.put_calendars, "calendars", lines="shifts"),
        Kind("sites", places.SITES, commands.put_sites, "sites"),
        Kind("locations", places.LOCATIONS, commands.put_locations, "locations"),
        Kind(
            "setup-matrices",
            setups.SETUP_MATRICES,
            commands.put_setup_matrices,
            "setup_matrices",
            lines="rules",
        ),
        Kind("work-centers", places.WORK_CENTERS, commands.put_work_centers, "work_centers"),
        Kind("boms", structures.BILLS, commands.put_bills, "bills", lines="lines"),
        Kind(
            "routings", structures.ROUTINGS, commands.put_routings, "routings", lines="operations"
        ),
        Kind(
            "supplier-terms",
            terms.SUPPLIER_TERMS,
            commands.put_supplier_terms,
            "terms",
            lines="prices",
        ),
        Kind(
            "price-lists", terms.PRICE_LISTS, commands.put_price_lists, "price_lists", lines="lines"
        ),
        Kind("promotions", terms.PROMOTIONS, commands.put_promotions, "promotions", lines="items"),
        Kind("taxes", terms.TAXES, commands.put_taxes, "taxes"),
        Kind("payment-terms", terms.PAYMENT_TERMS, commands.put_payment_terms, "payment_terms"),
        Kind("exchange-rates", terms.EXCHANGE_RATES, commands.put_exchange_rates, "rates"),
    ]


KINDS: dict[str, Kind | DocumentKind] = {kind.name: kind for kind in _kinds()}


def add_kind(kind: Kind | DocumentKind) -> None:
    """For a leaf's `exchange.py`, which is imported when the leaf is switched on."""
    KINDS[kind.name] = kind


def kind_named(name: str) -> Kind | DocumentKind:
    """Raises KindUnknown."""
    found = KINDS.get(name)
    if found is None:
        raise KindUnknown(kind=name, known=", ".join(KINDS), field="kind")
    return found


def master_kind_named(name: str) -> Kind:
    """One that can be written out. Raises KindUnknown."""
    found = kind_named(name)
    if isinstance(found, DocumentKind):
        known = ", ".join(kind.name for kind in KINDS.values() if isinstance(kind, Kind))
        raise KindUnknown(kind=name, known=known, field="kind")
    return found


@cache
def layout_of(name: str) -> Layout:
    """Which column of the file is which of ours."""
    kind = kind_named(name)
    if isinstance(kind, DocumentKind):
        return kind.layout
    master = kind.master
    own = list(master.columns)
    if issubclass(master.model, Named):
        own += _TRANSLATIONS
    lines: list[str] = []
    if kind.lines:
        lines = list(master.children[kind.lines].master.columns)
    word = master.entity.lower()
    return Layout(
        key=master.key,
        own={(f"{word}_{column}" if column in lines else column): column for column in own},
        line_name=kind.lines,
        lines={column: column for column in lines},
        beside={
            children: {
                f"{word}_{column}": column for column in master.children[children].master.columns
            }
            for children, word in kind.beside.items()
        },
    )


def put_rows(kind: Kind | DocumentKind, rows: Any, **options: Any) -> Put:
    """Call the kind's command, whatever it calls its rows."""
    return kind.put(**{kind.parameter: rows}, **options)
