"""What people do with planned orders."""

from decimal import Decimal
from uuid import UUID, uuid4

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanye.contracts.erp.purchasing import PurchaseOrderCancelled
from sanye.contracts.scm.events import PlannedOrdersReleased
from sanye.kernel.states import StepNotAllowed
from sanye.scm.planning import commands, queries
from sanye.scm.planning.commands.orders import hand_out
from sanye.scm.planning.errors import (
    BillMissing,
    DatesReversed,
    PlannedOrderUnknown,
    QuantityNotPositive,
    SupplierMissing,
)
from sanye.stem.commands import command
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.scm import day, purchase_order, report, sales_line, sales_order


@pytest.fixture
def order(by, at, settle):
    """A planned purchase of 20 rims, due in two months."""
    site, rim = make.make_site(by), make.make_item("RIM")
    make.make_item_site(rim, site)
    make.make_supplier_term(by, make.make_supplier(by), rim, lead_time_days=5)
    report(sales_order(sales_line(rim, site, 20, day(60))), by=by, at=at)
    settle()
    return queries.list_planned_orders(by=by).get()


def statuses(by):
    return sorted(queries.list_planned_orders(by=by).values_list("status", "quantity"))


def test_a_firmed_order_is_left_alone_by_runs(order, by, at, settle):
    commands.firm_planned_order(planned_order_id=order.id, quantity=Decimal(12), by=by, at=at)
    settle()

    assert statuses(by) == [("FIRMED", Decimal(12)), ("PLANNED", Decimal(8))]


def test_what_is_given_up_is_planned_anew(order, by, at, settle):
    commands.firm_planned_order(planned_order_id=order.id, by=by, at=at)
    settle()

    commands.cancel_planned_order(planned_order_id=order.id, by=by, at=at)
    settle()

    assert statuses(by) == [("CANCELLED", Decimal(20)), ("PLANNED", Decimal(20))]


def test_release_hands_over_with_the_orders_behind_it(order, by, at, settle):
    commands.release_planned_orders(planned_order_ids=[order.id], by=by, at=at)
    settle()

    fact = EventRow.objects.get(type=PlannedOrdersReleased.event_type)
    (released,) = fact.data["orders"]
    assert released["planned_order_id"] == str(order.id)
    assert len(released["sales_order_ids"]) == 1
    assert statuses(by) == [("RELEASED", Decimal(20))]


def test_what_was_taken_over_and_cancelled_is_planned_anew_however_late_we_hear_of_it(
    order, by, at, run_cursors
):
    cursors = "scm.planning.supply_demand", "scm.planning.net_change"
    commands.release_planned_orders(planned_order_ids=[order.id], by=by, at=at)
    bought = purchase_order(order.item, order.site, 20, day(60), planned_order_id=order.id)
    report(bought, by=by, at=at)
    gone = PurchaseOrderCancelled(
        purchase_order_id=bought.purchase_order_id,
        number=bought.number,
        supplier_id=bought.supplier_id,
        reason="",
    )
    report(gone, by=by, at=at)
    run_cursors(*cursors)

    assert statuses(by) == [("HANDED_OVER", Decimal(20)), ("PLANNED", Decimal(20))]


def test_what_was_released_counts_until_its_order_does(order, by, at, run_cursors):
    """A run that comes before the supply is known plans nothing twice."""
    commands.release_planned_orders(planned_order_ids=[order.id], by=by, at=at)
    bought = purchase_order(order.item, order.site, 20, day(60), planned_order_id=order.id)
    report(bought, by=by, at=at)
    run_cursors("scm.planning.hand_over")

    commands.run_planning(by=by, at=at)
    assert statuses(by) == [("RELEASED", Decimal(20))]

    run_cursors("scm.planning.supply_demand")
    commands.run_planning(by=by, at=at)
    assert statuses(by) == [("HANDED_OVER", Decimal(20))]


def test_what_was_taken_over_is_locked_by_id(order, by, at):
    """So that who releases the same orders a second time never waits in a circle."""
    commands.release_planned_orders(planned_order_ids=[order.id], by=by, at=at)

    with CaptureQueriesContext(connection) as asked:
        commands.hand_over_planned_orders(planned_order_ids=[order.id], by=by, at=at)

    order.refresh_from_db()
    assert order.status == "HANDED_OVER"
    [update] = [query["sql"] for query in asked if query["sql"].startswith("UPDATE")]
    assert 'IN (SELECT U0."id"' in update
    assert "ORDER BY 1 ASC FOR NO KEY UPDATE" in update


