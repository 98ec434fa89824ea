"""A company to measure on: a maker of so many products in three levels, made by our own commands.

Of N products a fifth is sold (made of four sub-assemblies each), three tenths are sub-assemblies
(of four bought parts each), and half is bought, from ten suppliers. `peers/` make the same.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.kernel.actors import Actor

AT = datetime.now(UTC)
"""The company begins now: a worker process beside the benchmark reads the real clock."""
TODAY: date = AT.astimezone(ZoneInfo("Asia/Shanghai")).date()
SEED = 20260302
PARTS_OF_ONE = 4
SOLD, MADE = 0.2, 0.3
STOCK = 0
RELEASED_DAYS = 90
"""Everything: peers, too, make all orders at once."""
PLANT, CALENDAR = "PLANT", "DAY"
COSTS = {"F": 100, "S": 20, "P": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What a benchmark needs to know of it."""

    by: Actor
    site_id: UUID
    sold: list[UUID]
    bought: list[UUID]
    customers: list[UUID]


def codes_of(products: int) -> tuple[list[str], list[str], list[str]]:
    """Codes of what is sold, of sub-assemblies and of bought parts."""
    sold, made = int(products * SOLD), int(products * MADE)
    bought = products - sold - made
    return (
        [f"F{n:04d}" for n in range(sold)],
        [f"S{n:04d}" for n in range(made)],
        [f"P{n:04d}" for n in range(bought)],
    )


def bills_of(products: int) -> dict[str, list[str]]:
    """The components of every made product: the same for us and for the peers."""
    draw = random.Random(SEED)
    sold, made, bought = codes_of(products)
    return {code: draw.sample(made, PARTS_OF_ONE) for code in sold} | {
        code: draw.sample(bought, PARTS_OF_ONE) for code in made
    }


def make_company(products: int = 100, customers: int = 50, stock: Any = STOCK) -> Company:
    """`stock` of every product is there when the books open."""
    from sanye.erp.ledger.commands import open_books
    from sanye.kernel.actors import system_actor
    from sanye.kernel.ids import new_id
    from sanye.project.demo.loading import post_stock, put_masters
    from sanye.stem.identity import commands as identity
    from sanye.stem.masterdata import queries

    company_id = new_id()
    by = system_actor(company_id, "bench")
    identity.create_company(
        company_id=company_id,
        company_code="BENCH",
        name="Bench",
        country="CN",
        functional_currency="CNY",
        time_zone="Asia/Shanghai",
        chart="CN",
        by=by,
        at=AT,
    )
    open_books(by=by, at=AT)
    put_masters(_rows(products, customers), years=[AT.year, AT.year + 1], by=by, at=AT)
    codes = [code for kind in codes_of(products) for code in kind]
    if stock:
        costs = {code: COSTS[code[0]] for code in codes}
        post_stock(dict.fromkeys(codes, stock), costs, PLANT, by, AT)
    analyze()
    sold, _, bought = codes_of(products)
    items = {item.code: item.id for item in queries.get_items(codes=codes, by=by).values()}
    return Company(
        by=by,
        site_id=queries.get_site(code=PLANT, by=by).id,
        sold=[items[code] for code in sold],
        bought=[items[code] for code in bought],
        customers=[queries.get_party(code=f"C{n:03d}", by=by).id for n in range(customers)],
    )


def release_ahead(company: Company, products: int, *, days: int) -> None:
    """From now on a run releases what starts within so many days."""
    from sanye.stem.masterdata.commands import put_item_sites

    put_item_sites(items=_item_sites(_kinds(products), days), by=company.by, at=AT)


def change_lead_time(company: Company, draw: random.Random) -> None:
    """Some item that is bought takes a working day more or less to inspect."""
    from sanye.stem.masterdata.commands import put_item_sites
    from sanye.stem.masterdata.models import ItemSite

    row = ItemSite.unscoped.select_related("item").get(
        item_id=draw.choice(company.bought), site_id=company.site_id
    )
    days = 1 - row.inspection_days
    put_item_sites(
        items=[{"item": row.item.code, "site": PLANT, "inspection_days": days}],
        by=company.by,
        at=AT,
    )


def order_lines(company: Company, draw: random.Random, count: int = 5) -> list[Any]:
    """So many lines of different goods, as a customer asks for them."""
    from sanye.erp.sales_orders.commands import NewLine

    return [
        NewLine(
            item_id=item,
            quantity=Decimal(draw.randint(1, 9)),
            requested_date=TODAY + timedelta(days=draw.randint(20, 60)),
        )
        for item in draw.sample(company.sold, min(count, len(company.sold)))
    ]


