"""Importing files, saving mappings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sanye.kernel.actors import Actor
from sanye.kernel.errors import NotAllowed, Refusal, Refusals
from sanye.kernel.garbage import not_collecting
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.exchange.domain.layouts import Layout, fold
from sanye.stem.exchange.domain.sheets import Sheet, read_sheet, refuse_twice
from sanye.stem.exchange.errors import HeadingUnknown
from sanye.stem.exchange.kinds import DocumentKind, Kind, kind_named, layout_of, put_rows
from sanye.stem.exchange.models import ImportMapping, ImportMappingColumn
from sanye.stem.exchange.queries import get_mapping
from sanye.stem.masterdata.commands.masters import Put
from sanye.stem.masterdata.commands.values import read_value

Document = dict[str, Any]
_MOST_ROUNDS = 200
"""So often what is refused is left out; a file with more to find one by one is refused whole."""


@dataclass(frozen=True)
class ImportReport:
    """What became of a file. `refused` is empty unless only the good rows were accepted."""

    kind: str
    rows: int
    created: int
    changed: int
    unchanged: int
    is_dry_run: bool
    refused: Sequence[Refusal] = field(default=())


@command
def import_file(
    *,
    kind: str,
    content: bytes,
    name: str,
    mapping: str = "",
    dry_run: bool = False,
    accept_good: bool = False,
    by: Actor,
    at: datetime,
) -> ImportReport:
    """Write the rows of a CSV or XLSX file as masters of a kind.

    Raises Refusals with every wrong row when one is wrong and not only the good ones are
    accepted; nothing is then written, nor on a dry run. Raises KindUnknown, NotAllowed,
    MappingUnknown, FileNotReadable, FileEmpty, HeadingTwice, HeadingUnknown.
    """
    meant = kind_named(kind)
    permission = str(getattr(meant.put, "permission", ""))
    if not by.may(permission):
        raise NotAllowed(actor=by.name, permission=permission)
    sheet = read_sheet(content, name)
    headings = _map(sheet, get_mapping(kind=kind, name=mapping, by=by) if mapping else {})
    refuse_twice(sheet.headings)
    layout = layout_of(kind)
    _refuse_unknown(kind, layout, sheet)
    refused = list(sheet.refused)
    documents = fold(layout, sheet.rows, refused)
    with transaction.atomic(), not_collecting():
        put, wrong = _put_good(meant, documents, refused, only_all=not accept_good, by=by, at=at)
        if dry_run or (wrong and not accept_good):
            transaction.set_rollback(True)
    told = [_in_words_of_the_file(refusal, layout, headings) for refusal in wrong]
    if told and not accept_good:
        raise Refusals(told)
    return ImportReport(
        kind=kind,
        rows=len(sheet.rows) + len(sheet.refused),
        created=put.created,
        changed=put.changed,
        unchanged=put.unchanged,
        is_dry_run=dry_run,
        refused=told,
    )


@command
def save_mapping(
    *,
    name: str,
    kind: str,
    headings: Mapping[str, str],
    values: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> ImportMapping:
    """Remember what headings mean (an empty meaning leaves the column out) and fixed values.

    Raises KindUnknown, HeadingUnknown for a meaning that is no column of the kind, TextTooLong.
    """
    known = layout_of(kind).columns
    _refuse_long(name, headings, (values or {}).values())
    for target in [*headings.values(), *(values or {})]:
        if target and target not in known:
            raise HeadingUnknown(heading=target, kind=kind, known=", ".join(known), field=target)
    mapping: ImportMapping
    mapping, _is_new = ImportMapping.objects.select_for_update(of=("self",)).get_or_create(
        company_id=by.company_id, kind=kind, name=name, defaults={"id": new_id()}
    )
    mapping.columns.all().delete()
    columns = [
        ImportMappingColumn(mapping=mapping, heading=heading, target=target)
        for heading, target in headings.items()
    ]
    columns += [
        ImportMappingColumn(mapping=mapping, target=target, value=value)
        for target, value in (values or {}).items()
    ]
    ImportMappingColumn.objects.bulk_create(columns)
    return mapping


def _refuse_long(name: str, headings: Iterable[str], values: Iterable[str]) -> None:
    """Raises TextTooLong, TextInvalid."""
    read_value(ImportMapping.name.field, name)
    for heading in headings:
        read_value(ImportMappingColumn.heading.field, heading)
    for value in values:
        read_value(ImportMappingColumn.value.field, value)


def _map(sheet: Sheet, mapping: Mapping[str, ImportMappingColumn]) -> dict[str, str]:
    """Rename the sheet's columns; returns our column → the file's heading."""
    fixed = {row.target: row.value for row in mapping.values() if not row.heading}
    meaning = {row.heading: row.target for row in mapping.values() if row.heading}
    if meaning or fixed:
        sheet.rows = [
            (
                number,
                {
                    **fixed,
                    **{
                        meaning.get(heading, heading): cell
                        for heading, cell in row.items()
                        if meaning.get(heading, heading)
                    },
                },
            )
            for number, row in sheet.rows
        ]
    sheet.headings = [
        meaning.get(heading, heading) for heading in sheet.headings if meaning.get(heading, heading)
    ]
    return {target: heading for heading, target in meaning.items() if target}


def _refuse_unknown(kind: str, layout: Layout, sheet: Sheet) -> None:
    known = layout.columns
    unknown = [heading for heading in sheet.headings if heading and heading not in known]
    if unknown:
        shown = ", ".join(known)
        raise Refusals(
            [
                HeadingUnknown(heading=heading, kind=kind, known=shown, field=heading, row=1)
                for heading in unknown
            ]
        )


def _put_good(
    kind: Kind | DocumentKind,
    documents: list[Document],
    refused: list[Refusal],
    *,
    only_all: bool,
    by: Actor,
    at: datetime,
) -> tuple[Put, list[Refusal]]:
    """Put the documents without those that are refused, again until none is (or once). Some are
    found only without the others, as a second bill that holds itself; what somebody else makes
    meanwhile, as with the same file, is known when it is put again."""
    wrong, is_overtaken = list(refused), False
    left = _without(documents, wrong)
    for _round in range(_MOST_ROUNDS):
        if not left:
            break
        try:
            with transaction.atomic():
                return put_rows(kind, left, by=by, at=at), wrong
        except IntegrityError:
            if is_overtaken:
                raise
            is_overtaken = True
            continue
        except Refusals as refusals:
            found = list(refusals.items)
        except Refusal as refusal:
            refusal.row = left[0]["_row"]
            found = [refusal]
        wrong += found
        before, left = left, _without(left, found)
        if only_all or len(left) == len(before):
            break
    return Put(rows=[], created=0, changed=0, unchanged=0), wrong


def _without(documents: list[Document], refused: Sequence[Refusal]) -> list[Document]:
    """The documents none of whose rows is refused."""
    rows = {refusal.row for refusal in refused}
    return [document for document in documents if not rows & _rows_of(document)]


def _rows_of(document: Document) -> set[int | None]:
    lines = (value for value in document.values() if isinstance(value, list))
    below = {line.get("_row") for found in lines for line in found if isinstance(line, dict)}
    return {document["_row"]} | below


def _in_words_of_the_file(refusal: Refusal, layout: Layout, headings: Mapping[str, str]) -> Refusal:
    """Name the column as the file's heading does."""
    field_name = refusal.field or ""
    for name, columns in layout.beside.items():
        if field_name.startswith(f"{name}."):
            ours = field_name.rpartition(".")[2]
            field_name = next(
                (theirs for theirs, column in columns.items() if column == ours), field_name
            )
    if field_name not in layout.lines:
        by_ours = {ours: theirs for theirs, ours in layout.own.items()}
        field_name = by_ours.get(field_name, field_name)
    refusal.field = headings.get(field_name, field_name) or None
    return refusal
