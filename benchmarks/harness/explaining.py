"""How the database answers: plans of statements, and how much they read for what they give."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction

SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`read`: rows that the busiest scan looked at; `sorted`: rows that went into the biggest sort;
    `table`: what the busiest scan read, and how."""

    sql: str
    read: int
    sorted: int
    table: str
    milliseconds: float
    text: str = ""


def statements_of(work: Callable[[], Any]) -> list[tuple[str, Any]]:
    """The SELECTs that `work` sends, with their parameters."""
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if re.match(r"\s*(SELECT|WITH)\b", sql):
            sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return sent


def explain(sql: str, params: Any) -> Plan:
    """Run it, and tell what it took. One that takes too long has read everything."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
            (found,) = cursor.fetchone()
    except OperationalError:
        return Plan(sql=sql, read=10**9, sorted=0, table="?", milliseconds=SECONDS * 1000.0)
    top = (json.loads(found) if isinstance(found, str) else found)[0]
    nodes = list(_nodes(top["Plan"]))
    busiest = max(nodes, key=_read, default=top["Plan"])
    return Plan(
        sql=sql,
        read=_read(busiest),
        sorted=max((_sorted(node) for node in nodes), default=0),
        table=" ".join(
            str(busiest[name])
            for name in ("Node Type", "Relation Name", "Index Name")
            if name in busiest
        ),
        milliseconds=top["Execution Time"] + top["Planning Time"],
        text=json.dumps(top["Plan"]),
    )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _read(node: dict[str, Any]) -> int:
    if not node["Node Type"].endswith("Scan") or node["Node Type"] in {"CTE Scan", "Subquery Scan"}:
        return 0
    removed = sum(node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
    return int((node["Actual Rows"] + removed) * node["Actual Loops"])


def _sorted(node: dict[str, Any]) -> int:
    if "Sort" not in node["Node Type"]:
        return 0
    (below,) = node["Plans"]
    return int(below["Actual Rows"] * below["Actual Loops"])
