"""A company of a million order lines, stock movements and postings: lists, books, verify, exports.

    python benchmarks/million.py [LINES]

The rows are copies of documents the product made (`harness.multiplying`). Gates: `sanye verify`
holds on them, sums are what they must be, lists answer the newest rows in their order.
"""

import random
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from time import perf_counter

from harness import Figure, gate, run
from harness.asking import ask, key_of
from harness.clock import Clock
from harness.company import (
    AT,
    TODAY,
    analyze,
    drain,
    make_company,
    open_company_cursors,
    order_lines,
)
from harness.figures import percentiles, rate, said
from harness.multiplying import multiply

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
LINES = 5
DOCUMENTS = COUNT // LINES
PAGES, MOVEMENTS = 60, 400


def measure() -> Iterator[Figure]:
    company = make_company(stock=100)
    open_company_cursors()
    order_id = _seed(company)
    _multiply_orders(order_id)
    _multiply_movements()
    analyze()
    yield from _lists(company)
    yield _cost(company)
    yield from _books(company)
    yield _verify(company)
    yield _close(company)


def _seed(company):
    """One order, and one movement of stock with its value and its entry."""
    from sanye.erp.sales_orders.commands import place_sales_order

    drain()
    order = place_sales_order(
        customer_id=company.customers[0],
        lines=order_lines(company, random.Random(5), LINES),
        by=company.by,
        at=AT,
    )
    _move(company)
    drain()
    return order.id


def _move(company) -> None:
    """A piece more of some parts."""
    from sanye.contracts.erp.inventory import MovementKind
    from sanye.erp.inventory.commands import MovementLine, post_movement

    post_movement(
        kind=MovementKind.COUNT,
        posting_date=TODAY,
        lines=[
            MovementLine(item_id=item, site_id=company.site_id, quantity=Decimal(1))
            for item in company.bought[:LINES]
        ],
        source_type="stock_count",
        source_id=None,
        source_number="1",
        by=company.by,
        at=AT,
    )


def _multiply_orders(order_id) -> None:
    of_order = f"order_id = '{order_id}'"
    of_line = f"line_id IN (SELECT id FROM erp_sales_order_line WHERE {of_order})"
    multiply(
        {
            "erp_sales_order": f"id = '{order_id}'",
            "erp_sales_order_line": of_order,
            "erp_sales_schedule_line": of_line,
            "erp_sales_order_line_tax": of_line,
        },
        DOCUMENTS - 1,
    )


def _multiply_movements() -> None:
    """The counted movement with its ledger lines, value, journal entry and postings; what stock
    and its value are now grows with them."""
    seed = "source_number = '1' AND source_type = 'stock_count'"
    copied = {
        "erp_stock_movement": seed,
        "erp_stock_ledger": f"movement_id IN (SELECT id FROM erp_stock_movement WHERE {seed})",
        "erp_valuation": seed,
        "erp_valuation_line": f"valuation_id IN (SELECT id FROM erp_valuation WHERE {seed})",
        "erp_journal_entry": seed,
        "erp_posting": f"journal_entry_id IN (SELECT id FROM erp_journal_entry WHERE {seed})",
    }
    becomes = {
        (table, "source_number"): "'C' || n"
        for table in ("erp_journal_entry", "erp_stock_movement", "erp_valuation")
    }
    number = f"'JE-{TODAY.year}-' || lpad((n + {_last()})::text, 6, '0')"
    times = DOCUMENTS - 1
    multiply(
        copied,
        times,
        becomes | {("erp_journal_entry", "number"): number},
        causes=f"SELECT event_id FROM erp_valuation WHERE {seed}"
        f" UNION SELECT event_id FROM erp_journal_entry WHERE {seed}",
    )
    ask("UPDATE stem_number_series SET last_number = last_number + %s WHERE prefix = 'JE'", times)
    ask("UPDATE erp_stock_balance SET on_hand = on_hand + %s WHERE on_hand > 100", times)
    ask(
        "UPDATE erp_item_value SET quantity = quantity + %(times)s,"
        " value = value + unit_cost * %(times)s WHERE quantity > 100",
        times=times,
    )


