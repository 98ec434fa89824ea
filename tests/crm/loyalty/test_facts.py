"""What is known of customers, from the facts of all leaves."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from sanye.contracts.crm import events as crm
from sanye.contracts.erp import events as erp
from sanye.crm.loyalty import checks, commands
from sanye.crm.loyalty.models import (
    Behaviour,
    DueReview,
    Health,
    KnownAnswer,
    KnownCase,
    KnownInvoice,
    KnownLine,
    KnownOrder,
    KnownReturn,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.models import ExchangeRate
from tests.conftest import Cursors
from tests.factories import masterdata as make
from tests.factories.facts import fact, tell

FACTS = "crm.loyalty.facts"
D = Decimal


@pytest.fixture
def customer_id(by: Actor) -> UUID:
    return make.make_customer(by).id


def line(line_id: UUID, quantity: int = 5, still: int = 5, **given: Any) -> Any:
    return fact(
        erp.OrderScheduleLine,
        schedule_line_id=line_id,
        quantity=D(quantity),
        open_quantity=D(still),
        **{"first_promised_date": date(2026, 3, 10), **given},
    )


def order(cls: Any, order_id: UUID, customer_id: UUID, *lines: Any, **given: Any) -> Any:
    row = {"currency": "CNY", "net_amount": D(1000), "number": "SO-1", **given}
    return fact(cls, sales_order_id=order_id, customer_id=customer_id, lines=lines, **row)


def shipped(line_id: UUID, still: int, day: int) -> Any:
    part = fact(erp.DeliveryLine, schedule_line_id=line_id, quantity=D(5), open_quantity=D(still))
    return fact(
        erp.DeliveryShipped, shipped_at=datetime(2026, 3, day, 2, tzinfo=UTC), lines=(part,)
    )


def test_an_order_is_known_as_last_amended_on_the_day_and_at_the_rate_of_its_confirmation(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    for day, rate in ((date(2026, 3, 1), 7), (date(2026, 3, 5), 8)):
        ExchangeRate.objects.create(
            from_currency="USD", to_currency="CNY", rate_date=day, rate=rate, kind="CLOSING"
        )
    order_id, line_id, item_id = new_id(), new_id(), new_id()
    confirmed = order(erp.SalesOrderConfirmed, order_id, customer_id, line(line_id), currency="USD")
    amended = order(
        erp.SalesOrderAmended,
        order_id,
        customer_id,
        line(line_id, 6, 6, item_id=item_id),
        currency="USD",
        net_amount=D(1500),
    )
    tell(facts=[confirmed], by=by, at=at)
    run_cursors(FACTS)
    tell(facts=[amended], by=by, at=at + timedelta(days=9))

    run_cursors(FACTS)

    row = KnownOrder.unscoped.get()
    assert (row.order_date, row.net_amount) == (date(2026, 3, 2), 1500)
    assert row.functional_amount == 10500
    part = KnownLine.unscoped.get()
    assert (part.quantity, part.item_id) == (6, item_id)


def test_an_order_is_worth_what_it_was_by_its_own_rate_also_when_replayed(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    order_id = new_id()
    rated = {"currency": "USD", "exchange_rate": D("7.1")}
    tell(
        facts=[
            order(erp.SalesOrderConfirmed, order_id, customer_id, **rated),
            order(erp.SalesOrderAmended, order_id, customer_id, **rated, net_amount=D(1500)),
        ],
        by=by,
        at=at,
    )
    run_cursors(FACTS)
    first = KnownOrder.unscoped.get().functional_amount
    ExchangeRate.objects.create(
        from_currency="USD", to_currency="CNY", rate_date=at.date(), rate=8, kind="CLOSING"
    )

    commands.forget_facts(by=by, at=at)
    run_cursors.positions.clear()
    run_cursors(FACTS)

    assert (first, KnownOrder.unscoped.get().functional_amount) == (10650, 10650)


def test_an_order_in_money_without_a_rate_is_known_without_value(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    confirmed = order(erp.SalesOrderConfirmed, new_id(), customer_id, currency="BRL")
    tell(facts=[confirmed], by=by, at=at)

    run_cursors(FACTS, "crm.loyalty.reviews")

    assert KnownOrder.unscoped.get().functional_amount is None
    assert Behaviour.unscoped.get().order_count == 1


def test_a_line_is_done_when_its_last_part_has_left_and_none_of_a_cancelled_order_is_open(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    first, second, order_id, other_id = (new_id() for _ in range(4))
    tell(
        facts=[
            order(erp.SalesOrderConfirmed, order_id, customer_id, line(first)),
            order(erp.SalesOrderConfirmed, other_id, customer_id, line(second)),
            shipped(first, 2, 9),
            shipped(first, 0, 12),
            fact(erp.SalesOrderCancelled, sales_order_id=other_id, customer_id=customer_id),
        ],
        by=by,
        at=at,
    )

    run_cursors(FACTS)

    done = KnownLine.unscoped.get(line_id=first)
    gone = KnownLine.unscoped.get(line_id=second)
    assert (done.open_quantity, done.last_shipped_date) == (0, date(2026, 3, 12))
    assert (gone.quantity, gone.open_quantity) == (0, 0)
    assert KnownOrder.unscoped.get(order_id=other_id).is_cancelled


def test_an_invoice_is_settled_by_payment_and_discount_and_open_again_when_it_is_reversed(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    payment = new_id()
    part = fact(erp.Settlement, document_number="IN-1", amount=D("110"), discount_amount=D("3"))
    invoice = fact(
        erp.SalesInvoiceIssued,
        customer_id=customer_id,
        number="IN-1",
        currency="CNY",
        gross_amount=D(113),
        due_date=date(2026, 3, 20),
    )
    paid = fact(
        erp.PaymentReceived,
        payment_id=payment,
        posting_date=date(2026, 3, 25),
        settlements=(part,),
    )
    tell(facts=[invoice, paid], by=by, at=at)
    run_cursors(FACTS)
    row = KnownInvoice.unscoped.get()
    assert (row.settled_amount, row.settled_date) == (113, date(2026, 3, 25))

    tell(facts=[fact(erp.PaymentReversed, payment_id=payment, side="RECEIVABLE")], by=by, at=at)
    run_cursors(FACTS)

    row.refresh_from_db()
    assert (row.settled_amount, row.settled_date) == (0, None)


def test_netting_settles_what_payments_to_suppliers_do_not(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    item = fact(erp.SettledItem, document_number="IN-1", amount=D(50))
    invoice = fact(
        erp.SalesInvoiceIssued, customer_id=customer_id, number="IN-1", gross_amount=D(113)
    )
    netted = fact(erp.OpenItemsSettled, side="RECEIVABLE", reason="NETTING", items=(item,))
    others = fact(erp.OpenItemsSettled, side="PAYABLE", reason="NETTING", items=(item,))
    tell(facts=[invoice, netted, others], by=by, at=at)

    run_cursors(FACTS)

    row = KnownInvoice.unscoped.get()
    assert (row.settled_amount, row.settled_date) == (50, None)


def test_returns_add_up_and_cases_follow_their_course(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    return_id, case_id, merged = new_id(), new_id(), new_id()
    came = fact(
        erp.CustomerReturnReceived,
        customer_return_id=return_id,
        customer_id=customer_id,
        lines=(fact(erp.CustomerReturnLine),),
    )
    case = {"customer_id": customer_id, "kind": "FAULT"}
    tell(
        facts=[
            came,
            came,
            fact(crm.CaseOpened, case_id=case_id, **case),
            fact(crm.CaseOpened, case_id=merged, **case),
            fact(crm.CaseChanged, case_id=merged, customer_id=customer_id, change="MERGED"),
            fact(crm.CaseResolved, case_id=case_id, is_our_fault=True, **case),
        ],
        by=by,
        at=at,
    )
    run_cursors(FACTS)
    row = KnownCase.unscoped.get(case_id=case_id)
    assert (row.state, row.is_late, row.is_our_fault) == ("RESOLVED", True, True)
    assert KnownCase.unscoped.get(case_id=merged).state == "GONE"
    assert KnownReturn.unscoped.get().line_count == 2

    tell(
        facts=[fact(crm.CaseChanged, case_id=case_id, customer_id=customer_id, change="REOPENED")],
        by=by,
        at=at,
    )
    run_cursors(FACTS)

    row.refresh_from_db()
    assert (row.state, row.resolved_at, row.is_late) == ("OPEN", None, False)


def test_a_changed_answer_replaces_the_first(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    request_id = new_id()
    answers = [
        fact(
            crm.SatisfactionAnswered,
            satisfaction_request_id=request_id,
            customer_id=customer_id,
            score=score,
        )
        for score in (2, 4)
    ]
    tell(facts=answers, by=by, at=at)

    run_cursors(FACTS)

    assert KnownAnswer.unscoped.get().score == 4


def test_past_orders_bring_lines_invoice_and_payment(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    past = fact(
        erp.SalesOrderImported,
        customer_id=customer_id,
        order_date=date(2025, 6, 1),
        currency="USD",
        exchange_rate=D("7.1"),
        net_amount=D(100),
        gross_amount=D(113),
        invoice_number="OLD-1",
        invoiced_date=date(2025, 6, 5),
        due_date=date(2025, 7, 5),
        paid_date=date(2025, 7, 9),
        lines=(
            fact(
                erp.ImportedSalesLine,
                delivered_quantity=D(3),
                first_promised_date=date(2025, 6, 4),
                shipped_date=date(2025, 6, 5),
            ),
        ),
    )
    tell(facts=[past], by=by, at=at)

    run_cursors(FACTS, "crm.loyalty.reviews")

    assert KnownOrder.unscoped.get().functional_amount == 710
    assert KnownInvoice.unscoped.get().settled_date == date(2025, 7, 9)
    seen = Behaviour.unscoped.get()
    assert (seen.amount, seen.late_line_ratio, seen.overdue_ratio) == (710, 1, 1)


def test_a_replay_ends_where_it_began_and_no_level_changes_meanwhile(
    customer_id: UUID, company_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    first, order_id = new_id(), new_id()
    tell(
        facts=[
            order(erp.SalesOrderConfirmed, order_id, customer_id, line(first)),
            shipped(first, 0, 12),
        ],
        by=by,
        at=at,
    )
    run_cursors(FACTS, "crm.loyalty.reviews")
    columns = ("line_id", "quantity", "open_quantity", "last_shipped_date")
    before = list(KnownLine.unscoped.values_list(*columns))

    commands.forget_facts(by=by, at=at)
    assert checks.orders_are_what_was_told(company_id).problems
    run_cursors.positions.pop(FACTS)
    run_cursors(FACTS, "crm.loyalty.reviews")

    assert list(KnownLine.unscoped.values_list(*columns)) == before
    assert not DueReview.unscoped.exists()
    assert checks.orders_are_what_was_told(company_id).checked == 1
    for name in dir(checks):
        if name.startswith(("orders_", "invoices_", "every_", "scores_")):
            assert getattr(checks, name)(company_id).problems == (), name
    assert Health.unscoped.count() == 1
