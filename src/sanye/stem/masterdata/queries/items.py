"""Items, their units and planning."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from sanye.kernel.actors import Actor
from sanye.kernel.quantity import Factor
from sanye.stem.commands import query
from sanye.stem.masterdata.domain.units import ItemUnits, UnitFact, standard_units
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import (
    Item,
    ItemCompany,
    ItemFamily,
    ItemSite,
    ItemUnit,
    Unit,
)
from sanye.stem.rows.kept import Kept, Moment, ask_what_changed


@query
def get_item(*, item_id: UUID | None = None, code: str | None = None, by: Actor) -> Item:
    """The item by id or by code. Raises MasterUnknown."""
    found = Item.objects.filter(Q(id=item_id) if item_id is not None else Q(code=code)).first()
    if found is None:
        raise MasterUnknown(entity="Item", key=item_id or code)
    return found


@query
def get_items(
    *, item_ids: Collection[UUID] | None = None, codes: Collection[str] | None = None, by: Actor
) -> dict[UUID, Item]:
    """The items by ids or codes, keyed by id. Raises MasterUnknown for the first one missing."""
    if item_ids is not None:
        rows = {row.id: row for row in Item.objects.filter(id__in=set(item_ids))}
        _refuse_missing(set(item_ids) - rows.keys())
        return rows
    wanted = set(codes or ())
    rows = {row.id: row for row in Item.objects.filter(code__in=wanted)}
    _refuse_missing(wanted - {row.code for row in rows.values()})
    return rows


@query
def find_items_by_code(*, codes: Iterable[str], by: Actor) -> dict[str, Item]:
    """Those of the codes that exist."""
    return {row.code: row for row in Item.objects.filter(code__in=set(codes))}


@query
def list_items(
    *,
    search: str = "",
    kind: str | None = None,
    family_id: UUID | None = None,
    archived: bool = False,
    by: Actor,
) -> QuerySet[Item]:
    """Items whose code, name, pinyin or initials begin with or contain the search text."""
    rows = Item.objects.filter(archived_at__isnull=not archived)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if family_id is not None:
        rows = rows.filter(family_id=family_id)
    if search:
        text = search.casefold()
        rows = rows.filter(
            Q(code__istartswith=search)
            | Q(name__icontains=search)
            | Q(sort_key__startswith=text)
            | Q(initials__startswith=text)
        )
    return rows


@query
def list_item_families(*, by: Actor) -> QuerySet[ItemFamily]:
    """Families in use."""
    return ItemFamily.objects.filter(archived_at__isnull=True)


@query
def find_item_company(*, item_id: UUID, by: Actor) -> ItemCompany | None:
    """The item in the acting company's books."""
    return ItemCompany.objects.filter(item_id=item_id).first()


@query
def list_item_companies(
    *, item_ids: Collection[UUID] | None = None, by: Actor
) -> QuerySet[ItemCompany]:
    """Items in the acting company's books."""
    rows = ItemCompany.objects.all()
    return rows if item_ids is None else rows.filter(item_id__in=item_ids)


@query
def find_item_site(*, item_id: UUID, site_id: UUID, by: Actor) -> ItemSite | None:
    """How the site plans the item."""
    return ItemSite.objects.filter(item_id=item_id, site_id=site_id).first()


@query
def list_item_sites(
    *, item_ids: Collection[UUID] | None = None, site_id: UUID | None = None, by: Actor
) -> QuerySet[ItemSite]:
    """Planning rows of the sites that the actor may see."""
    rows = ItemSite.objects.all()
    if item_ids is not None:
        rows = rows.filter(item_id__in=item_ids)
    return rows if site_id is None else rows.filter(site_id=site_id)


@query
def list_units(*, by: Actor) -> dict[str, UnitFact]:
    """The units of Recommendation 20 and our own, by code."""
    own = {
        row.code: UnitFact(
            row.code,
            row.name,
            row.name_zh,
            row.symbol,
            row.dimension,
            Factor(row.numerator, row.denominator),
            row.decimals,
        )
        for row in Unit.objects.filter(archived_at__isnull=True)
    }
    return {**standard_units(), **own}


_UNITS: Kept[str, dict[str, UnitFact]] = Kept("stem_unit")
_OWN_UNITS: Kept[UUID, dict[str, Factor]] = Kept("stem_item_unit")
_BASES: Kept[UUID, str] = Kept("stem_item")


@query
def get_item_units(
    *, item_ids: Collection[UUID], moment: Moment | None = None, by: Actor
) -> dict[UUID, ItemUnits]:
    """How each item converts; of units and items that did not change nothing is read.

    Who has asked what changed already hands in the moment.
    """
    moment = moment or ask_what_changed()
    units = _UNITS.get(["all"], lambda keys: dict.fromkeys(keys, list_units(by=by)), moment)["all"]
    own = _OWN_UNITS.get(item_ids, _read_own_units, moment)
    bases = _BASES.get(item_ids, _read_bases, moment)
    return {
        item_id: ItemUnits(base, own.get(item_id, {}), units) for item_id, base in bases.items()
    }


def _read_own_units(item_ids: Collection[UUID]) -> dict[UUID, dict[str, Factor]]:
    own: dict[UUID, dict[str, Factor]] = {}
    for row in ItemUnit.objects.filter(item_id__in=item_ids):
        own.setdefault(row.item_id, {})[row.unit] = Factor(row.numerator, row.denominator)
    return own


def _read_bases(item_ids: Collection[UUID]) -> dict[UUID, str]:
    return dict(Item.objects.filter(id__in=item_ids).values_list("id", "unit"))


@query
def convert_quantity(
    *, item_id: UUID, quantity: Decimal, from_unit: str, to_unit: str | None = None, by: Actor
) -> Decimal:
    """The quantity in `to_unit` (default: the item's base unit), to six decimals.

    Raises MasterUnknown, UnitsNotConvertible.
    """
    found = get_item_units(item_ids=[item_id], by=by).get(item_id)
    if found is None:
        raise MasterUnknown(entity="Item", key=item_id)
    return found.convert(quantity, from_unit, to_unit)


def _refuse_missing(keys: Collection[object]) -> None:
    if keys:
        raise MasterUnknown(entity="Item", key=min(map(str, keys)))
