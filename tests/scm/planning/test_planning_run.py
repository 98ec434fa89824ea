"""From facts to a plan: the cursors plan by themselves whatever changed."""

from decimal import Decimal

import pytest

from sanye.scm.planning import commands, queries
from sanye.scm.planning.models import PlanPeg
from sanye.stem.rows import bulk
from tests.factories import masterdata as make
from tests.factories.scm import day, report, sales_line, sales_order, stock_moved
from tests.sql.counting import queries_of


@pytest.fixture
def shop(by):
    """A bike of two wheels: made in 2 days, wheels bought in 5; a year-round calendar."""
    site = make.make_site(by)
    bike, wheel = make.make_item("BIKE", kind="MAKE"), make.make_item("WHEEL")
    make.make_item_site(bike, site, lead_time_days=2)
    make.make_item_site(wheel, site, lead_time_days=5)
    supplier = make.make_supplier(by)
    make.make_supplier_term(by, supplier, wheel, lead_time_days=5)
    make.make_bill(bike, [(wheel, 2)])
    return site, bike, wheel, supplier


def planned(by, **filters):
    rows = queries.list_planned_orders(by=by).filter(**filters).order_by("item__code", "due_date")
    return [(r.item.code, r.kind, r.status, r.quantity, r.start_date, r.due_date) for r in rows]


@pytest.mark.parametrize("many", [1, 2000], ids=["copied", "inserted"])
def test_an_order_is_planned_down_to_what_is_bought(shop, by, at, settle, monkeypatch, many):
    site, bike, _, supplier = shop
    monkeypatch.setattr(bulk, "MANY", many)
    report(
        stock_moved(bike, site, 5),
        sales_order(sales_line(bike, site, 20, day(28))),
        by=by,
        at=at,
    )

    settle()

    assert planned(by) == [
        ("BIKE", "MAKE", "PLANNED", Decimal(15), day(24), day(28)),
        ("WHEEL", "BUY", "PLANNED", Decimal(30), day(17), day(24)),
    ]
    assert queries.list_planned_orders(by=by).get(item__code="WHEEL").supplier_id == supplier.id
    assert not queries.has_net_change(by=by)
    pegs = PlanPeg.unscoped.values_list("item__code", "supply_kind", "need_kind", "quantity")
    assert sorted(pegs) == [
        ("BIKE", "ON_HAND", "DEMAND", Decimal(5)),
        ("BIKE", "PLANNED_ORDER", "DEMAND", Decimal(15)),
        ("WHEEL", "PLANNED_ORDER", "REQUIREMENT", Decimal(30)),
    ]


def test_the_planned_orders_of_a_sales_order_are_all_that_serve_it_in_the_end(shop, by, at, settle):
    site, bike, wheel, _ = shop
    orders = [sales_order(sales_line(bike, site, 20, day(28 + n))) for n in range(3)]
    orders.append(sales_order(sales_line(wheel, site, 7, day(28))))
    report(stock_moved(bike, site, 25), *orders, by=by, at=at)
    settle()
    everything = list(queries.list_planned_orders(by=by).values_list("id", flat=True))
    serves = queries.sales_orders_behind(everything, by)

    found = [planned_for(order.sales_order_id, by) for order in orders]

    assert found == [
        {id_ for id_ in everything if order.sales_order_id in serves.get(id_, ())}
        for order in orders
    ]
    assert [len(ids) for ids in found] == [0, 2, 2, 1]


def test_they_are_found_without_asking_about_others(shop, by, at, settle):
    site, bike, _, _ = shop
    order = sales_order(sales_line(bike, site, 20, day(28)))
    asked = []
    for others in (0, 8):
        more = [sales_order(sales_line(bike, site, 5, day(29))) for _ in range(others)]
        report(order, *more, by=by, at=at)
        settle()
        sent = queries_of(lambda: planned_for(order.sales_order_id, by))
        asked.append([len(values) for _, values in sent])

    assert asked[0] == asked[1]


def planned_for(sales_order_id, by):
    rows = queries.list_planned_orders(sales_order_id=sales_order_id, by=by)
    return set(rows.values_list("id", flat=True))


def test_what_starts_inside_the_release_fence_is_released(shop, by, at, settle):
    site, bike, _, _ = shop
    report(sales_order(sales_line(bike, site, 20, day(8))), by=by, at=at)

    settle()

    assert [(row[0], row[2]) for row in planned(by)] == [("BIKE", "PLANNED"), ("WHEEL", "RELEASED")]


def test_running_again_changes_nothing(shop, by, at, settle):
    site, bike, _, _ = shop
    report(sales_order(sales_line(bike, site, 20, day(28))), by=by, at=at)
    settle()
    before = sorted(queries.list_planned_orders(by=by).values_list("id", "quantity", "due_date"))

    run = commands.run_planning(by=by, at=at)

    assert (run.created_count, run.changed_count, run.dropped_count) == (0, 0, 0)
    after = sorted(queries.list_planned_orders(by=by).values_list("id", "quantity", "due_date"))
    assert after == before


@pytest.mark.parametrize(("multiple", "planned_quantity"), [(None, 36), (18, 48)])
def test_what_is_sold_by_the_dozen_is_planned_in_whole_dozens(
    by, at, settle, multiple, planned_quantity
):
    site, cup = make.make_site(by), make.make_item("CUP")
    make.make_item_site(cup, site, multiple_quantity=multiple)
    make.make_supplier_term(by, make.make_supplier(by), cup, unit="DZN")

    report(sales_order(sales_line(cup, site, 31, day(28))), by=by, at=at)
    settle()

    assert queries.list_planned_orders(by=by).get().quantity == planned_quantity


def test_a_bar_code_for_a_quantity_keeps_nothing_else_from_being_planned(shop, by, at, settle):
    site, bike, _, _ = shop
    bearing, ball = make.make_item("BEARING", kind="MAKE"), make.make_item("BALL")
    for item in (bearing, ball):
        make.make_item_site(item, site, lead_time_days=2)
    make.make_bill(bearing, [(ball, 1000)])
    report(
        sales_order(sales_line(bearing, site, 690123456789, day(28))),
        sales_order(sales_line(bike, site, 20, day(28))),
        by=by,
        at=at,
    )

    settle()

    assert ("BIKE", "MAKE", "PLANNED", Decimal(20), day(24), day(28)) in planned(by)
    assert not queries.has_net_change(by=by)
    told = queries.list_action_messages(by=by).filter(kind="DATA_ERROR")
    assert set(told.values_list("item__code", "data_error")) >= {("BEARING", "OUT_OF_PROPORTION")}
