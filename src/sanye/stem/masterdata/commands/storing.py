"""Writing checked rows, in as few statements as their number allows."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from sanye.kernel.unit_of_work import current
from sanye.stem.masterdata.commands.masters import Draft, Master
from sanye.stem.masterdata.domain.names import keys_of
from sanye.stem.masterdata.models import TranslatedName
from sanye.stem.masterdata.models.columns import Named
from sanye.stem.rows.bulk import put_rows, update_rows
from sanye.stem.rows.copying import copy_rows

_WORTH_COPYING = 100


def store(master: Master, drafts: Sequence[Draft]) -> None:
    """Insert new rows, update changed ones, replace what belongs to them."""
    for draft in drafts:
        if isinstance(draft.instance, Named) and (draft.is_new or "name" in draft.changes):
            instance = draft.instance
            instance.sort_key, instance.initials = keys_of(instance.name)
            draft.changes |= {"sort_key": None, "initials": None}
    insert_rows(master.model, [draft.instance for draft in drafts if draft.is_new])
    _update(master, [draft for draft in drafts if draft.changes and not draft.is_new])
    _store_names(master, drafts)
    for name, children in master.children.items():
        lost = [row.pk for draft in drafts for row in draft.lost.get(name, ())]
        if lost:
            _manager(children.master.model).filter(pk__in=lost).delete()
        store_below = [child for draft in drafts for child in draft.children.get(name) or ()]
        if store_below:
            store(children.master, store_below)


def insert_rows(model: type[Any], instances: Sequence[Any]) -> None:
    """Insert new rows; many of them by COPY, which is several times as fast as INSERT."""
    unit = current()
    if len(instances) < _WORTH_COPYING or unit is None:
        _manager(model).bulk_create(instances)
        return
    fields = model._meta.concrete_fields  # noqa: SLF001
    columns = [field.attname for field in fields if field.attname != "created_at"]
    copy_rows(model, columns, map(attrgetter(*columns), instances), created_at=unit.at)
    for instance in instances:
        instance.created_at = unit.at
        instance._state.adding = False  # noqa: SLF001
        instance._state.db = "default"  # noqa: SLF001


def _update(master: Master, drafts: Sequence[Draft]) -> None:
    changed = {name for draft in drafts for name in draft.changes}
    fields = master.model._meta.concrete_fields  # noqa: SLF001
    columns = [field.attname for field in fields if field.name in changed]
    update_rows([draft.instance for draft in drafts], columns)


def _store_names(master: Master, drafts: Sequence[Draft]) -> None:
    names = [
        _name(master.entity, draft.instance.pk, language, name)
        for draft in drafts
        for language, name in draft.names.items()
        if name
    ]
    put_rows(
        names,
        unique=["entity", "row_id", "language"],
        columns=["name", "sort_key", "initials"],
    )


def _name(entity: str, row_id: UUID, language: str, name: str) -> TranslatedName:
    key, letters = keys_of(name)
    return TranslatedName(
        entity=entity, row_id=row_id, language=language, name=name, sort_key=key, initials=letters
    )


def _manager(model: type[Any]) -> Any:
    return getattr(model, "unscoped", model._default_manager)  # noqa: SLF001
