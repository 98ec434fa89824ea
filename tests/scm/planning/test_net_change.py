"""Planning only what changed gives the plan that planning everything gives."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sanye.scm.planning import commands, queries
from sanye.scm.planning.commands import reaching
from sanye.scm.planning.models import (
    ActionMessage,
    PromiseRisk,
)
from sanye.scm.planning.queries.input import load_input
from sanye.scm.planning.queries.looking import Reach
from tests.factories.scm import (
    acting,
    day,
    production_order,
    purchase_order,
    report,
    sales_line,
    sales_order,
    stock_moved,
)
from tests.scm.planning.world import World, moved, plan_of

STEPS = 15


@pytest.mark.parametrize("seed", [1, 2, 4, 5])
@pytest.mark.parametrize("reach", [Reach.JOINED, Reach.ABOVE, Reach.BELOW])
@pytest.mark.parametrize("which", ["families", "plant"])
def test_a_full_run_after_random_changes_changes_nothing(
    request, monkeypatch, which, by, at, settle, seed, reach
):
    site, items = request.getfixturevalue(which)
    world = World(seed, site, items, by, at)
    if reach is not Reach.JOINED:
        commands.run_planning(by=by, at=at)
    _masters_are_known_to_stay(monkeypatch, reach)

    for _ in range(STEPS):
        world.step()
        settle()
    before = plan_of(by, at)
    run = commands.run_planning(by=by, at=at)

    assert (run.created_count, run.changed_count, run.dropped_count) == (0, 0, 0)
    assert plan_of(by, at) == before
    assert before["late"]


def test_a_change_is_planned_with_what_is_below_it_alone(plant, by, at, settle):
    site, items = plant
    report(sales_order(sales_line(items["A"], site, 5, day(60))), by=by, at=at)
    settle()
    commands.run_planning(by=by, at=at)

    report(sales_order(sales_line(items["C"], site, 5, day(60))), by=by, at=at)
    settle()

    with acting(by, at):
        run = queries.list_planning_runs(by=by).latest("id")
    assert run.scope == "NET_CHANGE"
    assert run.node_count == len(["C", "S2", "P5", "KIT", "P3", "P4"])
    assert run.demand_count == 1


def test_on_another_day_all_that_is_joined_is_planned(plant, by, at, settle):
    site, items = plant
    commands.run_planning(by=by, at=at - timedelta(days=1))

    report(sales_order(sales_line(items["C"], site, 5, day(60))), by=by, at=at)
    settle()

    with acting(by, at):
        run = queries.list_planning_runs(by=by).latest("id")
    assert run.node_count == len(items)


def test_what_stands_above_and_was_changed_by_hand_is_planned_anew(plant, by, at, settle):
    """Nobody noted the change, so only the difference shows it."""
    site, items = plant
    report(sales_order(sales_line(items["B"], site, 5, day(60))), by=by, at=at)
    settle()
    commands.run_planning(by=by, at=at)
    with acting(by, at):
        queries.list_planned_orders(by=by).filter(item=items["B"]).update(quantity=50)

    report(stock_moved(items["P3"], site, 1), by=by, at=at)
    settle()

    with acting(by, at):
        assert queries.list_planned_orders(by=by).get(item=items["B"]).quantity == 5
        assert queries.list_planning_runs(by=by).latest("id").node_count == len(items)


def test_what_stands_above_is_taken_as_it_is_stored(plant, by, at, settle, monkeypatch):
    """KIT is kept in stock for S2 and passed on as a phantom for D; both stand above it."""
    _masters_are_known_to_stay(monkeypatch, Reach.BELOW)
    site, items = plant
    asked = [sales_order(sales_line(items[name], site, 7, day(60))) for name in ("C", "D")]
    late = purchase_order(items["KIT"], site, 2, day(70))
    report(*asked, late, by=by, at=at)
    settle()
    commands.run_planning(by=by, at=at)
    reaches = []
    monkeypatch.setattr(
        reaching, "load_input", lambda **how: reaches.append(how["reach"]) or load_input(**how)
    )

    report(sales_order(sales_line(items["KIT"], site, 1, day(90))), by=by, at=at)
    settle()
    before = plan_of(by, at)

    assert reaches == [Reach.BELOW]
    with acting(by, at):
        run = queries.list_planning_runs(by=by).latest("id")
        advice = ActionMessage.objects.get(kind="EXPEDITE", status="OPEN")
    assert run.node_count == len(["KIT", "P3", "P4"])
    assert advice.sales_order_ids == [asked[0].sales_order_id]
    assert advice.money_at_stake == 700
    commands.run_planning(by=by, at=at)
    assert plan_of(by, at) == before


def test_components_of_a_late_order_are_taken_as_they_are(plant, by, at, settle, monkeypatch):
    """Its message advises nothing that they could follow."""
    _masters_are_known_to_stay(monkeypatch, Reach.BELOW)
    site, items = plant
    part = (items["P3"], Decimal("2.5"))
    report(production_order(items["S1"], site, 3, day(-5), day(-2), (part,)), by=by, at=at)
    report(sales_order(sales_line(items["A"], site, 5, day(60))), by=by, at=at)
    settle()
    commands.run_planning(by=by, at=at)

    report(sales_order(sales_line(items["P3"], site, 1, day(90))), by=by, at=at)
    settle()
    before = plan_of(by, at)
    commands.run_planning(by=by, at=at)

    assert plan_of(by, at) == before
    assert any("PAST_DUE" in message for message in before["messages"])


@pytest.mark.parametrize("reach", [Reach.ABOVE, Reach.BELOW])
def test_a_promise_hears_of_a_late_part_that_another_product_shares(
    plant, by, at, settle, monkeypatch, reach
):
    """S1 for A waits for P2; P1 for A is late from before and stands beyond the second run."""
    _masters_are_known_to_stay(monkeypatch, reach)
    site, items = plant
    order = sales_order(sales_line(items["A"], site, 1, day(30)))
    late = purchase_order(items["P1"], site, 1, day(40))
    report(order, late, by=by, at=at)
    settle()
    commands.run_planning(by=by, at=at)
    first = _new_date(order, by, at)

    later = purchase_order(items["P3"], site, 2, day(70))
    report(later, by=by, at=at)
    settle()
    both = _new_date(order, by, at)
    report(moved(later, day(10)), by=by, at=at)
    settle()

    assert first is not None
    assert both > first
    assert _new_date(order, by, at) == first
    with acting(by, at):
        assert PromiseRisk.objects.get().cause_number == late.number


def test_a_promise_waits_for_every_order_that_brings_a_part_of_it(
    plant, by, at, settle, monkeypatch
):
    """Two orders make S1 for A; what the one waits for comes in time, what the other takes not."""
    _masters_are_known_to_stay(monkeypatch, Reach.BELOW)
    site, items = plant
    order = sales_order(sales_line(items["A"], site, 1, day(30)))
    halves = [
        production_order(items["S1"], site, 1, day(15), day(18), ((items[part], 1),), number=part)
        for part in ("P2", "P3")
    ]
    late = purchase_order(items["P3"], site, 1, day(40), number="PO-P3")
    later = purchase_order(items["P2"], site, 6, day(60), number="PO-P2")
    report(order, *halves, late, later, by=by, at=at)
    settle()
    commands.run_planning(by=by, at=at)
    by_the_later = _new_date(order, by, at)

    report(moved(later, day(10)), by=by, at=at)
    settle()

    assert _new_date(order, by, at) == by_the_later - timedelta(days=20)
    with acting(by, at):
        assert PromiseRisk.objects.get().cause_number == late.number
    before = plan_of(by, at)
    commands.run_planning(by=by, at=at)
    assert plan_of(by, at) == before


def _masters_are_known_to_stay(monkeypatch, reach):
    """They were made in the transaction of the test, as if after the run over everything: above is
    looked at where nobody can say which have changed."""
    known = frozenset() if reach is Reach.BELOW else None
    monkeypatch.setattr(reaching, "items_changed", lambda since: (since, known))


def _new_date(order, by, at):
    with acting(by, at):
        return PromiseRisk.objects.get(line_id=order.lines[0].schedule_line_id).new_date
