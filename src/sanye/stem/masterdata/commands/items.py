"""Items, their units, costing and planning; families; our own units."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sanye.contracts.stem.masterdata import (
    ItemChanged,
    ItemCostingChanged,
    ItemCreated,
    ItemPlanningChanged,
)
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.quantity import QUANTITY_DECIMALS
from sanye.stem.commands import command
from sanye.stem.identity.models import User
from sanye.stem.masterdata.commands.masters import Children, Draft, Master, Put, Reference
from sanye.stem.masterdata.commands.putting import put
from sanye.stem.masterdata.domain.identifiers import is_gtin
from sanye.stem.masterdata.errors import (
    IdentifierInvalid,
    KindFixed,
    SupplyingSiteWrong,
    TrackingFixed,
    UnitFixed,
    WholeNumberInvalid,
)
from sanye.stem.masterdata.models import (
    Item,
    ItemCompany,
    ItemFamily,
    ItemSite,
    ItemUnit,
    Location,
    Site,
    Tax,
    Unit,
)


def _check_gtin(draft: Draft) -> Iterator[Refusal]:
    gtin = draft.instance.gtin
    if gtin and not is_gtin(gtin):
        yield IdentifierInvalid(number=gtin, kind="GTIN", field="gtin")


def _check_decimals(draft: Draft) -> Iterator[Refusal]:
    decimals = draft.instance.decimals
    if decimals > QUANTITY_DECIMALS:
        yield WholeNumberInvalid(value=decimals, least=0, most=QUANTITY_DECIMALS, field="decimals")


def _check_unit_kept(draft: Draft) -> Iterator[Refusal]:
    if not draft.is_new and "unit" in draft.changes:
        before = draft.changes["unit"]
        yield UnitFixed(item=draft.instance.code, unit=before, field="unit")


def _check_kind_kept(draft: Draft) -> Iterator[Refusal]:
    """What was received as goods could not be invoiced as a service."""
    if not draft.is_new and "kind" in draft.changes:
        before = draft.changes["kind"]
        if "SERVICE" in {before, draft.instance.kind}:
            yield KindFixed(item=draft.instance.code, kind=before, field="kind")


def _check_tracking_kept(draft: Draft) -> Iterator[Refusal]:
    """What lies there without a lot could never be issued with one, nor the other way round."""
    if not draft.is_new and "tracking" in draft.changes:
        before = draft.changes["tracking"]
        yield TrackingFixed(item=draft.instance.code, tracking=before, field="tracking")


def _check_supplying_site(draft: Draft) -> Iterator[Refusal]:
    row = draft.instance
    is_transfer, has_site = row.source == "TRANSFER", row.supplying_site_id is not None
    if is_transfer != has_site or (has_site and row.supplying_site_id == row.site_id):
        yield SupplyingSiteWrong(field="supplying_site")


UNITS = Master(
    "UNIT",
    Unit,
    ("code",),
    positive=("numerator", "denominator"),
    rules=(_check_decimals,),
)
FAMILIES = Master(
    "ITEM_FAMILY",
    ItemFamily,
    ("code",),
    references={"parent": Reference(ItemFamily, "Item family")},
)
ITEM_UNITS = Master(
    "ITEM_UNIT",
    ItemUnit,
    ("unit",),
    parent="item",
    positive=("numerator", "denominator"),
    unit_columns=("unit",),
    rules=(_check_gtin,),
)
ITEMS = Master(
    "ITEM",
    Item,
    ("code",),
    references={
        "family": Reference(ItemFamily, "Item family"),
        "successor": Reference(Item, "Item"),
    },
    children={"units": Children(ITEM_UNITS)},
    unique=("gtin",),
    positive=("weight", "volume"),
    unit_columns=("unit", "sales_unit", "purchase_unit", "weight_unit", "volume_unit"),
    rules=(_check_gtin, _check_unit_kept, _check_kind_kept, _check_tracking_kept),
    created=lambda row: ItemCreated(item_id=row.id, code=row.code, kind=row.kind, unit=row.unit),
    changed=lambda row: ItemChanged(item_id=row.id, code=row.code, kind=row.kind, unit=row.unit),
)
ITEM_COMPANIES = Master(
    "ITEM_COMPANY",
    ItemCompany,
    ("item",),
    references={
        "item": Reference(Item, "Item"),
        "sales_tax": Reference(Tax, "Tax"),
        "purchase_tax": Reference(Tax, "Tax"),
    },
    not_negative=("standard_cost",),
    created=lambda row: ItemCostingChanged(item_id=row.item_id),
    changed=lambda row: ItemCostingChanged(item_id=row.item_id),
)
ITEM_SITES = Master(
    "ITEM_SITE",
    ItemSite,
    ("item", "site"),
    references={
        "item": Reference(Item, "Item"),
        "site": Reference(Site, "Site"),
        "supplying_site": Reference(Site, "Site"),
        "planner": Reference(User, "User", key="login"),
        "location": Reference(Location, "Location", within="site"),
    },
    positive=("fixed_quantity", "multiple_quantity", "period_days"),
    not_negative=(
        "minimum_quantity",
        "maximum_quantity",
        "safety_stock",
        "reorder_point",
        "order_cost",
    ),
    below_one=("scrap_ratio",),
    rules=(_check_supplying_site,),
    created=lambda row: ItemPlanningChanged(item_id=row.item_id, site_id=row.site_id),
    changed=lambda row: ItemPlanningChanged(item_id=row.item_id, site_id=row.site_id),
)


@command
def put_units(
    *, units: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change units of our own, beside those of Recommendation 20."""
    return put(UNITS, units, by=by, only=only)


@command
def put_item_families(
    *, families: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change families by code."""
    return put(FAMILIES, families, by=by, only=only)


@command
def put_items(
    *, items: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change items by code, with their own units where given."""
    return put(ITEMS, items, by=by, only=only)


@command
def put_item_companies(
    *, items: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change how the acting company values and taxes items."""
    return put(ITEM_COMPANIES, items, by=by, only=only)


@command
def put_item_sites(
    *, items: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change how sites plan items."""
    return put(ITEM_SITES, items, by=by, only=only)
