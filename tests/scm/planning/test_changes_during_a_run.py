"""A change that comes while a run goes on waits for it and is planned next."""

import threading
from decimal import Decimal

import pytest
from django.db import connections, transaction

from sanye.contracts.scm.events import PlanningRequested
from sanye.kernel.actors import system_actor
from sanye.scm.planning import commands, queries
from sanye.scm.planning.commands import runs
from sanye.scm.planning.commands.locking import lock_plan_and_facts
from sanye.scm.planning.commands.projection import Told
from sanye.scm.planning.models import PlannedOrder
from sanye.stem.commands.transactions import in_one_transaction
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.scm import acting, day, purchase_order, report, sales_line, sales_order
from tests.racing import race


@pytest.mark.django_db(transaction=True)
def test_no_change_is_lost(by, at, log_db):
    site, item = make.make_site(by), make.make_item("TIN")
    make.make_item_site(item, site, lead_time_days=2)
    commands.keep_supply_and_demand(told=Told(stock=[(item.id, site.id, Decimal(5))]), by=by, at=at)
    is_running, has_changed = threading.Event(), threading.Event()

    def run():
        with transaction.atomic():
            lock_plan_and_facts(by)
            is_running.set()
            assert not has_changed.wait(0.3)
            commands.plan_net_change(by=by, at=at)
        connections.close_all()

    def change():
        is_running.wait(5)
        commands.keep_supply_and_demand(
            told=Told(stock=[(item.id, site.id, Decimal(3))]), by=by, at=at
        )
        has_changed.set()
        connections.close_all()

    threads = [threading.Thread(target=run), threading.Thread(target=change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert has_changed.is_set()
    assert EventRow.objects.filter(type=PlanningRequested.event_type).count() == 2
    with acting(system_actor(by.company_id), at):
        assert queries.has_net_change(by=by)
        assert queries.list_known_stock(by=by).get().quantity == 8


@pytest.mark.django_db(transaction=True)
def test_who_hands_over_and_then_notes_a_change_is_not_waited_for(
    by, at, log_db, run_cursors, monkeypatch
):
    """He waits for the run to end."""
    site, rim = make.make_site(by), make.make_item("RIM")
    make.make_item_site(rim, site)
    make.make_supplier_term(by, make.make_supplier(by), rim, lead_time_days=5)
    report(sales_order(sales_line(rim, site, 20, day(60))), by=by, at=at)
    run_cursors("scm.planning.supply_demand", "scm.planning.net_change")
    with acting(by, at):
        order = queries.list_planned_orders(by=by).get()
    commands.release_planned_orders(planned_order_ids=[order.id], by=by, at=at)
    report(purchase_order(rim, site, 20, day(60), planned_order_id=order.id), by=by, at=at)
    run_cursors("scm.planning.supply_demand")

    def hand_over_and_note():
        commands.hand_over_planned_orders(planned_order_ids=[order.id], by=by, at=at)
        told = Told(stock=[(rim.id, site.id, Decimal(1))])
        commands.keep_supply_and_demand(told=told, by=by, at=at)

    race(
        monkeypatch,
        lambda: commands.plan_net_change(by=by, at=at),
        lambda: in_one_transaction(hand_over_and_note),
        at=(runs, "_note_planned"),
    )

    assert PlannedOrder.unscoped.get().status == "HANDED_OVER"
