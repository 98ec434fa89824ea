"""`sanye verify` finds what is broken and is content with what is not."""

import pytest
from django.db import connection

from sanye.kernel.checks import all_checks
from sanye.stem.events.advancing import ensure_cursors
from sanye.stem.events.cursors import registered_cursors
from tests.factories import masterdata as make
from tests.factories.scm import day, report, sales_line, sales_order, stock_moved


@pytest.fixture
def shop(by, at, log_db, drain):
    site = make.make_site(by)
    bike = make.make_item("BIKE")
    make.make_item_site(bike, site, lead_time_days=2)
    make.make_supplier_term(by, make.make_supplier(by), bike, lead_time_days=2)
    report(
        stock_moved(bike, site, 5), sales_order(sales_line(bike, site, 20, day(60))), by=by, at=at
    )
    ours = [c for name, c in registered_cursors.items() if name.startswith("scm.")]
    ensure_cursors([by.company_id], ours, done="1:1:")
    drain(*ours, company_id=by.company_id, at=at)
    return site, bike


def problems(company_id):
    return {
        name: check(company_id).problems
        for name, check in all_checks.items()
        if name.startswith("scm.") and check(company_id).problems
    }


@pytest.mark.django_db(transaction=True)
def test_a_planned_company_is_clean(shop, by):
    assert problems(by.company_id) == {}


@pytest.mark.django_db(transaction=True)
def test_a_changed_projection_is_found(shop, by):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scm_known_stock SET quantity = quantity + 1")
        cursor.execute("UPDATE scm_plan_peg SET quantity = quantity * 2")

    assert set(problems(by.company_id)) == {
        "scm.planning.known_stock_is_what_was_told",
        "scm.planning.nothing_pegged_twice",
        "scm.planning.every_demand_is_served",
    }
