"""One hot item: many writers allocate its stock at once, down to the last piece and no further.

    python benchmarks/hot_item.py [WRITERS] [PIECES]

Every writer asks for one piece after the other until it is told that there is no more; then the
same with a hundred lines to a command, as orders that are placed together, and single ones at the
end. Floor and target are for what is asked together; a command alone, with its own audit entry and
event, is told beside it.
Gates: as many pieces are allocated as there are, and nobody sees anything but a refusal for lack of
stock.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from multiprocessing import get_context
from threading import Thread
from uuid import UUID

from harness import Figure, gate, run, start_django
from harness.company import AT, TODAY, make_company
from harness.figures import rate, said

WRITERS, PIECES = (int(n) for n in [*sys.argv[1:3], *("8", "2000")[len(sys.argv) - 1 :]])
PROCESSES = 2
TOGETHER, MORE = 100, 10
"""Lines to a command, and how many times as many pieces there are then."""


def measure() -> Iterator[Figure]:
    company = make_company(stock=PIECES * MORE)
    single, many = company.sold[:2]
    _leave(company, single, PIECES)
    yield _allocate(company, single, PIECES, 1)
    yield _allocate(company, many, PIECES * MORE, TOGETHER)


def _leave(company, item: UUID, pieces: int) -> None:
    """Everything but so many pieces is gone."""
    from sanye.contracts.erp.inventory import MovementKind
    from sanye.erp.inventory.commands import MovementLine, post_movement

    line = MovementLine(
        item_id=item, site_id=company.site_id, quantity=Decimal(pieces - PIECES * MORE)
    )
    post_movement(
        kind=MovementKind.COUNT,
        posting_date=TODAY,
        lines=[line],
        source_type="stock_count",
        source_id=None,
        source_number="hot",
        by=company.by,
        at=AT,
    )


def _allocate(company, item: UUID, pieces: int, lines: int) -> Figure:
    one = (company.by.company_id, company.site_id, item, lines)
    with get_context("spawn").Pool(PROCESSES) as pool:
        answers = pool.starmap(_write, [(*one, WRITERS // PROCESSES)] * PROCESSES)
    times = [time for answer, _ in answers for time in answer]
    seen = [error for _, errors in answers for error in errors]
    allocated, rows = _allocated(item)
    gate(not seen, f"somebody saw {seen[:1]}")
    gate((allocated, rows) == (pieces, pieces), f"{allocated} of {pieces} allocated by {rows} rows")
    way, floor, target = f"{lines} lines a command", 2_000, 10_000
    if lines == 1:
        way, floor, target = "one command each", None, None
    return rate(
        f"allocations of one hot item, {WRITERS} writers, durable, exact last piece: {way}",
        pieces / (max(ended for _, ended in times) - min(began for began, _ in times)),
        floor=floor,
        target=target,
        beside=f"a command {said([ended - began for began, ended in times])}",
    )


def _write(company_id: UUID, site_id: UUID, item_id: UUID, lines: int, threads: int):
    start_django()
    from django.db import connection

    from sanye.erp.inventory.commands import AllocationLine, allocate_lines
    from sanye.erp.inventory.errors import NotEnoughStock
    from sanye.kernel.actors import system_actor
    from sanye.kernel.ids import new_id

    by = system_actor(company_id, "bench")
    times, errors = [], []

    def take_all(count: int) -> None:
        with suppress(NotEnoughStock):
            while True:
                asked = [
                    AllocationLine(
                        demand_id=new_id(), item_id=item_id, site_id=site_id, quantity=Decimal(1)
                    )
                    for _ in range(count)
                ]
                began = time.perf_counter()
                allocate_lines(demand_type="bench", lines=asked, by=by, at=AT)
                times.append((began, time.perf_counter()))

    def take() -> None:
        try:
            take_all(lines)
            take_all(1)
        except Exception as error:  # noqa: BLE001 - whatever it is counts as seen
            errors.append(repr(error)[:200])
        finally:
            connection.close()

    writers = [Thread(target=take) for _ in range(threads)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return times, errors


def _allocated(item: UUID) -> tuple[int, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT sum(allocated) FROM erp_stock_balance WHERE item_id = %s),"
            " (SELECT count(*) FROM erp_stock_allocation WHERE item_id = %s)",
            [item, item],
        )
        allocated, rows = cursor.fetchone()
    return int(allocated), rows


if __name__ == "__main__":
    run(measure)
