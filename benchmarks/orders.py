"""Order intake by the command: orders of five lines, single and in a batch, beside the same rows by
hand-written SQL.

    python benchmarks/orders.py [ORDERS] [BATCH]
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any
from uuid import UUID

from harness import Figure, gate, run
from harness.clock import Clock
from harness.company import AT, analyze, make_company, open_company_cursors, order_lines
from harness.figures import said, short

ORDERS, BATCH = (int(n) for n in [*sys.argv[1:3], *("300", "1000")[len(sys.argv) - 1 :]])
LINES, WARM_UP = 5, 30
ROWS = {
    "stem_command_log": "t.id = o.command_id",
    "erp_sales_order": "t.id = o.order_id",
    "erp_sales_order_line": "t.order_id = o.order_id",
    "erp_sales_schedule_line": "t.line_id IN (SELECT id FROM erp_sales_order_line"
    " WHERE order_id = o.order_id)",
    "erp_sales_order_line_tax": "t.line_id IN (SELECT id FROM erp_sales_order_line"
    " WHERE order_id = o.order_id)",
    "stem_event": "t.key = o.order_id",
}
"""What an order consists of, in the order in which it is written; histories come by triggers."""

Written = dict[UUID, list[tuple[str, list[tuple[Any, ...]]]]]


def measure() -> Iterator[Figure]:
    from sanye.erp.sales_orders.commands import (
        NewOrder,
        confirm_sales_order,
        place_sales_order,
        place_sales_orders,
    )

    company = make_company(customers=50)
    open_company_cursors()
    draw = random.Random(1)

    def ask() -> dict[str, Any]:
        customer, lines = draw.choice(company.customers), order_lines(company, draw, LINES)
        return {"customer_id": customer, "lines": lines}

    def place() -> UUID:
        return place_sales_order(**ask(), by=company.by, at=AT).id

    def confirm(order_id: UUID) -> None:
        confirm_sales_order(order_id=order_id, by=company.by, at=AT)

    for _ in range(WARM_UP):
        confirm(place())
    analyze()
    seconds, placed = [], []
    with Clock() as single:
        for _ in range(ORDERS):
            began = perf_counter()
            placed.append(place())
            seconds.append(perf_counter() - began)
    _check(placed)
    with Clock() as confirmed:
        for order_id in placed:
            confirm(order_id)
    gate(_confirmed(placed) == ORDERS, "not every order was confirmed")
    asked = [NewOrder(**ask()) for _ in range(BATCH)]
    with Clock() as batch:
        many = [order.id for order in place_sales_orders(orders=asked, by=company.by, at=AT)]
    _check(many)
    by_hand = _by_hand([place() for _ in range(ORDERS)], at_once=1)
    batch_by_hand = _by_hand(many, at_once=BATCH)
    name = "order of 5 lines placed, command"
    yield _figure(name, single, ORDERS, by_hand, said(seconds))
    promise = short(confirmed.cpu / ORDERS * 1000)
    yield Figure(
        name="order of 5 lines placed and confirmed, command",
        value=(single.cpu + confirmed.cpu) / ORDERS * 1000,
        unit="ms CPU",
        beside=f"{promise} of them for the promise and the confirmation",
    )
    name = f"order of 5 lines, {BATCH:,} by one command"
    yield _figure(name, batch, BATCH, batch_by_hand, "")


def _figure(name: str, clock: Clock, count: int, by_hand: float, more: str) -> Figure:
    own, database = (part / count * 1000 for part in (clock.own, clock.database))
    hand = by_hand * 1000
    parts = [
        f"{short(own)} ours + {short(database)} database",
        f"the rows alone by SQL {short(hand)}: {short((own + database) / hand)} times",
        more,
    ]
    return Figure(
        name=name,
        value=own + database,
        unit="ms CPU",
        floor=20,
        target=10,
        beside="; ".join(filter(None, parts)),
    )


def _check(ids: Sequence[UUID]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT o.id), count(*), count(DISTINCT e.key) FROM erp_sales_order o"
            " JOIN erp_sales_order_line l ON l.order_id = o.id"
            " LEFT JOIN stem_event e ON e.key = o.id WHERE o.id = ANY(%s)",
            [list(ids)],
        )
        found = cursor.fetchone()
    count = len(ids)
    gate(found == (count, count * LINES, count), f"orders, lines, events are {found}")


def _confirmed(ids: Sequence[UUID]) -> int:
    from sanye.erp.sales_orders.models import SalesOrder

    return SalesOrder.unscoped.filter(id__in=ids, status="CONFIRMED").count()


def _by_hand(ids: Sequence[UUID], *, at_once: int) -> float:
    """CPU seconds an order takes when the very rows of these orders are written once more, by a
    statement for each table, so many orders a transaction. No price, tax or rule is asked for."""
    from django.db import connection

    written = _take_out(ids)
    connection.close()
    with Clock() as clock, connection.cursor() as cursor:
        for start in range(0, len(ids), at_once):
            cursor.execute("BEGIN")
            for words, values in _statements([written[i] for i in ids[start : start + at_once]]):
                cursor.execute(words, values)
            cursor.execute("COMMIT")
    _check(ids)
    return clock.cpu / len(ids)


def _take_out(ids: Sequence[UUID]) -> Written:
    """The rows of orders, by order and table; they are no longer in the database."""
    from django.db import connection

    written: Written = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE of_order ON COMMIT PRESERVE ROWS AS"
            " SELECT DISTINCT key AS order_id, command_id FROM stem_event WHERE key = ANY(%s)",
            [list(ids)],
        )
        for table, is_its in ROWS.items():
            columns = _columns(cursor, table)
            once = "DISTINCT ON (t.id)" if table == "stem_command_log" else ""
            cursor.execute(
                f"SELECT {once} o.order_id, {', '.join(f't.{name}' for name in columns)}"
                f" FROM of_order o JOIN {table} t ON {is_its}"
            )
            rows = defaultdict(list)
            for order_id, *values in cursor.fetchall():
                rows[order_id].append(tuple(values))
            head = f"{table} ({', '.join(columns)})"
            for order_id, found in rows.items():
                written[order_id].append((head, found))
        cursor.execute("SET session_replication_role = replica")
        for table, is_its in reversed(ROWS.items()):
            if table != "stem_command_log":
                cursor.execute(f"DELETE FROM {table} t USING of_order o WHERE {is_its}")
        cursor.execute("DELETE FROM stem_command_log t USING of_order o WHERE t.id = o.command_id")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("DROP TABLE of_order")
    return written


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attidentity = '' AND attgenerated = '' AND attname <> 'xid'",
        [table],
    )
    return [row[0] for row in cursor.fetchall()]


def _statements(orders: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    by_table: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for order in orders:
        for head, rows in order:
            by_table[head] += rows
    for head, rows in by_table.items():
        one = f"({', '.join(['%s'] * len(rows[0]))})"
        yield (
            f"INSERT INTO {head} VALUES {', '.join([one] * len(rows))}",
            [value for row in rows for value in row],
        )


if __name__ == "__main__":
    run(measure)
