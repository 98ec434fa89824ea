"""A net change reads what it reaches, however large the plant."""

import re

import pytest
from django.db import connection

from sanye.scm.demand.commands import Setting, put_forecast_settings
from sanye.scm.planning import commands
from sanye.scm.planning.commands import reaching
from sanye.scm.planning.models import ActionMessage
from tests.factories import masterdata as make
from tests.factories.scm import day, production_order, report, sales_line, sales_order


@pytest.fixture
def product(by):
    """Makes products that share nothing, with a forecast and an order that nobody needs."""
    site = make.make_site(by)
    supplier = make.make_supplier(by)

    def build(name):
        sold, part = make.make_item(name, kind="MAKE"), make.make_item(f"{name}-PART")
        for item in (sold, part):
            make.make_item_site(item, site, lead_time_days=3)
        make.make_supplier_term(by, supplier, part, lead_time_days=4)
        make.make_bill(sold, [(part, 2)])
        return site, sold, part

    return build


@pytest.fixture
def others(product, by, at, settle):
    def add(*names):
        built = [product(name) for name in names]
        put_forecast_settings(
            settings=[
                Setting(item_id=sold.id, site_id=site.id, uses_forecast=True)
                for site, sold, _ in built
            ],
            by=by,
            at=at,
        )
        for site, sold, part in built:
            report(sales_order(sales_line(sold, site, 3, day(30))), by=by, at=at)
            for due in (day(20), day(25)):
                made = production_order(sold, site, 3, day(15), due, ((part, 6),), number=part.code)
                report(made, by=by, at=at)
        settle()
        commands.run_planning(by=by, at=at)
        for message in ActionMessage.unscoped.filter(kind="CANCEL", status="OPEN"):
            commands.dismiss_action_message(
                action_message_id=message.id, reason="for stock", by=by, at=at
            )
        settle()
        commands.run_planning(by=by, at=at)

    return add


def rows_given(work):
    """How many rows of supply, demand and plan the database gives while something is done; masters
    are kept in memory once their transaction has ended."""
    given = []

    def note(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if re.match(r'\s*SELECT .*FROM "?scm_', sql, re.DOTALL):
            given.append(context["cursor"].rowcount)
        return answer

    with connection.execute_wrapper(note):
        work()
    return sum(given)


@pytest.mark.django_db
def test_no_row_more_in_a_plant_of_five_products_than_in_one_of_two(
    product, others, by, at, settle, monkeypatch
):
    """Their forecasts, and advice that somebody has dismissed of them, stay where they are."""
    monkeypatch.setattr(reaching, "items_changed", lambda since: (since, frozenset()))
    few, many = product("FEW"), product("MANY")
    given = []
    for (site, sold, _), names in ((few, ("B",)), (many, ("C", "D", "E"))):
        others(*names)
        report(sales_order(sales_line(sold, site, 5, day(30))), by=by, at=at)
        given.append(rows_given(settle))

    assert ActionMessage.unscoped.filter(kind="CANCEL", status="DISMISSED").count() == 4
    assert given[0] == given[1]
