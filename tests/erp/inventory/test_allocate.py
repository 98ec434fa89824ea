"""Promising stock: what is promised once is promised to nobody else."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.checks import allocated_is_sum_of_allocations
from sanye.erp.inventory.commands import (
    AllocationLine,
    Movement,
    allocate,
    allocate_lines,
    post_movements,
    release_allocations,
    scrap_stock,
    ship_allocated,
)
from sanye.erp.inventory.domain.movements import MovementLine
from sanye.erp.inventory.errors import NotEnoughStock, NothingAllocated, QuantityNotPositive
from sanye.erp.inventory.models import Lot, StockAllocation, StockBalance, StockLedgerLine
from sanye.erp.inventory.queries import get_available, get_on_hand
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item, make_location

Allocate = Callable[..., list[StockAllocation]]


@pytest.fixture
def promise(by: Actor, at: datetime) -> Allocate:
    def run(item: Any, site: Any, quantity: Any, demand: UUID | None = None, **fields: Any) -> Any:
        return allocate(
            demand_type="delivery",
            demand_id=demand or new_id(),
            item_id=item.id,
            site_id=site.id,
            quantity=Decimal(quantity),
            by=by,
            at=at,
            **fields,
        )

    return run


def test_takes_what_expires_first(promise: Allocate, by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item(tracking="LOT")
    for lot, expires in (("C", None), ("B", date(2026, 5, 1)), ("A", date(2026, 9, 1))):
        make_stock(item, site, 4, lot=lot, by=by, at=at)
        Lot.unscoped.filter(number=lot).update(expires_date=expires)

    allocations = promise(item, site, 9)

    assert [(a.balance.lot, a.quantity) for a in allocations] == [("B", 4), ("A", 4), ("C", 1)]
    assert get_available(item_id=item.id, site_id=site.id, by=by) == 3
    assert (
        EventRow.objects.filter(
            company_id=by.company_id, type="sanye.erp.stock.allocated.v1"
        ).count()
        == 3
    )


def test_takes_only_the_lot_asked_for(promise: Allocate, by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item(tracking="LOT")
    make_stock(item, site, 4, lot="A", by=by, at=at)
    make_stock(item, site, 4, lot="B", by=by, at=at)

    with pytest.raises(NotEnoughStock) as caught:
        promise(item, site, 5, lot="B")
    promise(item, site, 4, lot="B")

    assert caught.value.data["available"] == 4
    assert StockBalance.unscoped.get(lot="A").allocated == 0


def test_takes_the_piece_asked_for(promise: Allocate, by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item(tracking="SERIAL")
    for number in ("S1", "S2"):
        make_stock(item, site, 1, serial_number=number, by=by, at=at)

    (allocation,) = promise(item, site, 1, serial_number="S2")
    with pytest.raises(NotEnoughStock):
        promise(item, site, 1, serial_number="S2")

    assert allocation.balance.serial_number == "S2"


def test_leaves_quarantine_alone(promise: Allocate, by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, 5, status="QUARANTINE", by=by, at=at)

    with pytest.raises(NotEnoughStock):
        promise(item, site, 1)

    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 5


def test_promises_all_lines_or_none(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, 5, by=by, at=at)
    lines = [
        AllocationLine(
            demand_id=new_id(), item_id=item.id, site_id=site.id, quantity=Decimal(quantity)
        )
        for quantity in (3, 3)
    ]

    with pytest.raises(NotEnoughStock) as caught:
        allocate_lines(demand_type="delivery", lines=lines, by=by, at=at)
    with pytest.raises(QuantityNotPositive):
        allocate(
            demand_type="delivery",
            demand_id=new_id(),
            item_id=item.id,
            site_id=site.id,
            quantity=Decimal(0),
            by=by,
            at=at,
        )

    assert (caught.value.row, caught.value.data["available"]) == (2, 2)
    assert not StockAllocation.unscoped.exists()
    assert StockBalance.unscoped.get().allocated == 0


def test_nobody_else_may_take_what_is_promised(promise: Allocate, by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, 5, by=by, at=at)
    promise(item, site, 4)
    line = MovementLine(item_id=item.id, site_id=site.id, quantity=Decimal(2))

    with pytest.raises(NotEnoughStock) as caught:
        scrap_stock(lines=[line], reason_code="BROKEN", posting_date=date(2026, 3, 2), by=by, at=at)

    assert caught.value.data["available"] == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        StockBalance.unscoped.update(allocated=6)


def test_gives_back_and_ships(promise: Allocate, by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, 10, by=by, at=at)
    kept, returned, delivery = new_id(), new_id(), new_id()
    promise(item, site, 4, kept)
    promise(item, site, 5, returned)

    release_allocations(demand_type="delivery", demand_ids=[returned], by=by, at=at)
    release_allocations(demand_type="delivery", demand_ids=[returned], by=by, at=at)
    movement = ship_allocated(
        demand_type="delivery",
        demand_ids=[kept, returned],
        kind=MovementKind.SHIPMENT,
        posting_date=date(2026, 3, 2),
        source_type="delivery",
        source_id=delivery,
        source_number="D-1",
        by=by,
        at=at,
    )

    line = StockLedgerLine.unscoped.get(movement=movement)
    assert (line.quantity, line.source_line_id) == (-4, kept)
    assert get_available(item_id=item.id, site_id=site.id, by=by) == 6
    assert (
        EventRow.objects.filter(
            company_id=by.company_id, type="sanye.erp.allocation.released.v1"
        ).count()
        == 1
    )
    assert allocated_is_sum_of_allocations(by.company_id).problems == ()
    with pytest.raises(NothingAllocated):
        ship_allocated(
            demand_type="delivery",
            demand_ids=[kept],
            kind=MovementKind.SHIPMENT,
            posting_date=date(2026, 3, 2),
            source_type="delivery",
            source_id=delivery,
            source_number="D-1",
            by=by,
            at=at,
        )


def _issue(item: Any, site: Any, *quantities: int) -> Movement:
    return Movement(
        kind=MovementKind.PRODUCTION_ISSUE,
        posting_date=date(2026, 3, 2),
        source_type="production_order",
        source_id=new_id(),
        source_number="MO-1",
        demand_type="production_component",
        wanted=[
            AllocationLine(
                demand_id=new_id(), item_id=item.id, site_id=site.id, quantity=Decimal(quantity)
            )
            for quantity in quantities
        ],
    )


def test_what_is_wanted_is_allocated_and_leaves_at_once(
    promise: Allocate, by: Actor, at: datetime
) -> None:
    """A movement finds what those before it left."""
    site, item = make_stock_site(by), make_item(tracking="LOT")
    for lot in ("A", "B"):
        make_stock(item, site, 5, lot=lot, by=by, at=at)
    promise(item, site, 2)
    movements = [_issue(item, site, 2, 2), _issue(item, site, 3)]

    first, second = post_movements(movements=movements, by=by, at=at)

    taken = StockLedgerLine.unscoped.filter(movement__in=[first, second]).order_by("id")
    assert list(taken.values_list("movement_id", "lot", "quantity", "source_line_id")) == [
        (first.id, "A", -2, movements[0].wanted[0].demand_id),
        (first.id, "A", -1, movements[0].wanted[1].demand_id),
        (first.id, "B", -1, movements[0].wanted[1].demand_id),
        (second.id, "B", -3, movements[1].wanted[0].demand_id),
    ]
    closed = StockAllocation.unscoped.filter(demand_type="production_component")
    assert list(closed.order_by("id").values_list("quantity", "open_quantity", "closed_at")) == [
        (quantity, 0, at) for quantity in (2, 1, 1, 3)
    ]
    told = EventRow.objects.filter(company_id=by.company_id, type__contains=".stock.")
    kinds = [
        type_.split(".")[3] for type_ in told.order_by("position").values_list("type", flat=True)
    ]
    assert kinds[-6:] == ["allocated"] * 4 + ["moved"] * 2
    assert allocated_is_sum_of_allocations(by.company_id).problems == ()


def test_one_movement_that_is_refused_refuses_all(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, 5, by=by, at=at)

    with pytest.raises(NotEnoughStock) as caught:
        post_movements(movements=[_issue(item, site, 3), _issue(item, site, 3)], by=by, at=at)

    assert caught.value.data["available"] == 2
    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 5
    assert not StockAllocation.unscoped.exists()


def _together(count: int, work: Callable[[int], None]) -> None:
    """Run `work` in so many threads, each with a connection of its own."""
    start = Barrier(count)

    def run(number: int) -> None:
        start.wait()
        try:
            work(number)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_twenty_at_once_exactly_ten_get_one_of_ten(
    log_db: None, promise: Allocate, by: Actor, at: datetime
) -> None:
    site, item = make_stock_site(by), make_item()
    shelf = make_location(site, "SHELF")
    make_stock(item, site, 6, by=by, at=at)
    make_stock(item, site, 4, location_id=shelf.id, by=by, at=at)
    outcomes: list[str] = []

    def reserve(number: int) -> None:
        try:
            promise(item, site, 1)
            outcomes.append("PROMISED")
        except NotEnoughStock:
            outcomes.append("REFUSED")

    _together(20, reserve)

    assert sorted(outcomes) == ["PROMISED"] * 10 + ["REFUSED"] * 10
    promised = StockAllocation.unscoped.aggregate(total=Sum("open_quantity"))["total"]
    assert promised == 10
    assert get_available(item_id=item.id, site_id=site.id, by=by) == 0
    assert allocated_is_sum_of_allocations(by.company_id).problems == ()


def test_documents_in_opposite_order_do_not_lock_each_other_out(
    log_db: None, by: Actor, at: datetime
) -> None:
    site = make_stock_site(by)
    items = [make_item() for _ in range(6)]
    for item in items:
        make_stock(item, site, 100, by=by, at=at)
    failures: list[Exception] = []

    def churn(number: int) -> None:
        ordered = items if number % 2 else items[::-1]
        lines = [
            AllocationLine(
                demand_id=new_id(), item_id=item.id, site_id=site.id, quantity=Decimal(1)
            )
            for item in ordered
        ]
        try:
            for _ in range(5):
                allocate_lines(demand_type="delivery", lines=lines, by=by, at=at)
                ship_allocated(
                    demand_type="delivery",
                    demand_ids=[line.demand_id for line in lines],
                    kind=MovementKind.SHIPMENT,
                    posting_date=date(2026, 3, 2),
                    source_type="delivery",
                    source_id=new_id(),
                    source_number="",
                    by=by,
                    at=at,
                )
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            failures.append(error)

    before = _deadlocks()
    _together(6, churn)

    assert failures == []
    assert _deadlocks() == before
    assert {get_on_hand(item_id=item.id, site_id=site.id, by=by) for item in items} == {Decimal(70)}


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_different_items_never_wait_for_each_other(
    log_db: None, promise: Allocate, by: Actor, at: datetime
) -> None:
    site, first, second = make_stock_site(by), make_item(), make_item()
    for item in (first, second):
        make_stock(item, site, 5, by=by, at=at)
    done: list[str] = []

    def other(number: int) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
            promise(second, site, 1)
            make_stock(second, site, 1, by=by, at=at)
        done.append("DONE")

    with transaction.atomic():
        promise(first, site, 1)
        make_stock(first, site, 1, by=by, at=at)
        _together(1, other)

    assert done == ["DONE"]
