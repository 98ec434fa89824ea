"""The masters of the whole company, as rows: how many there are, and that they agree."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sanye.project.demo.full import build_full
from sanye.project.demo.full.assembling import Full
from sanye.project.demo.full.costs import STANDARD_LOT

TODAY = date(2026, 3, 2)
FINE = Decimal("0.0001")


@pytest.fixture(scope="module")
def full() -> Full:
    return build_full(today=TODAY)


def _kinds(full: Full) -> dict[str, str]:
    return {row["code"]: row["kind"] for row in full.rows.items}


def _bills(full: Full) -> dict[str, list[dict[str, Any]]]:
    return {row["item"]: row["lines"] for row in full.rows.bills}


def _depth(code: str, bills: dict[str, list[dict[str, Any]]]) -> int:
    return 1 + max((_depth(line["component"], bills) for line in bills.get(code, ())), default=0)


def test_there_is_as_much_of_everything_as_a_real_company_has(full: Full) -> None:
    rows = full.rows
    kinds = list(_kinds(full).values())
    roles = [row["roles"][0] for row in rows.parties]

    assert len(full.goods) == 60
    assert len(kinds) - 60 == 414
    assert kinds.count("BUY") == 223
    assert (roles.count("CUSTOMER"), roles.count("SUPPLIER"), roles.count("CARRIER")) == (
        300,
        41,
        3,
    )
    assert [row["kind"] for row in rows.sites].count("PLANT") == 3
    assert [row["kind"] for row in rows.sites].count("WAREHOUSE") == 3
    assert [row["kind"] for row in rows.sites].count("OUTLET") == 4
    assert len(rows.work_centers) == 25


def test_the_same_seed_and_day_give_the_same_masters(full: Full) -> None:
    assert build_full(today=TODAY).rows == full.rows
    assert build_full(today=TODAY, seed=7).rows != full.rows


def test_bills_are_three_or_four_levels_deep(full: Full) -> None:
    bills = _bills(full)

    depths = {_depth(product.made.code, bills) - 1 for product in full.goods}

    assert depths <= {3, 4}
    assert all(line["component"] in _kinds(full) for lines in bills.values() for line in lines)


def test_standard_costs_are_what_bills_and_routings_come_to(full: Full) -> None:
    costs = {row["item"]: Decimal(row["standard_cost"]) for row in full.rows.item_companies}
    steps = {row["item"]: row for row in full.rows.routings}
    rates = {f"{row['site']}/{row['code']}": Decimal(row["cost_rate"])
             for row in full.rows.work_centers}  # fmt: skip

    for item, lines in _bills(full).items():
        material = sum(
            line["quantity"] / (1 - line["scrap_ratio"]) * costs[line["component"]]
            for line in lines
        )
        work = sum(
            (one["setup_minutes"] / STANDARD_LOT + one["run_minutes"])
            / 60
            * rates[one["work_center"]]
            for one in steps.get(item, {"operations": ()})["operations"]
        )
        assert abs(material + work - costs[item]) <= FINE, item


def test_the_standard_cost_of_a_bought_part_is_its_first_suppliers_price(full: Full) -> None:
    costs = {row["item"]: Decimal(row["standard_cost"]) for row in full.rows.item_companies}
    first = [row for row in full.rows.supplier_terms
             if row["priority"] == 1 and row["currency"] == "CNY"]  # fmt: skip

    assert len(first) > 150
    assert all(Decimal(row["prices"][0]["unit_price"]) == costs[row["item"]] for row in first)


def test_every_good_is_sold_at_a_profit_in_every_list(full: Full) -> None:
    yuan = {"CNY": Decimal(1), "USD": Decimal("7.15"), "EUR": Decimal("7.80")}

    for rows in full.rows.price_lists:
        assert {line["item"] for line in rows["lines"]} == {one.made.code for one in full.goods}
        for line in rows["lines"]:
            assert line["unit_price"] * yuan[rows["currency"]] > full.costs[line["item"]]


def test_everything_needed_can_be_had_where_it_is_needed(full: Full) -> None:
    bills, kinds = _bills(full), _kinds(full)
    places = {(row["item"], row["site"]): row for row in full.rows.item_sites}
    offered = {row["item"] for row in full.rows.supplier_terms}
    phantoms = {line["component"] for lines in bills.values() for line in lines
                if line["is_phantom"]}  # fmt: skip

    assert {code for code, kind in kinds.items() if kind == "BUY"} == offered
    for (item, site), row in places.items():
        if row["source"] == "TRANSFER":
            assert (item, row["supplying_site"]) in places
        if row["source"] == "MAKE":
            for line in bills[item]:
                assert line["component"] in phantoms or (line["component"], site) in places
