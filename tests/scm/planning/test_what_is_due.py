"""The hourly look: everything is planned where the day or any master may ask for it, else what
changed; afterwards a run over everything finds nothing to do."""

from datetime import timedelta

import pytest

from sanye.scm.planning import commands
from sanye.scm.planning.jobs import plan_all
from sanye.scm.planning.models import PlanningRun
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.progress import Progress
from sanye.stem.masterdata.models import CalendarShift, ItemSite
from tests.factories.scm import day, report, sales_line, sales_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(by, at):
    """The job, some hours after the start: the scope of its run and how many nodes that planned."""

    def run(hours=0):
        moment = at + timedelta(hours=hours)
        job = Job.unscoped.create(company_id=by.company_id, name="plan", enqueued_at=moment)
        before = set(PlanningRun.unscoped.values_list("pk", flat=True))
        said = plan_all.run(progress=Progress(job.id), by=by, at=moment)
        made = PlanningRun.unscoped.exclude(pk__in=before).first()
        assert (said == "nothing to plan") == (made is None)
        return None if made is None else (made.scope, made.node_count)

    return run


def left_to_do(by, moment):
    run = commands.run_planning(by=by, at=moment)
    return run.created_count + run.changed_count + run.dropped_count


def test_all_is_planned_at_first_and_again_when_a_day_begins(plant, by, at, look):
    _, items = plant
    everything = ("ALL", len(items))

    assert look() == everything
    assert look(1) is None
    assert look(24) == everything
    assert look(25) is None


def test_what_is_still_noted_is_planned(plant, by, at, look, run_cursors):
    site, items = plant
    look()
    report(sales_order(sales_line(items["A"], site, 20, day(28))), by=by, at=at)
    run_cursors("scm.planning.supply_demand")

    scope, nodes = look(1)

    assert scope == "NET_CHANGE"
    assert nodes == len({"A", "S1", "P1", "P2", "P3"})
    assert look(2) is None
    assert left_to_do(by, at + timedelta(hours=2)) == 0


def test_a_changed_item_is_planned_though_nothing_is_noted(plant, by, at, look, settle):
    site, items = plant
    report(sales_order(sales_line(items["A"], site, 20, day(28))), by=by, at=at)
    settle()
    look()
    ItemSite.unscoped.filter(item=items["S1"], site=site).update(safety_stock=30)

    scope, nodes = look(1)

    assert scope == "NET_CHANGE"
    assert nodes == len(items.keys() - {"C", "D", "P5"})
    assert look(2) is None
    assert left_to_do(by, at + timedelta(hours=2)) == 0


def test_all_is_planned_where_masters_of_any_item_may_have_changed(plant, by, at, look, settle):
    site, items = plant
    report(sales_order(sales_line(items["A"], site, 20, day(28))), by=by, at=at)
    settle()
    look()
    CalendarShift.objects.filter(calendar=site.calendar, weekday__lt=3).delete()

    assert look(1) == ("ALL", len(items))
    assert look(2) is None
    assert left_to_do(by, at + timedelta(hours=2)) == 0
