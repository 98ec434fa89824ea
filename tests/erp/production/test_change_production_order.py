"""Orders are changed, split, cancelled, and bookings taken back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from sanye.erp.inventory.queries import get_on_hand
from sanye.erp.production.commands import (
    ComponentIssue,
    cancel_production_order,
    change_production_quantity,
    report_operation,
    reschedule_production_order,
    return_components,
    reverse_completion,
    reverse_report,
    split_production_order,
)
from sanye.erp.production.errors import (
    AlreadyReversed,
    CompletionUnknown,
    ComponentsIssued,
    GoodsCompleted,
    NotChangeable,
    OverReturn,
    QuantityBelowDone,
    ReasonMissing,
    ReportUnknown,
    SplitTooLarge,
    WorkReported,
)
from sanye.erp.production.models import (
    OperationReport,
    ProductionCompletion,
    ProductionOrder,
)
from sanye.kernel.ids import new_id
from tests.erp.production.conftest import DAY, Shop
from tests.erp.production.orders import complete, facts, issue, names, part, verified


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


def test_the_database_keeps_the_steps(shop: Shop) -> None:
    order = shop.order(1, released=False)

    with pytest.raises(DatabaseError), transaction.atomic():
        ProductionOrder.unscoped.filter(id=order.id).update(status="COMPLETED")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductionOrder.unscoped.filter(id=order.id).update(quantity=0)


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
