"""Writing checked rows, in as few statements as their number allows."""

from collections.abc import Sequence
from typing import Any

from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import current
from sanye.stem.masterdata.commands.masters import Draft, Master
from sanye.stem.masterdata.domain.names import initials, sort_key
from sanye.stem.masterdata.models import TranslatedName
from sanye.stem.masterdata.models.columns import Named

_ROWS_AT_ONCE = 1000


def store(master: Master, drafts: Sequence[Draft]) -> None:
    """Insert new rows, update changed ones, replace what belongs to them."""
    for draft in drafts:
        if isinstance(draft.instance, Named) and (draft.is_new or "name" in draft.changes):
            draft.instance.sort_key = sort_key(draft.instance.name)
            draft.instance.initials = initials(draft.instance.name)
            draft.changes |= {"sort_key": None, "initials": None}
    _insert(master, [draft.instance for draft in drafts if draft.is_new])
    _update(master, [draft for draft in drafts if draft.changes and not draft.is_new])
    _store_names(master, drafts)
    for name, children in master.children.items():
        lost = [row.pk for draft in drafts for row in draft.lost.get(name, ())]
        if lost:
            _manager(children.master).filter(pk__in=lost).delete()
        store_below = [child for draft in drafts for child in draft.children.get(name) or ()]
        if store_below:
            store(children.master, store_below)


def _insert(master: Master, instances: list[Any]) -> None:
    """A plain value for `created_at` lets Django send a few arrays instead of a million values."""
    unit = current()
    if unit is not None and unit.at is not None:
        for instance in instances:
            instance.created_at = unit.at
    _manager(master).bulk_create(instances, batch_size=_ROWS_AT_ONCE)


def _update(master: Master, drafts: list[Draft]) -> None:
    """One INSERT … ON CONFLICT (id) DO UPDATE per batch; one row alone is saved plainly."""
    if not drafts:
        return
    columns = sorted({name for draft in drafts for name in draft.changes})
    if len(drafts) == 1:
        drafts[0].instance.save(update_fields=columns)
        return
    _manager(master).bulk_create(
        [draft.instance for draft in drafts],
        batch_size=_ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=columns,
    )


def _store_names(master: Master, drafts: Sequence[Draft]) -> None:
    names = [
        TranslatedName(
            id=new_id(),
            entity=master.entity,
            row_id=draft.instance.pk,
            language=language,
            name=name,
            sort_key=sort_key(name),
            initials=initials(name),
        )
        for draft in drafts
        for language, name in draft.names.items()
        if name
    ]
    TranslatedName.objects.bulk_create(
        names,
        batch_size=_ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["entity", "row_id", "language"],
        update_fields=["name", "sort_key", "initials"],
    )


def _manager(master: Master) -> Any:
    return getattr(master.model, "unscoped", master.model._default_manager)  # noqa: SLF001
