"""Changing the forecast by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.kernel.ids import new_id
from sanye.scm.demand import commands, queries
from sanye.scm.demand.commands import Edit
from sanye.scm.demand.errors import (
    GivenTwice,
    NothingGiven,
    OverrideUnknown,
    PeriodNotForecast,
    QuantityNegative,
    ReasonMissing,
    VersionClosed,
    VersionUnknown,
)
from sanye.scm.demand.models import ForecastLine, ForecastOverride
from tests.factories.demand import months
from tests.factories.scm import report, sales_line, sales_order

MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))


@pytest.fixture
def version(item, site, by, at, settle):
    """100 a month, published."""
    report(*months(item, site, [100] * 24, date(2024, 3, 1)), by=by, at=at)
    settle()
    made = commands.run_forecast(by=by, at=at)
    return commands.publish_forecast(version_id=made.id, by=by, at=at)


@pytest.fixture
def change(version, item, site, by, at):
    def override(quantity, period=MARCH, **options):
        edit = Edit(
            item_id=item.id, site_id=site.id, period_date=period, quantity=Decimal(quantity)
        )
        given = {"version_id": version.id, "edits": [edit], "reason": "fair in Canton", **options}
        return commands.override_forecast(**given, by=by, at=at)[0]

    return override


def held(version, period=MARCH):
    line = ForecastLine.unscoped.get(version=version, period_date=period)
    return line.statistical_quantity, line.override_quantity, line.quantity


def test_a_persons_number_takes_the_place_of_the_methods(version, change):
    row = change(150)

    assert held(version) == (100, 150, 150)
    assert held(version, APRIL) == (100, None, 100)
    assert (row.reason, row.statistical_quantity, row.is_locked) == ("fair in Canton", 100, False)


def test_zero_is_a_number(version, change):
    change(0)

    assert held(version) == (100, 0, 0)


def test_a_later_change_takes_the_place_of_an_earlier_one(version, change, by):
    change(150)
    change(130)

    assert held(version) == (100, 130, 130)
    in_force = queries.list_overrides(is_in_force=True, by=by)
    assert [row.quantity for row in in_force] == [130]
    assert queries.list_overrides(by=by).count() == 2


def test_a_locked_change_holds_for_the_next_version_and_another_does_not(version, change, by, at):
    change(150, is_locked=True)
    change(170, APRIL)

    following = commands.run_forecast(by=by, at=at)

    assert held(following) == (100, 150, 150)
    assert held(following, APRIL) == (100, None, 100)


def test_a_draft_says_what_is_locked_when_it_is_published(version, change, by, at):
    change(150, is_locked=True)
    change(160, MAY, is_locked=True)
    draft = commands.run_forecast(by=by, at=at)
    change(130, is_locked=True)
    change(170, APRIL, is_locked=True)
    change(180, MAY)
    change(90, JUNE, version_id=draft.id)

    commands.publish_forecast(version_id=draft.id, by=by, at=at)

    assert [held(draft, period) for period in (MARCH, APRIL, MAY, JUNE)] == [
        (100, 130, 130),
        (100, 170, 170),
        (100, None, 100),
        (100, 90, 90),
    ]


def test_withdrawing_lets_the_method_hold_again(version, change, by, at):
    row = change(150)

    commands.withdraw_override(override_id=row.id, by=by, at=at)

    assert held(version) == (100, None, 100)
    with pytest.raises(OverrideUnknown):
        commands.withdraw_override(override_id=row.id, by=by, at=at)


def test_when_the_period_is_over_the_change_is_judged(change, item, site, by, at, settle):
    """120 came: 150 was 30 off, the method 20; 110 for April was 10 nearer than 100, 110 came."""
    change(150)
    change(110, APRIL)
    report(
        sales_order(sales_line(item, site, 120, date(2026, 3, 20))),
        sales_order(sales_line(item, site, 110, date(2026, 4, 20))),
        by=by,
        at=at,
    )
    settle()

    april, march = queries.list_override_outcomes(as_of=date(2026, 5, 1), by=by)

    assert (march.actual_quantity, march.value_added_quantity) == (120, -10)
    assert (april.actual_quantity, april.value_added_quantity) == (110, 10)
    assert len(queries.list_override_outcomes(as_of=date(2026, 4, 1), by=by)) == 1
    assert queries.list_override_outcomes(as_of=date(2026, 3, 31), by=by) == []


@pytest.mark.parametrize(
    ("quantity", "options", "refusal"),
    [
        (-1, {}, QuantityNegative),
        (5, {"reason": "  "}, ReasonMissing),
        (5, {"edits": []}, NothingGiven),
        (5, {"version_id": new_id()}, VersionUnknown),
        (5, {"period": date(2026, 3, 2)}, PeriodNotForecast),
        (5, {"period": date(2025, 3, 1)}, PeriodNotForecast),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    quantity, options, refusal, version, change
):
    with pytest.raises(refusal):
        change(quantity, **options)

    assert held(version) == (100, None, 100)
    assert not ForecastOverride.unscoped.exists()


def test_the_same_period_twice_is_refused(version, item, site, by, at):
    edit = Edit(item_id=item.id, site_id=site.id, period_date=MARCH, quantity=Decimal(1))

    with pytest.raises(GivenTwice) as refused:
        commands.override_forecast(
            version_id=version.id, edits=[edit, edit], reason="x", by=by, at=at
        )

    assert refused.value.row == 2
    assert not ForecastOverride.unscoped.exists()


def test_a_superseded_version_stays_as_it_was(version, change, by, at):
    later = commands.run_forecast(by=by, at=at + timedelta(hours=1))
    commands.publish_forecast(version_id=later.id, by=by, at=at)

    with pytest.raises(VersionClosed):
        change(150)

    assert held(version) == (100, None, 100)
