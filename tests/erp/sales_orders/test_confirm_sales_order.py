"""Confirming: hold first, then credit and promise in one transaction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from sanye.contracts.scm.holds import HoldAnswer, HoldRequest
from sanye.erp.receivables.commands import open_receivable
from sanye.erp.sales_orders.commands import (
    LineChange,
    amend_sales_order,
    confirm_sales_order,
    promise_by_hand,
    release_credit,
)
from sanye.erp.sales_orders.errors import CreditNotBlocked, LineUnknown, ReasonMissing
from sanye.erp.sales_orders.models import SalesOrder, SalesScheduleLine
from sanye.kernel.actors import Actor
from sanye.kernel.errors import NotFound, Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.ports import wire, wired
from sanye.kernel.states import StepNotAllowed
from sanye.stem.events.models import EventRow
from sanye.stem.identity.models import Company
from sanye.stem.masterdata.models import ExchangeRate, PartyCompany
from tests.factories import masterdata as make
from tests.factories.sales import SOON, Planner, Trader, make_trader, schedule_of


def confirm(trader: Trader, order: SalesOrder) -> SalesOrder:
    return confirm_sales_order(order_id=order.id, by=trader.by, at=trader.at)


def limit(trader: Trader, amount: int, policy: str = "BLOCK") -> None:
    PartyCompany.unscoped.filter(party=trader.customer).update(
        credit_limit=amount, credit_policy=policy
    )


def types() -> list[str]:
    rows = EventRow.objects.order_by("position").values_list("type", flat=True)
    return [name.removeprefix("sanye.erp.sales_order.") for name in rows if "sales_order" in name]


def test_records_first_and_current_promise_of_every_line(trader: Trader, planner: Planner) -> None:
    planner.late_days = 3
    order = trader.place(trader.line(), trader.line(trader.service, 1))

    confirmed = confirm(trader, order)

    bike, service = SalesScheduleLine.unscoped.order_by("line__line_number")
    assert (confirmed.status, confirmed.hold_id is not None) == ("CONFIRMED", True)
    assert bike.first_promised_date == bike.promised_date == SOON + timedelta(days=3)
    assert (bike.requested_date, bike.promise_note_en) == (SOON, "late")
    assert service.promised_date == SOON
    assert [line.item_id for line in planner.requests[0].lines] == [trader.bike.id]
    assert types() == ["placed.v1", "confirmed.v1"]


def test_awaits_a_promise_with_an_estimate_when_planning_is_off(trader: Trader) -> None:
    make.make_item_site(trader.bike, trader.site, lead_time_days=10)
    order = trader.place()

    waiting = confirm(trader, order)

    part = SalesScheduleLine.unscoped.get()
    assert (waiting.status, waiting.await_reason) == ("AWAITING_PROMISE", "PLANNING_OFF")
    assert (part.promised_date, part.estimated_date) == (None, date(2026, 3, 16))
    assert "Estimate" in part.promise_note_en
    assert types() == ["placed.v1", "promise_awaited.v1"]


def test_is_confirmed_by_hand_where_nobody_plans(trader: Trader) -> None:
    order = confirm(trader, trader.place())
    part = SalesScheduleLine.unscoped.get()

    confirmed = promise_by_hand(
        order_id=order.id, dates={part.id: date(2026, 3, 20)}, by=trader.by, at=trader.at
    )

    part.refresh_from_db()
    assert (confirmed.status, confirmed.hold_id) == ("CONFIRMED", None)
    assert part.promised_date == part.first_promised_date == date(2026, 3, 20)


def test_awaits_a_promise_and_holds_nothing_when_a_line_has_no_supply(
    trader: Trader, planner: Planner
) -> None:
    planner.refused_items = {trader.chain.id}
    order = trader.place(trader.line(), trader.line(trader.chain, 1))

    waiting = confirm(trader, order)

    assert (waiting.status, waiting.await_reason) == ("AWAITING_PROMISE", "NO_SUPPLY")
    assert (waiting.hold_id, planner.released) == (None, [])
    assert not SalesScheduleLine.unscoped.exclude(promised_date=None).exists()


def test_asks_anew_after_waiting_but_repeats_the_same_asking(
    trader: Trader, planner: Planner
) -> None:
    planner.expires_after = timedelta(0)
    order = trader.place()

    expired = confirm(trader, order)
    planner.expires_after = timedelta(minutes=5)
    confirmed = confirm(trader, order)

    first, second = (request.request_id for request in planner.requests)
    assert expired.await_reason == "HOLD_EXPIRED"
    assert confirmed.status == "CONFIRMED"
    assert first != second


def test_blocks_above_the_credit_limit_until_released_with_a_reason(
    trader: Trader, planner: Planner
) -> None:
    limit(trader, 2711)
    order = trader.place()

    blocked = confirm(trader, order)
    with pytest.raises(ReasonMissing):
        release_credit(order_id=order.id, reason=" ", by=trader.by, at=trader.at)
    release_credit(order_id=order.id, reason="paid by phone", by=trader.by, at=trader.at)
    confirmed = confirm(trader, order)

    assert (blocked.status, blocked.credit_status) == ("CREDIT_BLOCKED", "BLOCKED")
    assert blocked.credit_excess_amount == 1
    assert (len(planner.requests), planner.released) == (1, [])
    assert (confirmed.status, confirmed.credit_status) == ("CONFIRMED", "RELEASED")
    with pytest.raises(CreditNotBlocked):
        release_credit(order_id=trader.place().id, reason="x", by=trader.by, at=trader.at)


def test_counts_what_the_customer_owes_and_has_ordered_already(
    trader: Trader, planner: Planner
) -> None:
    limit(trader, 3000)
    day = date(2026, 3, 1)
    open_receivable(
        document_type="sales_invoice",
        document_id=new_id(),
        document_number="SI-1",
        customer_id=trader.customer.id,
        currency="CNY",
        amount=Decimal(200),
        exchange_rate=Decimal(1),
        rate_date=day,
        posting_date=day,
        due_date=day,
        by=trader.by,
        at=trader.at,
    )

    first = confirm(trader, trader.place())
    second = confirm(trader, trader.place(trader.line(quantity=1)))

    assert first.status == "CONFIRMED"
    assert (second.status, second.credit_excess_amount) == ("CREDIT_BLOCKED", 1268)


def test_a_day_promised_for_a_line_of_another_order_is_refused(trader: Trader) -> None:
    order, other = trader.place(), trader.place()
    (part,) = schedule_of(other)

    with pytest.raises(LineUnknown) as caught:
        promise_by_hand(order_id=order.id, dates={part.id: SOON}, by=trader.by, at=trader.at)

    assert caught.value.field == "dates"


@pytest.mark.parametrize("confirming", [confirm_sales_order, promise_by_hand])
def test_waits_while_the_customer_is_blocked_until_that_ends_or_a_person_releases(
    trader: Trader, planner: Planner, confirming: Any
) -> None:
    this = {"by": trader.by, "at": trader.at}
    dates: Any = {"dates": {}} if confirming is promise_by_hand else {}
    order, other = trader.place(), trader.place()
    terms = PartyCompany.unscoped.filter(party=trader.customer)
    terms.update(blocked_at=trader.at)

    waiting = confirming(order_id=order.id, **dates, **this)
    release_credit(order_id=order.id, reason="paid in advance", **this)
    released = confirming(order_id=order.id, **dates, **this)
    confirming(order_id=other.id, **dates, **this)
    terms.update(blocked_at=None)
    unblocked = confirming(order_id=other.id, **dates, **this)

    assert (waiting.status, waiting.await_reason) == ("CREDIT_BLOCKED", "CUSTOMER_BLOCKED")
    assert (waiting.credit_status, waiting.hold_id) == ("BLOCKED", None)
    assert (released.status, unblocked.status) == ("CONFIRMED", "CONFIRMED")


def test_the_rate_of_an_order_is_told_with_it(trader: Trader, planner: Planner) -> None:
    ExchangeRate.objects.create(
        from_currency="USD", to_currency="CNY", rate_date=trader.at.date(), rate=7, kind="CLOSING"
    )
    order = trader.place(trader.line(unit_price=Decimal(100)), currency="USD")
    confirm(trader, order)
    part = SalesScheduleLine.unscoped.get()

    change = LineChange(line_id=part.line_id, quantity=Decimal(3))
    amend_sales_order(
        order_id=order.id, reason="phone", changes=[change], by=trader.by, at=trader.at
    )

    told = EventRow.objects.filter(type__regex="confirmed|amended").order_by("position")
    assert [Decimal(row.data["exchange_rate"] or 0) for row in told] == [7, 7]


def test_warns_where_the_policy_only_warns(trader: Trader, planner: Planner) -> None:
    limit(trader, 100, "WARN")

    confirmed = confirm(trader, trader.place())

    assert (confirmed.status, confirmed.credit_status) == ("CONFIRMED", "WARNED")


def test_refuses_an_order_that_is_confirmed(trader: Trader, planner: Planner) -> None:
    order = trader.place()
    confirm(trader, order)

    with pytest.raises(StepNotAllowed):
        confirm(trader, order)


def test_what_planning_refuses_is_told_and_waits(trader: Trader) -> None:
    wire({**wired(), "scm.promising.hold_supply": _refuse})

    waiting = confirm(trader, trader.place())

    part = SalesScheduleLine.unscoped.get()
    assert (waiting.status, waiting.await_reason) == ("AWAITING_PROMISE", "REFUSED")
    assert part.promise_note_en == "bike 7 does not exist."
    assert part.promise_note_zh == "bike 7 不存在。"


def _refuse(request: HoldRequest) -> HoldAnswer:
    raise NotFound(what="bike", id=7)


@pytest.mark.django_db(transaction=True)
def test_two_orders_never_pass_on_the_same_free_credit(at: datetime) -> None:
    company = Company.objects.create(
        id=new_id(), code="RACE", name="Race", country="CN", functional_currency="CNY"
    )
    by = Actor(user_id=None, company_id=company.id, name="t", permissions=frozenset({"*"}))
    trader = make_trader(by, at)
    limit(trader, 3000)
    orders = [trader.place() for _ in range(4)]

    def confirm_one(order: SalesOrder) -> str:
        try:
            confirm(trader, order)
            return promise_by_hand(order_id=order.id, dates={}, by=by, at=at).status
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(confirm_one, orders))

    with connection.cursor() as sql:
        sql.execute("TRUNCATE stem_event")
    statuses = SalesOrder.unscoped.filter(company_id=company.id).values_list("status", flat=True)
    assert sorted(statuses).count("CONFIRMED") == 1, answers
