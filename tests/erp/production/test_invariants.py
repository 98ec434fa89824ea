"""Whatever is booked in whatever order: orders, reports and stock tell the same."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from sanye.erp.inventory.queries import get_on_hand
from sanye.erp.production.commands import (
    ComponentIssue,
    cancel_production_order,
    change_production_quantity,
    close_production_order,
    complete_production_order,
    issue_components,
    report_operation,
    request_change,
    reschedule_production_order,
    return_components,
    split_production_order,
)
from sanye.erp.production.errors import OverCompletion
from sanye.erp.production.models import ProductionComponent, ProductionOrder
from sanye.kernel.checks import all_checks
from sanye.kernel.errors import Refusal
from tests.erp.production.conftest import DAY, Shop

ORDER_WIDE = {
    "ISSUE_ALL": lambda q: (issue_components, {"posting_date": DAY}),
    "REPORT": lambda q: (
        report_operation,
        {
            "operation_number": 10 if q % 2 else 20,
            "posting_date": DAY,
            "good_quantity": Decimal(q),
            "run_minutes": Decimal(q),
        },
    ),
    "SCRAP": lambda q: (
        report_operation,
        {
            "operation_number": 10,
            "posting_date": DAY,
            "scrap_quantity": Decimal(1),
            "scrap_reason_code": "X",
        },
    ),
    "COMPLETE": lambda q: (
        complete_production_order,
        {"quantity": Decimal(q), "posting_date": DAY},
    ),
    "COMPLETE_ONLY": lambda q: (
        complete_production_order,
        {"quantity": Decimal(q), "posting_date": DAY, "backflush": False},
    ),
    "RESIZE": lambda q: (change_production_quantity, {"quantity": Decimal(q)}),
    "MOVE": lambda q: (reschedule_production_order, {"due_date": date(2026, 4, 1 + q)}),
    "SPLIT": lambda q: (split_production_order, {"quantity": Decimal(q)}),
    "ASK": lambda q: (
        request_change,
        {
            "kind": "CHANGE_QUANTITY",
            "new_date": None,
            "new_quantity": Decimal(q),
            "reason": "PLAN",
        },
    ),
    "CANCEL": lambda q: (cancel_production_order, {"reason": "X"}),
    "CLOSE": lambda q: (close_production_order, {"posting_date": DAY}),
}
LINE_WIDE = {"ISSUE": issue_components, "RETURN": return_components}
step = st.tuples(st.sampled_from([*ORDER_WIDE, *LINE_WIDE]), st.integers(1, 6), st.integers(0, 3))


@settings(max_examples=25)
@given(steps=st.lists(step, min_size=1, max_size=12))
def test_books_agree_after_any_bookings(shop: Shop, steps: Any) -> None:
    shop.stock(shop.wheel, 40, lot="W")
    shop.stock(shop.frame, 15)
    shop.order(6)
    for kind, quantity, choice in steps:
        try:
            _do(shop, kind, quantity, choice)
        except Refusal:
            continue

    problems = {
        name: check(shop.by.company_id).problems
        for name, check in all_checks.items()
        if name.startswith(("erp.inventory.", "erp.production."))
    }
    assert {name: found for name, found in problems.items() if found} == {}


def _do(shop: Shop, kind: str, quantity: int, choice: int) -> None:
    orders = list(ProductionOrder.unscoped.order_by("number"))
    order = orders[choice % len(orders)]
    if kind in ORDER_WIDE:
        run, fields = ORDER_WIDE[kind](quantity)
    else:
        run = LINE_WIDE[kind]
        parts = list(ProductionComponent.unscoped.filter(production_order=order))
        line = ComponentIssue(
            component_line_id=parts[choice % len(parts)].id,
            quantity=Decimal(quantity),
            lot="W" if parts[choice % len(parts)].item_id == shop.wheel.id else "",
        )
        fields = {"posting_date": DAY, "lines": [line]}
    run(production_order_id=order.id, by=shop.by, at=shop.at, **fields)


def test_workers_at_the_same_order_do_not_make_too_much(log_db: None, shop: Shop) -> None:
    shop.stock(shop.wheel, 40, lot="W")
    shop.stock(shop.frame, 15)
    order = shop.order(3)
    outcomes: list[str] = []

    def complete() -> None:
        try:
            complete_production_order(
                production_order_id=order.id,
                quantity=Decimal(1),
                posting_date=DAY,
                by=shop.by,
                at=shop.at,
            )
            outcomes.append("MADE")
        except OverCompletion:
            outcomes.append("REFUSED")

    _together(6, complete)

    assert sorted(outcomes) == ["MADE"] * 3 + ["REFUSED"] * 3
    assert get_on_hand(item_id=shop.bike.id, site_id=shop.site.id, by=shop.by) == 3
    assert get_on_hand(item_id=shop.wheel.id, site_id=shop.site.id, by=shop.by) == 34


def _together(count: int, work: Callable[[], None]) -> None:
    start = Barrier(count)

    def run() -> None:
        start.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
