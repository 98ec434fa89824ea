"""Production orders of the past with what they took, what they cost and what came out."""

from datetime import date
from decimal import Decimal

from sanye.erp.costing.models import ItemValue, WorkInProcess
from sanye.erp.history.commands import (
    ClosedComponent,
    PastCost,
    PastStock,
    import_closed_documents,
)
from sanye.erp.inventory.models import Lot, SerialNumber
from sanye.erp.production.models import (
    OperationReport,
    ProductionComponent,
    ProductionOperation,
    ProductionOrder,
)
from tests.factories import masterdata as make
from tests.factories.history import FEB, JAN, make_maker

D = Decimal


def test_without_parts_it_takes_what_bill_and_routing_ask_for(maker, problems, by, at):
    make.make_routing(maker.bike, [(maker.saw, 6)])
    made = maker.made(components=None, operations=None)

    import_closed_documents(stock=[maker.opening()], production_orders=[made], by=by, at=at)

    component, operation = ProductionComponent.unscoped.get(), ProductionOperation.unscoped.get()
    assert (component.item_id, component.issued_quantity, component.ratio) == (
        maker.bolt.id,
        40,
        4,
    )
    assert (operation.actual_run_minutes, operation.run_minutes_each) == (60, 6)
    order = WorkInProcess.unscoped.get()
    assert (order.material_amount, order.conversion_amount) == (80, 30)
    assert (order.completed_amount, order.variance_amount) == (1000, -890)
    assert problems() == {}


def test_the_bill_is_that_of_the_day_it_began(maker, by, at):
    bill = maker.bike.bills.get()
    bill.lines.update(valid_to_date=date(2025, 1, 20))
    bill.lines.create(
        position=20, component=maker.bolt, quantity=5, unit="C62", valid_from_date=date(2025, 1, 20)
    )
    begun = [date(2025, 1, 19), date(2025, 1, 20)]

    import_closed_documents(
        stock=[maker.opening()],
        production_orders=[
            maker.made(quantity=1, components=None, actual_start_date=day) for day in begun
        ],
        by=by,
        at=at,
    )

    orders = ProductionOrder.unscoped.order_by("started_at")
    taken = [order.components(manager="unscoped").get().issued_quantity for order in orders]
    assert taken == [4, 5]


def test_scrap_stands_with_its_reason_at_the_last_operation(maker, problems, by, at):
    made = maker.made(completed_quantity=D(8), scrapped_quantity=D(2), scrap_reason_code="PAINT")

    import_closed_documents(stock=[maker.opening()], production_orders=[made], by=by, at=at)

    report = OperationReport.unscoped.get()
    assert (report.good_quantity, report.scrap_quantity, report.scrap_reason_code) == (
        8,
        2,
        "PAINT",
    )
    order = ProductionOrder.unscoped.get()
    assert (order.completed_quantity, order.scrapped_quantity) == (8, 2)
    assert problems() == {}


def test_an_order_that_brought_nothing_is_all_variance(maker, problems, books, by, at):
    made = maker.made(completed_quantity=D(0), scrapped_quantity=D(10), scrap_reason_code="BENT")

    import_closed_documents(stock=[maker.opening()], production_orders=[made], by=by, at=at)

    assert books("PRODUCTION_VARIANCE") == D(380)
    assert books("WORK_IN_PROCESS") == 0
    assert problems() == {}


def test_goods_at_moving_average_cost_what_went_in(maker, problems, by, at):
    frame = make.make_item(kind="MAKE")
    make.make_item_company(by, frame)
    make.make_bill(frame, [(maker.bolt, 4)])

    import_closed_documents(
        stock=[maker.opening()],
        production_orders=[maker.made(item_id=frame.id, components=None)],
        by=by,
        at=at,
    )

    value = ItemValue.unscoped.get(item=frame)
    assert (value.quantity, value.value) == (10, 380)
    assert problems() == {}


def test_a_part_made_on_the_same_day_is_there_before_it_is_taken(maker, problems, by, at):
    """A frame of two bolts goes into the bike; everything begins and ends on one day."""
    frame = make.make_item(kind="MAKE")
    make.make_item_company(by, frame)
    make.make_bill(frame, [(maker.bolt, 2)])
    quick = {"actual_start_date": FEB, "actual_end_date": FEB, "operations": ()}
    bike = maker.made(
        quantity=3, components=(ClosedComponent(item_id=frame.id, quantity=D(3)),), **quick
    )
    frames = maker.made(quantity=3, item_id=frame.id, components=None, **quick)

    import_closed_documents(stock=[maker.opening()], production_orders=[bike, frames], by=by, at=at)

    order = WorkInProcess.unscoped.get(item=maker.bike)
    assert order.material_amount == D(12)
    assert problems() == {}


def test_a_standard_of_the_past_revalues_stock_on_its_day(maker, problems, books, by, at):
    """Ten bikes made at 80; from the first of March the standard is 90, four of them leave."""
    import_closed_documents(
        stock=[maker.opening()],
        production_orders=[maker.made()],
        sales_orders=[maker.sold()],
        standard_costs=[
            PastCost(item_id=maker.bike.id, from_date=date(2025, 1, 1), standard_cost=D(80)),
            PastCost(item_id=maker.bike.id, from_date=date(2025, 3, 1), standard_cost=D(90)),
        ],
        by=by,
        at=at,
    )

    assert books("INVENTORY_REVALUATION") == -D(100)
    assert books("COST_OF_GOODS_SOLD") == D(360)
    value = ItemValue.unscoped.get(item=maker.bike)
    assert (value.quantity, value.value) == (6, 540)
    assert problems() == {}


def test_lots_and_serial_numbers_are_known_from_then_on(by, at, problems):
    maker = make_maker(by, at)
    maker.bolt.tracking, maker.bike.tracking = "LOT", "SERIAL"
    maker.bolt.save()
    maker.bike.save()
    bolts = PastStock(
        item_id=maker.bolt.id,
        site_id=maker.site.id,
        quantity=D(20),
        unit_cost=D(2),
        posting_date=date(2025, 1, 1),
        lot="L1",
    )
    made = maker.made(
        quantity=2,
        serial_numbers=("S1", "S2"),
        components=(ClosedComponent(item_id=maker.bolt.id, quantity=D(8), lot="L1"),),
    )
    sold = maker.sold(quantity=1, serial_numbers=("S1",))

    import_closed_documents(
        stock=[bolts], production_orders=[made], sales_orders=[sold], by=by, at=at
    )

    pieces = SerialNumber.unscoped.order_by("number").values_list("number", "on_hand")
    assert list(pieces) == [("S1", 0), ("S2", 1)]
    assert Lot.unscoped.get().made_date == date(2025, 1, 1)
    assert problems() == {}
    assert JAN < FEB