@command
def _hand_out(*, orders, sales_orders, by, at):
    hand_out(orders, sales_orders, at=at)


def test_a_release_too_large_for_one_fact_is_told_in_several(order, by, at, settle):
    """As when each order serves thousands of customers."""
    report(sales_order(sales_line(order.item, order.site, 5, day(75))), by=by, at=at)
    settle()
    orders = list(queries.list_planned_orders(by=by))
    assert len(orders) == 2

    behind = {order.id: tuple(uuid4() for _ in range(15_000)) for order in orders}
    _hand_out(orders=orders, sales_orders=behind, by=by, at=at)

    facts = EventRow.objects.filter(type=PlannedOrdersReleased.event_type)
    told = {
        UUID(released["planned_order_id"]): len(released["sales_order_ids"])
        for fact in facts
        for released in fact.data["orders"]
    }
    assert told == {order.id: 15_000 for order in orders}
    assert len({fact.key for fact in facts}) == 2
    assert max(len(orjson.dumps(fact.data)) for fact in facts) < 1_000_000


def test_refuses_what_has_no_meaning(order, by, at):
    with pytest.raises(QuantityNotPositive):
        commands.firm_planned_order(planned_order_id=order.id, quantity=Decimal(0), by=by, at=at)
    with pytest.raises(DatesReversed):
        commands.firm_planned_order(planned_order_id=order.id, due_date=day(1), by=by, at=at)
    with pytest.raises(PlannedOrderUnknown):
        commands.firm_planned_order(planned_order_id=uuid4(), by=by, at=at)
    with pytest.raises(StepNotAllowed):
        commands.cancel_planned_order(planned_order_id=order.id, by=by, at=at)

    assert statuses(by) == [("PLANNED", Decimal(20))]


def test_refuses_to_release_what_nobody_knows_how_to_make(by, at, settle):
    """Neither by itself, though it should have started long ago, nor by hand."""
    site, frame = make.make_site(by), make.make_item("FRAME", kind="MAKE")
    make.make_item_site(frame, site, lead_time_days=5, release_fence_days=30)
    report(sales_order(sales_line(frame, site, 20, day(1))), by=by, at=at)
    settle()
    order = queries.list_planned_orders(by=by).get()
    assert (order.kind, order.status) == ("MAKE", "PLANNED")

    with pytest.raises(BillMissing) as refusal:
        commands.release_planned_orders(planned_order_ids=[order.id], by=by, at=at)

    assert refusal.value.data["item"] == "FRAME"
    assert statuses(by) == [("PLANNED", Decimal(20))]
    errors = queries.list_action_messages(by=by).filter(kind="DATA_ERROR")
    assert "NO_BILL" in {message.data_error for message in errors}


def test_refuses_to_release_what_nobody_supplies(by, at, settle):
    site, rim = make.make_site(by), make.make_item("RIM")
    make.make_item_site(rim, site, lead_time_days=5)
    report(sales_order(sales_line(rim, site, 20, day(1))), by=by, at=at)
    settle()
    order = queries.list_planned_orders(by=by).get()
    assert order.status == "PLANNED"

    with pytest.raises(SupplierMissing) as refusal:
        commands.release_planned_orders(planned_order_ids=[order.id], by=by, at=at)

    assert (refusal.value.data["item"], refusal.value.row) == ("RIM", 1)


def test_a_company_never_sees_anothers_plan(order, by, at):
    from dataclasses import replace

    from sanye.kernel.ids import new_id
    from sanye.stem.identity.models import Company

    other = Company.objects.create(
        id=new_id(), code="OTHER", name="Other", country="CN", functional_currency="CNY"
    )
    stranger = replace(by, company_id=other.id)

    assert not queries.list_planned_orders(by=stranger).exists()
    with pytest.raises(PlannedOrderUnknown):
        commands.firm_planned_order(planned_order_id=order.id, by=stranger, at=at)
