"""A person at the forecast while a job is at it too."""

from datetime import date

import pytest

from sanye.scm.demand import commands
from sanye.scm.demand.commands import Setting, forecasting, pipeline
from sanye.scm.demand.models import ForecastSeries, ForecastSetting, PipelineVintage
from tests.factories.demand import months, opportunity
from tests.factories.scm import day, report
from tests.racing import Overtaking, race


@pytest.fixture(autouse=True)
def _committed(log_db: None) -> None:
    """Each sees what the other has committed."""


def test_of_two_pictures_of_the_pipeline_the_later_holds(item, by, at, settle, monkeypatch):
    report(opportunity(item, 40, "0.5", day(9)), by=by, at=at)
    settle()

    counts = race(
        monkeypatch,
        lambda: commands.take_pipeline_vintage(by=by, at=at),
        lambda: commands.take_pipeline_vintage(by=by, at=at),
        at=(pipeline, "insert_rows"),
    )

    assert counts == (1, 1)
    assert PipelineVintage.unscoped.get().expected_quantity == 20


def test_nobody_waits_while_a_version_is_worked_out(item, site, by, at, settle, monkeypatch):
    report(*months(item, site, [9] * 24, date(2024, 3, 1)), by=by, at=at)
    settle()
    setting = Setting(item_id=item.id, site_id=site.id, uses_forecast=True)
    person = Overtaking(lambda: commands.put_forecast_settings(settings=[setting], by=by, at=at))
    done = []

    def work_out(*given):
        person.come()
        done.append(person.came_to)
        return worked_out(*given)

    worked_out = forecasting.forecast
    monkeypatch.setattr(forecasting, "forecast", work_out)

    commands.run_forecast(by=by, at=at)

    person.end()
    assert done == [[ForecastSetting.unscoped.get()]]
    assert ForecastSeries.unscoped.get().mean_quantity == 9
