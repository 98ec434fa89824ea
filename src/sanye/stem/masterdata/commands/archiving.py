"""Taking masters out of use, and what other systems call them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sanye.contracts.stem.masterdata import MasterArchived
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import ask_right, command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.commands.items import (
    FAMILIES,
    ITEMS,
    UNITS,
    put_item_families,
    put_items,
    put_units,
)
from sanye.stem.masterdata.commands.masters import Batch, Draft, Master, Put
from sanye.stem.masterdata.commands.parties import PARTIES, put_parties
from sanye.stem.masterdata.commands.places import (
    CALENDARS,
    LOCATIONS,
    SITES,
    WORK_CENTERS,
    put_calendars,
    put_locations,
    put_sites,
    put_work_centers,
)
from sanye.stem.masterdata.commands.setups import SETUP_MATRICES, put_setup_matrices
from sanye.stem.masterdata.commands.structures import BILLS, ROUTINGS, put_bills, put_routings
from sanye.stem.masterdata.commands.terms import (
    PAYMENT_TERMS,
    PRICE_LISTS,
    PROMOTIONS,
    SUPPLIER_TERMS,
    TAXES,
    put_payment_terms,
    put_price_lists,
    put_promotions,
    put_supplier_terms,
    put_taxes,
)
from sanye.stem.masterdata.errors import ChoiceInvalid, MasterUnknown
from sanye.stem.masterdata.models import ExternalKey
from sanye.stem.rows.advisory import lock_name

_CHANGED_BY: tuple[tuple[Master, Callable[..., Put]], ...] = (
    (PARTIES, put_parties),
    (UNITS, put_units),
    (FAMILIES, put_item_families),
    (ITEMS, put_items),
    (CALENDARS, put_calendars),
    (SITES, put_sites),
    (LOCATIONS, put_locations),
    (SETUP_MATRICES, put_setup_matrices),
    (WORK_CENTERS, put_work_centers),
    (BILLS, put_bills),
    (ROUTINGS, put_routings),
    (SUPPLIER_TERMS, put_supplier_terms),
    (PRICE_LISTS, put_price_lists),
    (PROMOTIONS, put_promotions),
    (TAXES, put_taxes),
    (PAYMENT_TERMS, put_payment_terms),
)
ARCHIVABLE = {master.entity: (master, change) for master, change in _CHANGED_BY}
"""What can be taken out of use, and the command whose right that asks for too."""


@command
def archive_master(
    *, entity: str, row_id: UUID, is_archived: bool = True, by: Actor, at: datetime
) -> Any:
    """Take a master (ITEM, PARTY, SITE …) out of use, or back into use.

    Whoever may not change that kind may not archive it: raises NotAllowed. Raises ChoiceInvalid for
    an entity that cannot be archived, MasterUnknown, and what a row coming back breaks beside those
    made meanwhile.
    """
    if entity not in ARCHIVABLE:
        raise ChoiceInvalid(value=entity, choices=", ".join(ARCHIVABLE), field="entity")
    master, change = ARCHIVABLE[entity]
    ask_right(change, by)
    if master.lock:
        lock_name(master.lock)
    rows = master.model.objects  # type: ignore[attr-defined]
    row = rows.filter(pk=row_id).select_for_update(of=("self",)).first()
    if row is None:
        raise MasterUnknown(entity=master.entity, key=row_id, field="row_id")
    if (row.archived_at is not None) == is_archived:
        return row
    row.archived_at = at if is_archived else None
    row.save(update_fields=["archived_at"])
    if not is_archived:
        _refuse_beside_others(master, row, by)
    if is_archived:
        publish(MasterArchived(entity=entity, row_id=row.pk, code=str(getattr(row, "code", ""))))
    elif master.changed is not None:
        publish(master.changed(row))
    return row


def _refuse_beside_others(master: Master, row: Any, by: Actor) -> None:
    batch = Batch(master, [Draft(1, row, is_new=False)], by)
    for rule in master.batch_rules:
        for refusal in rule(batch):
            refusal.row = None
            raise refusal


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
