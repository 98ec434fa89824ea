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
    line = TransferOrderLine(
        line_id=new_id(),
        item_id=tea.id,
        quantity=shipped.quantity,
        unshipped_quantity=shipped.quantity,
        unreceived_quantity=shipped.quantity,
        unit=tea.unit,
        planned_order_id=shipped.id,
    )
    state = TransferOrderState(
        from_site_id=plant.id,
        to_site_id=depot.id,
        ship_date=shipped.start_date,
        due_date=shipped.due_date,
        status="CREATED",
        lines=(line,),
    )

    report(
        TransferOrderCreated(transfer_order_id=new_id(), number="TO-1", state=state), by=by, at=at
    )
    settle()

    assert queries.list_known_supply(by=by).get().site_id == depot.id
    assert queries.list_known_demand(by=by).get(demand_type="transfer_order").site_id == plant.id
    assert planned(by) == []
    assert list(queries.list_action_messages(by=by)) == []
