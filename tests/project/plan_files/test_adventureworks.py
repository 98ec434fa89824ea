"""A folder made of AdventureWorks: real bills through `sanye plan`, checked by walking them."""

import csv
import os
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from sanye.engines.mrp import make_plan
from sanye.project.plan_files.building import build_problem
from sanye.project.plan_files.reading import read_tables

DATA = Path(__file__).parents[3] / ".." / "shared" / "data" / "adventureworks"
FALLBACK = Path("/work/shared/data/adventureworks")
BIKES = {"BK-M82B-42": 40, "BK-R93R-62": 25, "BK-T79Y-46": 60}

pytestmark = pytest.mark.data


@pytest.fixture
def source():
    for found in (DATA, FALLBACK):
        if found.exists():
            return found
    if os.environ.get("REQUIRE_DATA") == "1":
        pytest.fail(f"REQUIRE_DATA=1, but {DATA} is absent")
    pytest.skip(f"{DATA} is absent")


def rows(source, name):
    with (source / f"{name}.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def bills(source):
    """Components and quantities of today's bills, by the numbers of the products."""
    numbers = {row["ProductID"]: row["ProductNumber"] for row in rows(source, "Product")}
    found = defaultdict(list)
    for row in rows(source, "BillOfMaterials"):
        if row["ProductAssemblyID"] and not row["EndDate"]:
            quantity = Decimal(row["PerAssemblyQty"])
            found[numbers[row["ProductAssemblyID"]]].append((numbers[row["ComponentID"]], quantity))
    return found


@pytest.fixture
def folder(source, bills, tmp_path):
    """No stock, so that every level is planned in full."""
    vendors = {row["ProductID"]: row for row in rows(source, "ProductVendor")}
    items = [
        (
            row["ProductNumber"],
            "MAKE" if row["ProductNumber"] in bills else "BUY",
            max(int(row["DaysToManufacture"]), 1)
            if row["ProductNumber"] in bills
            else vendors.get(row["ProductID"], {}).get("AverageLeadTime", 10),
            2,
        )
        for row in rows(source, "Product")
    ]
    write(tmp_path, "run", ["as_of"], [["2026-01-05"]])
    write(tmp_path, "items", ["item", "source", "lead_time_days", "unit_decimals"], items)
    write(tmp_path, "bills", ["bill", "item"], [[item, item] for item in bills])
    lines = [[item, part, quantity] for item, parts in bills.items() for part, quantity in parts]
    write(tmp_path, "bill_lines", ["bill", "component", "quantity"], lines)
    demands = [[f"SO-{bike}", bike, count, "2026-06-01"] for bike, count in BIKES.items()]
    write(tmp_path, "demands", ["demand", "item", "quantity", "due_date"], demands)
    return tmp_path


def write(folder, name, header, lines):
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])


def test_every_part_of_real_bikes_is_planned_in_the_quantity_of_its_bills(folder, bills):
    plan = make_plan(build_problem(read_tables(folder)))

    needed = Counter()

    def explode(item, quantity):
        needed[item] += quantity
        for part, per in bills.get(item, ()):
            explode(part, quantity * per)

    for bike, count in BIKES.items():
        explode(bike, Decimal(count))
    ordered = Counter()
    for order in plan.orders:
        ordered[order.item] += order.quantity
    assert len(needed) > 60
    assert max(plan.low_level_codes.values()) >= 3
    assert ordered == needed
    assert not [message for message in plan.messages if message.action == "DATA_ERROR"]
