"""From the order to the finished goods: what is written, told and refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from sanye.erp.inventory.errors import NotEnoughStock
from sanye.erp.inventory.queries import Direction, get_genealogy, get_on_hand
from sanye.erp.production.checks import (
    completed_is_in_ledger,
    issued_is_in_ledger,
    reported_is_sum_of_reports,
)
from sanye.erp.production.commands import (
    ComponentIssue,
    OrderRequest,
    cancel_production_order,
    change_production_quantity,
    close_production_order,
    complete_production_order,
    create_production_order,
    create_production_orders,
    issue_components,
    release_production_order,
    report_operation,
    reschedule_production_order,
    return_components,
    reverse_completion,
    reverse_report,
    set_production_policy,
    split_production_order,
)
from sanye.erp.production.errors import (
    AlreadyReversed,
    BillMissing,
    CompletionUnknown,
    ComponentsIssued,
    ComponentUnknown,
    DatesReversed,
    GoodsCompleted,
    MaterialShort,
    NotChangeable,
    NothingReported,
    NotMade,
    NotWorkedOn,
    OperationUnknown,
    OrderUnknown,
    OverCompletion,
    OverIssue,
    OverReturn,
    QuantityBelowDone,
    QuantityNotPositive,
    QuantityTooFine,
    ReasonMissing,
    ReportUnknown,
    SerialNumbersMissing,
    SplitTooLarge,
    TooManyPieces,
    WorkReported,
)
from sanye.erp.production.models import (
    OperationReport,
    ProductionCompletion,
    ProductionComponent,
    ProductionOperation,
    ProductionOrder,
)
from sanye.erp.production.queries import list_component_availability
from sanye.kernel.errors import Refusal
from sanye.kernel.events import from_data
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import BillLine, Item
from tests.erp.production.conftest import DAY, Shop
from tests.factories.masterdata import make_bill, make_item, make_item_site

CHECKS = (issued_is_in_ledger, completed_is_in_ledger, reported_is_sum_of_reports)


def facts(order: ProductionOrder) -> list[Any]:
    rows = EventRow.objects.filter(key=order.id).order_by("position")
    return [from_data(row.type, row.data) for row in rows]


def names(order: ProductionOrder) -> list[str]:
    return [type(fact).__name__ for fact in facts(order)]


def part(order: ProductionOrder, item: Item) -> ProductionComponent:
    return ProductionComponent.unscoped.get(production_order=order, item=item)


def complete(shop: Shop, order: ProductionOrder, quantity: Any, **fields: Any) -> ProductionOrder:
    return complete_production_order(
        production_order_id=order.id,
        quantity=Decimal(quantity),
        posting_date=DAY,
        by=shop.by,
        at=shop.at,
        **fields,
    )


def issue(shop: Shop, order: ProductionOrder, *lines: ComponentIssue) -> ProductionOrder:
    return issue_components(
        production_order_id=order.id,
        posting_date=DAY,
        lines=lines or None,
        by=shop.by,
        at=shop.at,
    )


def verified(shop: Shop) -> bool:
    return not any(check(shop.by.company_id).problems for check in CHECKS)


def test_copies_bill_and_routing(shop: Shop) -> None:
    BillLine.objects.filter(component=shop.frame).update(scrap_ratio=Decimal("0.2"))

    order = shop.order(10, released=False)

    parts = ProductionComponent.unscoped.order_by("line_number")
    assert [(p.item.code, p.quantity, p.unit) for p in parts] == [
        ("WHEEL", 20, "C62"),
        ("FRAME", 13, "C62"),
    ]
    operations = ProductionOperation.unscoped.order_by("number")
    assert [(o.number, o.setup_minutes, o.run_minutes) for o in operations] == [
        (10, 15, 40),
        (20, 0, 20),
    ]
    (fact,) = facts(order)
    assert (fact.number, fact.state.status, fact.state.open_quantity) == (
        order.number,
        "CREATED",
        10,
    )
    assert [c.open_quantity for c in fact.state.components] == [20, 13]


def test_starts_a_lead_time_before_it_is_due(shop: Shop) -> None:
    make_item_site(shop.bike, shop.site, lead_time_days=3)

    order = shop.order(1, released=False, start_date=None, due_date=date(2026, 3, 9))

    assert order.start_date == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("fields", "refusal", "field"),
    [
        ({"quantity": 0}, QuantityNotPositive, "quantity"),
        ({"quantity": "1.5"}, QuantityTooFine, "quantity"),
        ({"due_date": date(2026, 3, 1)}, DatesReversed, "due_date"),
    ],
)
def test_refuses_wrong_figures(shop: Shop, fields: Any, refusal: type[Refusal], field: str) -> None:
    with pytest.raises(refusal) as caught:
        shop.order(**{"quantity": 1, "released": False, **fields})

    assert caught.value.field == field
    assert not ProductionOrder.unscoped.exists()


def test_refuses_what_cannot_be_made(shop: Shop) -> None:
    service = make_item(kind="SERVICE")
    make_bill(service, [(shop.frame, 1)])

    with pytest.raises(BillMissing) as caught:
        shop.order(item_id=shop.frame.id)
    with pytest.raises(NotMade):
        shop.order(item_id=service.id)
    with pytest.raises(Refusal):
        shop.order(item_id=new_id())

    assert caught.value.data["item"] == "FRAME"


def test_makes_many_orders_in_few_statements(
    shop: Shop, django_assert_max_num_queries: Any
) -> None:
    requests = [
        OrderRequest(
            item_id=shop.bike.id,
            site_id=shop.site.id,
            quantity=Decimal(1),
            start_date=DAY,
            due_date=DAY,
        )
        for _ in range(50)
    ]

    with django_assert_max_num_queries(30):
        orders = create_production_orders(requests=requests, by=shop.by, at=shop.at)

    assert len({order.number for order in orders}) == 50
    assert ProductionComponent.unscoped.count() == 100


def test_release_shows_what_is_missing(shop: Shop) -> None:
    shop.stock(shop.wheel, 20, lot="W")
    shop.stock(shop.frame, 4)
    order = shop.order(10, released=False)

    with pytest.raises(MaterialShort):
        release_production_order(
            production_order_id=order.id, is_material_needed=True, by=shop.by, at=shop.at
        )
    release = release_production_order(production_order_id=order.id, by=shop.by, at=shop.at)

    assert [(line.item_code, line.short_quantity) for line in release.shortages] == [("FRAME", 6)]
    assert names(order) == ["ProductionOrderCreated", "ProductionOrderReleased"]
    with pytest.raises(StepNotAllowed):
        release_production_order(production_order_id=order.id, by=shop.by, at=shop.at)


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


def test_returns_before_it_is_cancelled(shop: Shop) -> None:
    shop.stock(shop.frame, 5)
    order = shop.order(5)
    frames = part(order, shop.frame)
    line = ComponentIssue(component_line_id=frames.id, quantity=Decimal(5))
    issue(shop, order, line)

    with pytest.raises(ComponentsIssued):
        cancel_production_order(production_order_id=order.id, reason="NO", by=shop.by, at=shop.at)
    with pytest.raises(OverReturn):
        return_components(
            production_order_id=order.id,
            posting_date=DAY,
            lines=[ComponentIssue(component_line_id=frames.id, quantity=Decimal(6))],
            by=shop.by,
            at=shop.at,
        )
    return_components(
        production_order_id=order.id, posting_date=DAY, lines=[line], by=shop.by, at=shop.at
    )
    cancel_production_order(production_order_id=order.id, reason="NO", by=shop.by, at=shop.at)

    assert get_on_hand(item_id=shop.frame.id, site_id=shop.site.id, by=shop.by) == 5
    assert names(order)[-1] == "ProductionOrderCancelled"
    assert verified(shop)


def test_does_not_cancel_what_has_cost_work_or_brought_goods(shop: Shop) -> None:
    shop.stock(shop.wheel, 30, lot="W1")
    shop.stock(shop.frame, 15)
    worked, made = shop.order(5), shop.order(5)
    report_operation(
        production_order_id=worked.id,
        operation_number=10,
        posting_date=DAY,
        run_minutes=Decimal(5),
        by=shop.by,
        at=shop.at,
    )
    complete(shop, made, 1)

    for order, refusal in ((worked, WorkReported), (made, GoodsCompleted)):
        with pytest.raises(refusal):
            cancel_production_order(
                production_order_id=order.id, reason="NO", by=shop.by, at=shop.at
            )


def test_changes_days_and_quantity(shop: Shop) -> None:
    shop.stock(shop.wheel, 30, lot="W1")
    shop.stock(shop.frame, 15)
    order = shop.order(10)
    complete(shop, order, 4)

    moved = reschedule_production_order(
        production_order_id=order.id, due_date=date(2026, 3, 10), by=shop.by, at=shop.at
    )
    with pytest.raises(QuantityBelowDone):
        change_production_quantity(
            production_order_id=order.id, quantity=Decimal(3), by=shop.by, at=shop.at
        )
    change_production_quantity(
        production_order_id=order.id, quantity=Decimal(6), by=shop.by, at=shop.at
    )

    assert moved.start_date == date(2026, 3, 6)
    assert part(order, shop.wheel).quantity == 12
    state = facts(order)[-1].state
    assert (state.open_quantity, [c.open_quantity for c in state.components]) == (2, [4, 2])
    complete(shop, order, 2)
    with pytest.raises(NotChangeable):
        change_production_quantity(
            production_order_id=order.id, quantity=Decimal(9), by=shop.by, at=shop.at
        )


def test_splits_what_is_open(shop: Shop) -> None:
    shop.stock(shop.wheel, 30, lot="W1")
    shop.stock(shop.frame, 15)
    order = shop.order(10)
    complete(shop, order, 4)

    with pytest.raises(SplitTooLarge):
        split_production_order(
            production_order_id=order.id, quantity=Decimal(7), by=shop.by, at=shop.at
        )
    other = split_production_order(
        production_order_id=order.id, quantity=Decimal(6), by=shop.by, at=shop.at
    )

    order.refresh_from_db()
    assert (order.quantity, other.quantity, other.split_from_id) == (4, 6, order.id)
    assert (part(order, shop.wheel).quantity, part(other, shop.wheel).quantity) == (8, 12)
    assert (part(order, shop.wheel).issued_quantity, part(other, shop.wheel).issued_quantity) == (
        8,
        0,
    )
    assert names(other) == ["ProductionOrderCreated", "ProductionOrderReleased"]
    complete(shop, other, 6)
    assert verified(shop)


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


def test_shares_what_is_available_between_lines(shop: Shop) -> None:
    double = make_item("TANDEM", kind="MAKE")
    make_bill(double, [(shop.frame, 1), (shop.frame, 1)])
    shop.stock(shop.frame, 3)
    order = shop.order(2, item_id=double.id)

    lines = list_component_availability(production_order_id=order.id, by=shop.by)

    assert [(line.available_quantity, line.short_quantity) for line in lines] == [(3, 0), (1, 1)]


def test_the_database_keeps_the_steps(shop: Shop) -> None:
    order = shop.order(1, released=False)

    with pytest.raises(DatabaseError), transaction.atomic():
        ProductionOrder.unscoped.filter(id=order.id).update(status="COMPLETED")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductionOrder.unscoped.filter(id=order.id).update(quantity=0)


def test_one_planned_order_makes_one_order(shop: Shop) -> None:
    planned = new_id()
    request = OrderRequest(
        item_id=shop.bike.id,
        site_id=shop.site.id,
        quantity=Decimal(1),
        start_date=DAY,
        due_date=DAY,
        planned_order_id=planned,
    )
    create_production_orders(requests=[request], by=shop.by, at=shop.at)

    with pytest.raises(IntegrityError), transaction.atomic():
        create_production_orders(requests=[request], by=shop.by, at=shop.at)


def test_create_needs_the_permission(shop: Shop) -> None:
    from dataclasses import replace

    from sanye.kernel.errors import NotAllowed

    nobody = replace(shop.by, permissions=frozenset({"erp.inventory.*"}))

    with pytest.raises(NotAllowed):
        create_production_order(
            item_id=shop.bike.id,
            site_id=shop.site.id,
            quantity=Decimal(1),
            start_date=DAY,
            due_date=DAY,
            by=nobody,
            at=shop.at,
        )


def test_takes_back_a_completion_once(shop: Shop) -> None:
    shop.stock(shop.wheel, 20, lot="W")
    shop.stock(shop.frame, 10)
    order = shop.order(4)
    complete(shop, order, 1)
    complete(shop, order, 3)
    wrong = ProductionCompletion.unscoped.get(quantity=3)

    def reverse(completion_id: Any, **fields: Any) -> ProductionOrder:
        row = {"posting_date": DAY, "reason_code": "MISCOUNT", **fields}
        return reverse_completion(completion_id=completion_id, by=shop.by, at=shop.at, **row)

    with pytest.raises(ReasonMissing):
        reverse(wrong.id, reason_code="")
    with pytest.raises(CompletionUnknown):
        reverse(new_id())
    back = reverse(wrong.id)
    for again in ProductionCompletion.unscoped.filter(quantity__in=[3, -3]):
        with pytest.raises(AlreadyReversed):
            reverse(again.id)

    assert (back.status, back.completed_quantity) == ("STARTED", 1)
    assert get_on_hand(item_id=shop.bike.id, site_id=shop.site.id, by=shop.by) == 1
    assert facts(order)[-1].state.open_quantity == 3
    complete(shop, order, 3)
    assert part(order, shop.frame).issued_quantity == 4
    assert verified(shop)


def test_takes_back_a_report_once(shop: Shop) -> None:
    order = shop.order(4)
    report = report_operation(
        production_order_id=order.id,
        operation_number=10,
        posting_date=DAY,
        good_quantity=Decimal(1),
        scrap_quantity=Decimal(3),
        scrap_reason_code="CRACK",
        run_minutes=Decimal(9),
        by=shop.by,
        at=shop.at,
    )

    def reverse(report_id: Any, reason_code: str = "TYPO") -> OperationReport:
        return reverse_report(
            report_id=report_id,
            posting_date=DAY,
            reason_code=reason_code,
            by=shop.by,
            at=shop.at,
        )

    with pytest.raises(ReasonMissing):
        reverse(report.id, " ")
    with pytest.raises(ReportUnknown):
        reverse(new_id())
    reversal = reverse(report.id)
    for again in (report.id, reversal.id):
        with pytest.raises(AlreadyReversed):
            reverse(again)

    order.refresh_from_db()
    assert (order.status, order.scrapped_quantity) == ("STARTED", 0)
    told = [fact for fact in facts(order) if type(fact).__name__ == "OperationReported"]
    assert [(f.scrap_quantity, f.run_minutes, f.cost_rate) for f in told] == [
        (3, 9, 60),
        (-3, -9, 60),
    ]
    assert verified(shop)
    cancel_production_order(production_order_id=order.id, reason="NO", by=shop.by, at=shop.at)
