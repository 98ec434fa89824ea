"""Choosing how to forecast and where planning uses it."""

from decimal import Decimal

import pytest

from sanye.kernel.ids import new_id
from sanye.scm.demand import commands, queries
from sanye.scm.demand.commands import Setting
from sanye.scm.demand.domain.states import Bucket
from sanye.scm.demand.errors import (
    GivenTwice,
    ItemUnknown,
    MethodUnknown,
    NothingGiven,
    NumberOutOfRange,
    SiteUnknown,
)
from sanye.scm.demand.models import DemandPolicy, ForecastSetting
from tests.factories.erp_purchasing import facts_of

POLICY = {
    "bucket": Bucket.WEEK,
    "horizon_periods": 26,
    "backward_days": 14,
    "forward_days": 7,
    "pipeline_ratio": Decimal("0.3"),
}


def test_without_a_choice_the_defaults_hold(by):
    found = queries.get_demand_policy(by=by)

    assert (found.bucket, found.horizon_periods) == (Bucket.MONTH, 12)
    assert (found.backward_days, found.forward_days, found.pipeline_ratio) == (30, 30, 0)


def test_a_choice_is_kept_once(by, at):
    commands.set_demand_policy(**POLICY, by=by, at=at)
    commands.set_demand_policy(**{**POLICY, "horizon_periods": 30}, by=by, at=at)

    found = DemandPolicy.unscoped.get()
    assert (found.bucket, found.horizon_periods, found.backward_days) == (Bucket.WEEK, 30, 14)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("horizon_periods", 0),
        ("horizon_periods", 105),
        ("backward_days", -1),
        ("forward_days", 367),
        ("pipeline_ratio", Decimal("1.1")),
        ("pipeline_ratio", Decimal("-0.1")),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(field, value, by, at):
    with pytest.raises(NumberOutOfRange) as refused:
        commands.set_demand_policy(**{**POLICY, field: value}, by=by, at=at)

    assert refused.value.field == field
    assert not DemandPolicy.unscoped.exists()


def test_planning_is_told_where_the_forecast_is_used(item, site, by, at):
    setting = Setting(item_id=item.id, site_id=site.id, uses_forecast=True)

    commands.put_forecast_settings(settings=[setting], by=by, at=at)

    [told] = facts_of(by.company_id, "ForecastChanged")
    assert told.reason_code == "POLICY"
    assert [(place.item_id, place.site_id) for place in told.places] == [(item.id, site.id)]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"item_id": new_id()}, ItemUnknown),
        ({"site_id": new_id()}, SiteUnknown),
        ({"method": "MAGIC"}, MethodUnknown),
        ({"method": "NONE"}, MethodUnknown),
        ({"backward_days": -1}, NumberOutOfRange),
        ({"forward_days": 1000}, NumberOutOfRange),
        ({}, GivenTwice),
    ],
)
def test_a_wrong_row_is_refused_and_nothing_is_kept(fields, refusal, item, site, by, at):
    good = {"item_id": item.id, "site_id": site.id, "uses_forecast": True}
    rows = [Setting(**good), Setting(**{**good, **fields})]

    with pytest.raises(refusal) as refused:
        commands.put_forecast_settings(settings=rows, by=by, at=at)

    assert refused.value.row == 2
    assert not ForecastSetting.unscoped.exists()


def test_nothing_given_is_refused(by, at):
    with pytest.raises(NothingGiven):
        commands.put_forecast_settings(settings=[], by=by, at=at)
