"""Supplier terms, price lists, promotions, taxes, payment terms, exchange rates."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sanye.contracts.stem.masterdata import (
    ExchangeRateEntered,
    PriceListChanged,
    PromotionChanged,
    SupplierTermChanged,
)
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.commands import command
from sanye.stem.masterdata.commands.checking import every_draft
from sanye.stem.masterdata.commands.masters import Batch, Children, Draft, Master, Put, Reference
from sanye.stem.masterdata.commands.putting import put
from sanye.stem.masterdata.errors import (
    CurrencyUnknown,
    ReverseChargeIncluded,
    UnitsNotConvertible,
)
from sanye.stem.masterdata.models import (
    ExchangeRate,
    Item,
    Party,
    PaymentTerm,
    PriceList,
    PriceListLine,
    Promotion,
    PromotionItem,
    Site,
    SupplierPrice,
    SupplierTerm,
    Tax,
)
from sanye.stem.masterdata.queries import get_item_units

MOST_PRICES = 50_000
"""A price list has one for each item and step of quantity."""


def _units_convert(batch: Batch) -> Iterator[Refusal]:
    """Everything priced per unit of an item is priced in a unit that the item converts."""
    priced = [
        draft for master, draft in every_draft(batch) if {"item", "unit"} <= master.columns.keys()
    ]
    units = get_item_units(item_ids={draft.instance.item_id for draft in priced}, by=batch.by)
    for draft in priced:
        item, unit = units[draft.instance.item_id], draft.instance.unit
        if unit in item.units and not item.can_convert(unit):
            yield UnitsNotConvertible(
                from_unit=unit, to_unit=item.base, field=f"{draft.where}unit", row=draft.row
            )


def _charged_once(draft: Draft) -> Iterator[Refusal]:
    tax = draft.instance
    if tax.is_included and tax.is_reverse_charge:
        yield ReverseChargeIncluded(tax=tax.code, field="is_included")


def _two_currencies(draft: Draft) -> Iterator[Refusal]:
    row = draft.instance
    if row.from_currency == row.to_currency:
        yield CurrencyUnknown(currency=row.to_currency, field="to_currency")


SUPPLIER_PRICES = Master(
    "SUPPLIER_PRICE",
    SupplierPrice,
    ("minimum_quantity", "valid_from_date"),
    parent="term",
    not_negative=("minimum_quantity", "unit_price"),
)
SUPPLIER_TERMS = Master(
    "SUPPLIER_TERM",
    SupplierTerm,
    ("supplier", "item", "site", "unit", "valid_from_date"),
    references={
        "supplier": Reference(Party, "Supplier"),
        "item": Reference(Item, "Item"),
        "site": Reference(Site, "Site"),
    },
    children={"prices": Children(SUPPLIER_PRICES, most=MOST_PRICES)},
    positive=("maximum_order_quantity", "multiple_quantity"),
    not_negative=("minimum_order_quantity",),
    below_one=("over_receipt_ratio", "under_receipt_ratio"),
    unit_columns=("unit",),
    currency_columns=("currency",),
    batch_rules=(_units_convert,),
    created=lambda row: SupplierTermChanged(
        supplier_term_id=row.id, item_id=row.item_id, supplier_id=row.supplier_id
    ),
    changed=lambda row: SupplierTermChanged(
        supplier_term_id=row.id, item_id=row.item_id, supplier_id=row.supplier_id
    ),
)
PRICE_LIST_LINES = Master(
    "PRICE_LIST_LINE",
    PriceListLine,
    ("item", "unit", "minimum_quantity", "valid_from_date"),
    parent="price_list",
    references={"item": Reference(Item, "Item")},
    not_negative=("minimum_quantity", "unit_price"),
    unit_columns=("unit",),
)
PRICE_LISTS = Master(
    "PRICE_LIST",
    PriceList,
    ("code",),
    references={"customer": Reference(Party, "Customer")},
    children={"lines": Children(PRICE_LIST_LINES, most=MOST_PRICES)},
    currency_columns=("currency",),
    batch_rules=(_units_convert,),
    created=lambda row: PriceListChanged(price_list_id=row.id, code=row.code),
    changed=lambda row: PriceListChanged(price_list_id=row.id, code=row.code),
)
PROMOTION_ITEMS = Master(
    "PROMOTION_ITEM",
    PromotionItem,
    ("item",),
    parent="promotion",
    references={"item": Reference(Item, "Item")},
)
PROMOTIONS = Master(
    "PROMOTION",
    Promotion,
    ("code",),
    children={"items": Children(PROMOTION_ITEMS, most=MOST_PRICES)},
    not_negative=("minimum_quantity", "maximum_quantity"),
    below_one=("discount_ratio",),
    created=lambda row: PromotionChanged(promotion_id=row.id, code=row.code),
    changed=lambda row: PromotionChanged(promotion_id=row.id, code=row.code),
)
TAXES = Master("TAX", Tax, ("code",), not_negative=("rate_ratio",), rules=(_charged_once,))
PAYMENT_TERMS = Master("PAYMENT_TERM", PaymentTerm, ("code",), below_one=("discount_ratio",))
EXCHANGE_RATES = Master(
    "EXCHANGE_RATE",
    ExchangeRate,
    ("from_currency", "to_currency", "kind", "rate_date"),
    positive=("rate",),
    currency_columns=("from_currency", "to_currency"),
    rules=(_two_currencies,),
    created=lambda row: ExchangeRateEntered(
        exchange_rate_id=row.id,
        from_currency=row.from_currency,
        to_currency=row.to_currency,
        rate_date=row.rate_date,
    ),
    changed=lambda row: ExchangeRateEntered(
        exchange_rate_id=row.id,
        from_currency=row.from_currency,
        to_currency=row.to_currency,
        rate_date=row.rate_date,
    ),
)


@command
def put_supplier_terms(
    *, terms: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change suppliers' offers, with price breaks where given."""
    return put(SUPPLIER_TERMS, terms, by=by, only=only)


@command
def put_price_lists(
    *, price_lists: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change price lists by code; `lines`, where given, replace the lines."""
    return put(PRICE_LISTS, price_lists, by=by, only=only)


@command
def put_promotions(
    *, promotions: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change promotions by code; `items`, where given, replace the items."""
    return put(PROMOTIONS, promotions, by=by, only=only)


@command
def put_taxes(
    *, taxes: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change taxes of the acting company by code."""
    return put(TAXES, taxes, by=by, only=only)


@command
def put_payment_terms(
    *, payment_terms: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change payment terms by code."""
    return put(PAYMENT_TERMS, payment_terms, by=by, only=only)


@command
def put_exchange_rates(
    *, rates: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Enter or correct rates by currencies, kind and day."""
    return put(EXCHANGE_RATES, rates, by=by, only=only)
