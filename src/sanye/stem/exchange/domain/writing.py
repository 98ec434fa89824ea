"""Writing rows as CSV or XLSX without holding them."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from sanye.stem.exchange.domain.sheets import neutral
from sanye.stem.exchange.errors import TooManyRows

_ROWS_AT_ONCE = 500
_MOST_BYTES = 64 * 1024
_MOST_DIGITS = 15
MOST_ROWS = 1_048_576
"""Of a sheet, its heading among them; whoever writes on loses the rest unheard."""
FIRST_YEAR = 1901
"""Whose days all spreadsheets count alike; earlier days are told in words."""


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The file piece by piece, UTF-8 with a byte order mark, so that spreadsheets read Chinese."""
    yield b"\xef\xbb\xbf"
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(headings)
    for number, row in enumerate(rows, start=1):
        writer.writerow([neutral(shown(value)) for value in row])
        if number % _ROWS_AT_ONCE == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def xlsx_chunks(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The file piece by piece; it is made on disk row by row, because a zip ends with its index.

    Raises OSError where there is no room for it, TooManyRows.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        try:
            _write_workbook(path, headings, rows)
        except FileCreateError as error:
            raise error.args[0] from error
        with path.open("rb") as file:
            while piece := file.read(_MOST_BYTES):
                yield piece


def _write_workbook(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), {**options, "tmpdir": str(path.parent)}) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, headings)
        for number, row in enumerate(rows, start=1):
            if number >= MOST_ROWS:
                raise TooManyRows(most=MOST_ROWS - 1, field="format")
            for place, value in enumerate(row):
                _write_cell(sheet, number, place, value, day)


def shown(value: Any) -> str:
    """A value as text: decimals without trailing zeros, yes and no, lists with semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, list):
        return ";".join(map(shown, value))
    return str(value)


def _fits(number: int | Decimal) -> bool:
    """Whether a cell's number holds all of its digits; longer ones are told in words."""
    return len(Decimal(number).normalize().as_tuple().digits) <= _MOST_DIGITS


def _write_cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, date) and not isinstance(value, datetime) and value.year >= FIRST_YEAR:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, int | Decimal) and not isinstance(value, bool) and _fits(value):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, neutral(shown(value)))
