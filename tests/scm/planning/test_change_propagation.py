"""What a change of demand or supply makes of the orders that exist."""

from dataclasses import replace
from decimal import Decimal

import pytest

from sanye.contracts.erp.purchasing import PurchaseOrderChanged, PurchaseOrderSent
from sanye.contracts.scm.events import PromiseEndangered, SupplyChangeRequested
from sanye.erp.production.models import ProductionProposal
from sanye.erp.purchasing.models import PurchaseChangeProposal
from sanye.scm.planning import commands, queries
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.scm import (
    day,
    production_order,
    purchase_order,
    report,
    sales_cancelled,
    sales_line,
    sales_order,
    stock_moved,
)


@pytest.fixture
def shop(by):
    site = make.make_site(by)
    unit, part = make.make_item("UNIT", kind="MAKE"), make.make_item("PART")
    make.make_item_site(unit, site, lead_time_days=5)
    make.make_item_site(part, site, lead_time_days=10)
    make.make_bill(unit, [(part, 2)])
    make.make_supplier_term(by, make.make_supplier(by), part, lead_time_days=10)
    return site, unit, part


def messages(by, **filters):
    rows = queries.list_action_messages(by=by, **filters).order_by("item__code", "kind")
    return [(r.kind, r.item.code, r.order_number) for r in rows]


def facts(event_class):
    return list(
        EventRow.objects.filter(type=event_class.event_type)
        .order_by("position")
        .values_list("data", flat=True)
    )


def chain(shop, by, at, status="RELEASED"):
    """3 units promised for the fourth week, made by WO-1 from what PO-1 brings."""
    site, unit, part = shop
    order = sales_order(sales_line(unit, site, 3, day(28)))
    work = production_order(unit, site, 3, day(21), day(28), ((part, 6),), status=status)
    purchase = purchase_order(part, site, 6, day(18))
    report(order, work, purchase, by=by, at=at)
    if status == "RELEASED":
        report(sent(purchase), by=by, at=at)
    return order, work, purchase


def sent(purchase):
    return PurchaseOrderSent(
        purchase_order_id=purchase.purchase_order_id,
        number=purchase.number,
        supplier_id=purchase.supplier_id,
    )


def moved(purchase, due):
    return PurchaseOrderChanged(
        purchase_order_id=purchase.purchase_order_id,
        number=purchase.number,
        supplier_id=purchase.supplier_id,
        reason="moved",
        lines=(replace(purchase.lines[0], expected_date=due),),
    )


def test_a_cancelled_order_cancels_its_work_order_and_its_purchase(shop, by, at, settle):
    """Golden test A: nothing is ever made unseen."""
    order, _, _ = chain(shop, by, at)
    settle()
    assert messages(by) == []

    report(sales_cancelled(order), by=by, at=at)
    settle()

    assert messages(by) == [("CANCEL", "PART", "PO-1"), ("CANCEL", "UNIT", "WO-1")]
    assert not queries.list_planned_orders(by=by).exists()


def test_unreleased_supply_follows_by_itself(shop, by, at, settle):
    order, _, _ = chain(shop, by, at, status="CREATED")
    settle()

    report(sales_cancelled(order), by=by, at=at)
    settle()

    asked = [(fact["kind"], fact["order_type"]) for fact in facts(SupplyChangeRequested)]
    assert sorted(asked) == [("CANCEL", "production_order"), ("CANCEL", "purchase_order")]
    assert messages(by, status="APPLIED") == [
        ("CANCEL", "PART", "PO-1"),
        ("CANCEL", "UNIT", "WO-1"),
    ]


def test_a_receipt_moved_away_is_expedited_and_never_doubled(by, at, settle):
    """Golden test B: min 10, max 50, 7 days; the buyer moves the receipt to a later date."""
    site, ink = make.make_site(by), make.make_item("INK")
    make.make_item_site(
        ink, site, lot_sizing="MIN_MAX", reorder_point=10, maximum_quantity=50, lead_time_days=7
    )
    make.make_supplier_term(by, make.make_supplier(by), ink, lead_time_days=7)
    report(stock_moved(ink, site, 5), by=by, at=at)
    settle()
    planned = queries.list_planned_orders(by=by).get()
    assert (planned.status, planned.quantity) == ("RELEASED", Decimal(45))
    bought = purchase_order(ink, site, 45, planned.due_date, planned_order_id=planned.id)
    report(bought, sent(bought), by=by, at=at)
    settle()
    assert messages(by) == []

    report(moved(bought, day(40)), by=by, at=at)
    settle()
    commands.run_planning(by=by, at=at)

    assert messages(by) == [("EXPEDITE", "INK", "PO-1")]
    assert queries.list_action_messages(by=by).get().suggested_date == planned.due_date
    statuses = list(queries.list_planned_orders(by=by).values_list("status", flat=True))
    assert statuses == ["HANDED_OVER"]


