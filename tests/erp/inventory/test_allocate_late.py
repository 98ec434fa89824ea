"""Where there is plenty, stock is locked last: who was quicker meanwhile is heard of."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from sanye.erp.inventory.checks import allocated_is_sum_of_allocations
from sanye.erp.inventory.commands import AllocationLine, allocate_lines, allocations
from sanye.erp.inventory.errors import NotEnoughStock
from sanye.erp.inventory.models import StockAllocation, StockBalance
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item

Ask = Callable[..., list[StockAllocation]]


@pytest.fixture
def ask(by: Actor, at: datetime) -> Ask:
    def run(item: Any, site: Any, *quantities: int) -> list[StockAllocation]:
        lines = [
            AllocationLine(
                demand_id=new_id(), item_id=item.id, site_id=site.id, quantity=Decimal(quantity)
            )
            for quantity in quantities
        ]
        return allocate_lines(demand_type="delivery", lines=lines, by=by, at=at)

    return run


def _elsewhere(work: Callable[[], object]) -> None:
    """In a thread with a connection of its own, until it is done."""

    def run() -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '20s'")
                work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def _meanwhile(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Others do `work` once, when what the next command allots is written and nothing is locked."""
    tell, left = allocations.publish_allocated, [work]

    def tell_late(rows: Any) -> None:
        tell(rows)
        if left:
            _elsewhere(left.pop())

    monkeypatch.setattr(allocations, "publish_allocated", tell_late)


def _told(by: Actor) -> set[UUID]:
    facts = EventRow.objects.filter(company_id=by.company_id, type="sanye.erp.stock.allocated.v1")
    return set(facts.values_list("key", flat=True))


def test_takes_of_another_lot_what_others_took_meanwhile(
    log_db: None, ask: Ask, by: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, item = make_stock_site(by), make_item(tracking="LOT")
    for lot in ("A", "B"):
        make_stock(item, site, 10, lot=lot, by=by, at=at)
    _meanwhile(monkeypatch, lambda: ask(item, site, 4, 4))

    given = ask(item, site, 1, 3)

    assert [(row.balance.lot, row.quantity) for row in given] == [("A", 1), ("A", 1), ("B", 2)]
    stored = StockAllocation.unscoped.all()
    assert sorted(row.quantity for row in stored) == [1, 1, 2, 4, 4]
    assert _told(by) == {row.id for row in stored}
    assert allocated_is_sum_of_allocations(by.company_id).problems == ()


def test_is_refused_what_others_took_meanwhile(
    log_db: None, ask: Ask, by: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, 10, by=by, at=at)
    _meanwhile(monkeypatch, lambda: ask(item, site, 8))

    with pytest.raises(NotEnoughStock) as caught:
        ask(item, site, 1, 2)

    assert (caught.value.row, caught.value.data["available"]) == (2, 1)
    assert [row.quantity for row in StockAllocation.unscoped.all()] == [8]
    assert len(_told(by)) == 1
    assert allocated_is_sum_of_allocations(by.company_id).problems == ()


def test_what_others_give_back_meanwhile_is_waited_for(
    log_db: None, ask: Ask, by: Actor, at: datetime
) -> None:
    """Short of what is committed, it looks again behind whoever holds the stock."""
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, 10, by=by, at=at)
    given: list[StockAllocation] = []
    waiting = Thread(target=lambda: _elsewhere(lambda: given.extend(ask(item, site, 6))))

    with transaction.atomic():
        ask(item, site, 8)
        waiting.start()
        _wait_for_a_lock()
        transaction.set_rollback(True)
    waiting.join()

    assert [row.quantity for row in given] == [6]
    assert StockBalance.unscoped.get().allocated == 6


def _wait_for_a_lock() -> None:
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return


def test_a_piece_of_each_number_for_everybody(
    log_db: None, ask: Ask, by: Actor, at: datetime
) -> None:
    """Each heap is emptied at once, so nobody hopes for what another takes."""
    site, item = make_stock_site(by), make_item(tracking="SERIAL")
    for number in range(12):
        make_stock(item, site, 1, serial_number=f"S{number}", by=by, at=at)
    threads = [Thread(target=lambda: _elsewhere(lambda: ask(item, site, 1, 1))) for _ in range(6)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    stored = StockAllocation.unscoped.all()
    assert len({row.balance_id for row in stored}) == 12
    assert allocated_is_sum_of_allocations(by.company_id).problems == ()
