"""The event log: appending, projections, reactions, and how soon a worker has handled a fact.

python benchmarks/events.py [EVENTS]
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from harness import Figure, gate, run
from harness.asking import ask, publish_as
from harness.clock import Clock
from harness.company import AT, TODAY, drain, make_company, open_company_cursors
from harness.figures import percentiles, rate, said
from harness.serving import wait_for_quiet, workers

EVENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
FEW = 500
PROJECTION = "crm.accounts.timeline"
PATIENCE_SECONDS = 30
POLL_SECONDS = 0.004
"""To ask all the time would take a core from those who work; it adds half of it to the figure."""


def measure() -> Iterator[Figure]:
    company = make_company()
    open_company_cursors()
    drain()
    yield _append(company)
    yield _project()
    yield from _react(company)
    yield from _latency(company)


def _facts(company, count):
    from sanye.contracts.erp.events import SalesOrderClosed
    from sanye.kernel.ids import new_id

    customers = company.customers
    return [
        SalesOrderClosed(
            sales_order_id=new_id(), number=f"X-{n}", customer_id=customers[n % len(customers)]
        )
        for n in range(count)
    ]


def _append(company) -> Figure:
    facts = _facts(company, EVENTS)
    with Clock() as clock:
        for start in range(0, EVENTS, 50):
            publish_as(company, facts[start : start + 50], AT)
    count = ask("SELECT count(*) FROM stem_event WHERE type LIKE %s", "%sales_order.closed%")
    gate(count == EVENTS, f"{count} of {EVENTS} events are in the log")
    return rate(
        f"events appended, fifty a transaction ({EVENTS:,})",
        EVENTS / clock.wall,
        beside=f"{clock.cpu / EVENTS * 1e6:.0f} µs CPU each",
    )


def _project() -> Figure:
    before = ask("SELECT count(*) FROM crm_customer_event")
    with Clock() as clock:
        handled = drain(PROJECTION)
    after = ask("SELECT count(*) FROM crm_customer_event")
    gate(handled >= EVENTS and after - before >= EVENTS, f"{handled} handled, {after} entries")
    return rate(
        "events projected, a row each",
        handled / clock.wall,
        floor=2_000,
        target=10_000,
        beside=f"{clock.cpu / handled * 1e6:.0f} µs CPU each",
    )


def _react(company) -> Iterator[Figure]:
    """Movements of stock: valued by costing, then posted by the ledger. A document each."""
    from sanye.contracts.erp.inventory import MovementKind
    from sanye.erp.inventory.commands import MovementLine, post_movement

    draw = random.Random(2)
    for number in range(FEW):
        lines = [
            MovementLine(
                item_id=item,
                site_id=company.site_id,
                quantity=Decimal(draw.randint(5, 50)),
                unit_cost=Decimal(4),
            )
            for item in draw.sample(company.bought, 3)
        ]
        post_movement(
            kind=MovementKind.COUNT,
            posting_date=TODAY,
            lines=lines,
            source_type="stock_count",
            source_id=None,
            source_number=f"{number}",
            by=company.by,
            at=AT,
        )
    yield _reaction("movements valued by costing", "erp.costing.valuation")
    yield _reaction("valuations posted by the ledger", "erp.ledger.posting")
    left = ask(
        "SELECT (SELECT count(*) FROM erp_stock_movement)"
        " - (SELECT count(DISTINCT movement_id) FROM erp_valuation)"
    )
    gate(left == 0, f"{left} movements without a value")
    open_ = ask("SELECT abs(sum(debit) - sum(credit)) FROM erp_posting")
    gate(open_ == 0, f"the journal is out of balance by {open_}")


def _reaction(name, cursor) -> Figure:
    with Clock() as clock:
        handled = drain(cursor)
    gate(handled >= FEW, f"{cursor} handled {handled}")
    return rate(
        name,
        FEW / clock.wall,
        target=300,
        beside=f"{clock.cpu / FEW * 1000:.1f} ms CPU each",
    )


def _latency(company) -> Iterator[Figure]:
    """A fact is committed by us; a worker process has handled it when the customer's
    timeline tells it."""
    seconds = []
    drain()
    with workers(company):
        wait_for_quiet(company, relay_too=True)
        for fact in _facts(company, 150):
            publish_as(company, [fact], datetime.now(UTC))
            seconds.append(_until_told(fact.sales_order_id))
            time.sleep(random.Random(str(fact.sales_order_id)).uniform(0.0, 0.03))
    p50, p95, _ = percentiles(seconds)
    yield Figure(
        name="commit → handled by a worker, p95",
        value=p95,
        unit="ms",
        floor=50,
        beside=said(seconds),
    )
    yield Figure(name="commit → handled by a worker, p50", value=p50, unit="ms", target=15)


def _until_told(order_id: UUID) -> float:
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE_SECONDS:
        if ask("SELECT count(*) FROM crm_customer_event WHERE document_id = %s", order_id):
            return time.perf_counter() - began
        time.sleep(POLL_SECONDS)
    gate(False, "a committed fact was not handled")
    return 0.0


if __name__ == "__main__":
    run(measure)
