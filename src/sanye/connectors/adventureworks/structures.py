"""Calendar, site, locations, work centers; bills; routings worked out from work orders."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.context import SITE, Import
from sanye.connectors.adventureworks.units import UNITS
from sanye.connectors.adventureworks.wording import Text
from sanye.kernel.quantity import round_quantity
from sanye.stem.masterdata.commands import (
    put_bills,
    put_calendars,
    put_locations,
    put_routings,
    put_sites,
    put_work_centers,
)

CALENDAR = "AW-3-SHIFTS"
HOURS_OF_WEEK = 120
ROUTING_METHOD = Text(
    "Routings: for each product, operation and location, minutes per unit are all ActualResourceHrs"
    " of WorkOrderRouting divided by all OrderQty of their work orders, so that the hours of the"
    " years add up; the data give every order of an operation the same hours, whatever its"
    " quantity. Set-up, queue and move times are not in the data: 0.",
    "工艺路线：每个产品、工序和地点的单件分钟数，"
    "等于 WorkOrderRouting 的全部 ActualResourceHrs 除以相应工单的全部 OrderQty，"
    "使历年工时总和一致；数据中同一工序的每张工单工时相同，与数量无关。数据中没有准备、"
    "排队和移动时间，均为 0。",
)
CALENDAR_METHOD = Text(
    "Calendar: three shifts a day from Monday to Friday (Shift), 120 hours a week; a location's"
    " Availability in hours is its share of these (efficiency). No holidays are in the data.",
    "日历：周一至周五每天三班（Shift），每周 120 小时；"
    "库位的 Availability（小时）占其比例即为效率。数据中没有节假日。",
)


def import_places(run: Import) -> None:
    """One plant with its locations; those that cost something are work centers."""
    shifts = [
        {"weekday": day, "start_minute": start, "end_minute": start + 480}
        for day in range(5)
        for start in (420, 900, 1380)
    ]
    calendar = {"code": CALENDAR, "name": "Three shifts", "time_zone": "America/Los_Angeles"}
    put_calendars(calendars=[{**calendar, "shifts": shifts}], by=run.by, at=run.at)
    site = {
        "code": SITE,
        "name": "Adventure Works Bothell",
        "kind": "PLANT",
        "time_zone": "America/Los_Angeles",
        "calendar": CALENDAR,
        "country": "US",
        "region": "Washington",
        "city": "Bothell",
    }
    put_sites(sites=[site], by=run.by, at=run.at)
    rows = run.tables.read("Location")
    _import_locations(run)
    run.report.take("Location", len(rows), wording.IS_LOCATION)
    run.report.take("Shift", run.tables.count("Shift"), wording.IS_SHIFT)
    run.report.methods.append(CALENDAR_METHOD)


def _import_locations(run: Import) -> None:
    rows = run.tables.read("Location")
    working = [row for row in rows if Decimal(row["CostRate"]) > 0]
    locations = [
        {
            "site": SITE,
            "code": row["LocationID"],
            "name": row["Name"],
            "kind": "PRODUCTION" if row in working else "STORAGE",
        }
        for row in rows
    ]
    put = put_locations(locations=locations, by=run.by, at=run.at)
    run.note(wording.LOCATIONS, put)
    run.remember_rows("Location", [row["LocationID"] for row in rows], put.rows)
    centers = [
        {
            "site": SITE,
            "code": row["LocationID"],
            "name": row["Name"],
            "cost_rate": row["CostRate"],
            "efficiency_ratio": round_quantity(Decimal(row["Availability"]) / HOURS_OF_WEEK),
        }
        for row in working
    ]
    run.note(wording.WORK_CENTERS, put_work_centers(work_centers=centers, by=run.by, at=run.at))


def import_bills(run: Import) -> None:
    """A bill per assembly; lines keep their dates, so that the ended ones no longer hold."""
    numbers = _numbers(run)
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    tops = ended = 0
    for row in sorted(run.tables.read("BillOfMaterials"), key=lambda row: int(row["ComponentID"])):
        if not row["ProductAssemblyID"]:
            tops += 1
            continue
        ended += bool(row["EndDate"])
        lines[row["ProductAssemblyID"]].append(
            {
                "component": numbers[row["ComponentID"]],
                "quantity": row["PerAssemblyQty"],
                "unit": UNITS[row["UnitMeasureCode"]],
                "valid_from_date": row["StartDate"],
                "valid_to_date": row["EndDate"] or None,
            }
        )
    bills = [{"item": numbers[key], "lines": below} for key, below in lines.items()]
    run.note(wording.BILLS, put_bills(bills=bills, by=run.by, at=run.at))
    report, rows = run.report, run.tables.count("BillOfMaterials")
    report.take("BillOfMaterials", rows - tops - ended, wording.IS_BILL_LINE)
    report.take("BillOfMaterials", ended, wording.IS_ENDED_LINE)
    report.leave("BillOfMaterials", tops, wording.TOP_PRODUCT)


def import_routings(run: Import) -> None:
    """A routing per made product that has work orders."""
    quantities = {
        row["WorkOrderID"]: Decimal(row["OrderQty"]) for row in run.tables.read("WorkOrder")
    }
    hours: dict[tuple[str, int, str], Decimal] = defaultdict(Decimal)
    pieces: dict[tuple[str, int, str], Decimal] = defaultdict(Decimal)
    for row in run.tables.read("WorkOrderRouting"):
        key = (row["ProductID"], int(row["OperationSequence"]), row["LocationID"])
        hours[key] += Decimal(row["ActualResourceHrs"] or 0)
        pieces[key] += quantities[row["WorkOrderID"]]
    names = {row["LocationID"]: row["Name"] for row in run.tables.read("Location")}
    numbers = _numbers(run)
    operations: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for product, sequence, location in sorted(hours):
        key = (product, sequence, location)
        operations[product].append(
            {
                "number": sequence * 10,
                "name": names[location],
                "work_center": f"{SITE}/{location}",
                "run_minutes": round_quantity(hours[key] * 60 / pieces[key]),
            }
        )
    routings = [
        {"item": numbers[product], "site": SITE, "operations": below}
        for product, below in operations.items()
    ]
    run.note(wording.ROUTINGS, put_routings(routings=routings, by=run.by, at=run.at))
    run.report.methods.append(ROUTING_METHOD)


def _numbers(run: Import) -> dict[str, str]:
    return {row["ProductID"]: row["ProductNumber"] for row in run.tables.read("Product")}