def _last() -> int:
    return ask("SELECT last_number FROM stem_number_series WHERE prefix = 'JE'")


def _lists(company) -> Iterator[Figure]:
    get = _client(company)
    newest = [row["id"] for row in get("/sales-orders?limit=50")["items"]]
    asked = ask(
        "SELECT array_agg(id::text) FROM (SELECT id FROM erp_sales_order"
        " ORDER BY id DESC LIMIT 50) AS newest"
    )
    gate(newest == asked and len(newest) == 50, "the list does not begin with the newest orders")
    customer = company.customers[0]
    for name, path in (
        ("first page", "/sales-orders?limit=50"),
        (
            "of a customer, by amount",
            f"/sales-orders?limit=50&customer_id={customer}&sort=-gross_amount",
        ),
        ("by number", "/sales-orders?limit=50&sort=-number"),
    ):
        yield _timed(f"list of {DOCUMENTS:,} orders, {name}, p95", lambda p=path: get(p), 50, 20)
    deep = get("/sales-orders?limit=50")["next_cursor"]
    yield _timed(
        f"list of {DOCUMENTS:,} orders, a later page, p95",
        lambda: get(f"/sales-orders?limit=50&cursor={deep}"),
        50,
        20,
    )
    yield _timed(
        f"journal of {_count('erp_posting'):,} postings, a page of an account, p95",
        lambda: get("/ledger/postings?limit=50&account=1405"),
        50,
        20,
    )


def _cost(company) -> Figure:
    """More movements, valued behind the million."""
    before = _count("erp_stock_ledger")
    valued = ask("SELECT count(*) FROM erp_valuation_line")
    for _ in range(MOVEMENTS):
        _move(company)
    with Clock() as clock:
        drain("erp.costing.valuation")
    lines = MOVEMENTS * LINES
    more = ask("SELECT count(*) FROM erp_valuation_line") - valued
    gate(more >= lines, f"{more} valuations of {lines} movement lines")
    drain()
    return rate(
        f"movement lines valued by costing, behind {before:,} others",
        lines / clock.wall,
        target=1_500,
        beside=f"{clock.cpu / lines * 1000:.2f} ms CPU each; {LINES} lines a movement",
    )


def _books(company) -> Iterator[Figure]:
    from sanye.erp.ledger.queries import get_trial_balance
    from sanye.erp.open_items.queries import Side, get_ageing

    lines = _count("erp_posting")
    balance = get_trial_balance(to_date=TODAY, by=company.by)
    gate(
        balance.debit == ask("SELECT sum(debit) FROM erp_posting"),
        "the trial balance has other sums",
    )
    yield _timed(
        f"trial balance over {lines:,} postings, p95",
        lambda: get_trial_balance(to_date=TODAY, by=company.by),
        10_000,
        2_000,
        rounds=5,
        beside=_by_hand(
            "SELECT account_id, sum(debit), sum(credit) FROM erp_posting"
            " WHERE posting_date <= now() GROUP BY 1"
        ),
    )
    _make_open_items(company)
    aged = get_ageing(side=Side.RECEIVABLE, as_of=TODAY, party_id=None, by=company.by)
    total = sum((row.open_amount for row in aged), Decimal(0))
    gate(total == ask("SELECT sum(open_amount) FROM erp_open_item"), "ageing has another sum")
    yield _timed(
        f"ageing over {_count('erp_open_item'):,} open items, p95",
        lambda: get_ageing(side=Side.RECEIVABLE, as_of=TODAY, party_id=None, by=company.by),
        10_000,
        2_000,
        rounds=5,
        beside=_by_hand(
            "SELECT party_id, due_date, sum(open_amount) FROM erp_open_item GROUP BY 1, 2"
        ),
    )


