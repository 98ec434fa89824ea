"""Rows going out, and saved mappings."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from sanye.kernel.actors import Actor
from sanye.kernel.errors import NotAllowed
from sanye.stem.commands import query
from sanye.stem.exchange.domain.layouts import Layout
from sanye.stem.exchange.domain.writing import csv_chunks, xlsx_chunks
from sanye.stem.exchange.errors import FormatUnknown, MappingUnknown
from sanye.stem.exchange.kinds import Kind, layout_of, master_kind_named
from sanye.stem.exchange.models import ImportMapping, ImportMappingColumn
from sanye.stem.masterdata.commands.masters import Master
from sanye.stem.masterdata.models import Party, TranslatedName
from sanye.stem.masterdata.models.columns import Archived

_MASTERS_AT_ONCE = 1000
_WRITERS: dict[str, Callable[..., Iterator[bytes]]] = {"csv": csv_chunks, "xlsx": xlsx_chunks}


@query
def get_mapping(*, kind: str, name: str, by: Actor) -> dict[str, ImportMappingColumn]:
    """The columns of a saved mapping. Raises MappingUnknown."""
    mapping = ImportMapping.objects.filter(kind=kind, name=name).first()
    if mapping is None:
        raise MappingUnknown(kind=kind, name=name)
    return {f"{row.heading}={row.target}": row for row in mapping.columns.all()}


@query
def list_mappings(*, kind: str | None = None, by: Actor) -> QuerySet[ImportMapping]:
    """Saved mappings of the acting company."""
    rows = ImportMapping.objects.prefetch_related("columns")
    return rows if kind is None else rows.filter(kind=kind)


@query
def get_export(*, kind: str, file_format: str, by: Actor) -> Iterator[bytes]:
    """The rows of a kind that the actor may see, as a file, piece by piece in constant memory; each
    master with its lines as of one moment.

    A workbook is made at once, so that what it is refused for is told in words. Raises KindUnknown,
    FormatUnknown, NotAllowed, TooManyRows.
    """
    meant = master_kind_named(kind)
    writer = _WRITERS.get(file_format)
    if writer is None:
        raise FormatUnknown(format=file_format, field="format")
    permission = str(getattr(meant.put, "permission", "")).replace(".put_", ".list_")
    if not by.may(permission):
        raise NotAllowed(actor=by.name, permission=permission)
    layout = layout_of(kind)
    headings = [*_seen(meant.master, layout, by), *layout.lines]
    pieces = writer(headings, _rows(meant, by))
    return chain([next(pieces)], pieces)


def _seen(master: Master, layout: Layout, by: Actor) -> dict[str, str]:
    """The master's columns without those that the actor has no right to see."""
    right = master.seen_with
    return {
        theirs: ours
        for theirs, ours in layout.own.items()
        if ours not in right or by.may(right[ours])
    }


def _rows(kind: Kind, by: Actor) -> Iterable[list[Any]]:
    layout, master = layout_of(kind.name), kind.master
    rows = master.model.objects.all()  # type: ignore[attr-defined]
    if "archived_at" in {column.name for column in master.model._meta.concrete_fields}:  # noqa: SLF001
        rows = rows.filter(archived_at__isnull=True)
    if by.party_ids is not None and master.model is Party:
        rows = rows.filter(pk__in=by.party_ids)
    seen = _seen(master, layout, by)
    paths = [_paths(master, column) for column in seen.values()]
    order, kept = ["pk"], {}
    if kind.lines:
        inner = master.children[kind.lines].master
        prefix = f"{kind.lines}__"
        paths += [[prefix + path for path in _paths(inner, column)] for column in layout.lines]
        if issubclass(inner.model, Archived):
            kept[f"{prefix}archived_at__isnull"] = True
        order += [f"{prefix}{master.children[kind.lines].numbered or 'pk'}"]
    named = _with_names(master, rows, seen.values()).filter(**kept).order_by(*order)
    flat = named.values_list(*[path for parts in paths for path in parts])
    return _joined(_pages(rows, flat), [len(parts) for parts in paths])


def _pages(masters: QuerySet[Any], flat: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    """`flat` with so many masters at a time. No cursor of the server's: behind PgBouncer the next
    statement may find another session, and a slow reader would hold a transaction.
    """
    ahead = masters.order_by("pk")
    while page := list(ahead.values_list("pk", flat=True)[:_MASTERS_AT_ONCE]):
        yield from flat.filter(pk__gte=page[0], pk__lte=page[-1])
        ahead = ahead.filter(pk__gt=page[-1])


def _paths(master: Master, column: str) -> list[str]:
    """Where the column's text is found: a reference by its code, SITE/CODE in two parts."""
    reference = master.references.get(column)
    if reference is None:
        return [column]
    if reference.within:
        return [f"{column}__{reference.within}__code", f"{column}__{reference.key}"]
    return [f"{column}__{reference.key}"]


def _with_names(master: Master, rows: QuerySet[Any], columns: Iterable[str]) -> QuerySet[Any]:
    known = master.columns
    languages = [name for name in columns if name.startswith("name_") and name not in known]
    names = {
        name: Subquery(
            TranslatedName.objects.filter(
                entity=master.entity,
                row_id=OuterRef("pk"),
                language=name.removeprefix("name_"),
            ).values("name")[:1]
        )
        for name in languages
    }
    named: QuerySet[Any] = rows.annotate(**names)
    return named


def _joined(rows: Iterable[tuple[Any, ...]], parts: list[int]) -> Iterator[list[Any]]:
    for row in rows:
        values = iter(row)
        yield [_one([next(values) for _part in range(count)]) for count in parts]


def _one(values: list[Any]) -> Any:
    if len(values) == 1:
        return values[0]
    return "/".join(map(str, values)) if values[-1] is not None else None
