import re
from pathlib import Path

import pytest

from sanye.kernel.errors import Refusals
from sanye.project.cli import main
from sanye.project.plan_files.errors import FolderMissing
from sanye.project.plan_files.reading import read_tables
from sanye.project.plan_files.tables import TABLES

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "plan-files.md"
GOOD = {
    "run": "as_of\n2026-01-05",
    "items": "item,source,lead_time_days\nBIKE,MAKE,2\nWHEEL,BUY,10",
    "bills": "bill,item\nB,BIKE",
    "bill_lines": "bill,component,quantity\nB,WHEEL,2",
    "demands": "demand,item,quantity,due_date\nD1,BIKE,20,2026-02-02",
}


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, text in {**GOOD, **files}.items():
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
        return tmp_path

    return write


def refused(path, language="en"):
    with pytest.raises(Refusals) as refusal:
        read_tables(path)
    return [item.text(language) for item in refusal.value.items]


def test_reads_a_small_folder(folder):
    records = read_tables(folder())

    assert [row["item"] for _, row in records["items"]] == ["BIKE", "WHEEL"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("run", None, "run.csv: the file is missing."),
        ("demands", "demand,item\nD1,BIKE", "demands.csv: column quantity is missing."),
        ("run", "as_of,asof\n2026-01-05,1", "column “asof” is unknown"),
        (
            "demands",
            "demand,item,quantity,due_date\nD1,BIKE,0,2026-02-02",
            "row 2, column quantity",
        ),
        ("demands", "demand,item,quantity,due_date\nD1,BIKE,-3,2026-02-02", "a quantity above 0"),
        ("demands", "demand,item,quantity,due_date\nD1,BIKE,1.1234567,2026-02-02", "six decimals"),
        ("demands", "demand,item,quantity,due_date\nD1,BIKE,1,02/02/2026", "a date such as"),
        ("demands", "demand,item,quantity,due_date\nD1,CAR,1,2026-02-02", "items.csv; found “CAR"),
        (
            "demands",
            "demand,item,quantity,due_date\n=1+1,BIKE,1,2026-02-02",
            "does not begin with =",
        ),
        ("items", "item\nBIKE\nWHEEL\nBIKE", "row 4, column item: not the same as row 2"),
        ("items", "item,lot_policy\nBIKE,MIN_MAX\nWHEEL,", "lot_policy is MIN_MAX"),
        ("items", "item,lot_policy\nBIKE,SOME\nWHEEL,", "one of LOT_FOR_LOT"),
        ("items", "item,source,partner\nBIKE,TRANSFER,NORTH\nWHEEL,,", "the shipping site"),
        ("bill_lines", "bill,component,quantity\nC,WHEEL,2", "a bill of bills.csv"),
        ("bill_lines", "bill,component,quantity\nB,SEAT,2", "an item of items.csv at MAIN"),
        (
            "bills",
            "bill,item,valid_from,valid_to\nB,BIKE,2026-02-01,2026-01-01",
            "after valid_from",
        ),
        ("orders", "a\n1", "orders.csv: no such file is known"),
    ],
)
def test_names_file_row_column_and_rule(folder, file, text, said):
    path = folder()
    (path / f"{file}.csv").unlink(missing_ok=True)

    texts = refused(folder(**{file: text}))

    assert any(said in text for text in texts), texts


def test_tells_all_errors_at_once_in_chinese(folder):
    broken = "demand,item,quantity,due_date\nD1,BIKE,-1,2026-02-02\nD2,CAR,1,soon"

    texts = refused(folder(demands=broken), language="zh")

    assert texts == [
        "demands.csv 第 2 行 quantity 列：数量必须大于 0；实际为“-1”。",
        "demands.csv 第 3 行 due_date 列：应为日期，例如 2026-03-31；实际为“soon”。",
        "demands.csv 第 3 行 item 列：items.csv 中须有此物料与地点；实际为“CAR, MAIN”。",
    ]


def test_refuses_what_is_no_folder(tmp_path):
    with pytest.raises(FolderMissing):
        read_tables(tmp_path / "nowhere")


def test_writes_nothing_on_error(folder, tmp_path, capsys):
    cyclic = "bill,component,quantity\nB,WHEEL,2\nW,BIKE,1"
    path = folder(bills="bill,item\nB,BIKE\nW,WHEEL", bill_lines=cyclic)

    code = main(["plan", "--input", str(path), "--output", str(tmp_path / "out")])

    assert code == 1
    assert "BIKE (MAIN) → WHEEL (MAIN) → BIKE (MAIN)" in "".join(capsys.readouterr())
    assert not (tmp_path / "out").exists()


def test_writes_the_plan(folder, tmp_path, capsys):
    code = main(["plan", "--json", "--input", str(folder()), "--output", str(tmp_path / "out")])

    assert code == 0
    assert '"planned_orders":2' in capsys.readouterr().out.replace(" ", "")
    lines = (tmp_path / "out" / "planned_orders.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("BIKE@MAIN#1,BIKE,MAIN,MAKE,,B,20,20,2026-01-29")


def test_the_guide_names_every_column_and_no_other():
    documented = set(re.findall(r"^\| `(\w+)` \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))

    assert documented == {column for table in TABLES.values() for column in table.columns}
