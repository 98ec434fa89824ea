"""Reading a CSV or XLSX file into rows of cells, numbered as the sheet numbers them."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from xml.etree import ElementTree

from sanye.kernel.errors import Refusal
from sanye.stem.exchange.domain.workbooks import MOST_CELLS, TooFar, read_cells
from sanye.stem.exchange.errors import (
    FileEmpty,
    FileNotReadable,
    FileTooLarge,
    FormulaRefused,
    HeadingTwice,
    SheetTooFar,
    TooManyCells,
)

_NO_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
"""Broken, of a method that Python does not know, or locked by a password."""
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?%?\s*$")
_CELL = re.compile(r"([A-Z]+)(\d+)$")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
APOSTROPHE = "'"
MOST_BYTES = 64 * 1024**2
MOST_BYTES_UNPACKED = 512 * 1024**2
"""100,000 rows of 20 columns are about 150 MiB unpacked; a bomb is gigabytes in a few kilobytes."""


@dataclass
class Sheet:
    """The headings and, below them, rows by heading with their numbers; what cannot be read."""

    headings: list[str]
    rows: list[tuple[int, dict[str, Any]]]
    refused: list[Refusal] = field(default_factory=list)


def read_sheet(content: bytes, name: str) -> Sheet:
    """The first sheet of a file. Raises FileTooLarge, FileNotReadable, FileEmpty, HeadingTwice."""
    if len(content) > MOST_BYTES:
        raise FileTooLarge(name=name, most=MOST_BYTES // 1024**2)
    lines: Iterable[list[Any]]
    formulas: dict[tuple[int, int], str] = {}
    if content[:2] == b"PK":
        lines, formulas = _xlsx(content, name)
    else:
        lines = _csv(content, name)
    numbered = iter(enumerate(lines, start=1))
    _number, first = next(numbered, (0, []))
    headings = [str(cell).strip() for cell in first]
    while headings and not headings[-1]:
        headings.pop()
    refuse_twice(headings)
    sheet = Sheet(headings, [])
    for number, cells in numbered:
        if any(cell not in ("", None) for cell in cells):
            _add(sheet, number, cells, formulas)
    if not headings or not (sheet.rows or sheet.refused):
        raise FileEmpty(name=name)
    return sheet


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula; a number with a sign is none."""
    return text.startswith(_FORMULA_SIGNS) and _NUMBER.match(text) is None


def neutral(value: Any) -> Any:
    """Text that cannot be taken for a formula: an apostrophe before it where it could, or where
    its own would be taken for that one."""
    return APOSTROPHE + value if isinstance(value, str) and _is_quoted(value) else value


def _is_quoted(text: str) -> bool:
    return is_formula(text.lstrip(APOSTROPHE))


def _add(
    sheet: Sheet, number: int, cells: Sequence[Any], formulas: dict[tuple[int, int], str]
) -> None:
    row: dict[str, Any] = {}
    extra = [cell for cell in cells[len(sheet.headings) :] if cell not in ("", None)]
    if extra:
        count, most = len(cells), len(sheet.headings)
        sheet.refused.append(TooManyCells(count=count, most=most, row=number))
        return
    for place, (heading, cell) in enumerate(zip(sheet.headings, cells, strict=False)):
        formula = formulas.get((number, place))
        if formula is None and isinstance(cell, str) and is_formula(cell.strip()):
            formula = cell.strip()
        if formula is not None:
            sheet.refused.append(FormulaRefused(formula=formula[:60], field=heading, row=number))
            return
        if heading:
            row[heading] = _plain(cell)
    sheet.rows.append((number, row))


def _plain(cell: Any) -> Any:
    if isinstance(cell, str):
        text = cell.strip()
        unquoted = text.removeprefix(APOSTROPHE)
        return unquoted if unquoted != text and _is_quoted(unquoted) else text
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    return cell


def _csv(content: bytes, name: str) -> Iterator[list[str]]:
    text = _decoded(content, name)
    head = text[:4096].partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error:
        raise FileNotReadable(name=name) from None


def _decoded(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileNotReadable(name=name)


def _xlsx(content: bytes, name: str) -> tuple[list[list[Any]], dict[tuple[int, int], str]]:
    try:
        _refuse_bomb(content, name)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheet = _first_sheet(archive)
            cells = read_cells(content)
            formulas = _formulas(archive, sheet)
    except TooFar:
        raise SheetTooFar(name=name, most=MOST_CELLS) from None
    except (ElementTree.ParseError, OSError, ValueError, KeyError, StopIteration, *_NO_ZIP):
        raise FileNotReadable(name=name) from None
    return cells, formulas


def _refuse_bomb(content: bytes, name: str) -> None:
    """Sizes as the index states them, then the parts read through once: who lied fails the CRC."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES_UNPACKED:
            raise FileTooLarge(name=name, most=MOST_BYTES_UNPACKED // 1024**2)
        if archive.testzip() is not None:
            raise FileNotReadable(name=name)


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The part of the sheet that stands first in the book, whose values are read. Raises KeyError
    in a book of another kind (.ods, .xlsb): its formulas would pass as what they last showed."""
    names = {name.lower(): name for name in archive.namelist()}
    book, links = (names[f"xl/{name}"] for name in ("workbook.xml", "_rels/workbook.xml.rels"))
    wanted = next(node for node in _nodes(archive, book) if _local(node.tag) == "sheet")
    ids = {value for name, value in wanted.items() if _local(name) == "id"}
    target = next(n.get("Target", "") for n in _nodes(archive, links) if n.get("Id") in ids)
    return names[(target[1:] if target.startswith("/") else f"xl/{target}").lower()]


def _nodes(archive: zipfile.ZipFile, part: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(archive.read(part)).iter())  # noqa: S314 - as below


def _formulas(archive: zipfile.ZipFile, sheet: str) -> dict[tuple[int, int], str]:
    """(row from 1, column from 0) → formula; the reader of values does not tell them. A row or cell
    that does not say where it stands is the next one."""
    found: dict[tuple[int, int], str] = {}
    number = 0
    with archive.open(sheet) as file:
        for _event, row in ElementTree.iterparse(file):  # noqa: S314 - no entities in expat ≥ 2.4
            if _local(row.tag) != "row":
                continue
            number, column = int(row.get("r", number + 1)), -1
            for cell in row:
                place = _CELL.match(cell.get("r", ""))
                column = _column(place[1]) if place is not None else column + 1
                formula = next((node for node in cell if _local(node.tag) == "f"), None)
                if formula is not None:
                    found[number, column] = f"={formula.text or ''}"
            row.clear()
    return found


def _local(tag: str) -> str:
    """Without its namespace, of which there are two: files of the strict form have another."""
    return tag.rpartition("}")[2]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def refuse_twice(headings: Sequence[str]) -> None:
    """Raises HeadingTwice."""
    seen: set[str] = set()
    for heading in headings:
        if heading and heading in seen:
            raise HeadingTwice(heading=heading, field=heading)
        seen.add(heading)
