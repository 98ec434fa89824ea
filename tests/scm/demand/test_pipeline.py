"""The weighted pipeline, and what it looked like on earlier days."""

from datetime import timedelta
from decimal import Decimal

from sanye.contracts.crm.selling import OpportunityLost, OpportunityMoved, OpportunityWon
from sanye.scm.demand import commands, queries
from sanye.scm.demand.models import PipelineLine, PipelineVintage
from tests.factories import masterdata as make
from tests.factories.demand import opportunity
from tests.factories.scm import day, report


def seen(by, as_of=None):
    return [
        (week.week_date, week.expected_quantity, week.open_quantity, week.opportunity_count)
        for week in queries.list_pipeline(as_of=as_of or day(0), by=by)
    ]


def moved(told, **fields):
    given = {
        "opportunity_id": told.opportunity_id,
        "number": told.number,
        "customer_id": told.customer_id,
        "from_stage": told.stage,
        "to_stage": "PROPOSED",
        "probability_ratio": told.probability_ratio,
        "expected_close_date": told.expected_close_date,
        "lines": told.lines,
    }
    return OpportunityMoved(**{**given, **fields})


def test_open_quantities_count_by_their_chance_in_the_week_of_the_close(item, by, at, settle):
    report(
        opportunity(item, 40, "0.5", day(9)),
        opportunity(item, 10, "0.3", day(13)),
        opportunity(item, 10, "0.1", day(14)),
        by=by,
        at=at,
    )

    settle()

    assert seen(by) == [(day(7), 23, 50, 2), (day(14), 1, 10, 1)]


def test_another_chance_or_date_takes_the_place_of_the_earlier(item, by, at, settle):
    told = opportunity(item, 40, "0.5", day(9))
    later = moved(told, probability_ratio=Decimal("0.8"), expected_close_date=day(30))
    report(told, later, by=by, at=at)

    settle()

    assert seen(by) == [(day(28), 32, 40, 1)]


def test_what_should_have_closed_counts_this_week(item, by, at, settle):
    report(opportunity(item, 40, "0.5", day(-20)), by=by, at=at)

    settle()

    assert seen(by, day(2)) == [(day(0), 20, 40, 1)]


def test_won_and_lost_are_no_pipeline_any_more(item, by, at, settle):
    won, lost = (opportunity(item, 40, "0.5", day(9)) for _ in range(2))
    one = {"number": "OPP-1", "customer_id": won.customer_id}
    report(
        won,
        lost,
        OpportunityWon(opportunity_id=won.opportunity_id, **one),
        OpportunityLost(opportunity_id=lost.opportunity_id, reason_code="PRICE", **one),
        by=by,
        at=at,
    )

    settle()

    assert seen(by) == []
    assert set(PipelineLine.unscoped.values_list("status", flat=True)) == {"WON", "LOST"}


def test_it_stands_at_the_customers_site_in_the_items_unit(item, site, by, at, settle):
    item.units.create(unit="BX", numerator=12, denominator=1)
    told = opportunity(item, 2, "0.5", day(9), customer_id=make.make_customer(by, site=site).id)
    [line] = told.lines
    boxed = type(line)(item_id=line.item_id, quantity=line.quantity, unit="BX")
    report(moved(told, lines=(boxed,)), by=by, at=at)

    settle()

    [week] = queries.list_pipeline(as_of=day(0), by=by)
    assert (week.site_id, week.expected_quantity, week.unit) == (site.id, 12, "C62")


def test_a_vintage_keeps_what_was_seen_on_its_day(item, by, at, settle):
    told = opportunity(item, 40, "0.5", day(9))
    report(told, by=by, at=at)
    settle()
    commands.take_pipeline_vintage(by=by, at=at)
    report(moved(told, probability_ratio=Decimal("0.9")), by=by, at=at)
    settle()

    commands.take_pipeline_vintage(by=by, at=at + timedelta(days=1))

    rows = queries.list_pipeline_vintages(week_date=day(7), by=by).order_by("as_of_date")
    assert [(row.as_of_date, row.expected_quantity) for row in rows] == [(day(0), 20), (day(1), 36)]


def test_taken_twice_a_day_the_later_holds(item, by, at, settle):
    report(opportunity(item, 40, "0.5", day(9)), by=by, at=at)
    settle()
    commands.take_pipeline_vintage(by=by, at=at)
    report(opportunity(item, 10, "0.5", day(9)), by=by, at=at)
    settle()

    count = commands.take_pipeline_vintage(by=by, at=at)

    assert count == 1
    assert PipelineVintage.unscoped.get().expected_quantity == 25


def test_a_replay_keeps_the_vintages(item, by, at, settle, run_cursors):
    report(opportunity(item, 40, "0.5", day(9)), by=by, at=at)
    settle()
    commands.take_pipeline_vintage(by=by, at=at)
    before = seen(by)

    commands.forget_pipeline(by=by, at=at)
    assert seen(by) == []
    run_cursors.positions.pop("scm.demand.pipeline")
    settle()

    assert seen(by) == before
    assert PipelineVintage.unscoped.count() == 1
