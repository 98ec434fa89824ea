"""Supply and demand: the facts of a page together leave what they leave one after the other."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction

from sanye.contracts.erp.purchasing import (
    GoodsReceived,
    PurchaseOrderCancelled,
    PurchaseOrderChanged,
    PurchaseOrderConfirmed,
    PurchaseOrderExtended,
    PurchaseOrderSent,
    ReceivedLine,
)
from sanye.contracts.erp.sales import SalesOrderCancelled
from sanye.kernel.ids import new_id
from sanye.scm.planning.handlers import supply_demand
from sanye.scm.planning.models import KnownDemand, KnownStock, KnownSupply, NetChange
from sanye.stem.events.advancing import advance
from sanye.stem.events.commands import open_cursors_for_company
from sanye.stem.events.cursors import recorded_from_row
from sanye.stem.events.models import EventRow, ParkedEvent
from sanye.stem.events.reading import COLUMNS
from tests.factories import masterdata as make
from tests.factories.scm import (
    day,
    production_order,
    purchase_order,
    report,
    sales_amended,
    sales_line,
    sales_order,
    stock_moved,
)

LINE = ("order_id", "order_number", "line_id", "item_id", "quantity", "due_date")


def told():
    """The log as a cursor reads it."""
    columns = [name.strip() for name in COLUMNS.split(",")]
    rows = EventRow.objects.filter(type__in=supply_demand.types).order_by("position")
    return [recorded_from_row(row) for row in rows.values_list(*columns)]


def kept():
    return {
        "demand": set(KnownDemand.unscoped.values_list(*LINE, "priority", "is_planned")),
        "supply": set(KnownSupply.unscoped.values_list(*LINE, "is_released")),
        "stock": set(KnownStock.unscoped.exclude(quantity=0).values_list("item_id", "quantity")),
        "noted": set(NetChange.unscoped.values_list("item_id", "site_id")),
    }


def sent(order):
    return PurchaseOrderSent(
        purchase_order_id=order.purchase_order_id,
        number=order.number,
        supplier_id=order.supplier_id,
    )


def confirmed(order):
    return PurchaseOrderConfirmed(
        purchase_order_id=order.purchase_order_id,
        number=order.number,
        supplier_id=order.supplier_id,
        lines=order.lines,
    )


def changed(order, *lines):
    return PurchaseOrderChanged(
        purchase_order_id=order.purchase_order_id,
        number=order.number,
        supplier_id=order.supplier_id,
        reason="",
        lines=lines,
    )


def extended(order, *lines):
    return PurchaseOrderExtended(
        purchase_order_id=order.purchase_order_id,
        number=order.number,
        supplier_id=order.supplier_id,
        lines=lines,
    )


def received(order, *open_quantities):
    return GoodsReceived(
        receipt_id=new_id(),
        number="GR-1",
        purchase_order_id=order.purchase_order_id,
        purchase_order_number=order.number,
        supplier_id=order.supplier_id,
        posting_date=day(3),
        lines=tuple(
            ReceivedLine(
                receipt_line_id=new_id(),
                purchase_order_line_id=line.purchase_order_line_id,
                schedule_line_id=line.schedule_line_id,
                item_id=line.item_id,
                site_id=line.site_id,
                quantity=Decimal(1),
                unit=line.unit,
                open_quantity=Decimal(open_quantity),
                lot="",
                status="AVAILABLE",
            )
            for line, open_quantity in zip(order.lines, open_quantities, strict=True)
        ),
    )


def cancelled(order):
    return PurchaseOrderCancelled(
        purchase_order_id=order.purchase_order_id,
        number=order.number,
        supplier_id=order.supplier_id,
        reason="",
    )


@pytest.fixture
def facts(by):
    """A purchase, a sale and a production order, told many times over; and stock."""
    site, bolt, bike = make.make_site(by), make.make_item("BOLT"), make.make_item("BIKE")
    bought = purchase_order(bolt, site, 9, day(9))
    line = bought.lines[0]
    sold = sales_order(sales_line(bike, site, 2, day(20)), sales_line(bolt, site, 5, day(21)))
    first, second = sold.lines
    made = production_order(bike, site, 2, day(10), day(18), ((bolt, 4),), status="CREATED")
    joined = new_id()
    return [
        bought,
        sold,
        made,
        extended(bought, replace(line, schedule_line_id=joined)),
        extended(bought, replace(line, schedule_line_id=joined, open_quantity=Decimal(8)), line),
        sent(bought),
        stock_moved(bolt, site, 7),
        confirmed(bought),
        changed(bought, replace(line, expected_date=day(12))),
        received(bought, 4),
        stock_moved(bolt, site, -7),
        changed(
            bought,
            replace(line, open_quantity=Decimal(3)),
            replace(line, schedule_line_id=new_id()),
        ),
        sales_amended(sold, replace(first, open_quantity=Decimal(1)), priority=1),
        sales_amended(sold, replace(first, open_quantity=Decimal(0)), second),
        stock_moved(bike, site, 3),
        sales_amended(sold, first, replace(second, promised_date=day(25))),
        cancelled(bought),
        purchase_order(bolt, site, 6, day(30)),
        SalesOrderCancelled(
            sales_order_id=sold.sales_order_id,
            number=sold.number,
            customer_id=sold.customer_id,
            reason="",
        ),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_a_page_leaves_what_its_facts_leave_one_after_the_other(facts, by, at, seed):
    chance = random.Random(seed)
    report(*facts[: chance.randint(6, len(facts))], by=by, at=at)
    events = told()
    cut = chance.randint(1, len(events) - 1)

    found = []
    for pages in ([[event] for event in events], [events[:cut], events[cut:]], [events]):
        with transaction.atomic():
            for page in pages:
                supply_demand.handle(page, at=at)
            found.append(kept())
            transaction.set_rollback(True)

    assert found[0] == found[1] == found[2]


@pytest.mark.django_db
def test_who_was_told_of_an_order_still_knows_of_it_when_it_changes(by, at, run_cursors):
    site, bolt = make.make_site(by), make.make_item("BOLT")
    bought = purchase_order(bolt, site, 9, day(9))
    later = replace(bought.lines[0], expected_date=day(12))

    report(bought, sent(bought), changed(bought, later), by=by, at=at)
    run_cursors("scm.planning.supply_demand")

    known = KnownSupply.unscoped.get()
    assert (known.due_date, known.is_released) == (day(12), True)


@pytest.mark.django_db
def test_an_extended_order_keeps_the_lines_that_stand(by, at, run_cursors):
    site, bolt, nut = make.make_site(by), make.make_item("BOLT"), make.make_item("NUT")
    bought = purchase_order(bolt, site, 9, day(9))
    line = bought.lines[0]
    report(bought, by=by, at=at)
    run_cursors("scm.planning.supply_demand")
    NetChange.unscoped.all().delete()

    more = replace(line, schedule_line_id=new_id(), item_id=nut.id)
    report(extended(bought, more), by=by, at=at)
    run_cursors("scm.planning.supply_demand")
    report(extended(bought, replace(more, open_quantity=Decimal(4))), by=by, at=at)
    run_cursors("scm.planning.supply_demand")

    known = KnownSupply.unscoped.values_list("item_id", "quantity", "is_released")
    assert set(known) == {(bolt.id, 9, False), (nut.id, 4, False)}
    assert set(NetChange.unscoped.values_list("item_id", flat=True)) == {nut.id}


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_kept_is_put_aside_by_itself(by, at, log_db):
    site, bolt = make.make_site(by), make.make_item("BOLT")
    open_cursors_for_company(by.company_id)
    good, too_much = purchase_order(bolt, site, 9, day(9)), purchase_order(bolt, site, 1, day(9))
    line = replace(too_much.lines[0], open_quantity=Decimal(10) ** 20)
    too_much = replace(too_much, lines=(line,))

    report(stock_moved(bolt, site, 7), too_much, good, stock_moved(bolt, site, 1), by=by, at=at)
    advance(supply_demand, by.company_id, at=at)

    parked = list(ParkedEvent.objects.values_list("key", flat=True))
    assert parked == [too_much.purchase_order_id]
    assert KnownSupply.unscoped.get().order_id == good.purchase_order_id
    assert KnownStock.unscoped.get().quantity == 8
