"""The forecast in the plan: net of orders, never in their way, and off unless asked for."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.contracts.crm.selling import OpportunityLost
from sanye.contracts.scm.holds import HoldLine
from sanye.contracts.scm.ports import EstimateRequest
from sanye.kernel.ids import new_id
from sanye.scm.demand import commands
from sanye.scm.demand.commands import Edit, Setting
from sanye.scm.demand.domain.states import Bucket
from sanye.scm.demand.models import ForecastLine, ForecastVersion
from sanye.scm.planning import commands as planning
from sanye.scm.planning import queries
from sanye.scm.planning.models import PromiseRisk
from sanye.scm.promising import queries as promising
from tests.factories import masterdata as make
from tests.factories.demand import opportunity, shipped
from tests.factories.scm import (
    day,
    report,
    sales_amended,
    sales_cancelled,
    sales_line,
    sales_order,
    stock_moved,
)


@pytest.fixture
def shop(item, site, by):
    """An item bought in two days, planned at a site that works five days a week."""
    make.make_item_site(item, site, lead_time_days=2)
    make.make_supplier_term(by, make.make_supplier(by), item, lead_time_days=2)
    return item, site


@pytest.fixture
def expect(item, site, by, at, settle):
    """A published forecast of so much a week, from this one on."""

    def publish(*weeks, uses_forecast=True, is_settled=True):
        version = ForecastVersion.unscoped.create(
            company_id=by.company_id,
            code=f"V{ForecastVersion.unscoped.count() + 1}",
            as_of_date=day(0),
            bucket=Bucket.WEEK,
            first_period_date=day(0),
            period_count=len(weeks),
            history_periods=1,
            made_at=at,
        )
        for place, quantity in enumerate(weeks):
            ForecastLine.unscoped.create(
                version=version,
                company_id=by.company_id,
                item=item,
                site=site,
                period_date=day(7 * place),
                statistical_quantity=quantity,
                quantity=quantity,
            )
        setting = Setting(item_id=item.id, site_id=site.id, uses_forecast=uses_forecast)
        commands.put_forecast_settings(settings=[setting], by=by, at=at)
        commands.publish_forecast(version_id=version.id, by=by, at=at)
        if is_settled:
            settle()
        return version

    return publish


def planned(by):
    rows = queries.list_planned_orders(by=by).order_by("need_date")
    return [(row.need_date, row.quantity) for row in rows]


def set_ratio(ratio, by, at):
    """How much of the pipeline is provided for."""
    commands.set_demand_policy(
        bucket=Bucket.MONTH,
        horizon_periods=12,
        backward_days=30,
        forward_days=30,
        pipeline_ratio=Decimal(ratio),
        by=by,
        at=at,
    )


def test_nothing_is_planned_for_a_forecast_that_is_not_used(shop, expect, by):
    expect(100, 100, uses_forecast=False)

    assert planned(by) == []


def test_each_week_is_provided_for_on_its_first_working_day(shop, expect, by):
    expect(100, 120)

    assert planned(by) == [(day(0), 100), (day(7), 120)]


def test_orders_take_what_was_forecast_for_them(shop, expect, by, at, settle):
    item, site = shop
    expect(100, 100)

    report(sales_order(sales_line(item, site, 30, day(8))), by=by, at=at)
    settle()

    assert sum(quantity for _, quantity in planned(by)) == 200


def test_an_order_beyond_the_forecast_is_planned_in_full(shop, expect, by, at, settle):
    item, site = shop
    expect(10, 10)

    report(sales_order(sales_line(item, site, 300, day(8))), by=by, at=at)
    settle()

    assert sum(quantity for _, quantity in planned(by)) == 300


def test_an_order_that_is_shipped_early_does_not_bring_its_forecast_back(
    shop, expect, by, at, settle
):
    item, site = shop
    line = sales_line(item, site, 30, day(8))
    expect(100, 100)
    report(sales_order(line), stock_moved(item, site, 30), by=by, at=at)
    settle()

    report(shipped(line, 30, at), stock_moved(item, site, -30), by=by, at=at)
    settle()

    assert sum(quantity for _, quantity in planned(by)) == 170


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_what_an_order_gives_back_of_the_forecast_is_planned_again(
    shop, expect, by, at, settle, run_cursors, is_cancelled
):
    """Also where planning hears first that it is cancelled, or wants less."""
    item, site = shop
    line = sales_line(item, site, 30, day(8))
    order = sales_order(line)
    expect(100, 100)
    report(order, by=by, at=at)
    settle()

    less = replace(line, quantity=Decimal(10), open_quantity=Decimal(10))
    fact = sales_cancelled(order) if is_cancelled else sales_amended(order, less)
    report(fact, by=by, at=at)
    run_cursors("scm.planning.supply_demand", "scm.planning.net_change")
    settle()

    assert sum(quantity for _, quantity in planned(by)) == 200


def test_days_that_are_over_are_expected_no_more(shop, expect, by, at):
    """On Wednesday three fifths of the week are left."""
    expect(100, 100, is_settled=False)

    planning.run_planning(by=by, at=at + timedelta(days=2))

    assert planned(by) == [(day(2), 60), (day(7), 100)]


def test_inside_the_demand_fence_only_orders_count(item, site, expect, by):
    make.make_item_site(item, site, lead_time_days=2, demand_time_fence_days=7)
    make.make_supplier_term(by, make.make_supplier(by), item, lead_time_days=2)

    expect(100, 120)

    assert planned(by) == [(day(7), 120)]


def test_a_forecast_does_not_take_the_stock_of_an_order(shop, expect, by, at, settle):
    """50 in stock, 50 ordered for Friday, 40 more expected this week: the stock is the order's, and
    40 more are there by Friday."""
    item, site = shop
    order = sales_order(sales_line(item, site, 50, day(4)))
    report(stock_moved(item, site, 50), order, by=by, at=at)
    settle()

    expect(90, 0)

    [line] = order.lines
    pegs = queries.list_pegs(item_id=item.id, by=by)
    assert [(p.supply_kind, p.quantity) for p in pegs.filter(need_id=line.schedule_line_id)] == [
        ("ON_HAND", 50)
    ]
    assert not PromiseRisk.unscoped.exists()
    assert planned(by) == [(day(4), 40)]


def test_what_is_planned_for_the_forecast_can_be_promised(shop, expect, by, at):
    item, site = shop
    expect(100, 100)
    line = HoldLine(
        line_id=new_id(),
        item_id=item.id,
        site_id=site.id,
        quantity=Decimal(80),
        requested_date=day(7),
    )
    request = EstimateRequest(customer_id=make.make_customer(by).id, lines=(line,), by=by, at=at)

    [answer] = promising.get_estimate(request=request, by=by).lines

    assert answer.promised_date == day(7)


def test_a_change_by_hand_is_planned_at_once(shop, expect, by, at, settle):
    item, site = shop
    version = expect(100, 100)

    edit = Edit(item_id=item.id, site_id=site.id, period_date=day(7), quantity=Decimal(150))
    commands.override_forecast(version_id=version.id, edits=[edit], reason="campaign", by=by, at=at)
    settle()

    assert planned(by) == [(day(0), 100), (day(7), 150)]


def test_a_forecast_no_longer_used_is_planned_no_more(shop, expect, by, at, settle):
    item, site = shop
    expect(100, 100)
    planning.run_planning(by=by, at=at)

    setting = Setting(item_id=item.id, site_id=site.id, uses_forecast=False)
    commands.put_forecast_settings(settings=[setting], by=by, at=at)
    settle()

    rows = queries.list_planned_orders(status="PLANNED", by=by)
    assert list(rows) == []


def test_running_again_changes_nothing(shop, expect, by, at):
    expect(100, 33)
    before = sorted(queries.list_planned_orders(by=by).values_list("id", "quantity", "due_date"))

    run = planning.run_planning(by=by, at=at)

    assert (run.created_count, run.changed_count, run.dropped_count) == (0, 0, 0)
    after = sorted(queries.list_planned_orders(by=by).values_list("id", "quantity", "due_date"))
    assert after == before


def test_pieces_stay_whole_and_nothing_is_lost_by_rounding(shop, expect, by):
    expect(Decimal("10.4"), Decimal("10.4"), Decimal("10.4"))

    assert [quantity for _, quantity in planned(by)] == [10, 11, 10]


def test_the_pipeline_joins_by_its_ratio(shop, expect, by, at, settle):
    item, site = shop
    customer = make.make_customer(by, site=site)
    expect(100, 100)
    told = opportunity(item, 40, "0.5", day(9), customer_id=customer.id)
    report(told, by=by, at=at)
    settle()
    assert planned(by) == [(day(0), 100), (day(7), 100)]

    set_ratio("0.5", by, at)
    settle()

    assert planned(by) == [(day(0), 100), (day(7), 110)]


def test_a_chance_is_planned_for_as_it_comes_and_goes(shop, expect, by, at, settle):
    item, site = shop
    customer = make.make_customer(by, site=site)
    expect(100, 100)
    set_ratio("0.5", by, at)
    told = opportunity(item, 40, "0.5", day(9), customer_id=customer.id)

    report(told, by=by, at=at)
    settle()
    with_it = planned(by)
    this = {name: getattr(told, name) for name in ("opportunity_id", "number", "customer_id")}
    report(OpportunityLost(**this, reason_code="PRICE"), by=by, at=at)
    settle()

    assert with_it == [(day(0), 100), (day(7), 110)]
    assert planned(by) == [(day(0), 100), (day(7), 100)]


def test_a_month_is_spread_over_its_working_days(item, site, by, at, settle):
    """March 2026 has 22 working days; the first four weeks have five each, the last has two."""
    make.make_item_site(item, site, lead_time_days=0)
    make.make_supplier_term(by, make.make_supplier(by), item, lead_time_days=0)
    version = ForecastVersion.unscoped.create(
        company_id=by.company_id,
        code="V",
        as_of_date=day(0),
        bucket=Bucket.MONTH,
        first_period_date=date(2026, 3, 1),
        period_count=1,
        history_periods=1,
        made_at=at,
    )
    ForecastLine.unscoped.create(
        version=version,
        company_id=by.company_id,
        item=item,
        site=site,
        period_date=date(2026, 3, 1),
        statistical_quantity=220,
        quantity=220,
    )
    setting = Setting(item_id=item.id, site_id=site.id, uses_forecast=True)
    commands.put_forecast_settings(settings=[setting], by=by, at=at)
    commands.publish_forecast(version_id=version.id, by=by, at=at)

    settle()

    assert planned(by) == [
        (day(0), 50),
        (day(7), 50),
        (day(14), 50),
        (day(21), 50),
        (day(28), 20),
    ]
