from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from sanye.contracts.scm.holds import (
    HoldLine,
    HoldRequest,
    ReleaseRequest,
    hold_supply,
    release_hold,
)
from sanye.contracts.scm.ports import EstimateRequest, estimate_promise
from sanye.kernel.ids import new_id
from sanye.scm.promising import commands, queries
from sanye.scm.promising.errors import (
    ItemUnknown,
    QuantityNotPositive,
    RequestTaken,
    SiteUnknown,
)
from sanye.scm.promising.models import Hold
from tests.factories import masterdata as make
from tests.factories.scm import (
    acting,
    day,
    purchase_order,
    report,
    sales_line,
    sales_order,
    stock_moved,
)


@pytest.fixture
def shop(by):
    site = make.make_site(by)
    bike, wheel = make.make_item("BIKE", kind="MAKE"), make.make_item("WHEEL")
    make.make_item_site(bike, site, lead_time_days=2)
    make.make_item_site(wheel, site, lead_time_days=5)
    make.make_supplier_term(by, make.make_supplier(by), wheel, lead_time_days=5)
    make.make_bill(bike, [(wheel, 2)])
    return site, bike, wheel, make.make_customer(by)


@pytest.fixture
def ask(shop, by, at):
    site, bike, _, customer = shop

    def hold(quantity, offset, *, item=None, request_id=None, at=at, replaces=None):
        line = HoldLine(
            line_id=new_id(),
            item_id=(item or bike).id,
            site_id=site.id,
            quantity=Decimal(quantity),
            requested_date=day(offset),
        )
        return HoldRequest(
            request_id=request_id or new_id(),
            customer_id=customer.id,
            priority=5,
            lines=(line,),
            expires_at=at + timedelta(minutes=15),
            replaces_hold_id=replaces,
            by=by,
            at=at,
        )

    return hold


def test_promises_stock_and_nobody_gets_it_twice(shop, ask, by, at, settle):
    site, bike, _, _ = shop
    report(stock_moved(bike, site, 10), by=by, at=at)
    settle()

    first = hold_supply(ask(8, 2)).lines[0]
    second = hold_supply(ask(8, 2)).lines[0]

    assert (first.promised_date, first.constraint_code) == (day(2), "NONE")
    assert second.quantity_on_requested_date == 2
    assert second.promised_date == day(9)
    assert [(part.date, part.quantity) for part in second.parts] == [(day(2), 2), (day(9), 6)]
    assert second.explanation_en == (
        "2 of 8 on 2026-03-04; all 8 on 2026-03-11, 7 days late:"
        " WHEEL has to be bought or made first."
    )
    assert second.explanation_zh == (
        "2026-03-04 可先交 2（共 8）；2026-03-11 可交齐 8，晚 7 天：WHEEL 需先采购或生产。"
    )


def test_waits_for_an_open_receipt(shop, ask, by, at, settle):
    site, _, wheel, _ = shop
    report(purchase_order(wheel, site, 20, day(3)), by=by, at=at)
    settle()

    line = hold_supply(ask(5, 0, item=wheel)).lines[0]

    assert (line.promised_date, line.constraint_code) == (day(3), "SUPPLY")
    assert line.constraint_item_id == wheel.id


def test_the_same_request_gets_the_same_answer(ask):
    request = ask(4, 30)

    first, second = hold_supply(request), hold_supply(request)

    assert first == second


def test_a_request_id_with_other_lines_is_refused(ask):
    request = ask(4, 30)
    hold_supply(request)

    with pytest.raises(RequestTaken):
        hold_supply(ask(5, 30, request_id=request.request_id))


def test_an_estimate_keeps_nothing(shop, ask, by, at, settle):
    site, bike, _, _ = shop
    report(stock_moved(bike, site, 10), by=by, at=at)
    settle()
    asked = EstimateRequest(customer_id=None, lines=ask(10, 1).lines, by=by, at=at)

    answers = [estimate_promise(asked).lines[0].promised_date for _ in range(2)]

    assert answers == [day(1), day(1)]
    assert Hold.unscoped.count() == 0


