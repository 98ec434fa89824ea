"""What becomes of holds as their orders are confirmed, amended, cancelled and shipped: the same
from many facts at once as one by one, and for no more statements."""

from decimal import Decimal

import pytest

from sanye.contracts.erp.sales import SalesOrderAmended, SalesOrderCancelled, SalesOrderClosed
from sanye.contracts.scm.events import HoldCommitted, HoldFreed
from sanye.kernel.ids import new_id
from sanye.scm.promising.handlers import commitments
from sanye.scm.promising.models import Hold
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.scm import report, sales_order
from tests.sql.counting import more, queries_of

TOLD = (HoldCommitted.event_type, HoldFreed.event_type)


@pytest.fixture
def customer(by):
    return make.make_customer(by)


@pytest.fixture
def held(by, at, customer):
    def hold():
        row = Hold.unscoped.create(
            company_id=by.company_id,
            request_id=new_id(),
            customer=customer,
            expires_at=at,
            held_at=at,
        )
        return row.id

    return hold


@pytest.fixture
def fact(customer):
    """The facts of an order: confirmed, amended, cancelled, shipped."""

    def of(kind, order_id, hold_id=None):
        told = {"sales_order_id": order_id, "number": "SO-1", "customer_id": customer.id}
        if kind is None:
            return sales_order(hold_id=hold_id, **told)
        if kind is SalesOrderAmended:
            told |= {
                "amendment_number": 1,
                "hold_id": hold_id,
                "priority": 5,
                "reason": "more",
                "currency": "CNY",
                "net_amount": Decimal(0),
                "lines": (),
            }
        return kind(**told, **({"reason": "no"} if kind is SalesOrderCancelled else {}))

    return of


def states():
    rows = Hold.unscoped.order_by("id")
    return list(rows.values_list("status", "freed_because", "sales_order_id"))


@pytest.mark.django_db
@pytest.mark.parametrize("is_together", [True, False])
def test_each_fact_takes_its_step_whatever_comes_with_it(
    by, at, held, fact, run_cursors, is_together
):
    amended, plain, cancelled, shipped = (new_id() for _ in range(4))
    first, second, third, fourth, fifth, waiting = (held() for _ in range(6))
    facts = [
        fact(None, amended, first),
        fact(None, plain, third),
        fact(SalesOrderAmended, plain),
        fact(SalesOrderAmended, amended, second),
        fact(None, cancelled, fourth),
        fact(None, shipped, fifth),
        fact(SalesOrderCancelled, cancelled),
        fact(SalesOrderClosed, shipped),
    ]

    for one in facts:
        report(one, by=by, at=at)
        if not is_together:
            run_cursors(commitments.name)
    run_cursors(commitments.name)

    assert states() == [
        ("FREED", "REPLACED", amended),
        ("COMMITTED", "", amended),
        ("COMMITTED", "", plain),
        ("FREED", "CANCELLED", cancelled),
        ("FREED", "SHIPPED", shipped),
        ("HELD", "", None),
    ]
    assert Hold.unscoped.get(status="HELD").id == waiting
    rows = EventRow.objects.order_by("position")
    requests = list(
        rows.filter(type__in=commitments.types).values_list("correlation_id", flat=True)
    )
    told = rows.filter(type__in=TOLD).values_list("key", "correlation_id")
    assert list(told) == [
        (first, requests[0]),
        (third, requests[1]),
        (first, requests[3]),
        (second, requests[3]),
        (fourth, requests[4]),
        (fifth, requests[5]),
        (fourth, requests[6]),
        (fifth, requests[7]),
    ]


@pytest.mark.django_db
def test_ten_orders_take_no_more_than_two(by, at, held, fact, run_cursors):
    sent = {}
    for count in (2, 10):
        orders = [new_id() for _ in range(count)]
        report(*(fact(None, order_id, held()) for order_id in orders), by=by, at=at)
        report(*(fact(SalesOrderClosed, order_id) for order_id in orders), by=by, at=at)
        sent[count] = queries_of(lambda: run_cursors(commitments.name))

    assert {status for status, *_ in states()} == {"FREED"}
    assert more(sent[2], sent[10]) == ""
