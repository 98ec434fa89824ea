"""Loading the demo company through the commands that everybody uses."""

from datetime import UTC, datetime
from typing import Literal

from django.db import connection

from sanye.erp.inventory.commands import block_expired_lots
from sanye.erp.ledger.commands import open_books
from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.ids import new_id
from sanye.project.demo import masters
from sanye.project.demo.full import build_full
from sanye.project.demo.full.assembling import SEED
from sanye.project.demo.full.open import open_work
from sanye.project.demo.full.scarce import draw_scarce
from sanye.project.demo.full.staffing import employ
from sanye.project.demo.full.stock import post_stock as post_full_stock
from sanye.project.demo.loading import (
    Logins,
    make_people,
    make_portals,
    post_stock,
    put_masters,
)
from sanye.project.demo.past import load_past
from sanye.stem.commands.transactions import in_one_transaction
from sanye.stem.identity import commands as identity
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.rows.analysing import ANALYZE_GROWN

Size = Literal["SMALL", "FULL"]
"""SMALL: two products and what they need; FULL: sixty, three plants and all that goes with them."""

_YEARS_BACK = 3
_MONTHS = 24


def load_demo(*, at: datetime | None = None, size: Size = "FULL", months: int = _MONTHS) -> Logins:
    """Make the demo company, all or nothing; returns role, login and password of each person.

    `months` is how long the past of the FULL one is; 0 for none.
    """
    moment = at or datetime.now(UTC)
    return in_one_transaction(
        lambda: _load_small(moment) if size == "SMALL" else _load_full(moment, months)
    )


def _load_small(at: datetime) -> Logins:
    by = _create_company(at)
    put_masters(masters.small_rows(), years=[at.year, at.year + 1], by=by, at=at)
    post_stock(masters.OPENING_STOCK, masters.STANDARD_COSTS, masters.PLANT, by, at)
    return [
        *make_people(masters.PEOPLE, by, at),
        *make_portals(masters.CUSTOMERS[0][0], masters.SUPPLIERS[0][0], by, at),
    ]


def _load_full(at: datetime, months: int) -> Logins:
    by = _create_company(at)
    full = build_full(today=get_business_date(at=at, by=by))
    logins = make_people(masters.PEOPLE, by, at)
    years = range(at.year - _YEARS_BACK, at.year + 2)
    put_masters(full.rows, years=years, by=by, at=at)
    employ(seed=SEED, by=by, at=at)
    if months:
        load_past(by=by, at=at, months=months)
        _analyze()
    scarce = draw_scarce(full, SEED)
    post_full_stock(full, scarce.stock, seed=SEED, by=by, at=at)
    block_expired_lots(on_date=get_business_date(at=at, by=by), by=by, at=at)
    open_work(full, scarce, seed=SEED, by=by, at=at)
    customer, supplier = full.portals
    return [*logins, *make_portals(customer, supplier, by, at)]


def _analyze() -> None:
    """Else what follows, in the same transaction, is planned for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute(ANALYZE_GROWN)


def _create_company(at: datetime) -> Actor:
    company_id = new_id()
    by = system_actor(company_id, "demo")
    identity.create_company(
        company_id=company_id,
        company_code="AURORA",
        name="Aurora Appliances Co., Ltd.",
        name_zh="晨曦电器有限公司",
        country="CN",
        functional_currency="CNY",
        time_zone="Asia/Shanghai",
        chart="CN",
        by=by,
        at=at,
    )
    open_books(by=by, at=at)
    return by
