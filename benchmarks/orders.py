"""Order intake by the command: orders of five lines beside the same rows by hand-written SQL.

python benchmarks/orders.py [ORDERS]
"""

import random
import sys
from collections.abc import Iterator
from time import perf_counter

from harness import Figure, gate, run
from harness.clock import Clock
from harness.company import AT, make_company, order_lines
from harness.figures import said, short

ORDERS = int(sys.argv[1]) if len(sys.argv) > 1 else 300
LINES = 5
WARM_UP = 30


def measure() -> Iterator[Figure]:
    from sanye.erp.sales_orders.commands import place_sales_order

    company = make_company(customers=50)
    draw = random.Random(1)
    wanted = [
        (draw.choice(company.customers), order_lines(company, draw, LINES))
        for _ in range(ORDERS + WARM_UP)
    ]

    def place(customer, lines):
        return place_sales_order(customer_id=customer, lines=lines, by=company.by, at=AT)

    for customer, lines in wanted[:WARM_UP]:
        place(customer, lines)
    seconds, placed = [], []
    with Clock() as clock:
        for customer, lines in wanted[WARM_UP:]:
            began = perf_counter()
            placed.append(place(customer, lines).id)
            seconds.append(perf_counter() - began)
    _check(placed)
    each = 1000 / ORDERS
    yield Figure(
        name="order of 5 lines placed, command",
        value=clock.cpu * each,
        unit="ms CPU",
        floor=20,
        target=10,
        beside=f"{short(clock.own * each)} ours + {short(clock.database * each)} database;"
        f" {said(seconds)}",
    )


def _check(ids: list) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT o.id), count(*), count(DISTINCT e.key) FROM erp_sales_order o"
            " JOIN erp_sales_order_line l ON l.order_id = o.id"
            " LEFT JOIN stem_event e ON e.key = o.id"
            " WHERE o.id = ANY(%s)",
            [ids],
        )
        found = cursor.fetchone()
    gate(found == (ORDERS, ORDERS * LINES, ORDERS), f"orders, lines, events are {found}")


if __name__ == "__main__":
    run(measure)
