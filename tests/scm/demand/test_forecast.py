"""Making and publishing a version of the forecast."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sanye.engines.forecast import Method
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.scm.demand import commands, queries
from sanye.scm.demand.commands import Setting
from sanye.scm.demand.domain.states import Bucket, VersionStatus
from sanye.scm.demand.errors import NoHistory, VersionUnknown
from sanye.scm.demand.jobs import forecast_demand
from sanye.scm.demand.models import ForecastLine, ForecastSeries, ForecastVersion
from sanye.stem.jobs import Progress
from tests.factories.demand import months
from tests.factories.erp_purchasing import facts_of
from tests.factories.masterdata import make_item
from tests.factories.scm import day, report, sales_line, sales_order, stock_moved

HOURS = (1, 7, 13, 19)
SEASON = [80, 80, 90, 100, 110, 130, 140, 130, 110, 90, 80, 60]


@pytest.fixture
def three_years(item, site, by, at, settle):
    """A season that repeats, from March 2023 to February 2026."""
    report(*months(item, site, SEASON * 3, date(2023, 3, 1)), by=by, at=at)
    settle()


def test_a_season_is_forecast_for_a_year(three_years, item, site, by, at):
    version = commands.run_forecast(by=by, at=at)

    lines = ForecastLine.unscoped.order_by("period_date")
    assert version.status == VersionStatus.DRAFT
    assert (version.bucket, version.first_period_date) == (Bucket.MONTH, date(2026, 3, 1))
    assert [line.period_date.month for line in lines] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2]
    off = [abs(line.quantity - wanted) for line, wanted in zip(lines, SEASON, strict=True)]
    assert max(off) < 10
    series = ForecastSeries.unscoped.get()
    assert series.method == Method.COMBINED
    assert series.wape_ratio < Decimal("0.1")
    assert series.value_added_ratio == series.naive_wape_ratio - series.wape_ratio > 0
    assert series.mean_quantity == 100


def test_the_month_that_is_going_on_is_not_learned(three_years, item, site, by, at, settle):
    before = commands.run_forecast(by=by, at=at)
    report(sales_order(sales_line(item, site, 100_000, day(1))), by=by, at=at)
    settle()

    after = commands.run_forecast(by=by, at=at)

    def said(version):
        rows = ForecastLine.unscoped.filter(version=version).order_by("period_date")
        return list(rows.values_list("quantity", flat=True))

    assert said(after) == said(before)


def test_the_same_history_gives_the_same_forecast(three_years, by, at):
    first = commands.run_forecast(by=by, at=at)
    second = commands.run_forecast(by=by, at=at)

    assert (first.code, second.code) == ("20260302-1", "20260302-2")
    columns = ("item_id", "period_date", "quantity")
    one, two = (
        list(ForecastLine.unscoped.filter(version=v).order_by("period_date").values_list(*columns))
        for v in (first, second)
    )
    assert one == two


def test_a_named_method_is_taken(three_years, item, site, by, at):
    setting = Setting(item_id=item.id, site_id=site.id, uses_forecast=False, method="NAIVE")
    commands.put_forecast_settings(settings=[setting], by=by, at=at)

    commands.run_forecast(by=by, at=at)

    series = ForecastSeries.unscoped.get()
    assert (series.method, series.is_method_given) == (Method.NAIVE, True)
    assert set(ForecastLine.unscoped.values_list("quantity", flat=True)) == {60}


def test_naming_the_combination_changes_nothing_but_who_chose(three_years, item, site, by, at):
    commands.run_forecast(by=by, at=at)
    setting = Setting(item_id=item.id, site_id=site.id, uses_forecast=False, method="COMBINED")
    commands.put_forecast_settings(settings=[setting], by=by, at=at)

    commands.run_forecast(by=by, at=at)

    chosen, named = ForecastSeries.unscoped.order_by("version__code")
    assert (chosen.is_method_given, named.is_method_given) == (False, True)
    assert (named.method, named.wape_ratio) == (Method.COMBINED, chosen.wape_ratio)
    lines = ForecastLine.unscoped.order_by("version__code", "period_date")
    said = list(lines.values_list("quantity", flat=True))
    assert said[:12] == said[12:]


def test_an_item_with_little_history_has_no_forecast_but_says_so(three_years, site, by, at, settle):
    young = make_item()
    report(*months(young, site, [5, 5], date(2026, 1, 1)), by=by, at=at)
    settle()

    version = commands.run_forecast(by=by, at=at)

    series = ForecastSeries.unscoped.get(item=young)
    assert series.method == Method.NONE
    assert not ForecastLine.unscoped.filter(item=young).exists()
    assert version.series_count == 1


def test_an_outlier_is_shown_with_what_was_learned_instead(item, site, by, at, settle):
    steady = [98, 103, 101, 97, 100, 104, 99, 102, 96, 100, 103, 98] * 2
    steady[17] = 900
    report(*months(item, site, steady, date(2024, 3, 1)), by=by, at=at)
    settle()

    commands.run_forecast(by=by, at=at)

    [shown] = ForecastSeries.unscoped.get().corrected
    assert shown["period_date"] == "2025-08-01"
    assert Decimal(shown["quantity"]) == 900
    assert 100 < Decimal(shown["learned_quantity"]) < 130
    assert max(ForecastLine.unscoped.values_list("quantity", flat=True)) < 130


def test_months_out_of_stock_are_marked_and_not_learned(item, site, by, at, settle):
    """Stock is gone from December on; an order of November waits and nobody else asks."""
    steady = [100] * 21
    report(*months(item, site, steady, date(2024, 3, 1)), by=by, at=at)
    came = stock_moved(item, site, 10)
    fields = {name: getattr(came, name) for name in came.__slots__}
    gone = stock_moved(item, site, -10)
    later = {name: getattr(gone, name) for name in gone.__slots__}
    report(
        type(came)(**{**fields, "posting_date": date(2024, 1, 1)}),
        type(gone)(**{**later, "posting_date": date(2025, 12, 1)}),
        sales_order(sales_line(item, site, 5, date(2025, 11, 20))),
        by=by,
        at=at,
    )
    settle()

    commands.run_forecast(by=by, at=at)

    series = ForecastSeries.unscoped.get()
    assert series.stock_out_dates == ["2025-12-01", "2026-01-01", "2026-02-01"]
    assert min(ForecastLine.unscoped.values_list("quantity", flat=True)) > 90


def test_without_demand_there_is_nothing_to_forecast_from(by, at):
    with pytest.raises(NoHistory):
        commands.run_forecast(by=by, at=at)

    assert not ForecastVersion.unscoped.exists()


def test_publishing_makes_it_the_one_that_holds(three_years, item, site, by, at):
    old, new = (commands.run_forecast(by=by, at=at) for _ in range(2))
    setting = Setting(item_id=item.id, site_id=site.id, uses_forecast=True)
    commands.put_forecast_settings(settings=[setting], by=by, at=at)
    commands.publish_forecast(version_id=old.id, by=by, at=at)

    commands.publish_forecast(version_id=new.id, by=by, at=at)

    old.refresh_from_db()
    assert old.status == VersionStatus.SUPERSEDED
    assert queries.find_published_version(by=by).id == new.id
    told = facts_of(by.company_id, "ForecastPublished")[-1]
    assert (told.code, told.period_count) == (new.code, 12)
    assert [(place.item_id, place.site_id) for place in told.places] == [(item.id, site.id)]


def test_what_is_superseded_is_not_published_again(three_years, by, at):
    old, new = (commands.run_forecast(by=by, at=at) for _ in range(2))
    commands.publish_forecast(version_id=old.id, by=by, at=at)
    commands.publish_forecast(version_id=new.id, by=by, at=at)

    with pytest.raises(StepNotAllowed):
        commands.publish_forecast(version_id=old.id, by=by, at=at)

    assert queries.find_published_version(by=by).id == new.id


def test_an_unknown_version_is_refused(item, by, at):
    with pytest.raises(VersionUnknown):
        commands.publish_forecast(version_id=item.id, by=by, at=at)


def test_the_weekly_job_makes_and_publishes(three_years, by, at):
    said = forecast_demand.run(progress=Progress(new_id()), by=by, at=at)

    assert said == "20260302-1: 1 series"
    assert queries.find_published_version(by=by).code == "20260302-1"


@pytest.mark.parametrize(
    ("time_zone", "on_monday"),
    [
        ("Asia/Shanghai", ["01 19:30"]),
        ("America/New_York", ["02 07:30"]),
        ("Pacific/Auckland", ["01 13:30"]),
    ],
)
def test_the_weekly_version_is_of_the_companys_monday(three_years, by, time_zone, on_monday):
    """Sunday is the first of March 2026; a version of the week before is there."""
    last_week = datetime(2026, 2, 24, tzinfo=UTC)
    version = commands.run_forecast(by=by, at=last_week)
    commands.publish_forecast(version_id=version.id, by=by, at=last_week)
    times = [datetime(2026, 3, day, hour, 30, tzinfo=UTC) for day in (1, 2) for hour in HOURS]

    made = []
    for when in times:
        said = forecast_demand.run(progress=Progress(new_id()), by=by, at=when)
        if said == "20260302-1: 1 series":
            made.append(f"{when:%d %H:%M}")
        else:
            assert said.endswith("is of this week")

    assert made == on_monday


def test_history_and_forecast_come_in_one_answer(three_years, item, site, by, at):
    version = commands.run_forecast(by=by, at=at)
    commands.publish_forecast(version_id=version.id, by=by, at=at)

    chart = queries.get_forecast_chart(item_id=item.id, site_id=site.id, by=by)

    assert [p.demand_quantity for p in chart.history] == [*SEASON * 3, 0]
    assert chart.forecast[0].period_date == date(2026, 3, 1)
    assert all(p.low_quantity <= p.quantity <= p.high_quantity for p in chart.forecast)


def test_accuracy_is_weighted_by_demand(three_years, item, site, by, at, settle):
    small = make_item()
    report(*months(small, site, [1, 3] * 12, date(2024, 3, 1)), by=by, at=at)
    settle()
    version = commands.run_forecast(by=by, at=at)

    found = queries.get_forecast_accuracy(version_id=version.id, by=by)

    rows = {row.item_id: row for row in ForecastSeries.unscoped.all()}
    big, little = rows[item.id], rows[small.id]
    weighted = big.wape_ratio * big.mean_quantity + little.wape_ratio * little.mean_quantity
    assert found.wape_ratio == pytest.approx(
        weighted / (big.mean_quantity + little.mean_quantity), abs=Decimal("0.00001")
    )
    assert found.value_added_ratio == found.naive_wape_ratio - found.wape_ratio
    assert (found.series_count, sum(found.methods.values())) == (2, 2)
