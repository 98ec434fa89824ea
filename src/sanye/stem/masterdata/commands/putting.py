"""The one engine that writes masters: all rows of a call are checked, then all are written.

A row is found again by its natural key: known ones are changed in the columns given, others are
made. When anything is wrong nothing is written, and every wrong row is named with its column.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.stem.events.log import publish
from sanye.stem.masterdata.commands.checking import check_batch, check_draft
from sanye.stem.masterdata.commands.masters import Batch, Draft, Master, Put
from sanye.stem.masterdata.commands.reading import key_of, read_row
from sanye.stem.masterdata.commands.references import Known, find_references
from sanye.stem.masterdata.commands.storing import store
from sanye.stem.masterdata.errors import CodeTaken, DuplicateKey, MasterUnknown, RowsMissing
from sanye.stem.masterdata.models.columns import Archived
from sanye.stem.rows.advisory import lock_name

NEW = "NEW"
KNOWN = "KNOWN"
_EVENTS_AT_ONCE = 1000

Row = Mapping[str, Any]


def put(master: Master, rows: Sequence[Row], *, by: Actor, only: str = "") -> Put:
    """Make or change rows of a master; `only` NEW or KNOWN refuses the others.

    A row may carry `_row`, its number in the file it came from. Raises Refusals with all that is
    wrong, or the one refusal itself when one row was given.
    """
    if not rows:
        raise RowsMissing
    if master.lock:
        lock_name(master.lock)
    refused: list[Refusal] = []
    drafts = drafted(master, rows, by=by, refused=refused, only=only)
    if not refused:
        for draft in drafts:
            refused.extend(check_draft(master, draft))
        refused.extend(check_batch(Batch(master, drafts, by)))
    if refused:
        raise _told(refused, alone=len(rows) == 1)
    store(master, drafts)
    _publish(master.created, (draft.instance for draft in drafts if draft.is_new))
    changed = [draft for draft in drafts if draft.is_changed and not draft.is_new]
    _publish(master.changed, (draft.instance for draft in changed))
    created = sum(draft.is_new for draft in drafts)
    return Put(
        rows=[draft.instance for draft in drafts],
        created=created,
        changed=len(changed),
        unchanged=len(drafts) - created - len(changed),
    )


def drafted(
    master: Master, rows: Sequence[Row], *, by: Actor, refused: list[Refusal], only: str = ""
) -> list[Draft]:
    """The rows as instances, known ones loaded; what cannot be read goes to `refused`."""
    known = find_references(master, rows)
    keyed: dict[tuple[Any, ...], tuple[int, Row]] = {}
    for number, row in enumerate(rows, start=1):
        number = int(row.get("_row", number))  # noqa: PLW2901 - its number in the file
        try:
            key = key_of(master, row, known)
            if key in keyed:
                first = keyed[key][0]
                raise DuplicateKey(
                    entity=master.entity, key=_shown(master, row), first=first, field=master.key[0]
                )
            keyed[key] = (number, row)
        except Refusal as refusal:
            refusal.row = number
            refused.append(refusal)
    drafts = _instances(master, keyed, by)
    _name_each_other(master, drafts, known)
    for (number, row), draft in zip(keyed.values(), drafts, strict=True):
        _refuse_other(master, draft, only, _shown(master, row), refused)
        refused.extend(_numbered(read_row(master, row, draft, known), number))
    _draft_children(master, [row for _number, row in keyed.values()], drafts, by, refused)
    return drafts


def _instances(
    master: Master, keyed: Mapping[tuple[Any, ...], tuple[int, Row]], by: Actor
) -> list[Draft]:
    stored = {_stored_key(master, row): row for row in _load(master, list(keyed))}
    company = {"company_id": by.company_id} if master.of_company else {}
    drafts = []
    for key, (number, _row) in keyed.items():
        instance = stored.get(key)
        is_new = instance is None
        if instance is None:
            instance = master.new_row(key, **company)
        drafts.append(Draft(number, instance, is_new=is_new))
    return drafts


def _load(master: Master, keys: list[tuple[Any, ...]]) -> Iterable[Any]:
    """The stored rows among which the keys are, locked in the order of their ids. Documents that
    name them go on: no key of theirs changes."""
    meant = Q()
    for position, attribute in enumerate(master.attributes):
        values = {key[position] for key in keys}
        one = Q(**{f"{attribute}__in": values - {None}})
        meant &= one | Q(**{f"{attribute}__isnull": True}) if None in values else one
    rows = master.model.objects.filter(meant)  # type: ignore[attr-defined]
    return list(rows.order_by("pk").select_for_update(of=("self",))) if keys else []


def _draft_children(
    master: Master, rows: Sequence[Row], drafts: Sequence[Draft], by: Actor, refused: list[Refusal]
) -> None:
    for name, children in master.children.items():
        given = [
            (draft, row[name])
            for draft, row in zip(drafts, rows, strict=True)
            if row.get(name) is not None
        ]
        if not given:
            continue
        inner = children.master
        known = find_references(inner, (child for _draft, below in given for child in below))
        stored: dict[Any, list[Any]] = {}
        parents: Any = [draft.instance.pk for draft, _below in given if not draft.is_new]
        meant = {f"{children.parent}__in": parents}
        if issubclass(inner.model, Archived):
            meant["archived_at__isnull"] = True  # who was erased stays, whoever is named now
        for kept in inner.model.objects.filter(**meant):  # type: ignore[attr-defined]
            stored.setdefault(getattr(kept, f"{children.parent}_id"), []).append(kept)
        for draft, below in given:
            _draft_below(name, children, draft, below, stored, known, refused)


def _draft_below(
    name: str,
    children: Any,
    draft: Draft,
    below: Sequence[Row],
    stored: Mapping[Any, list[Any]],
    known: Known,
    refused: list[Refusal],
) -> None:
    inner: Master = children.master
    left = {_stored_key(inner, row): row for row in stored.get(draft.instance.pk, [])}
    keyed: dict[tuple[Any, ...], tuple[int, str, Row]] = {}
    for place, child in enumerate(below, start=1):
        if children.numbered and child.get(children.numbered) in (None, ""):
            child = {**child, children.numbered: place * 10}  # noqa: PLW2901
        number = int(child.get("_row", draft.row))
        where = "" if "_row" in child else f"{name}.{place - 1}."
        try:
            key = key_of(inner, child, known)
            if key in keyed:
                first = keyed[key][0]
                raise DuplicateKey(entity=inner.entity, key=_shown(inner, child), first=first)
            keyed[key] = (number, where, child)
        except Refusal as refusal:
            refused.extend(_numbered([refusal], number, where))
    stays = {key: left.pop(key) for key in keyed if key in left}
    drafts = []
    for key, (number, where, child) in keyed.items():
        instance = stays.get(key) or _left_alike(inner, key, left)
        is_new = instance is None
        if instance is None:
            instance = inner.new_row(key, **{f"{children.parent}_id": draft.instance.pk})
        made = Draft(number, instance, is_new=is_new, where=where)
        _set_key(inner, made, key)
        refused.extend(_numbered(read_row(inner, child, made, known), number, where))
        drafts.append(made)
    draft.children[name] = drafts
    draft.lost[name] = list(left.values())


def _left_alike(master: Master, key: tuple[Any, ...], left: dict[tuple[Any, ...], Any]) -> Any:
    """Of the stored lines that nobody names the only one that is alike; it is left no more."""
    for name in master.alike:
        place = master.key.index(name)
        found = [stored for stored in left if key[place] and stored[place] == key[place]]
        if len(found) == 1:
            return left.pop(found[0])
    return None


def _set_key(master: Master, draft: Draft, key: tuple[Any, ...]) -> None:
    for attribute, value in zip(master.attributes, key, strict=True):
        before = getattr(draft.instance, attribute)
        if before != value:
            setattr(draft.instance, attribute, value)
            draft.changes[attribute] = before


def _name_each_other(master: Master, drafts: Sequence[Draft], known: Known) -> None:
    """A row may name another of the same call as its parent."""
    if master.key != ("code",):
        return
    for column, reference in master.references.items():
        if reference.model is master.model:
            codes = known.setdefault(column, {})
            for draft in drafts:
                codes.setdefault(draft.instance.code, draft.instance.pk)


def _refuse_other(
    master: Master, draft: Draft, only: str, shown: str, refused: list[Refusal]
) -> None:
    refusal: Refusal | None = None
    if only == NEW and not draft.is_new:
        refusal = CodeTaken(entity=master.entity, key=shown, field=master.key[0])
    if only == KNOWN and draft.is_new:
        refusal = MasterUnknown(entity=master.entity, key=shown, field=master.key[0])
    if refusal is not None:
        refusal.row = draft.row
        refused.append(refusal)


def _numbered(refusals: Iterable[Refusal], row: int, where: str = "") -> list[Refusal]:
    found = list(refusals)
    for refusal in found:
        refusal.row = row
        if where and refusal.field:
            refusal.field = where + refusal.field
    return found


def _told(refused: list[Refusal], *, alone: bool) -> Refusal:
    if alone and len(refused) == 1:
        refused[0].row = None
        return refused[0]
    return Refusals(sorted(refused, key=lambda refusal: refusal.row or 0))


def _stored_key(master: Master, row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, attribute) for attribute in master.attributes)


def _shown(master: Master, row: Row) -> str:
    return " ".join(str(row[name]) for name in master.key if row.get(name) not in (None, ""))


def _publish(fact: Callable[[Any], Any] | None, instances: Iterable[Any]) -> None:
    if fact is None:
        return
    facts = [fact(instance) for instance in instances]
    for start in range(0, len(facts), _EVENTS_AT_ONCE):
        publish(*facts[start : start + _EVENTS_AT_ONCE])
