"""Opening, scrap, status, place, lots and counts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.inventory.commands import (
    MovementLine,
    allocate,
    block_expired_lots,
    cancel_count,
    change_lot_status,
    change_stock_status,
    move_stock,
    open_count,
    post_count,
    post_opening_stock,
    record_count,
    register_lot,
    reverse_movement,
    scrap_stock,
)
from sanye.erp.inventory.errors import (
    LocationElsewhere,
    LotUnknown,
    NotCounted,
    NotEnoughStock,
    OpeningCostMissing,
    QuantityNegative,
    QuantityNotPositive,
    ReasonMissing,
    StatusUnchanged,
    StatusUnknown,
)
from sanye.erp.inventory.models import StockBalance, StockCountLine, StockMovement
from sanye.erp.inventory.queries import get_available, get_on_hand, propose_picks
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.masterdata.models import Item
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item, make_location

DAY = date(2026, 3, 2)


def line(item: Any, site: Any, quantity: Any, **fields: Any) -> MovementLine:
    return MovementLine(item_id=item.id, site_id=site.id, quantity=Decimal(quantity), **fields)


def test_opens_with_a_cost(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()

    with pytest.raises(OpeningCostMissing):
        post_opening_stock(lines=[line(item, site, 2)], posting_date=DAY, by=by, at=at)
    movement = post_opening_stock(
        lines=[line(item, site, 2, unit_cost=Decimal("1.25"))], posting_date=DAY, by=by, at=at
    )

    assert movement.kind == "OPENING"
    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 2


def test_scraps_with_a_reason(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, 5, by=by, at=at)

    with pytest.raises(ReasonMissing):
        scrap_stock(lines=[line(item, site, 2)], reason_code=" ", posting_date=DAY, by=by, at=at)
    with pytest.raises(QuantityNotPositive):
        scrap_stock(lines=[line(item, site, -2)], reason_code="X", posting_date=DAY, by=by, at=at)
    movement = scrap_stock(
        lines=[line(item, site, 2)], reason_code="RUST", posting_date=DAY, by=by, at=at
    )

    assert (movement.kind, movement.reason_code) == ("SCRAP", "RUST")
    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 3


def test_changes_status_and_place(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    shelf = make_location(site, "SHELF")
    foreign = make_location(make_stock_site(by))
    make_stock(item, site, 5, by=by, at=at)

    change_stock_status(
        lines=[line(item, site, 2)],
        to_status="BLOCKED",
        reason_code="QC",
        posting_date=DAY,
        by=by,
        at=at,
    )
    move_stock(lines=[line(item, site, 1)], to_location_id=shelf.id, posting_date=DAY, by=by, at=at)
    with pytest.raises(StatusUnchanged):
        change_stock_status(
            lines=[line(item, site, 1)],
            to_status="AVAILABLE",
            reason_code="QC",
            posting_date=DAY,
            by=by,
            at=at,
        )
    with pytest.raises(LocationElsewhere):
        move_stock(
            lines=[line(item, site, 1)], to_location_id=foreign.id, posting_date=DAY, by=by, at=at
        )

    heaps = StockBalance.unscoped.values_list("location__code", "status", "on_hand")
    assert sorted(heaps) == [
        ("MAIN", "AVAILABLE", 2),
        ("MAIN", "BLOCKED", 2),
        ("SHELF", "AVAILABLE", 1),
    ]


def test_blocks_a_whole_lot(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item(tracking="LOT")
    shelf = make_location(site, "SHELF")
    register_lot(item_id=item.id, number="A", supplier_lot="S-77", by=by, at=at)
    make_stock(item, site, 5, lot="A", by=by, at=at)
    make_stock(item, site, 3, lot="A", location_id=shelf.id, by=by, at=at)

    lot = change_lot_status(
        item_id=item.id,
        number="A",
        status="BLOCKED",
        reason_code="QC",
        posting_date=DAY,
        by=by,
        at=at,
    )

    assert (lot.supplier_lot, lot.status) == ("S-77", "BLOCKED")
    assert get_available(item_id=item.id, site_id=site.id, by=by) == 0
    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 8
    for fields, refusal in (({"number": "Z"}, LotUnknown), ({"status": "NEW"}, StatusUnknown)):
        row = {"number": "A", "status": "BLOCKED", **fields}
        with pytest.raises(refusal):
            change_lot_status(
                item_id=item.id, reason_code="QC", posting_date=DAY, by=by, at=at, **row
            )


def block_lot(item: Item, by: Actor, at: datetime) -> None:
    lot = {"item_id": item.id, "number": "A", "status": "BLOCKED", "reason_code": "QC"}
    change_lot_status(**lot, posting_date=DAY, by=by, at=at)


def test_goods_of_a_blocked_lot_arrive_blocked(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item(tracking="LOT")
    make_stock(item, site, 5, lot="A", by=by, at=at)
    block_lot(item, by, at)

    make_stock(item, site, 2, lot="A", by=by, at=at)

    assert get_available(item_id=item.id, site_id=site.id, by=by) == 0


def test_what_was_scrapped_by_mistake_of_a_lot_blocked_since_is_blocked(
    by: Actor, at: datetime
) -> None:
    site, item = make_stock_site(by), make_item(tracking="LOT")
    make_stock(item, site, 5, lot="A", by=by, at=at)
    mistake = scrap_stock(
        lines=[line(item, site, 2, lot="A")], reason_code="X", posting_date=DAY, by=by, at=at
    )
    block_lot(item, by, at)

    reverse_movement(movement_id=mistake.id, posting_date=DAY, reason_code="TYPO", by=by, at=at)

    assert get_available(item_id=item.id, site_id=site.id, by=by) == 0
    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 5


def test_proposes_what_lives_long_enough(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item(tracking="LOT")
    for lot, month in (("OLD", 2), ("SOON", 4), ("LATE", 9)):
        register_lot(item_id=item.id, number=lot, expires_date=date(2026, month, 1), by=by, at=at)
        make_stock(item, site, 5, lot=lot, by=by, at=at)

    any_life = propose_picks(
        item_id=item.id, site_id=site.id, quantity=Decimal(7), on_date=DAY, by=by
    )
    long_life = propose_picks(
        item_id=item.id,
        site_id=site.id,
        quantity=Decimal(7),
        on_date=DAY,
        minimum_remaining_days=60,
        by=by,
    )

    assert [(pick.key.lot, pick.quantity) for pick in any_life.picks] == [("SOON", 5), ("LATE", 2)]
    assert [(pick.key.lot, pick.quantity) for pick in long_life.picks] == [("LATE", 5)]
    assert (any_life.missing_quantity, long_life.missing_quantity) == (0, 2)


def test_counts_only_what_was_wrong_at_that_moment(by: Actor, at: datetime) -> None:
    site, good, less, extra = make_stock_site(by), make_item(), make_item(), make_item()
    make_stock(good, site, 5, by=by, at=at)
    make_stock(less, site, 5, by=by, at=at)
    count = open_count(site_id=site.id, by=by, at=at)

    with pytest.raises(NotCounted):
        post_count(stock_count_id=count.id, posting_date=DAY, by=by, at=at)
    with pytest.raises(QuantityNegative):
        record_count(stock_count_id=count.id, found=[line(good, site, -1)], by=by, at=at)
    record_count(
        stock_count_id=count.id,
        found=[line(good, site, 5), line(less, site, 3), line(extra, site, 1)],
        by=by,
        at=at,
    )
    make_stock(less, site, 10, by=by, at=at)
    count = post_count(stock_count_id=count.id, posting_date=DAY, by=by, at=at)

    assert StockCountLine.unscoped.count() == 3
    assert count.movement is not None
    assert count.movement.kind == "COUNT"
    on_hand = [get_on_hand(item_id=i.id, site_id=site.id, by=by) for i in (good, less, extra)]
    assert on_hand == [5, 13, 1]
    with pytest.raises(StepNotAllowed):
        cancel_count(stock_count_id=count.id, by=by, at=at)


def test_a_count_may_not_take_what_is_promised(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    make_stock(item, site, 5, by=by, at=at)
    allocate(
        demand_type="delivery",
        demand_id=new_id(),
        item_id=item.id,
        site_id=site.id,
        quantity=Decimal(5),
        by=by,
        at=at,
    )
    count = open_count(site_id=site.id, by=by, at=at)
    record_count(stock_count_id=count.id, found=[line(item, site, 0)], by=by, at=at)
    before = StockMovement.unscoped.count()

    with pytest.raises(NotEnoughStock):
        post_count(stock_count_id=count.id, posting_date=DAY, by=by, at=at)

    assert StockMovement.unscoped.count() == before


def test_expired_lots_are_taken_out_of_use(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item(tracking="LOT")
    for lot, month in (("OLD", 2), ("GOOD", 9)):
        register_lot(item_id=item.id, number=lot, expires_date=date(2026, month, 1), by=by, at=at)
        make_stock(item, site, 5, lot=lot, by=by, at=at)
    wanted = {
        "demand_type": "delivery",
        "item_id": item.id,
        "site_id": site.id,
        "by": by,
        "at": at,
    }

    with pytest.raises(NotEnoughStock):
        allocate(demand_id=new_id(), quantity=Decimal(6), **wanted)
    by_name = allocate(demand_id=new_id(), quantity=Decimal(2), lot="OLD", **wanted)
    blocked = block_expired_lots(on_date=DAY, by=by, at=at)

    assert (blocked.count, by_name[0].quantity) == (1, 2)
    heaps = StockBalance.unscoped.filter(lot="OLD").values_list("status", "on_hand", "allocated")
    assert sorted(heaps) == [("AVAILABLE", 2, 2), ("BLOCKED", 3, 0)]
    assert block_expired_lots(on_date=DAY, by=by, at=at).count == 0


def test_an_expired_lot_that_is_refused_keeps_no_other_in_use(by: Actor, at: datetime) -> None:
    site, items = make_stock_site(by), [make_item(tracking="LOT") for _ in range(5)]
    for item in items:
        register_lot(item_id=item.id, number="L", expires_date=date(2026, 2, 1), by=by, at=at)
        make_stock(item, site, 5, lot="L", by=by, at=at)
    Item.objects.filter(id=items[2].id).update(tracking="NONE")  # as it could be changed once

    blocked = block_expired_lots(on_date=DAY, by=by, at=at)

    assert blocked.count == 4
    assert [refusal.code for refusal in blocked.refusals] == ["erp.inventory.lot_not_tracked"]
    left = StockBalance.unscoped.filter(status="AVAILABLE", on_hand__gt=0)
    assert [row.item_id for row in left] == [items[2].id]
