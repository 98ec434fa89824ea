"""`sanye verify` finds what is broken in demand and is content with what is not."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from sanye.kernel.checks import all_checks
from sanye.scm.demand import commands
from sanye.scm.demand.commands import Edit, Loss
from sanye.scm.demand.domain.states import LossReason
from sanye.stem.events.advancing import ensure_cursors
from sanye.stem.events.cursors import registered_cursors
from tests.factories import masterdata as make
from tests.factories.demand import months, opportunity, settled_return, shipped
from tests.factories.scm import (
    day,
    report,
    sales_amended,
    sales_line,
    sales_order,
    stock_moved,
)


@pytest.fixture
def shop(by, at, log_db, drain):
    """A bit of everything: history, an amendment, a return, a loss, a forecast with a change."""
    site, item = make.make_site(by), make.make_item()
    line = sales_line(item, site, 10, day(3))
    order = sales_order(line)
    fewer = sales_line(item, site, 8, day(3), schedule_line_id=line.schedule_line_id)
    report(
        *months(item, site, [10] * 24, date(2024, 3, 1)),
        order,
        sales_amended(order, fewer),
        shipped(line, 5, at, left=3),
        settled_return(line, 2, day(5)),
        stock_moved(item, site, 50),
        opportunity(item, 4, "0.5", day(20)),
        by=by,
        at=at,
    )
    loss = Loss(
        item_id=item.id,
        site_id=site.id,
        quantity=Decimal(3),
        wanted_date=day(1),
        reason=LossReason.STOCK_OUT,
    )
    commands.record_lost_demand(losses=[loss], by=by, at=at)
    ours = [c for name, c in registered_cursors.items() if name.startswith("scm.")]
    ensure_cursors([by.company_id], ours, done="1:1:")
    drain(*ours, company_id=by.company_id, at=at)
    version = commands.run_forecast(by=by, at=at)
    edit = Edit(item_id=item.id, site_id=site.id, period_date=date(2026, 4, 1), quantity=Decimal(7))
    commands.override_forecast(version_id=version.id, edits=[edit], reason="fair", by=by, at=at)
    commands.publish_forecast(version_id=version.id, by=by, at=at)
    commands.take_pipeline_vintage(by=by, at=at)


def outcomes(company_id):
    return {n: check(company_id) for n, check in all_checks.items() if n.startswith("scm.demand.")}


@pytest.mark.django_db(transaction=True)
def test_a_company_with_demand_is_clean_and_everything_was_looked_at(shop, by):
    found = outcomes(by.company_id)

    assert {name: outcome.problems for name, outcome in found.items() if outcome.problems} == {}
    assert {name: outcome.checked for name, outcome in found.items()} == {
        "scm.demand.history_is_what_was_ordered": 27,
        "scm.demand.returns_count_once": 27,
        "scm.demand.losses_are_in_the_history": 1,
        "scm.demand.stock_days_are_what_was_moved": 1,
        "scm.demand.every_series_has_its_periods": 1,
        "scm.demand.overrides_hold": 1,
        "scm.demand.pipeline_is_weighted": 1,
    }


@pytest.mark.parametrize(
    ("sql", "check"),
    [
        (
            "UPDATE scm_demand_entry SET quantity = quantity + 1 WHERE kind = 'ORDER'",
            "history_is_what_was_ordered",
        ),
        ("DELETE FROM scm_demand_entry WHERE kind = 'ORDER'", "history_is_what_was_ordered"),
        ("DELETE FROM scm_demand_entry WHERE kind = 'RETURN'", "returns_count_once"),
        ("DELETE FROM scm_demand_entry WHERE kind = 'LOST'", "losses_are_in_the_history"),
        ("UPDATE scm_stock_day SET quantity = 49", "stock_days_are_what_was_moved"),
        (
            "DELETE FROM scm_forecast_line WHERE period_date = '2026-05-01'",
            "every_series_has_its_periods",
        ),
        (
            "UPDATE scm_forecast_line SET override_quantity = NULL,"
            " quantity = statistical_quantity WHERE override_quantity IS NOT NULL",
            "overrides_hold",
        ),
        (
            "UPDATE scm_pipeline_vintage SET expected_quantity = open_quantity + 1",
            "pipeline_is_weighted",
        ),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_what_is_broken_is_found(sql, check, shop, by):
    with connection.cursor() as cursor:
        cursor.execute(sql)

    found = outcomes(by.company_id)

    assert {name for name, outcome in found.items() if outcome.problems} == {f"scm.demand.{check}"}
