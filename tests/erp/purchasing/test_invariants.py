"""Whatever people do, in whatever order, the invariants hold; and a broken row is found."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from sanye.erp.purchasing import commands
from sanye.erp.purchasing.models import GoodsReceiptLine, PurchaseOrder
from sanye.erp.supplier_invoices import commands as invoices
from sanye.kernel.checks import all_checks
from sanye.kernel.errors import Refusal
from tests.factories.erp_purchasing import (
    DUE,
    lines_of,
    make_market,
    schedule_of,
)

OURS = ("erp.purchasing.", "erp.supplier_invoices.", "erp.inventory.")


def problems(company_id):
    found = {name: run(company_id) for name, run in all_checks.items() if name.startswith(OURS)}
    assert len(found) >= 12
    return {name: outcome.problems for name, outcome in found.items() if outcome.problems}


def order_planned(market, n):
    commands.order_planned(
        needs=[market.need(n, DUE + timedelta(days=n % 9))], by=market.by, at=market.at
    )


def place(market, n):
    market.place(n)


def send(market, n):
    order = pick(n)
    commands.send_purchase_order(purchase_order_id=order.id, by=market.by, at=market.at)


def answer(market, n):
    order = pick(n)
    row = pick_of(schedule_of(order), n)
    parts = tuple(
        commands.Part(Decimal(1 + n % 4), DUE + timedelta(days=day)) for day in range(n % 3)
    )
    commands.answer_purchase_order(
        purchase_order_id=order.id,
        answers=[
            commands.LineAnswer(
                schedule_line_id=row.id,
                kind=commands.AnswerKind.CHANGE if parts else commands.AnswerKind.REJECT,
                parts=parts,
                reason="why",
            )
        ],
        by=market.by,
        at=market.at,
    )


def change(market, n):
    order = pick(n)
    row = pick_of(schedule_of(order), n)
    what = (
        {"cancel": True},
        {"new_quantity": Decimal(1 + n)},
        {"new_date": DUE + timedelta(days=n)},
    )[n % 3]
    commands.change_purchase_order(
        purchase_order_id=order.id,
        changes=[commands.LineChange(schedule_line_id=row.id, **what)],
        reason="why",
        by=market.by,
        at=market.at,
    )


def receive(market, n):
    order = pick(n)
    line = pick_of(lines_of(order), n)
    commands.receive_goods(
        purchase_order_id=order.id,
        lines=[commands.Arrival(purchase_order_line_id=line.id, quantity=Decimal(1 + n % 7))],
        is_final=n % 11 == 0,
        by=market.by,
        at=market.at,
    )


def send_back(market, n):
    row = pick_of(list(GoodsReceiptLine.unscoped.filter(returns=None).order_by("id")), n)
    commands.return_goods(
        purchase_order_id=row.receipt.purchase_order_id,
        lines=[commands.GoingBack(receipt_line_id=row.id, quantity=Decimal(1 + n % 3))],
        reason_code="BROKEN",
        replacement=n % 2 == 0,
        by=market.by,
        at=market.at,
    )


def bill(market, n):
    order = pick(n)
    line = pick_of(lines_of(order), n)
    enter = invoices.enter_supplier_credit if n % 4 == 0 else invoices.enter_supplier_invoice
    invoice = enter(
        supplier_id=order.supplier_id,
        supplier_reference=f"R{n}",
        document_date=date(2026, 3, 2),
        lines=[
            invoices.InvoiceLine(
                purchase_order_line_id=line.id,
                quantity=Decimal(1 + n % 5),
                unit_price=line.unit_price,
            )
        ],
        by=market.by,
        at=market.at,
    )
    invoices.post_supplier_invoice(invoice_id=invoice.id, by=market.by, at=market.at)


def pick(n):
    return pick_of(list(PurchaseOrder.unscoped.order_by("id")), n)


def pick_of(rows, n):
    if not rows:
        raise Refusal
    return rows[n % len(rows)]


DEEDS = [order_planned, place, send, answer, change, receive, send_back, bill]
WEIGHTED = [*DEEDS, send, receive, receive, bill]


@settings(
    max_examples=25,
)
@given(
    deeds=st.lists(st.tuples(st.sampled_from(WEIGHTED), st.integers(1, 60)), max_size=25),
    over=st.sampled_from(["0", "0.1"]),
)
def test_every_course_of_events_keeps_the_invariants(by, at, deeds, over):
    from django.db import transaction

    with transaction.atomic():
        market = make_market(
            by, at, minimum_order_quantity=3, over_receipt_ratio=over, under_receipt_ratio="0.05"
        )
        for deed, n in deeds:
            try:
                deed(market, n)
            except Refusal:
                continue
        assert problems(by.company_id) == {}
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        (
            "UPDATE erp_purchase_order_line SET quantity = quantity + 1",
            "erp.purchasing.ordered_is_received_open_and_cancelled",
        ),
        (
            "UPDATE erp_goods_receipt_line SET stock_quantity = stock_quantity + 1",
            "erp.purchasing.receipts_are_in_stock_ledger",
        ),
        (
            "UPDATE erp_goods_receipt_line SET quantity = quantity + 1",
            "erp.purchasing.received_is_in_receipts",
        ),
        ("DELETE FROM erp_purchase_requisition", "erp.purchasing.claimed_planned_orders_exist"),
        (
            "UPDATE erp_purchase_schedule_line SET planned_order_id = NULL",
            "erp.purchasing.planned_orders_are_accounted_for",
        ),
        (
            "UPDATE erp_purchase_order SET net_amount = 1, gross_amount = 1 + tax_amount",
            "erp.purchasing.orders_add_up",
        ),
        (
            "UPDATE erp_purchase_order_line SET invoiced_quantity = 1",
            "erp.purchasing.invoiced_is_received",
        ),
        (
            "UPDATE erp_goods_receipt_line SET invoiced_quantity = 1",
            "erp.supplier_invoices.receipts_are_matched_once",
        ),
    ],
)
def test_a_broken_row_is_found(by, at, damage, check):
    market = make_market(by, at)
    (order,) = commands.order_planned(needs=[market.need(10)], by=by, at=at)
    commands.send_purchase_order(purchase_order_id=order.id, by=by, at=at)
    market.receive(order, 5)
    assert problems(by.company_id) == {}

    with connection.cursor() as cursor:
        cursor.execute(damage)

    assert check in problems(by.company_id)