def _make_open_items(company) -> None:
    """Open invoices of all customers, due over half a year."""
    ask("SET session_replication_role = replica")
    ask(
        """
        INSERT INTO erp_open_item (id, side, kind, document_type, document_id, document_number,
            currency, amount, functional_amount, exchange_rate, rate_date, posting_date, due_date,
            discount_ratio, open_amount, open_functional_amount, company_id, party_id)
        SELECT gen_random_uuid(), 'RECEIVABLE', 'INVOICE', 'bench', gen_random_uuid(), 'I-' || n,
               'CNY', n %% 100 + 1, n %% 100 + 1, 1, %(day)s, %(day)s,
               %(day)s::date + (n %% 180)::int - 90, 0, n %% 100 + 1, n %% 100 + 1,
               %(company)s, (%(customers)s::uuid[])[n %% 50 + 1]
          FROM generate_series(1, %(count)s) AS n
        """,
        day=TODAY,
        company=company.by.company_id,
        customers=company.customers,
        count=COUNT,
    )
    ask("SET session_replication_role = origin")
    analyze()


def _verify(company) -> Figure:
    """What costing, stock and the ledger have to prove on a million lines."""
    from sanye.project.verification import verify

    ask("DELETE FROM erp_open_item WHERE document_type = 'bench'")
    with Clock() as clock:
        findings = verify(company.by.company_id, "BENCH")
    broken = [f"{found.check}: {found.problems[:1]}" for found in findings if found.problems]
    gate(not broken, f"verify finds {broken}")
    slowest = max(findings, key=lambda found: found.seconds)
    return Figure(
        name=f"sanye verify, {len(findings)} checks over {_count('erp_stock_ledger'):,} movements",
        value=clock.wall,
        unit="s",
        floor=120,
        target=30,
        beside=f"{clock.cpu:.0f} s CPU; the slowest, {slowest.check}: {slowest.seconds:.1f} s",
    )


def _close(company) -> Figure:
    """The month is over: nothing more is posted into it."""
    from sanye.erp.ledger.commands import close_period
    from sanye.erp.ledger.queries import list_fiscal_periods

    entries = ask("SELECT count(*) FROM erp_journal_entry")
    periods = list_fiscal_periods(status="OPEN", by=company.by).order_by("starts_date")
    due = [period.code for period in periods if period.starts_date <= TODAY]
    seconds = []
    for code in due:
        began = perf_counter()
        close_period(code=code, by=company.by, at=AT)
        seconds.append(perf_counter() - began)
    left = ask(
        "SELECT count(*) FROM erp_fiscal_period WHERE status = 'OPEN' AND starts_date <= %s", TODAY
    )
    gate(left == 0, f"{left} periods are still open")
    return Figure(
        name=f"a period of {entries:,} entries closed",
        value=seconds[-1] * 1000,
        unit="ms",
        floor=10_000,
        target=1_000,
    )


def _client(company) -> Callable[[str], dict]:
    """GET through the whole door, in this process."""
    from django.test import Client

    client = Client(
        SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {key_of(company, 'ADMIN')}"}
    )

    def get(path: str) -> dict:
        answer = client.get(f"/api/v1{path}")
        gate(answer.status_code == 200, f"{path}: {answer.status_code} {answer.content[:200]!r}")
        return answer.json()

    return get


def _timed(
    name: str,
    act: Callable[[], object],
    floor: float,
    target: float,
    *,
    rounds: int = PAGES,
    beside: str = "",
) -> Figure:
    act()
    seconds = []
    for _ in range(rounds):
        began = perf_counter()
        act()
        seconds.append(perf_counter() - began)
    parts = [said(seconds), beside]
    return Figure(
        name=name,
        value=percentiles(seconds)[1],
        unit="ms",
        floor=floor,
        target=target,
        beside="; ".join(filter(None, parts)),
    )


def _by_hand(words: str) -> str:
    """The sums alone, by SQL."""
    began = perf_counter()
    ask(f"SELECT count(*) FROM ({words}) AS sums")
    return f"the sums alone by SQL {(perf_counter() - began) * 1000:.0f} ms"


def _count(table: str) -> int:
    return ask(f"SELECT count(*) FROM {table}")


if __name__ == "__main__":
    run(measure)
