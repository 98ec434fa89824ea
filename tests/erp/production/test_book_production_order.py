"""What is issued, reported and completed."""

from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.inventory.errors import NotEnoughStock
from sanye.erp.inventory.queries import Direction, get_genealogy, get_on_hand
from sanye.erp.production.commands import (
    ComponentIssue,
    close_production_order,
    release_production_order,
    report_operation,
    set_production_policy,
)
from sanye.erp.production.errors import (
    ComponentUnknown,
    MaterialShort,
    NothingReported,
    NotWorkedOn,
    OperationUnknown,
    OrderUnknown,
    OverCompletion,
    OverIssue,
    QuantityNotPositive,
    QuantityTooFine,
    ReasonMissing,
    SerialNumbersMissing,
    TooManyPieces,
)
from sanye.erp.production.models import (
    OperationReport,
)
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.models import Item
from tests.erp.production.conftest import DAY, Shop
from tests.erp.production.orders import complete, facts, issue, part, verified
from tests.factories.masterdata import make_bill, make_item


def test_issues_reports_completes_closes(shop: Shop) -> None:
    shop.stock(shop.wheel, 12, lot="W1")
    shop.stock(shop.wheel, 20, lot="W2")
    shop.stock(shop.frame, 15)
    order = shop.order(10)
    wheels = part(order, shop.wheel)

    issue(shop, order, ComponentIssue(component_line_id=wheels.id, quantity=Decimal(8), lot="W2"))
    issue(shop, order)
    for number in (10, 20):
        report_operation(
            production_order_id=order.id,
            operation_number=number,
            posting_date=DAY,
            good_quantity=Decimal(10),
            setup_minutes=Decimal(10),
            run_minutes=Decimal(45),
            by=shop.by,
            at=shop.at,
        )
    complete(shop, order, 4)
    complete(shop, order, 6)
    closed = close_production_order(
        production_order_id=order.id, posting_date=DAY, by=shop.by, at=shop.at
    )

    assert closed.status == "CLOSED"
    assert get_on_hand(item_id=shop.bike.id, site_id=shop.site.id, by=shop.by) == 10
    assert get_on_hand(item_id=shop.wheel.id, site_id=shop.site.id, by=shop.by) == 12
    told = facts(order)
    assert [type(fact).__name__ for fact in told] == [
        "ProductionOrderCreated",
        "ProductionOrderReleased",
        "ProductionOrderChanged",
        "ProductionOrderChanged",
        "OperationReported",
        "ProductionOrderChanged",
        "OperationReported",
        "ProductionOrderChanged",
        "ProductionOrderCompleted",
        "ProductionOrderCompleted",
        "ProductionOrderClosed",
    ]
    assert [told[4].cost_rate, told[6].cost_rate] == [60, 30]
    assert (told[8].state.open_quantity, told[8].state.status) == (6, "STARTED")
    assert (told[9].state.open_quantity, told[9].state.status) == (0, "COMPLETED")
    assert OperationReport.unscoped.count() == 2  # backflush found nothing left to report
    assert verified(shop)


def test_backflush_takes_the_rest_and_reports_planned_times(shop: Shop) -> None:
    shop.stock(shop.wheel, 30, lot="W1")
    shop.stock(shop.frame, 15)
    order = shop.order(10)
    wheels = part(order, shop.wheel)
    issue(shop, order, ComponentIssue(component_line_id=wheels.id, quantity=Decimal(3)))

    complete(shop, order, 4)
    complete(shop, order, 6)

    assert part(order, shop.wheel).issued_quantity == 20
    assert part(order, shop.frame).issued_quantity == 10
    reports = OperationReport.unscoped.filter(operation__number=10).order_by("reported_at", "id")
    assert [(r.good_quantity, r.setup_minutes, r.run_minutes) for r in reports] == [
        (4, 15, 16),
        (6, 0, 24),
    ]
    assert verified(shop)


def test_backflush_refuses_when_material_is_missing(shop: Shop) -> None:
    shop.stock(shop.wheel, 20, lot="W1")
    shop.stock(shop.frame, 9)
    order = shop.order(10)

    with pytest.raises(MaterialShort) as caught:
        complete(shop, order, 10)

    assert caught.value.data["item"] == "FRAME"
    order.refresh_from_db()
    assert (order.status, order.completed_quantity) == ("RELEASED", 0)
    assert not OperationReport.unscoped.exists()
    assert get_on_hand(item_id=shop.wheel.id, site_id=shop.site.id, by=shop.by) == 20


def test_a_site_may_tolerate_missing_material_and_leave_backflush_off(shop: Shop) -> None:
    shop.stock(shop.wheel, 20, lot="W1")
    shop.stock(shop.frame, 9)
    set_production_policy(
        site_id=shop.site.id,
        over_completion_ratio=Decimal(0),
        over_issue_ratio=Decimal(0),
        short_backflush_ratio=Decimal("0.1"),
        backflushes=False,
        by=shop.by,
        at=shop.at,
    )
    order = shop.order(10)

    complete(shop, order, 4)
    complete(shop, order, 6, backflush=True)

    assert part(order, shop.frame).issued_quantity == 9
    assert verified(shop)


def test_scrap_lessens_what_is_open_and_takes_material(shop: Shop) -> None:
    shop.stock(shop.wheel, 30, lot="W1")
    shop.stock(shop.frame, 15)
    order = shop.order(10)

    with pytest.raises(ReasonMissing):
        report_operation(
            production_order_id=order.id,
            operation_number=10,
            posting_date=DAY,
            scrap_quantity=Decimal(2),
            by=shop.by,
            at=shop.at,
        )
    report_operation(
        production_order_id=order.id,
        operation_number=10,
        posting_date=DAY,
        good_quantity=Decimal(8),
        scrap_quantity=Decimal(2),
        scrap_reason_code="CRACK",
        run_minutes=Decimal(40),
        by=shop.by,
        at=shop.at,
    )
    done = complete(shop, order, 8)

    assert (done.status, done.scrapped_quantity) == ("COMPLETED", 2)
    assert part(order, shop.wheel).issued_quantity == 20
    assert facts(order)[-1].state.open_quantity == 0


