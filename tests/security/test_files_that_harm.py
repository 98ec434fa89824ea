"""Files made to harm: bombs, lies in the index of a zip, formulas."""

import io
import re
import struct
import zipfile

import pytest

from sanye.stem.exchange.domain import sheets
from sanye.stem.exchange.domain.writing import csv_chunks, xlsx_chunks
from sanye.stem.exchange.errors import FileNotReadable, FileTooLarge, SheetTooFar

SHEET = "xl/worksheets/sheet1.xml"
FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]


def workbook(*rows: list[str]) -> bytes:
    return b"".join(xlsx_chunks(["code", "name"], rows))


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return out.getvalue()


def replaced(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            new.writestr(one, part if one == name else old.read(one))
    return out.getvalue()


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "MOST_BYTES_UNPACKED", 1024**2)
    bomb = with_part(workbook(["A", "B"]), "xl/media/image1.bin", bytes(2 * 1024**2))
    assert len(bomb) < 20_000

    with pytest.raises(FileTooLarge):
        sheets.read_sheet(bomb, "bomb.xlsx")


def test_a_bomb_that_lies_of_its_size_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "MOST_BYTES_UNPACKED", 1024**2)
    size = 2 * 1024**2
    bomb = with_part(workbook(["A", "B"]), "xl/media/image1.bin", bytes(size))
    lying = bomb.replace(struct.pack("<L", size), struct.pack("<L", 10))
    assert lying != bomb

    with pytest.raises(FileNotReadable):
        sheets.read_sheet(lying, "bomb.xlsx")


def test_a_file_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)

    with pytest.raises(FileTooLarge):
        sheets.read_sheet(b"code,name\nA,B\n", "long.csv")


@pytest.mark.parametrize("cell", ["XFD1048576", "ZZ1048576", "A" + "9" * 200, "Z" * 200 + "3"])
def test_a_cell_far_away_ends_no_process(cell: str):
    """The reader makes room for every cell in between; two are enough to ask for 500 GB."""
    content = b"".join(xlsx_chunks(["code", "name"], [["A", "B"], ["C", "D"]]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    parts = sheet.replace(b'r="B3"', f'r="{cell}"'.encode())
    assert parts != sheet

    with pytest.raises((SheetTooFar, FileNotReadable)):
        sheets.read_sheet(replaced(content, SHEET, parts), "far.xlsx")


def test_one_column_may_be_as_long_as_a_sheet():
    content = b"".join(xlsx_chunks(["code", "name"], [["A", "B"], ["C", "D"]]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    long = sheet.replace(b'r="3"', b'r="300000"').replace(b'3"', b'300000"')

    assert sheets.read_sheet(replaced(content, SHEET, long), "long.xlsx").rows == [
        (2, {"code": "A", "name": "B"}),
        (300000, {"code": "C", "name": "D"}),
    ]


def test_a_zip_that_is_broken_is_refused():
    good = workbook(["A", "B"])
    with pytest.raises(FileNotReadable):
        sheets.read_sheet(good[: len(good) // 2], "half.xlsx")


def test_a_good_workbook_is_read():
    assert sheets.read_sheet(workbook(["A", "B"]), "good.xlsx").rows == [
        (2, {"code": "A", "name": "B"})
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_holds_no_formula(text: str):
    written = b"".join(csv_chunks(["name"], [[text]])).decode("utf-8-sig")

    assert written.removeprefix("name\r\n").lstrip('"').startswith("'")


@pytest.mark.parametrize("text", FORMULAS)
def test_xlsx_holds_no_formula(text: str):
    with zipfile.ZipFile(io.BytesIO(workbook(["A", text]))) as archive:
        sheet = archive.read(SHEET).decode()

    assert not re.search(r"<f[ >]", sheet)
    assert "'" in sheet.replace("&#39;", "'").partition("<sheetData>")[2]


def test_what_was_neutralised_comes_back_as_it_was():
    content = workbook(*[["A", text] for text in FORMULAS[:4]])
    assert [row["name"] for _, row in sheets.read_sheet(content, "x.xlsx").rows] == FORMULAS[:4]
