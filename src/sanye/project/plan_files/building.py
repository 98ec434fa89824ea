"""From the rows of the files to the engine's problem."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sanye.engines.mrp import (
    Bill,
    BillLine,
    Demand,
    Node,
    OperationYield,
    Problem,
    Receipt,
    Source,
    SourceKind,
)
from sanye.kernel.calendars import WHOLE_DAY, Shift, WorkingCalendar
from sanye.project.plan_files.cells import weekdays
from sanye.project.plan_files.reading import Records
from sanye.project.plan_files.tables import DEFAULT_CALENDAR, Row

_SOURCE_COLUMNS = {"source", "partner", "lead_time_days"}


def build_problem(records: Records) -> Problem:
    """The rows as records of the engine; they have passed the checks of reading."""
    rows = {name: [row for _, row in numbered] for name, numbered in records.items()}
    run = rows["run"][0]
    return Problem(
        as_of=run["as_of"],
        horizon_end=run["as_of"] + timedelta(days=run["horizon_days"]),
        calendars=_calendars(rows),
        nodes=[_node(row) for row in rows["items"]],
        sources=[_source(row) for row in rows["items"] if row["source"]]
        + [Source(**_decimals(row)) for row in rows["sources"]],
        bills=[Bill(**_decimals(_renamed(row, bill="id"))) for row in rows["bills"]],
        bill_lines=[BillLine(**_decimals(row)) for row in rows["bill_lines"]],
        operation_yields=[OperationYield(**row) for row in rows["operations"]],
        demands=[
            Demand(**_decimals(_renamed(row, demand="id", receipt="receipt_id")))
            for row in rows["demands"]
        ],
        receipts=[
            Receipt(**_decimals(_renamed(row, receipt="id", source="source_kind")))
            for row in rows["receipts"]
        ],
    )


def _calendars(rows: dict[str, list[Row]]) -> dict[str, WorkingCalendar]:
    weeks = {DEFAULT_CALENDAR: weekdays("Mon Tue Wed Thu Fri")}
    weeks |= {row["calendar"]: row["working_days"] for row in rows["calendars"]}
    exceptions: dict[str, dict[date, tuple[Shift, ...]]] = {name: {} for name in weeks}
    for row in rows["calendar_exceptions"]:
        exceptions[row["calendar"]][row["date"]] = WHOLE_DAY if row["is_working"] else ()
    return {
        name: WorkingCalendar(
            week=tuple(WHOLE_DAY if works else () for works in week), exceptions=exceptions[name]
        )
        for name, week in weeks.items()
    }


def _node(row: Row) -> Node:
    return Node(**_decimals({k: v for k, v in row.items() if k not in _SOURCE_COLUMNS}))


def _source(row: Row) -> Source:
    return Source(
        item=row["item"],
        site=row["site"],
        kind=SourceKind(row["source"]),
        partner=row["partner"],
        lead_time_days=row["lead_time_days"],
    )


def _renamed(row: Row, **names: str) -> Row:
    return {names.get(key, key): value for key, value in row.items()}


def _decimals(row: Row) -> dict[str, Any]:
    """Defaults written as whole numbers become decimals where a quantity is meant."""
    quantities = {"on_hand", "safety_stock", "tolerance_quantity", "share", "yield_ratio"}
    quantities |= {"batch_quantity", "scrap_ratio", "lead_time_days_per_unit"}
    return {k: Decimal(v) if k in quantities and v is not None else v for k, v in row.items()}