def analyze() -> None:
    """Statistics, and sessions that know them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()


def drain(*names: str, at: datetime = AT) -> int:
    """Advance the cursors (all, or those named) until all are at the tail; how much was handled.

    The relay, which sends to NATS, rests.
    """
    from sanye.stem.events.advancing import advance

    pairs = [pair for pair in _pairs() if not names or pair[0].name in names]
    handled = 0
    while True:
        steps = [advance(*pair, at=at) for pair in pairs]
        handled += sum(step.handled for step in steps)
        if not any(step.read for step in steps):
            return handled


def follower() -> Any:
    """What a worker follows the log with, less the relay; `step()` asks those concerned."""
    from sanye.stem.events.worker import Follower

    return Follower(lambda: datetime.now(UTC), pairs=_pairs)


def _pairs() -> list[Any]:
    from sanye.stem.events.worker import list_pairs

    return list_pairs(is_apart=False)


def open_company_cursors() -> None:
    """Cursors of the company, behind everything that has happened so far: none of it is theirs."""
    from sanye.project.runtime.migration import open_cursors

    open_cursors(is_newer=True)


def _rows(products: int, customers: int) -> Any:
    from dataclasses import replace

    from sanye.project.demo import masters

    sold, made, bought = codes_of(products)
    kinds = _kinds(products)
    suppliers = [f"V{n:02d}" for n in range(10)]
    return replace(
        masters.small_rows(),
        parties=[
            *(_party(f"C{n:03d}", "CUSTOMER") for n in range(customers)),
            *(_party(code, "SUPPLIER") for code in suppliers),
        ],
        party_companies=[
            *({"party": f"C{n:03d}", "currency": "CNY", "receivable_term": "NET30", "site": PLANT}
              for n in range(customers)),
            *({"party": code, "currency": "CNY", "payable_term": "NET45", "site": PLANT}
              for code in suppliers),
        ],
        items=[
            {"code": code, "name": code, "kind": kind, "unit": "C62", "is_sold": code[0] == "F",
             "family": {"F": "FG", "S": "SEMI", "P": "RAW"}[code[0]]}
            for code, kind in kinds
        ],
        item_companies=[
            {"item": code, "cost_method": "MOVING_AVERAGE", "standard_cost": COSTS[code[0]],
             "sales_tax": "VAT13", "purchase_tax": "VAT13-IN"}
            for code, _ in kinds
        ],
        item_sites=_item_sites(kinds, RELEASED_DAYS),
        bills=[
            {"item": item, "version": "1", "status": "RELEASED",
             "lines": [{"component": part, "quantity": 1} for part in parts]}
            for item, parts in bills_of(products).items()
        ],
        routings=[
            {"item": code, "version": "1", "status": "RELEASED",
             "operations": [{"number": 10, "name": "assemble", "work_center": "ASSY",
                             "setup_minutes": 5, "run_minutes": "0.1"}]}
            for code in (*sold, *made)
        ],
        supplier_terms=[
            {"supplier": suppliers[n % len(suppliers)], "item": code, "unit": "C62",
             "currency": "CNY", "minimum_order_quantity": 1, "lead_time_days": 5,
             "prices": [{"minimum_quantity": 0, "unit_price": COSTS["P"]}]}
            for n, code in enumerate(bought)
        ],
        price_lists=[{
            "code": "LIST", "name": "List", "currency": "CNY",
            "lines": [{"item": code, "unit": "C62", "unit_price": "150"} for code in sold],
        }],
        carrier_terms=[],
    )  # fmt: skip


def _kinds(products: int) -> list[tuple[str, str]]:
    sold, made, bought = codes_of(products)
    return [(code, "MAKE") for code in (*sold, *made)] + [(code, "BUY") for code in bought]


def _item_sites(kinds: list[tuple[str, str]], release_fence_days: int) -> list[dict[str, Any]]:
    return [
        {"item": code, "site": PLANT, "source": kind, "period_days": 10,
         "lot_sizing": "PERIOD_ORDER_QUANTITY",
         "lead_time_days": 1 if kind == "MAKE" else 5,
         "release_fence_days": release_fence_days}
        for code, kind in kinds
    ]  # fmt: skip


def _party(code: str, role: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"{code} Ltd.",
        "roles": [role],
        "country": "CN",
        "addresses": [{"use": "SHIPPING", "city": "宁波", "country": "CN", "is_default": True}],
    }
