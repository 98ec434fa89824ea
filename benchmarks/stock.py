"""Stock under many writers at once: `python benchmarks/stock.py [WRITERS] [DOCUMENTS]`.

Every writer posts documents of three random items out of two hundred: receipts, allocations that
are shipped, allocations that are given back. Gates: nobody sees a deadlock, nothing drifts.
"""

import random
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from multiprocessing import get_context
from uuid import UUID

from harness import Figure, gate, run, start_django
from harness.clock import Clock
from harness.figures import rate

ITEMS, PROCESSES = 200, 4
WRITERS, DOCUMENTS = (int(n) for n in [*sys.argv[1:3], *("50", "100")[len(sys.argv) - 1 :]])
AT, DAY = datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 2)


def make_world() -> tuple[UUID, UUID, list[UUID]]:
    """A company of its own with one site and the items, a hundred of each on hand."""
    from sanye.erp.inventory.commands import MovementLine, post_opening_stock
    from sanye.kernel.actors import system_actor
    from sanye.kernel.ids import new_id
    from sanye.stem.identity.models import Company
    from sanye.stem.masterdata.models import Item, Location, Site

    name = f"BENCH-{new_id().hex[-12:]}"
    company = Company.objects.create(code=name, name=name, country="CN", functional_currency="CNY")
    site = Site.unscoped.create(company=company, code="S", name="S", kind="PLANT")
    Location.unscoped.create(company=company, site=site, code="L", name="L")
    rows = [Item(code=f"{name}-{n}", name=f"{n}", kind="BUY", unit="C62") for n in range(ITEMS)]
    items = [row.id for row in Item.objects.bulk_create(rows)]
    lines = [
        MovementLine(item_id=i, site_id=site.id, quantity=Decimal(100), unit_cost=Decimal(1))
        for i in items
    ]
    by = system_actor(company.id, "bench")
    post_opening_stock(lines=lines, posting_date=DAY, by=by, at=AT)
    return company.id, site.id, items


def work(company_id: UUID, site_id: UUID, items: list[UUID], seeds: list[int]) -> list[str]:
    """The writers of one process; answers what they saw that nobody should see."""
    start_django()
    from django.db import connection

    from sanye.erp.inventory.errors import NotEnoughStock

    seen: list[str] = []

    def write(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(DOCUMENTS):
            try:
                document(company_id, site_id, chance.sample(items, 3), chance.randrange(3))
            except NotEnoughStock:
                continue
            except Exception as error:  # noqa: BLE001 - whatever it is counts as seen
                seen.append(repr(error)[:200])
            finally:
                connection.close()  # back to the pool, as after a request

    threads = [threading.Thread(target=write, args=(seed,)) for seed in seeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def document(company_id: UUID, site_id: UUID, items: list[UUID], kind: int) -> None:
    from sanye.contracts.erp.inventory import MovementKind
    from sanye.erp.inventory import commands
    from sanye.kernel.actors import system_actor
    from sanye.kernel.ids import new_id

    acting = {"by": system_actor(company_id, "bench"), "at": AT}
    source = {"source_type": "bench", "source_id": None, "source_number": "", "posting_date": DAY}
    one = Decimal(1)
    if kind == 0:
        lines = [commands.MovementLine(item_id=i, site_id=site_id, quantity=one) for i in items]
        commands.post_movement(kind=MovementKind.COUNT, lines=lines, **source, **acting)
        return
    wanted = [
        commands.AllocationLine(demand_id=new_id(), item_id=i, site_id=site_id, quantity=one)
        for i in items
    ]
    demands = [line.demand_id for line in wanted]
    commands.allocate_lines(demand_type="bench", lines=wanted, **acting)
    if kind == 1:
        kinds = {"demand_type": "bench", "kind": MovementKind.SHIPMENT}
        commands.ship_allocated(demand_ids=demands, **kinds, **source, **acting)
        return
    for demand in demands:
        commands.release_allocations(demand_type="bench", demand_id=demand, **acting)


def measure() -> Iterator[Figure]:
    world = make_world()
    seeds = [list(range(n, WRITERS, PROCESSES)) for n in range(PROCESSES)]
    with Clock() as clock, get_context("spawn").Pool(PROCESSES) as pool:
        answers = pool.starmap(work, [(*world, part) for part in seeds])
    from sanye.erp.inventory import checks

    seen = [error for answer in answers for error in answer]
    found = [
        *checks.on_hand_is_sum_of_ledger(world[0]).problems,
        *checks.allocated_is_sum_of_allocations(world[0]).problems,
    ]
    gate(not seen, f"somebody saw {seen[:1]}")
    gate(not found, f"stock drifted: {found[:1]}")
    yield rate(
        f"stock: {WRITERS} writers of documents of 3 lines on {ITEMS} items",
        WRITERS * DOCUMENTS / clock.wall,
        beside=f"{WRITERS * DOCUMENTS:,} documents, no deadlock seen, nothing drifted",
    )


if __name__ == "__main__":
    run(measure)
