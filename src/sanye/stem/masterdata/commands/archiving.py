"""Taking masters out of use, and what other systems call them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sanye.contracts.stem.masterdata import MasterArchived
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.commands.items import FAMILIES, ITEMS, UNITS
from sanye.stem.masterdata.commands.masters import Master
from sanye.stem.masterdata.commands.parties import PARTIES
from sanye.stem.masterdata.commands.places import CALENDARS, LOCATIONS, SITES, WORK_CENTERS
from sanye.stem.masterdata.commands.setups import SETUP_MATRICES
from sanye.stem.masterdata.commands.structures import BILLS, ROUTINGS
from sanye.stem.masterdata.commands.terms import (
    PAYMENT_TERMS,
    PRICE_LISTS,
    PROMOTIONS,
    SUPPLIER_TERMS,
    TAXES,
)
from sanye.stem.masterdata.errors import ChoiceInvalid, MasterUnknown
from sanye.stem.masterdata.models import ExternalKey

ARCHIVABLE: dict[str, Master] = {
    master.entity: master
    for master in (
        PARTIES,
        UNITS,
        FAMILIES,
        ITEMS,
        CALENDARS,
        SITES,
        LOCATIONS,
        SETUP_MATRICES,
        WORK_CENTERS,
        BILLS,
        ROUTINGS,
        SUPPLIER_TERMS,
        PRICE_LISTS,
        PROMOTIONS,
        TAXES,
        PAYMENT_TERMS,
    )
}


@command
def archive_master(
    *, entity: str, row_id: UUID, is_archived: bool = True, by: Actor, at: datetime
) -> Any:
    """Take a master (ITEM, PARTY, SITE …) out of use, or back into use.

    Raises ChoiceInvalid for an entity that cannot be archived, MasterUnknown.
    """
    master = ARCHIVABLE.get(entity)
    if master is None:
        raise ChoiceInvalid(value=entity, choices=", ".join(ARCHIVABLE), field="entity")
    rows = master.model.objects  # type: ignore[attr-defined]
    row = rows.filter(pk=row_id).select_for_update(of=("self",)).first()
    if row is None:
        raise MasterUnknown(entity=master.entity, key=row_id, field="row_id")
    if (row.archived_at is not None) == is_archived:
        return row
    row.archived_at = at if is_archived else None
    row.save(update_fields=["archived_at"])
    if is_archived:
        publish(MasterArchived(entity=entity, row_id=row.pk, code=str(getattr(row, "code", ""))))
    elif master.changed is not None:
        publish(master.changed(row))
    return row


@command
def put_external_keys(
    *, system: str, entity: str, keys: Mapping[str, UUID], by: Actor, at: datetime
) -> None:
    """Remember under which keys a system knows our rows; a key may move to another row."""
    rows = [
        ExternalKey(
            id=new_id(), created_at=at, system=system, entity=entity, key=key, row_id=row_id
        )
        for key, row_id in keys.items()
    ]
    ExternalKey.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["system", "entity", "key"],
        update_fields=["row_id"],
    )