def test_holds_completion_and_issue_to_their_tolerance(shop: Shop) -> None:
    shop.stock(shop.wheel, 60, lot="W1")
    shop.stock(shop.frame, 40)
    order = shop.order(20)
    frames = part(order, shop.frame)

    with pytest.raises(OverIssue):
        issue(shop, order, ComponentIssue(component_line_id=frames.id, quantity=Decimal(23)))
    with pytest.raises(OverCompletion):
        complete(shop, order, 22)
    issue(shop, order, ComponentIssue(component_line_id=frames.id, quantity=Decimal(22)))
    complete(shop, order, 21)

    order.refresh_from_db()
    assert (order.completed_quantity, order.status) == (21, "COMPLETED")


def test_refuses_wrong_bookings(shop: Shop) -> None:
    shop.stock(shop.frame, 5)
    order = shop.order(10)
    frames = part(order, shop.frame)

    def report(**fields: Any) -> None:
        row = {"operation_number": 10, "good_quantity": Decimal(1), **fields}
        report_operation(
            production_order_id=order.id, posting_date=DAY, by=shop.by, at=shop.at, **row
        )

    for wrong, refusal in (
        (lambda: report(operation_number=99), OperationUnknown),
        (lambda: report(good_quantity=Decimal(0)), NothingReported),
        (lambda: report(good_quantity=Decimal("0.5")), QuantityTooFine),
        (lambda: complete(shop, order, 0), QuantityNotPositive),
        (lambda: complete(shop, order, "0.5"), QuantityTooFine),
        (
            lambda: issue(
                shop, order, ComponentIssue(component_line_id=new_id(), quantity=Decimal(1))
            ),
            ComponentUnknown,
        ),
        (
            lambda: issue(
                shop, order, ComponentIssue(component_line_id=frames.id, quantity=Decimal(-1))
            ),
            QuantityNotPositive,
        ),
        (
            lambda: issue(
                shop, order, ComponentIssue(component_line_id=frames.id, quantity=Decimal(6))
            ),
            NotEnoughStock,
        ),
        (
            lambda: release_production_order(production_order_id=new_id(), by=shop.by, at=shop.at),
            OrderUnknown,
        ),
    ):
        with pytest.raises(refusal):
            wrong()

    order.refresh_from_db()
    assert order.status == "RELEASED"
    assert verified(shop)


def test_books_nothing_on_an_order_that_is_not_released(shop: Shop) -> None:
    shop.stock(shop.frame, 5)
    order = shop.order(1, released=False)

    with pytest.raises(NotWorkedOn):
        issue(shop, order)
    with pytest.raises(NotWorkedOn):
        complete(shop, order, 1)


def test_makes_a_lot_that_can_be_traced(shop: Shop) -> None:
    Item.objects.filter(id=shop.bike.id).update(tracking="LOT")
    trailer = make_item("TRAILER", kind="MAKE", tracking="SERIAL")
    make_bill(trailer, [(shop.bike, 1)])
    shop.stock(shop.wheel, 2, lot="W1")
    shop.stock(shop.wheel, 30, lot="W2")
    shop.stock(shop.frame, 15)
    bikes = shop.order(2)
    complete(shop, bikes, 2)
    trailers = shop.order(2, item_id=trailer.id)

    with pytest.raises(SerialNumbersMissing):
        complete(shop, trailers, 2, serial_numbers=["T1", "T1"])
    complete(shop, trailers, 1, serial_numbers=["T1"])
    complete(shop, trailers, 1)

    down = get_genealogy(item_id=shop.wheel.id, lot="W1", direction=Direction.DOWN, by=shop.by)
    up = get_genealogy(item_id=trailer.id, serial_number="T1", direction=Direction.UP, by=shop.by)
    assert [(s.depth, s.item_code, s.lot or s.serial_number) for s in down] == [
        (1, "BIKE", bikes.number),
        (2, "TRAILER", f"{trailers.number}-0002"),
        (2, "TRAILER", "T1"),
    ]
    assert [(s.depth, s.item_code, s.lot, s.quantity) for s in up] == [
        (1, "BIKE", bikes.number, 2),
        (2, "FRAME", "", 2),
        (2, "WHEEL", "W1", 2),
        (2, "WHEEL", "W2", 2),
    ]


def test_finishes_a_thousand_serial_numbers_in_a_few_statements(
    shop: Shop, django_assert_max_num_queries: Any
) -> None:
    robot = make_item("ROBOT", kind="MAKE", tracking="SERIAL")
    make_bill(robot, [(shop.frame, 1)])
    shop.stock(shop.frame, 1000)
    order = shop.order(1000, item_id=robot.id)

    with django_assert_max_num_queries(80):
        complete(shop, order, 1000)

    assert get_on_hand(item_id=robot.id, site_id=shop.site.id, by=shop.by) == 1000


def test_refuses_more_serial_numbers_than_anybody_makes_at_once(shop: Shop) -> None:
    robot = make_item("ROBOT", kind="MAKE", tracking="SERIAL")
    make_bill(robot, [(shop.frame, 1)])
    order = shop.order(20_000, item_id=robot.id)

    with pytest.raises(TooManyPieces):
        complete(shop, order, 20_000, backflush=False)

    order.refresh_from_db()
    assert (order.status, order.completed_quantity) == ("RELEASED", 0)
