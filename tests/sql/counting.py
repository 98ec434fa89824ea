"""How many statements something takes."""

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

Query = tuple[str, Any]
"""SQL with its parameters."""


def queries_of(work: Callable[[], Any]) -> list[Query]:
    """What `work` sends to the database, in order.

    Savepoints of nested commands count, as they are round trips too; `executemany` is one, however
    many rows it has, as the driver sends it in one go. COPY is not seen.
    """
    sent: list[Query] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return sent


def rows_read_by(query: Query) -> int:
    """Rows of tables and indexes that a statement looks at, taken or not."""
    sql, parameters = query
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
        found = cursor.fetchone()[0]
    return _read((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])


def _read(node: dict[str, Any]) -> int:
    below = sum(_read(child) for child in node.get("Plans", ()))
    if "Relation Name" not in node:
        return below
    passed_over = node.get("Rows Removed by Filter", 0) + node.get(
        "Rows Removed by Index Recheck", 0
    )
    return int(below + (node["Actual Rows"] + passed_over) * node["Actual Loops"])


def more(few: Sequence[Query], many: Sequence[Query]) -> str:
    """What the second sent that the first did not; "" if they were as many."""
    if len(many) <= len(few):
        return ""
    kinds = Counter(_kind(sql) for sql, _ in many) - Counter(_kind(sql) for sql, _ in few)
    return "\n".join(f"{count} × {sql[:300]}" for sql, count in kinds.items())


def _kind(sql: str) -> str:
    """The statement without names of savepoints and lengths of lists."""
    return re.sub(r"\(%s(, %s)+\)", "(%s …)", re.sub(r"\bs\d+_x\d+\b", "s", sql))
