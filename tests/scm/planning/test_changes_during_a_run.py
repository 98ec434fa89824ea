"""A change that comes while a run goes on waits for it and is planned next."""

import threading
from decimal import Decimal

import pytest
from django.db import connections, transaction

from sanye.contracts.scm.events import PlanningRequested
from sanye.kernel.actors import system_actor
from sanye.scm.planning import commands, queries
from sanye.scm.planning.commands.locking import lock_plan_and_facts
from sanye.scm.planning.commands.projection import Told
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.scm import acting


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
