"""What the clerks need beside the small demo company: customers of their own, whose credit is
theirs to change, a second site, stock, people at work, and what is inspected on arrival."""

from collections.abc import Iterable
from random import Random
from typing import Any

import httpx

from tests.faults.kinds.clerk import Clerk, Company, Row

INSPECTED = ("HEATER", "PCB", "STEEL")
LOCATIONS = (("A", "STORAGE"), ("IN", "RECEIVING"), ("OUT", "SHIPPING"), ("QC", "QUARANTINE"))
CUSTOMERS = ("K-1", "K-2", "K-3")
LOT = "L9"
PEOPLE = 4
NOBODY = Company(sites=[], customers=[], suppliers=[], sold=[], made=[], bought=[], codes={})


def open_company(http: httpx.Client) -> Company:
    """The masters, through the doors of everybody."""
    clerk = Clerk(http, NOBODY, Random(0))
    clerk.post("/service/set-up")
    clerk.put("/defect-codes", [{"code": "MATERIAL", "name": "material"}])
    clerk.put("/satisfaction/policy", {"asked_ratio": 1, "minimum_days": 0, "expires_days": 30})
    _open_places(clerk)
    _open_customers(clerk)
    company = _found(clerk)
    _fill_up(clerk, company)
    _employ(clerk, company.sites[0])
    return company


def let_everybody_buy(http: httpx.Client) -> None:
    """Credit is no longer theirs to change: others may sell to these customers too."""
    rows = [{"party": code, "currency": "CNY", "credit_policy": "NONE"} for code in CUSTOMERS]
    Clerk(http, NOBODY, Random(0)).post("/party-companies/bulk", rows)


def _open_places(clerk: Clerk) -> None:
    site = {"code": "WH", "name": "Warehouse", "kind": "WAREHOUSE", "calendar": "CN-DAY"}
    clerk.post("/sites", site | {"time_zone": "Asia/Shanghai"})
    for code, kind in LOCATIONS:
        clerk.post("/locations", {"site": "WH", "code": code, "name": code, "kind": kind})
    rows: list[Row] = [{"item": code, "site": "PLANT", "source": "BUY"} for code in INSPECTED]
    clerk.post("/item-sites/bulk", [row | {"inspection_days": 2} for row in rows])


def _open_customers(clerk: Clerk) -> None:
    parties: list[Row] = [
        {"code": code, "name": code, "roles": ["CUSTOMER"], "country": "CN"}
        | {"addresses": [{"use": "SHIPPING", "city": "Ningbo", "is_default": True}]}
        | {"contacts": [{"name": "Li", "email": f"{code.lower()}@example.org"}]}
        for code in CUSTOMERS
    ]
    clerk.post("/parties/bulk", parties)
    terms: Row = {"currency": "CNY", "receivable_term": "NET30", "site": "PLANT"}
    terms |= {"credit_limit": 500_000, "credit_policy": "BLOCK"}
    clerk.post("/party-companies/bulk", [terms | {"party": code} for code in CUSTOMERS])


def _found(clerk: Clerk) -> Company:
    items, parties = clerk.all("/items", limit=200), clerk.all("/parties", limit=200)
    sites = sorted(clerk.all("/sites"), key=lambda row: str(row["code"]))
    return Company(
        sites=_ids(sites, code=("PLANT", "WH")),
        customers=_ids(parties, code=CUSTOMERS),
        suppliers=[row["id"] for row in parties if "SUPPLIER" in row["roles"]],
        sold=_ids(items, is_sold=(True,), kind=("MAKE",)),
        made=_ids(items, is_sold=(False,), kind=("MAKE",)),
        bought=_ids(items, kind=("BUY",)),
        codes={row["id"]: row["code"] for row in (*items, *parties, *sites)},
        offers=clerk.all("/supplier-terms"),
    )


def _ids(rows: Iterable[Row], **wanted: tuple[Any, ...]) -> list[str]:
    return [
        row["id"] for row in rows if all(row[name] in values for name, values in wanted.items())
    ]


def _fill_up(clerk: Clerk, company: Company) -> None:
    lines = [
        {"item_id": item, "site_id": company.sites[0], "quantity": 60, "unit_cost": "10"}
        | {"lot": LOT if item in company.sold else ""}
        for item in (*company.sold, *company.made, *company.bought)
    ]
    clerk.post("/stock/openings", {"posting_date": clerk.today, "lines": lines})


def _employ(clerk: Clerk, site_id: str) -> None:
    unit = clerk.post("/people/org-units", {"code": "W", "name": "Workshop"})
    position = clerk.post("/people/positions", {"code": "W", "name": "Worker"})
    clerk.post("/people/leave-kinds", {"code": "ANNUAL", "name": "Annual leave"})
    day = {"code": "DAY", "name": "Day", "start_minute": 480, "end_minute": 1020}
    clerk.post("/people/shift-patterns", day)
    place = {"position_id": position["id"], "org_unit_id": unit["id"], "site_id": site_id}
    for number in range(PEOPLE):
        body = {"from_date": "2026-01-01", "number": f"E{number}", "placement": place}
        clerk.post("/people/employees", body | {"personal": {"name": f"Worker {number}"}})
