"""What stock must know of masters, read for a whole document at once."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from sanye.erp.inventory.domain.movements import ItemFacts, MovementLine
from sanye.erp.inventory.errors import (
    ItemUnknown,
    LocationElsewhere,
    SiteUnknown,
    SiteWithoutLocation,
)
from sanye.kernel.quantity import QUANTITY_DECIMALS
from sanye.stem.masterdata.domain.units import standard_units
from sanye.stem.masterdata.models import Item, Location, Site
from sanye.stem.rows.kept import Kept, Moment, ask_what_changed

_DEFAULT_LOCATIONS = """
    SELECT DISTINCT ON (wanted.item_id, wanted.site_id)
           wanted.item_id, wanted.site_id, location.id
      FROM unnest(%s::uuid[], %s::uuid[]) AS wanted (item_id, site_id)
      JOIN stem_location AS location
        ON location.site_id = wanted.site_id AND location.archived_at IS NULL
      LEFT JOIN stem_item_site AS item_site
        ON item_site.item_id = wanted.item_id AND item_site.site_id = wanted.site_id
     WHERE location.id = item_site.location_id OR location.kind = 'STORAGE'
     ORDER BY wanted.item_id, wanted.site_id,
              location.id IS NOT DISTINCT FROM item_site.location_id DESC, location.code
"""

_ITEMS = """
    SELECT item.id, item.code, item.unit, unit.decimals, item.tracking,
           item.kind <> 'SERVICE', item.shelf_life_days
      FROM stem_item AS item LEFT JOIN stem_unit AS unit ON unit.code = item.unit
     WHERE item.id = ANY(%s)
"""


_FACTS: Kept[UUID, ItemFacts] = Kept("stem_item", "stem_unit")
_SITES: Kept[UUID, Site] = Kept("stem_site")


def get_item_facts(item_ids: Iterable[UUID], moment: Moment | None = None) -> dict[UUID, ItemFacts]:
    """Facts of each item; raises ItemUnknown for the first that does not exist."""
    wanted = list(dict.fromkeys(item_ids))
    found = _FACTS.get(wanted, _read_facts, moment or ask_what_changed())
    for row, item_id in enumerate(wanted, start=1):
        if item_id not in found:
            raise ItemUnknown(id=item_id, field="item_id", row=row)
    return found


def _read_facts(item_ids: list[UUID]) -> dict[UUID, ItemFacts]:
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [item_ids])
        return {row[0]: _facts(*row) for row in cursor.fetchall()}


def _facts(item_id: UUID, code: str, unit: str, decimals: int | None, *rest: Any) -> ItemFacts:
    known = standard_units().get(unit)
    if decimals is None:
        decimals = known.decimals if known is not None else QUANTITY_DECIMALS
    return ItemFacts(item_id, code, unit, decimals, *rest)


def get_sites(
    site_ids: Iterable[UUID], moment: Moment | None = None, *, to_site_id: UUID | None = None
) -> dict[UUID, Site]:
    """Sites of the acting company that the actor may see; raises SiteUnknown.

    Where `to_site_id` is given, one of the sites is enough: the document authorises the other.
    """
    wanted = list(dict.fromkeys(site_ids))
    found = _SITES.get(wanted, Site.objects.in_bulk, moment or ask_what_changed())
    if to_site_id is not None and found:
        other = next(iter(found.values())).company_id
        found.update(
            (site.id, site) for site in Site.unscoped.filter(id__in=wanted, company_id=other)
        )
    for site_id in wanted:
        if site_id not in found:
            raise SiteUnknown(id=site_id, field="site_id")
    return found


def get_default_locations(
    lines: Sequence[MovementLine], sites: dict[UUID, Site]
) -> dict[tuple[UUID, UUID], UUID]:
    """The location of (item, site) for lines that name none; raises SiteWithoutLocation."""
    wanted = sorted({(line.item_id, line.site_id) for line in lines if line.location_id is None})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_DEFAULT_LOCATIONS, [[i for i, _ in wanted], [s for _, s in wanted]])
        found = {(item_id, site_id): location for item_id, site_id, location in cursor.fetchall()}
    for item_id, site_id in wanted:
        if (item_id, site_id) not in found:
            raise SiteWithoutLocation(site=sites[site_id].code, field="site_id")
    return found


def refuse_foreign_locations(lines: Sequence[MovementLine], sites: dict[UUID, Site]) -> None:
    """Raise LocationElsewhere when a named location does not stand in its line's site."""
    named = {line.location_id for line in lines if line.location_id is not None}
    if not named:
        return
    rows = Location.unscoped.filter(id__in=named).values_list("id", "site_id")
    site_of: dict[UUID, UUID] = dict(rows)
    for row, line in enumerate(lines, start=1):
        if line.location_id is not None and site_of.get(line.location_id) != line.site_id:
            raise LocationElsewhere(
                location=line.location_id,
                site=sites[line.site_id].code,
                field="location_id",
                row=row,
            )


def get_transit_location(site_id: UUID) -> UUID | None:
    """Where stock on its way to the site is kept, if the site has such a location."""
    rows = Location.unscoped.filter(site_id=site_id, kind="TRANSIT", archived_at=None)
    found: UUID | None = rows.order_by("code").values_list("id", flat=True).first()
    return found


def get_codes(item_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The code of each item, for messages."""
    return dict(Item.objects.filter(id__in=list(item_ids)).values_list("id", "code"))
