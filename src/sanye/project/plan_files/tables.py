"""The files of a planning problem: their columns, defaults and references, as one table.

The guide (docs/guide/plan-files.md) says the same for readers; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sanye.engines.mrp import DemandKind, LotPolicy, ReceiptKind, SourceKind
from sanye.project.plan_files import cells
from sanye.project.plan_files.cells import Parse
from sanye.project.plan_files.errors import Rule

Row = dict[str, Any]

DEFAULT_CALENDAR = "DEFAULT"


@dataclass(frozen=True)
class Column:
    """``default`` is the value of an empty cell; a column that is required has none."""

    parse: Parse
    default: Any = None
    is_required: bool = False


def must(parse: Parse) -> Column:
    return Column(parse, is_required=True)


def may(parse: Parse, default: Any = None) -> Column:
    return Column(parse, default)


@dataclass(frozen=True)
class Reference:
    """The values of these columns stand together in another table's key."""

    columns: tuple[str, ...]
    table: str
    rule: Rule


@dataclass(frozen=True)
class Table:
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    is_required: bool = False
    references: tuple[Reference, ...] = field(default=())


_AT_SITE = Rule("an item and site that stand together in items.csv", "items.csv 中须有此物料与地点")
_CALENDAR = Reference(
    ("calendar",), "calendars", Rule("a calendar of calendars.csv", "须为 calendars.csv 中的日历")
)
_BILL = Reference(("bill",), "bills", Rule("a bill of bills.csv", "须为 bills.csv 中的物料清单"))
_ITEM = Reference(("item", "site"), "items", _AT_SITE)

_LOTS = {
    "minimum_quantity": may(cells.positive),
    "multiple_quantity": may(cells.positive),
    "maximum_quantity": may(cells.positive),
}
_VALIDITY = {"valid_from": may(cells.day), "valid_to": may(cells.day)}

TABLES: Mapping[str, Table] = {
    "run": Table(
        {"as_of": must(cells.day), "horizon_days": may(cells.count, 365)},
        key=("as_of",),
        is_required=True,
    ),
    "calendars": Table(
        {
            "calendar": must(cells.text),
            "working_days": may(cells.weekdays, cells.weekdays("Mon Tue Wed Thu Fri")),
        },
        key=("calendar",),
    ),
    "calendar_exceptions": Table(
        {"calendar": must(cells.text), "date": must(cells.day), "is_working": must(cells.flag)},
        key=("calendar", "date"),
        references=(_CALENDAR,),
    ),
    "items": Table(
        {
            "item": must(cells.text),
            "site": may(cells.text, "MAIN"),
            "calendar": may(cells.text, DEFAULT_CALENDAR),
            "on_hand": may(cells.number, 0),
            "unit_decimals": may(cells.decimals, 0),
            "source": may(cells.one_of(SourceKind)),
            "partner": may(cells.text, ""),
            "lead_time_days": may(cells.days, 0),
            "lot_policy": may(cells.one_of(LotPolicy), LotPolicy.LOT_FOR_LOT),
            "lot_quantity": may(cells.positive),
            "period_days": may(cells.count),
            "reorder_point": may(cells.quantity),
            "order_up_to": may(cells.quantity),
            **_LOTS,
            "safety_stock": may(cells.quantity, 0),
            "safety_days": may(cells.days, 0),
            "demand_fence_days": may(cells.days, 0),
            "planning_fence_days": may(cells.days, 0),
            "release_fence_days": may(cells.days, 0),
            "tolerance_days": may(cells.days, 0),
            "tolerance_quantity": may(cells.quantity, 0),
            "pull_in_days": may(cells.days),
            "is_phantom": may(cells.flag, default=False),
        },
        key=("item", "site"),
        is_required=True,
        references=(_CALENDAR,),
    ),
    "sources": Table(
        {
            "item": must(cells.text),
            "site": may(cells.text, "MAIN"),
            "kind": must(cells.one_of(SourceKind)),
            "partner": may(cells.text, ""),
            "priority": may(cells.count, 1),
            "share": may(cells.quantity, 1),
            "lead_time_days": must(cells.days),
            "lead_time_days_per_unit": may(cells.quantity, 0),
            "calendar": may(cells.text, ""),
            **_LOTS,
            **_VALIDITY,
        },
        key=("item", "site", "kind", "partner", "valid_from"),
        references=(_ITEM, _CALENDAR),
    ),
    "bills": Table(
        {
            "bill": must(cells.text),
            "item": must(cells.text),
            "site": may(cells.text, "MAIN"),
            "batch_quantity": may(cells.positive, 1),
            "priority": may(cells.count, 1),
            "yield_ratio": may(cells.good, 1),
            **_VALIDITY,
        },
        key=("bill",),
        references=(_ITEM,),
    ),
    "bill_lines": Table(
        {
            "bill": must(cells.text),
            "component": must(cells.text),
            "quantity": must(cells.positive),
            "scrap_ratio": may(cells.loss, 0),
            "is_fixed": may(cells.flag, default=False),
            "operation": may(cells.count),
            "offset_days": may(cells.days, 0),
            "site": may(cells.text, ""),
            **_VALIDITY,
        },
        key=("bill", "component", "operation", "site", "valid_from"),
        references=(_BILL,),
    ),
    "operations": Table(
        {
            "bill": must(cells.text),
            "sequence": must(cells.count),
            "yield_ratio": must(cells.good),
        },
        key=("bill", "sequence"),
        references=(_BILL,),
    ),
    "demands": Table(
        {
            "demand": must(cells.text),
            "item": must(cells.text),
            "site": may(cells.text, "MAIN"),
            "quantity": must(cells.positive),
            "due_date": must(cells.day),
            "kind": may(cells.one_of(DemandKind), DemandKind.ORDER),
            "priority": may(cells.count, 5),
            "receipt": may(cells.text),
        },
        key=("demand",),
        references=(
            _ITEM,
            Reference(
                ("receipt",),
                "receipts",
                Rule("a receipt of receipts.csv", "须为 receipts.csv 中的单据"),
            ),
        ),
    ),
    "receipts": Table(
        {
            "receipt": must(cells.text),
            "item": must(cells.text),
            "site": may(cells.text, "MAIN"),
            "quantity": must(cells.positive),
            "due_date": must(cells.day),
            "kind": must(cells.one_of(ReceiptKind)),
            "start_date": may(cells.day),
            "source": may(cells.one_of(SourceKind)),
            "partner": may(cells.text, ""),
            "is_fixed": may(cells.flag, default=False),
        },
        key=("receipt",),
        references=(_ITEM,),
    ),
}
