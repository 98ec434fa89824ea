"""A depot that a plant supplies."""

from decimal import Decimal

import pytest

from sanye.contracts.erp.inventory import (
    TransferOrderCreated,
    TransferOrderLine,
    TransferOrderState,
)
from sanye.kernel.ids import new_id
from sanye.scm.planning import queries
from sanye.scm.planning.models import ActionMessage
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.scm import day, report, sales_line, sales_order, stock_moved


@pytest.fixture
def network(by):
    plant, depot = make.make_site(by, "PLANT"), make.make_site(by, "DEPOT")
    tea = make.make_item("TEA")
    make.make_item_site(tea, plant, lead_time_days=5)
    make.make_item_site(tea, depot, source="TRANSFER", supplying_site=plant, lead_time_days=3)
    make.make_supplier_term(by, make.make_supplier(by), tea, lead_time_days=5)
    return plant, depot, tea


def planned(by):
    rows = queries.list_planned_orders(by=by).order_by("start_date")
    return [(r.kind, r.site.code, r.status, r.quantity, r.start_date, r.due_date) for r in rows]


def transfer_line(item, quantity, planned_order_id=None):
    return TransferOrderLine(
        line_id=new_id(),
        item_id=item.id,
        quantity=Decimal(quantity),
        unshipped_quantity=Decimal(quantity),
        unreceived_quantity=Decimal(quantity),
        unit=item.unit,
        planned_order_id=planned_order_id,
    )


def transfer(plant, depot, ship_date, due_date, *lines):
    state = TransferOrderState(
        from_site_id=plant.id,
        to_site_id=depot.id,
        ship_date=ship_date,
        due_date=due_date,
        status="CREATED",
        lines=lines,
    )
    return TransferOrderCreated(transfer_order_id=new_id(), number="TO-1", state=state)


def deferrals():
    rows = ActionMessage.unscoped.filter(kind="DEFER").order_by("item__code")
    return [(row.item.code, row.status, row.suggested_date) for row in rows]


def requested_dates():
    rows = EventRow.objects.filter(type="sanye.scm.supply_change.requested.v1")
    return [row.data["new_date"] for row in rows.order_by("position")]


def test_a_depots_need_is_shipped_from_the_plant_and_bought_there(network, by, at, settle):
    plant, depot, tea = network
    order = sales_order(sales_line(tea, depot, 30, day(30)))
    report(stock_moved(tea, plant, 10), order, by=by, at=at)

    settle()

    assert planned(by) == [
        ("BUY", "PLANT", "PLANNED", Decimal(20), day(18), day(25)),
        ("TRANSFER", "DEPOT", "PLANNED", Decimal(30), day(25), day(30)),
    ]


def test_a_transfer_order_is_supply_there_and_demand_here(network, by, at, settle):
    plant, depot, tea = network
    report(
        stock_moved(tea, plant, 10), sales_order(sales_line(tea, depot, 4, day(7))), by=by, at=at
    )
    settle()
    shipped = queries.list_planned_orders(by=by).get(kind="TRANSFER", status="PLANNED")
    line = transfer_line(tea, shipped.quantity, shipped.id)

    report(transfer(plant, depot, shipped.start_date, shipped.due_date, line), by=by, at=at)
    settle()

    assert queries.list_known_supply(by=by).get().site_id == depot.id
    assert queries.list_known_demand(by=by).get(demand_type="transfer_order").site_id == plant.id
    assert planned(by) == []
    assert list(queries.list_action_messages(by=by)) == []


@pytest.fixture
def pot(network, by):
    """Another thing that the depot gets of the plant."""
    plant, depot, _ = network
    item = make.make_item("POT")
    make.make_item_site(item, plant, lead_time_days=5)
    make.make_item_site(item, depot, source="TRANSFER", supplying_site=plant, lead_time_days=3)
    make.make_supplier_term(by, make.make_supplier(by), item, lead_time_days=5)
    return item


def test_a_line_is_not_put_off_by_itself_while_another_of_its_transfer_is_needed(
    network, pot, by, at, settle
):
    plant, depot, tea = network
    lines = transfer_line(tea, 4), transfer_line(pot, 2)
    needs = (
        sales_order(sales_line(tea, depot, 4, day(30))),
        sales_order(sales_line(pot, depot, 2, day(10))),
    )

    report(transfer(plant, depot, day(7), day(10), *lines), *needs, by=by, at=at)
    settle()

    assert deferrals() == [("TEA", "OPEN", day(30))]
    assert requested_dates() == []


def test_a_transfer_is_put_off_to_the_day_its_first_line_is_needed(network, pot, by, at, settle):
    plant, depot, tea = network
    lines = transfer_line(tea, 4), transfer_line(pot, 2)
    needs = (
        sales_order(sales_line(tea, depot, 4, day(22))),
        sales_order(sales_line(pot, depot, 2, day(30))),
    )

    report(transfer(plant, depot, day(7), day(10), *lines), *needs, by=by, at=at)
    settle()

    assert deferrals() == [("POT", "APPLIED", day(30)), ("TEA", "APPLIED", day(22))]
    assert requested_dates() == [str(day(30)), str(day(22))]
