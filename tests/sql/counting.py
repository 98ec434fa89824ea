"""How many statements something takes."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def statements_of(work: Callable[[], Any]) -> list[str]:
    """The SQL of what `work` sends to the database, in order.

    Savepoints of nested commands count, as they are round trips too; `executemany` is one, however
    many rows it has, as the driver sends it in one go. COPY is not seen.
    """
    sent: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return sent


def more(few: Sequence[str], many: Sequence[str]) -> str:
    """What the second sent that the first did not; "" if they were as many."""
    if len(many) <= len(few):
        return ""
    kinds = Counter(map(_kind, many)) - Counter(map(_kind, few))
    return "\n".join(f"{count} × {sql[:300]}" for sql, count in kinds.items())


def _kind(sql: str) -> str:
    """The statement without names of savepoints and lengths of lists."""
    return re.sub(r"\(%s(, %s)+\)", "(%s …)", re.sub(r"\bs\d+_x\d+\b", "s", sql))
