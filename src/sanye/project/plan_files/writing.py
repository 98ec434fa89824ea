"""Write a plan as CSV files: all of them are complete before the first takes its name."""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from sanye.engines.mrp import (
    Action,
    Message,
    NodeKey,
    Peg,
    Pegging,
    Plan,
    PlannedOrder,
    Problem,
    Requirement,
    Root,
    SupplyKind,
    cumulative_lead_times,
)

Cells = Iterable[Sequence[object]]

MESSAGE_COLUMNS = (*Message._fields, "because")
NODE_COLUMNS = (*NodeKey._fields, "low_level_code", "cumulative_lead_time_days")
_SHOWN_ROOTS = 5


def write_plan(folder: Path, problem: Problem, plan: Plan) -> dict[str, int]:
    """Write the files; the answer is the count of rows of each."""
    tables: dict[str, tuple[Sequence[str], Cells]] = {
        "planned_orders": (PlannedOrder._fields, plan.orders),
        "requirements": (Requirement._fields, plan.requirements),
        "pegging": (Peg._fields, plan.pegs),
        "action_messages": (MESSAGE_COLUMNS, _messages(problem, plan)),
        "levels": (NODE_COLUMNS, _levels(problem, plan)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for name, (columns, rows) in tables.items():
        counts[name] = _write(folder / f".{name}.csv.part", columns, rows)
    for name in tables:
        os.replace(folder / f".{name}.csv.part", folder / f"{name}.csv")
    return counts


def _write(path: Path, columns: Sequence[str], rows: Cells) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_text(value) for value in row])
            count += 1
    return count


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _messages(problem: Problem, plan: Plan) -> Iterator[Sequence[object]]:
    pegging = Pegging(plan, problem.demands)
    for message in plan.messages:
        yield (*message, _because(pegging, message))


def _because(pegging: Pegging, message: Message) -> str:
    """The demands, or buffers, that the order serves: D-1; D-2; SAFETY_STOCK."""
    if message.action in (Action.CANCEL, Action.DATA_ERROR):
        return ""
    node = NodeKey(message.item, message.site)
    roots: list[Root] = []
    for kind in (SupplyKind.RECEIPT, SupplyKind.PLANNED_ORDER):
        roots += pegging.roots(kind, message.subject_id, node, _SHOWN_ROOTS)
    return "; ".join(root.id or root.kind for root in roots)


def _levels(problem: Problem, plan: Plan) -> Iterator[Sequence[object]]:
    times = cumulative_lead_times(problem)
    for key in sorted(plan.low_level_codes):
        yield (*key, plan.low_level_codes[key], times[key])
