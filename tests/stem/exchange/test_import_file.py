"""Files become masters: all rows or none, every wrong row in words."""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.db import connection

from sanye.kernel.actors import Actor
from sanye.kernel.errors import NotAllowed, Refusal, Refusals
from sanye.stem.events.models import EventRow
from sanye.stem.exchange import commands, queries
from sanye.stem.exchange.commands import ImportReport
from sanye.stem.exchange.domain.sheets import read_sheet
from sanye.stem.exchange.domain.writing import xlsx_chunks
from sanye.stem.exchange.errors import FileEmpty, FileNotReadable, HeadingTwice, KindUnknown
from sanye.stem.masterdata.models import Bill, Item, Party
from tests.factories import masterdata as make

ITEMS = "code,name,kind,unit\nBIKE,Bike,make,C62\nWHEEL,车轮,buy,C62\n"


def load(by: Actor, at: datetime, kind: str, content: str | bytes, **options: Any) -> ImportReport:
    raw = content.encode() if isinstance(content, str) else content
    return commands.import_file(kind=kind, content=raw, name="file", by=by, at=at, **options)


def refused(refusals: Any) -> list[tuple[int | None, str | None, str]]:
    return [(item.row, item.field, item.code.rsplit(".", 1)[1]) for item in refusals]


def sheet(*rows: list[Any]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        worksheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            worksheet.write_row(number, 0, row)
    return content.getvalue()


def test_a_csv_file_makes_items_and_the_second_time_changes_nothing(
    by: Actor, at: datetime
) -> None:
    first = load(by, at, "items", ITEMS)
    second = load(by, at, "items", ITEMS)

    assert (first.rows, first.created) == (2, 2)
    assert (second.created, second.changed, second.unchanged) == (0, 0, 2)
    assert Item.objects.get(code="WHEEL").initials == "cl"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_is_read_in_the_encodings_spreadsheets_write(
    by: Actor, at: datetime, encoding: str
) -> None:
    load(by, at, "items", ITEMS.replace(",", ";").encode(encoding))

    assert Item.objects.get(code="WHEEL").name == "车轮"


def test_an_xlsx_file_keeps_numbers_and_codes(by: Actor, at: datetime) -> None:
    content = sheet(["code", "name", "kind", "unit", "weight"], [4711, "Bike", "MAKE", "C62", 12.5])

    load(by, at, "items", content)

    assert Item.objects.get(code="4711").weight == Decimal("12.5")


def test_a_formula_in_xlsx_is_refused_though_it_has_a_value(by: Actor, at: datetime) -> None:
    content = sheet(["code", "name", "kind", "unit"], ["BIKE", "=1+1", "MAKE", "C62"])

    with pytest.raises(Refusals) as error:
        load(by, at, "items", content)

    assert refused(error.value.items) == [(2, "name", "formula_refused")]
    assert not Item.objects.exists()


def test_every_wrong_row_of_a_bill_file_is_named_and_nothing_is_written(
    by: Actor, at: datetime
) -> None:
    for code in ("BIKE", "WHEEL", "HUB", "FRAME"):
        make.make_item(code)
    make.make_bill(Item.objects.get(code="WHEEL"), [(Item.objects.get(code="HUB"), 1)])

    with pytest.raises(Refusals) as error:
        load(
            by,
            at,
            "boms",
            "item,component,quantity,unit,valid_from_date\n"
            "BIKE,WHEEL,2,KGM,\n"
            "BIKE,FRAME,0,,\n"
            "BIKE,SADDLE,1,,\n"
            "BIKE,FRAME,one,,\n"
            "HUB,WHEEL,1,,\n"
            "HUB,FRAME,1,,02.03.2026\n"
            "HUB,BIKE,=2*1,,\n",
        )

    assert sorted(refused(error.value.items)) == [
        (4, "component", "unknown"),
        (5, "quantity", "number_invalid"),
        (7, "valid_from_date", "date_invalid"),
        (8, "quantity", "formula_refused"),
    ]
    assert Bill.objects.count() == 1


def test_rules_of_bills_are_told_by_the_row_of_the_line(by: Actor, at: datetime) -> None:
    _bike, wheel, hub = (make.make_item(code) for code in ("BIKE", "WHEEL", "HUB"))
    make.make_bill(wheel, [(hub, 1)])

    with pytest.raises(Refusals) as error:
        load(
            by,
            at,
            "boms",
            "item,component,quantity,unit\nBIKE,WHEEL,2,KGM\nBIKE,HUB,0,\nHUB,WHEEL,1,\n",
        )

    assert refused(error.value.items) == [
        (2, "unit", "units_not_convertible"),
        (3, "quantity", "not_positive"),
        (4, "component", "bill_cyclic"),
    ]
    assert "WHEEL → HUB" in error.value.items[2].text("zh")


def test_only_the_good_documents_are_written_where_that_is_asked(by: Actor, at: datetime) -> None:
    for code in ("BIKE", "WHEEL", "HUB"):
        make.make_item(code)

    report = load(
        by,
        at,
        "boms",
        "item,component,quantity\nBIKE,WHEEL,2\nBIKE,NONE,1\nWHEEL,HUB,1\n",
        accept_good=True,
    )

    assert report.created == 1
    assert refused(report.refused) == [(3, "component", "unknown")]
    assert Bill.objects.get().item.code == "WHEEL"


def test_a_dry_run_says_what_would_be_and_writes_nothing(by: Actor, at: datetime) -> None:
    report = load(by, at, "items", ITEMS, dry_run=True)

    assert (report.created, report.is_dry_run) == (2, True)
    assert not Item.objects.exists()
    assert not EventRow.objects.exists()


def test_a_saved_mapping_reads_another_systems_headings(by: Actor, at: datetime) -> None:
    commands.save_mapping(
        name="SAP",
        kind="items",
        headings={"物料号": "code", "描述": "name", "备注": ""},
        values={"kind": "BUY", "unit": "KGM"},
        by=by,
        at=at,
    )

    load(by, at, "items", "物料号,描述,备注\nA1,钢板,x\n", mapping="SAP")
    with pytest.raises(Refusals) as error:
        load(by, at, "items", "物料号,描述,备注\n,钢板,x\n", mapping="SAP")

    item = Item.objects.get(code="A1")
    assert (item.name, item.unit, item.kind) == ("钢板", "KGM", "BUY")
    assert refused(error.value.items) == [(2, "物料号", "value_missing")]


def test_a_party_with_its_address_and_contact_in_one_row(by: Actor, at: datetime) -> None:
    load(
        by,
        at,
        "parties",
        "code,name,roles,contact_email,address_city,tax_id_kind,tax_id_number\n"
        "ACME,Acme,CUSTOMER;SUPPLIER,a@example.com,上海,CN_USCC,91110000600037341L\n",
    )

    party = Party.objects.get()
    assert party.contacts.get().email == "a@example.com"
    assert party.addresses.get().city == "上海"


def test_refuses_what_is_no_file_of_masters(by: Actor, at: datetime) -> None:
    with pytest.raises(KindUnknown, match="not one of parties"):
        load(by, at, "planets", ITEMS)
    with pytest.raises(FileEmpty):
        load(by, at, "items", "code,name\n")
    with pytest.raises(FileNotReadable):
        load(by, at, "items", b"\x00\x01\xff\xfe\x00")
    with pytest.raises(FileNotReadable):
        load(by, at, "items", b"PK\x03\x04 no zip")
    with pytest.raises(Refusals) as error:
        load(by, at, "items", "code,colour\nA,red\n")
    assert refused(error.value.items) == [(1, "colour", "heading_unknown")]


def test_whoever_may_not_change_items_may_not_import_them(by: Actor, at: datetime) -> None:
    clerk = Actor(
        user_id=None,
        company_id=by.company_id,
        name="clerk",
        permissions=frozenset({"stem.exchange.*", "stem.masterdata.list_*"}),
    )

    with pytest.raises(NotAllowed, match="put_items"):
        load(clerk, at, "items", ITEMS)


def test_an_export_keeps_no_cursor_at_the_server_and_misses_nothing(
    by: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PgBouncer may give every statement another session."""
    wheel, nut = make.make_item("WHEEL"), make.make_item("NUT")
    for code in ("BIKE", "TRIKE", "CART"):
        make.make_bill(make.make_item(code), [(wheel, "1"), (nut, "2")])
    whole = {kind: _exported(kind, by) for kind in ("items", "boms")}
    monkeypatch.setattr(queries, "_MASTERS_AT_ONCE", 2)
    monkeypatch.setattr(connection, "chunked_cursor", None)

    assert {kind: _exported(kind, by) for kind in ("items", "boms")} == whole
    assert [len(rows) for rows in whole.values()] == [1 + 5, 1 + 3 * 2]


def _exported(kind: str, by: Actor) -> list[bytes]:
    return b"".join(queries.get_export(kind=kind, file_format="csv", by=by)).splitlines()


def test_what_was_exported_can_be_imported(by: Actor, at: datetime) -> None:
    bike, wheel = make.make_item("BIKE", name="=Bike"), make.make_item("WHEEL", name="-车轮")
    make.make_bill(bike, [(wheel, "1.5")])
    files = {
        (kind, form): b"".join(queries.get_export(kind=kind, file_format=form, by=by))
        for kind in ("items", "boms", "parties", "party-addresses")
        for form in ("csv", "xlsx")
    }

    text = files["items", "csv"].decode("utf-8-sig")
    reports = [
        load(by, at, kind, files[kind, form])
        for kind in ("items", "boms")
        for form in ("csv", "xlsx")
    ]

    assert "'=Bike" in text
    assert "'-车轮" in text
    assert [(report.created, report.changed) for report in reports] == [(0, 0)] * 4


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1900, 1, 1)])
def test_a_day_before_the_calendar_of_spreadsheets_comes_back(
    by: Actor, at: datetime, day: date
) -> None:
    """Cells count from 1900: what was earlier, and the first day, came back as an hour."""
    content = b"".join(xlsx_chunks(["code", "valid_from_date"], [["A", day]]))

    rows = read_sheet(content, "prices.xlsx").rows

    assert rows == [(2, {"code": "A", "valid_from_date": day.isoformat()})]


def test_a_number_of_many_digits_keeps_them_all() -> None:
    """A cell's number holds fifteen."""
    numbers = [Decimal("12345678901234.123456"), 2**63 - 1, Decimal("0.000001"), Decimal("1E+3")]

    rows = read_sheet(b"".join(xlsx_chunks(["a"], [[n] for n in numbers])), "x.xlsx").rows

    assert [Decimal(str(row["a"])) for _number, row in rows] == numbers


def test_however_many_bills_hold_themselves_the_good_ones_are_written(
    by: Actor, at: datetime
) -> None:
    """They are found one after another; after twenty nothing was written, and nobody was told."""
    for number in range(52):
        make.make_item(f"X{number}")
    pairs = [(n, n + 1) for n in range(0, 50, 2)]
    lines = [f"X{a},X{b},1\nX{b},X{a},1\n" for a, b in pairs]
    content = "item,component,quantity\n" + "".join(lines) + "X50,X51,1\n"

    report = load(by, at, "boms", content, accept_good=True)

    assert report.created + len(report.refused) == report.rows == 51
    assert Bill.objects.filter(item__code="X50").exists()


def test_a_heading_that_means_a_column_of_the_file_is_refused(by: Actor, at: datetime) -> None:
    """One of the two was lost without a word."""
    commands.save_mapping(name="M", kind="items", headings={"描述": "name"}, by=by, at=at)

    with pytest.raises(HeadingTwice):
        load(by, at, "items", "code,name,描述,kind,unit\nA,B,C,BUY,C62\n", mapping="M")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "x" * 41}, "text_too_long"),
        ({"headings": {"x" * 201: "name"}}, "text_too_long"),
        ({"values": {"name": "x" * 201}}, "text_too_long"),
        ({"values": {"name": "\x00"}}, "text_invalid"),
    ],
)
def test_a_mapping_that_no_table_holds_is_refused(
    by: Actor, at: datetime, given: Any, code: str
) -> None:
    with pytest.raises(Refusal) as error:
        commands.save_mapping(
            **{"name": "M", "kind": "items", "headings": {}, **given}, by=by, at=at
        )

    assert error.value.code == f"stem.masterdata.{code}"


def test_what_a_clerk_may_not_see_is_not_in_his_file(by: Actor, at: datetime) -> None:
    make.make_work_center(make.make_site(by), cost_rate=Decimal("77.5"))
    clerk = Actor(
        user_id=None, company_id=by.company_id, name="clerk", permissions=frozenset({"stem.*"})
    )

    seen, hidden = (b"".join(_exported("work-centers", who)) for who in (by, clerk))

    assert b"cost_rate" in seen
    assert b"77.5" in seen
    assert b"cost_rate" not in hidden
    assert b"77.5" not in hidden
