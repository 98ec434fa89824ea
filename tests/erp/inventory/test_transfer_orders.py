"""Stock carried between sites: out of one, in transit, into the other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from sanye.contracts.scm.events import (
    PlannedOrderKind,
    PlannedOrdersReleased,
    ReleasedOrder,
    SupplyChangeRequested,
)
from sanye.erp.inventory.checks import (
    in_transit_is_shipped_less_received,
    on_hand_is_sum_of_ledger,
)
from sanye.erp.inventory.commands import (
    MovementLine,
    TransferRequest,
    cancel_transfer_order,
    change_lot_status,
    change_stock_status,
    change_transfer_order,
    close_transfer_order,
    create_transfer_order,
    move_stock,
    open_count,
    post_opening_stock,
    receive_transfer_order,
    record_count,
    reverse_movement,
    scrap_stock,
    ship_transfer_order,
)
from sanye.erp.inventory.errors import (
    DatesReversed,
    DocumentUnknown,
    LinesMissing,
    LineUnknown,
    MoreThanOrdered,
    NotEnoughStock,
    OnTheWay,
    OverReceipt,
    QuantityTooFine,
    ReasonMissing,
    SameSite,
    SiteUnknown,
)
from sanye.erp.inventory.models import StockBalance, TransferLine, TransferOrder
from sanye.erp.inventory.queries import get_available, get_movement, get_on_hand, get_transfer_order
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item, make_location

DAY = date(2026, 3, 2)
SHIP, DUE = date(2026, 3, 4), date(2026, 3, 6)


@pytest.fixture
def order(by: Actor, at: datetime) -> TransferOrder:
    """Seven pieces of an item kept by lot, of which ten are at the sending site."""
    near, far, item = make_stock_site(by), make_stock_site(by), make_item(tracking="LOT")
    make_location(far, "ROAD", kind="TRANSIT")
    make_stock(item, near, 4, lot="A", by=by, at=at)
    make_stock(item, near, 6, lot="B", by=by, at=at)
    return create_transfer_order(
        from_site_id=near.id,
        to_site_id=far.id,
        ship_date=SHIP,
        due_date=DUE,
        lines=[TransferRequest(item_id=item.id, quantity=Decimal(7))],
        by=by,
        at=at,
    )


def test_what_arrives_of_a_lot_blocked_on_the_way_is_blocked(
    order: TransferOrder, by: Actor, at: datetime
) -> None:
    ship_transfer_order(transfer_order_id=order.id, posting_date=SHIP, by=by, at=at)
    change_lot_status(
        item_id=line_of(order).item_id,
        number="A",
        status="BLOCKED",
        reason_code="RECALL",
        posting_date=SHIP,
        by=by,
        at=at,
    )

    receive_transfer_order(transfer_order_id=order.id, posting_date=DUE, by=by, at=at)

    there = StockBalance.unscoped.filter(site_id=order.to_site_id).exclude(on_hand=0)
    found = sorted((heap.lot, heap.status, heap.on_hand) for heap in there)
    assert found == [("A", "BLOCKED", 4), ("B", "AVAILABLE", 3)]
    assert in_transit_is_shipped_less_received(by.company_id).problems == ()


def line_of(order: TransferOrder) -> TransferLine:
    return TransferLine.unscoped.get(transfer_order=order)


def test_is_on_hand_nowhere_while_on_the_way(order: TransferOrder, by: Actor, at: datetime) -> None:
    item_id = line_of(order).item_id

    ship_transfer_order(transfer_order_id=order.id, posting_date=SHIP, by=by, at=at)

    assert get_on_hand(item_id=item_id, site_id=order.from_site_id, by=by) == 3
    assert get_on_hand(item_id=item_id, site_id=order.to_site_id, by=by) == 0
    road = StockBalance.unscoped.filter(status="IN_TRANSIT").order_by("lot")
    assert [(b.lot, b.on_hand, b.location.code) for b in road] == [
        ("A", 4, "ROAD"),
        ("B", 3, "ROAD"),
    ]
    assert in_transit_is_shipped_less_received(by.company_id).problems == ()


def test_arrives_in_parts(order: TransferOrder, by: Actor, at: datetime) -> None:
    line = line_of(order)
    ship_transfer_order(transfer_order_id=order.id, posting_date=SHIP, by=by, at=at)

    receive_transfer_order(
        transfer_order_id=order.id,
        posting_date=DUE,
        quantities={line.id: Decimal(5)},
        by=by,
        at=at,
    )
    with pytest.raises(OverReceipt):
        receive_transfer_order(
            transfer_order_id=order.id,
            posting_date=DUE,
            quantities={line.id: Decimal(3)},
            by=by,
            at=at,
        )
    receive_transfer_order(transfer_order_id=order.id, posting_date=DUE, by=by, at=at)

    order.refresh_from_db()
    assert order.status == "RECEIVED"
    assert get_available(item_id=line.item_id, site_id=order.to_site_id, by=by) == 7
    assert on_hand_is_sum_of_ledger(by.company_id).problems == ()
    assert in_transit_is_shipped_less_received(by.company_id).problems == ()


def test_ships_in_parts_but_never_more_than_ordered(
    order: TransferOrder, by: Actor, at: datetime
) -> None:
    line = line_of(order)
    ship_transfer_order(
        transfer_order_id=order.id,
        posting_date=SHIP,
        quantities={line.id: Decimal(2)},
        by=by,
        at=at,
    )

    with pytest.raises(MoreThanOrdered):
        ship_transfer_order(
            transfer_order_id=order.id,
            posting_date=SHIP,
            quantities={line.id: Decimal(6)},
            by=by,
            at=at,
        )
    with pytest.raises(LineUnknown):
        ship_transfer_order(
            transfer_order_id=order.id,
            posting_date=SHIP,
            quantities={new_id(): Decimal(1)},
            by=by,
            at=at,
        )
    with pytest.raises(StepNotAllowed):
        cancel_transfer_order(transfer_order_id=order.id, reason="x", by=by, at=at)
    ship_transfer_order(transfer_order_id=order.id, posting_date=SHIP, by=by, at=at)

    assert line_of(order).shipped_quantity == 7


def test_refuses_what_makes_no_sense(order: TransferOrder, by: Actor, at: datetime) -> None:
    near, far, item = order.from_site_id, order.to_site_id, line_of(order).item_id
    one = [TransferRequest(item_id=item, quantity=Decimal(1))]

    def create(**fields: Any) -> None:
        row = {
            "from_site_id": near,
            "to_site_id": far,
            "ship_date": SHIP,
            "due_date": DUE,
            "lines": one,
        }
        create_transfer_order(**{**row, **fields}, by=by, at=at)

    for fields, refusal in (
        ({"to_site_id": near}, SameSite),
        ({"due_date": DAY}, DatesReversed),
        ({"lines": []}, LinesMissing),
    ):
        with pytest.raises(refusal):
            create(**fields)

    assert TransferOrder.unscoped.count() == 1


def test_refuses_to_ship_what_is_not_there(order: TransferOrder, by: Actor, at: datetime) -> None:
    line = line_of(order)
    change_transfer_order(
        transfer_order_id=order.id,
        quantities={line.id: Decimal(11)},
        reason="MORE",
        by=by,
        at=at,
    )

    with pytest.raises(NotEnoughStock):
        ship_transfer_order(transfer_order_id=order.id, posting_date=SHIP, by=by, at=at)

    order.refresh_from_db()
    assert (order.status, line_of(order).shipped_quantity) == ("CREATED", 0)


@command
def _tell(*, fact: Any, by: Actor, at: datetime) -> None:
    publish(fact)


def test_follows_planning(
    order: TransferOrder, by: Actor, at: datetime, run_cursors: Callable[..., int]
) -> None:
    line = line_of(order)
    planned = ReleasedOrder(
        planned_order_id=new_id(),
        kind=PlannedOrderKind.TRANSFER,
        item_id=line.item_id,
        site_id=order.to_site_id,
        quantity=Decimal(2),
        unit="C62",
        start_date=SHIP,
        due_date=DUE,
        supplier_id=None,
        supplying_site_id=order.from_site_id,
        sales_order_ids=(),
    )
    _tell(fact=PlannedOrdersReleased(release_id=new_id(), orders=(planned,)), by=by, at=at)

    run_cursors("erp.inventory.transfers")

    made = TransferLine.unscoped.get(planned_order_id=planned.planned_order_id)
    assert (made.quantity, made.transfer_order.due_date) == (2, DUE)

    def request(kind: str, **fields: Any) -> None:
        row = {"new_date": None, "new_quantity": None, "order_line_id": None, **fields}
        fact = SupplyChangeRequested(
            action_message_id=new_id(),
            kind=kind,
            order_type="transfer_order",
            order_id=made.transfer_order_id,
            reason="PLAN",
            **row,
        )
        _tell(fact=fact, by=by, at=at)
        run_cursors("erp.inventory.transfers")
        made.refresh_from_db()
        made.transfer_order.refresh_from_db()

    request("RESCHEDULE", new_date=date(2026, 3, 9))
    assert made.transfer_order.ship_date == date(2026, 3, 7)
    request("CHANGE_QUANTITY", new_quantity=Decimal(3))
    assert made.quantity == 3
    request("CANCEL")
    assert made.transfer_order.status == "CANCELLED"


def test_each_end_sees_the_order_and_does_its_part(
    order: TransferOrder, by: Actor, at: datetime
) -> None:
    sender = replace(by, site_ids=frozenset({order.from_site_id}))
    receiver = replace(by, site_ids=frozenset({order.to_site_id}))
    stranger = replace(by, site_ids=frozenset({make_stock_site(by).id}))

    movement = ship_transfer_order(transfer_order_id=order.id, posting_date=SHIP, by=sender, at=at)
    receive_transfer_order(transfer_order_id=order.id, posting_date=DUE, by=receiver, at=at)

    item_id = line_of(order).item_id
    assert get_available(item_id=item_id, site_id=order.to_site_id, by=receiver) == 7
    assert get_available(item_id=item_id, site_id=order.to_site_id, by=sender) == 0
    seen = get_movement(movement_id=movement.id, by=sender)
    assert {line.site_id for line in seen.lines.all()} == {order.from_site_id}
    with pytest.raises(DocumentUnknown):
        get_movement(movement_id=movement.id, by=stranger)
    with pytest.raises(DocumentUnknown):
        get_transfer_order(transfer_order_id=order.id, by=stranger)


def test_a_storekeeper_reverses_nothing_of_another_site(by: Actor, at: datetime) -> None:
    here, there, item = make_stock_site(by), make_stock_site(by), make_item()
    movement = make_stock(item, there, 5, by=by, at=at)
    keeper = replace(by, site_ids=frozenset({here.id}))

    with pytest.raises(SiteUnknown):
        reverse_movement(
            movement_id=movement.id, posting_date=DAY, reason_code="X", by=keeper, at=at
        )

    assert get_on_hand(item_id=item.id, site_id=there.id, by=by) == 5


def test_what_never_arrives_is_written_off(order: TransferOrder, by: Actor, at: datetime) -> None:
    line = line_of(order)
    ship_transfer_order(
        transfer_order_id=order.id,
        posting_date=SHIP,
        quantities={line.id: Decimal(5)},
        by=by,
        at=at,
    )
    receive_transfer_order(
        transfer_order_id=order.id,
        posting_date=DUE,
        quantities={line.id: Decimal(3)},
        by=by,
        at=at,
    )

    with pytest.raises(ReasonMissing):
        close_transfer_order(
            transfer_order_id=order.id, posting_date=DUE, reason_code="", by=by, at=at
        )
    closed = close_transfer_order(
        transfer_order_id=order.id, posting_date=DUE, reason_code="LOST", by=by, at=at
    )

    line.refresh_from_db()
    assert (closed.status, line.quantity, line.lost_quantity) == ("RECEIVED", 5, 2)
    assert not StockBalance.unscoped.filter(status="IN_TRANSIT", on_hand__gt=0).exists()
    assert get_on_hand(item_id=line.item_id, site_id=order.from_site_id, by=by) == 5
    assert in_transit_is_shipped_less_received(by.company_id).problems == ()


def test_what_is_in_transit_is_moved_by_its_transfer_alone(
    order: TransferOrder, by: Actor, at: datetime
) -> None:
    ship_transfer_order(transfer_order_id=order.id, posting_date=SHIP, by=by, at=at)
    road = StockBalance.unscoped.filter(status="IN_TRANSIT").order_by("lot")[0]
    heap = MovementLine.of(road.key, Decimal(1))
    here = replace(heap, status="AVAILABLE", location_id=None, site_id=order.from_site_id, lot="B")
    deeds: list[Callable[..., object]] = [
        partial(change_stock_status, lines=[heap], to_status="AVAILABLE", reason_code="FOUND"),
        partial(change_stock_status, lines=[here], to_status="IN_TRANSIT", reason_code="SENT"),
        partial(scrap_stock, lines=[heap], reason_code="LOST"),
        partial(move_stock, lines=[heap], to_location_id=road.location_id),
        partial(post_opening_stock, lines=[replace(heap, unit_cost=Decimal(1))]),
    ]

    for deed in deeds:
        with pytest.raises(OnTheWay):
            deed(posting_date=SHIP, by=by, at=at)
    count = open_count(site_id=order.to_site_id, by=by, at=at)
    with pytest.raises(OnTheWay):
        record_count(stock_count_id=count.id, found=[heap], by=by, at=at)
    receive_transfer_order(transfer_order_id=order.id, posting_date=DUE, by=by, at=at)

    assert get_on_hand(item_id=road.item_id, site_id=order.to_site_id, by=by) == 7


def test_a_transfer_is_not_changed_to_half_a_piece(
    order: TransferOrder, by: Actor, at: datetime
) -> None:
    def change(quantity: str) -> TransferOrder:
        return change_transfer_order(
            transfer_order_id=order.id,
            quantities={line_of(order).id: Decimal(quantity)},
            reason="LESS",
            by=by,
            at=at,
        )

    with pytest.raises(QuantityTooFine):
        change("2.5")
    change("2")

    assert line_of(order).quantity == 2