def test_a_supplier_late_by_five_days_endangers_the_promise(shop, by, at, settle):
    """Golden test C: the lines hit, their new dates, the money at stake, within one cycle."""
    order, _, purchase = chain(shop, by, at)
    settle()
    assert facts(PromiseEndangered) == []

    report(moved(purchase, day(26)), by=by, at=at)
    settle()

    (fact,) = facts(PromiseEndangered)
    assert fact["sales_order_id"] == str(order.sales_order_id)
    assert fact["cause"] == "PO-1 is late"
    (change,) = fact["changes"]
    assert change["new_promised_date"] == day(33).isoformat()
    assert Decimal(change["money_at_stake"]) == 300
    found = queries.list_action_messages(by=by, sales_order_id=order.sales_order_id)
    (message,) = [row for row in found if row.kind == "EXPEDITE"]
    assert (message.order_number, message.suggested_date) == ("PO-1", day(21))
    assert (message.money_at_stake, message.currency) == (Decimal(300), "CNY")
    assert message.sales_order_numbers == ["SO-1"]


def test_a_change_for_many_customers_names_some_of_them(shop, by, at, settle):
    """Whoever is asked keeps the reason beside the change, in a column of bounded length."""
    site, _, part = shop
    numbers = [f"SO-{n:037}" for n in range(30)]
    orders = [sales_order(sales_line(part, site, 1, day(28)), number=number) for number in numbers]
    purchase = purchase_order(part, site, 30, day(28))
    report(*orders, purchase, sent(purchase), moved(purchase, day(35)), by=by, at=at)
    settle()
    message = queries.list_action_messages(by=by, kind="EXPEDITE").get()
    assert sorted(message.sales_order_numbers) == numbers

    commands.apply_action_message(action_message_id=message.id, by=by, at=at)

    (asked,) = facts(SupplyChangeRequested)
    kind, *named = asked["reason"].replace(",", "").split()
    assert (kind, named[-1]) == ("EXPEDITE", "…")
    assert set(named[:-1]) < set(numbers)
    for kept in (PurchaseChangeProposal, ProductionProposal):
        assert len(asked["reason"]) <= kept._meta.get_field("reason").max_length


def test_the_same_news_is_told_once(shop, by, at, settle):
    _, _, purchase = chain(shop, by, at)
    late = moved(purchase, day(26))
    report(late, late, by=by, at=at)
    settle()

    commands.run_planning(by=by, at=at)

    assert len(facts(PromiseEndangered)) == 1
    assert len(messages(by)) == len(set(messages(by)))


def test_a_dismissed_message_stays_dismissed(shop, by, at, settle):
    _, _, purchase = chain(shop, by, at)
    report(moved(purchase, day(26)), by=by, at=at)
    settle()
    message = queries.list_action_messages(by=by, kind="EXPEDITE").get()

    commands.dismiss_action_message(
        action_message_id=message.id, reason="known to the customer", by=by, at=at
    )
    commands.run_planning(by=by, at=at)

    assert queries.list_action_messages(by=by, kind="EXPEDITE").count() == 0
    assert queries.list_action_messages(by=by, status="DISMISSED").get().id == message.id


def test_an_order_kept_by_a_person_keeps_what_it_takes(shop, by, at, settle):
    order, _, _ = chain(shop, by, at)
    report(sales_cancelled(order), by=by, at=at)
    settle()
    kept = queries.list_action_messages(by=by, kind="CANCEL").get(order_number="WO-1")

    commands.dismiss_action_message(action_message_id=kept.id, reason="for stock", by=by, at=at)
    settle()

    assert messages(by) == []
    assert messages(by, status="DISMISSED") == [("CANCEL", "UNIT", "WO-1")]


def test_an_unsent_order_is_never_called_in_beyond_its_lead_time(shop, by, at, settle):
    """Nobody can deliver it sooner by our wish alone: a person has to ask."""
    site, _, part = shop
    report(
        sales_order(sales_line(part, site, 5, day(3))),
        purchase_order(part, site, 5, day(14)),
        by=by,
        at=at,
    )

    settle()

    assert messages(by) == [("EXPEDITE", "PART", "PO-1")]
    assert facts(SupplyChangeRequested) == []
