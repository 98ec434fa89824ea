"""Formulas in a workbook are seen in the sheet that is read, however it lies in the file."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from sanye.stem.exchange.domain.sheets import read_sheet
from sanye.stem.exchange.errors import FileNotReadable

BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def book(*, computed: int) -> bytes:
    """Two sheets alike; of one the second row holds a formula with its last value."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for number in (1, 2):
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, ["code", "net_days"])
            sheet.write_row(1, 0, ["N30", 30])
            if number == computed:
                sheet.write_formula(1, 1, "=1+29", None, 30)
    return out.getvalue()


def changed(content: bytes, *changes: tuple[str, Callable[[str], str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for pattern, change in changes:
                if re.fullmatch(pattern, name):
                    text = change(text)
            new.writestr(name, text)
    return out.getvalue()


def second_first(text: str) -> str:
    return re.sub(r"(<sheet [^>]*/>)(<sheet [^>]*/>)", r"\2\1", text)


def found(content: bytes) -> list[tuple[int | None, str | None]]:
    return [(one.row, one.field) for one in read_sheet(content, "terms.xlsx").refused]


def test_in_the_sheet_that_was_moved_to_the_front():
    moved = (BOOK, second_first)

    assert found(changed(book(computed=2), moved)) == [(2, "net_days")]
    assert found(changed(book(computed=1), moved)) == []
    assert found(book(computed=1)) == [(2, "net_days")]


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (LINKS, lambda text: text.replace('"worksheets/', '"/xl/worksheets/')),
        (
            r"xl/worksheets/.*\.xml",
            lambda text: text.replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
        ),
        (r"xl/worksheets/.*\.xml", lambda text: re.sub(r'(<(?:c|row)) r="\w+"', r"\1", text)),
    ],
    ids=["a link from the root", "the strict form", "cells without their places"],
)
def test_however_it_is_written(part: str, change: Callable[[str], str]):
    content = changed(book(computed=1), (part, change))

    assert content != book(computed=1)
    assert found(content) == [(2, "net_days")]


def test_a_book_whose_sheet_is_nowhere_is_not_readable():
    content = changed(book(computed=1), (LINKS, lambda text: text.replace("sheet1.xml", "no.xml")))

    with pytest.raises(FileNotReadable):
        read_sheet(content, "terms.xlsx")


MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" m:version="1.3"/>'
)
ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body>
<office:spreadsheet><table:table table:name="Sheet1">
<table:table-row><table:table-cell office:value-type="string"><text:p>code</text:p>
</table:table-cell><table:table-cell office:value-type="string"><text:p>net_days</text:p>
</table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>N30</text:p>
</table:table-cell><table:table-cell table:formula="of:=1+29" office:value-type="float"
 office:value="30"><text:p>30</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_a_book_of_another_kind_is_refused_by_its_name():
    """Its formulas are written in ways of their own, and would pass as what they last showed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", ODS.replace("\n", ""))
        made.writestr("META-INF/manifest.xml", MANIFEST)

    with pytest.raises(FileNotReadable) as refused:
        read_sheet(out.getvalue(), "terms.ods")

    assert "terms.ods" in refused.value.text("en")