def test_a_released_hold_is_free_again(shop, ask, by, at, settle):
    site, bike, _, _ = shop
    report(stock_moved(bike, site, 10), by=by, at=at)
    settle()
    held = hold_supply(ask(10, 1))
    given = ReleaseRequest(hold_id=held.hold_id, reason_code="CANCELLED", by=by, at=at)

    assert release_hold(given).freed
    assert not release_hold(given).freed
    assert hold_supply(ask(10, 1)).lines[0].promised_date == day(1)


def test_an_expired_hold_is_free_again(shop, ask, by, at, settle):
    site, bike, _, _ = shop
    report(stock_moved(bike, site, 10), by=by, at=at)
    settle()
    held = hold_supply(ask(10, 1))

    later = hold_supply(ask(10, 1, at=at + timedelta(minutes=17)))

    assert later.lines[0].promised_date == day(1)
    assert commands.free_expired_holds(by=by, at=at + timedelta(minutes=17)) == 1
    assert queries.get_hold(hold_id=held.hold_id, by=by).freed_because == "EXPIRED"


def test_a_confirmed_order_keeps_its_supply_before_and_after_it_is_planned(
    shop, ask, by, at, settle
):
    site, bike, _, customer = shop
    report(stock_moved(bike, site, 10), by=by, at=at)
    settle()
    held = hold_supply(ask(15, 20))
    line = sales_line(bike, site, 15, day(20))
    order = sales_order(line, hold_id=held.hold_id, customer_id=customer.id)

    report(order, by=by, at=at)
    told = commands.OrderTold(sales_order_id=order.sales_order_id, hold_id=held.hold_id)
    commands.commit_holds(confirmed=[told], by=by, at=at)
    before = hold_supply(ask(1, 0)).lines[0].promised_date
    settle()
    after = hold_supply(ask(1, 0)).lines[0].promised_date

    hold = queries.get_hold(hold_id=held.hold_id, by=by)
    assert (hold.status, hold.is_planned) == ("COMMITTED", True)
    assert before == after == day(9)


def test_an_amendment_may_use_the_supply_it_replaces(shop, ask, by, at, settle):
    site, bike, _, customer = shop
    report(stock_moved(bike, site, 10), by=by, at=at)
    settle()
    held = hold_supply(ask(10, 1))
    order = sales_order(
        sales_line(bike, site, 10, day(1)), hold_id=held.hold_id, customer_id=customer.id
    )
    report(order, by=by, at=at)
    settle()

    other = hold_supply(ask(9, 1))
    amended = hold_supply(ask(9, 1, replaces=held.hold_id))

    assert other.lines[0].promised_date > day(1)
    assert amended.lines[0].promised_date == day(1)


def test_an_item_that_is_not_planned_is_promised_from_stock_alone(shop, ask, by, at, settle):
    site, _, _, _ = shop
    relic = make.make_item("RELIC")
    report(stock_moved(relic, site, 2), by=by, at=at)
    settle()

    first = hold_supply(ask(2, 1, item=relic)).lines[0]
    second = hold_supply(ask(1, 1, item=relic)).lines[0]

    assert first.promised_date == day(1)
    assert (second.promised_date, second.constraint_code) == (None, "NO_SOURCE")


def test_a_customer_at_the_portal_gets_the_date_that_a_seller_gets(shop, ask, by, at, settle):
    customer = shop[3]
    portal = replace(by, party_ids=frozenset({customer.id}), permissions=frozenset({"erp.*"}))
    asked = ask(8, 2)
    estimate = EstimateRequest(customer_id=customer.id, lines=asked.lines, by=by, at=at)
    seen_by_seller = estimate_promise(estimate).lines[0].promised_date

    with acting(portal, at):
        held = hold_supply(replace(asked, by=portal))

    assert held.lines[0].promised_date == seen_by_seller == day(9)


def test_refuses_what_nobody_knows(ask, by, at):
    asked = ask(1, 1)
    line = asked.lines[0]
    with pytest.raises(QuantityNotPositive):
        hold_supply(ask(0, 1))
    with pytest.raises(ItemUnknown) as item:
        hold_supply(replace(asked, lines=(replace(line, item_id=new_id()),)))
    with pytest.raises(SiteUnknown):
        hold_supply(replace(asked, lines=(line, replace(line, site_id=new_id()))))

    assert item.value.row == 1
    assert Hold.unscoped.count() == 0
