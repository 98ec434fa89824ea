"""Sales orders and what the stores have to do about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sanye.erp.delivery import commands as delivery
from sanye.erp.invoicing.commands import issue_invoices
from sanye.erp.sales_orders import commands as orders
from sanye.erp.sales_orders.domain.lines import NewLine
from sanye.erp.sales_orders.queries import get_sales_order_parts
from sanye.project.demo.full.open.desk import Buyer, Desk

_TOO_MUCH = 5000
"""Pieces that no credit limit allows."""
_ROOM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A delivery that has left, and the customer it left for."""

    delivery_id: UUID
    customer_id: UUID


def order(desk: Desk) -> list[Delivered]:
    """Orders in every state; answers the deliveries that customers have had proven."""
    for turn in range(24):
        _confirmed(desk, age=turn % 9, due=4 + turn * 2, pieces=(4, 30))
    for turn in range(5):
        _confirmed(desk, age=25 + turn, due=-3 - turn, pieces=(4, 12))
    for _ in range(3):
        _place(desk, desk.customer("RETAIL", "ECOM"), age=0, due=20, pieces=(10, 40))
    for _ in range(3):
        _confirmed(desk, age=1, due=40, pieces=(_TOO_MUCH, _TOO_MUCH), groups=("PROJECT", "DEALER"))
    return _ship(desk)


def _confirmed(
    desk: Desk, *, age: int, due: int, pieces: tuple[int, int], groups: Sequence[str] = ()
) -> None:
    """Ordered some days ago, promised by the seller for the day asked."""
    customer = desk.customer(*groups)
    order_id = _place(desk, customer, age=age, due=due, pieces=pieces)
    orders.promise_by_hand(order_id=order_id, dates={}, by=desk.by, at=desk.before(age))


def _place(desk: Desk, customer: Buyer, *, age: int, due: int, pieces: tuple[int, int]) -> UUID:
    lines = [
        NewLine(
            item_id=item.id,
            quantity=Decimal(desk.drawn.randint(*pieces)),
            requested_date=desk.day(due, customer.site_id),
        )
        for item in desk.goods(desk.drawn.randint(1, 3))
    ]
    placed = orders.place_sales_order(
        customer_id=customer.id,
        lines=lines,
        customer_reference=f"PO{desk.drawn.randint(10000, 99999)}",
        by=desk.by,
        at=desk.before(age),
    )
    return placed.id


def _ship(desk: Desk) -> list[Delivered]:
    """Of what is there: deliveries to pick, picked, on the road, arrived; some arrived in part."""
    proven: list[Delivered] = []
    for turn in range(20):
        customer = desk.customer("RETAIL", "DEALER", "ECOM")
        order_id = _from_stock(desk, customer, age=6)
        if order_id is None:
            continue
        is_part = turn >= 16
        delivery_id = _deliver(desk, order_id, is_part=is_part)
        if turn >= 5:
            delivery.pick_delivery(delivery_id=delivery_id, by=desk.by, at=desk.at)
        if turn >= 9:
            delivery.ship_delivery(
                delivery_id=delivery_id,
                carrier="T-YONGTONG",
                tracking_number=f"YT{desk.drawn.randint(10**9, 10**10 - 1)}",
                by=desk.by,
                at=desk.at,
            )
        if turn >= 13:
            delivery.prove_delivery(
                delivery_id=delivery_id, received_by="仓库", by=desk.by, at=desk.at
            )
            proven.append(Delivered(delivery_id=delivery_id, customer_id=customer.id))
    issue_invoices(delivery_ids=[one.delivery_id for one in proven[:4]], by=desk.by, at=desk.at)
    return proven


def _from_stock(desk: Desk, customer: Buyer, *, age: int) -> UUID | None:
    """An order of what its warehouse has; None if nothing is there."""
    found = desk.goods_at(customer.site_id, 2, 2 * _ROOM)
    if not found:
        return None
    due = desk.day(1, customer.site_id)
    lines = [
        NewLine(item_id=item.id, quantity=Decimal(_ROOM), requested_date=due) for item in found
    ]
    for item in found:
        desk.take(item.id, customer.site_id, Decimal(_ROOM))
    at = desk.before(age)
    placed = orders.place_sales_order(customer_id=customer.id, lines=lines, by=desk.by, at=at)
    confirmed = orders.promise_by_hand(order_id=placed.id, dates={}, by=desk.by, at=at)
    return placed.id if confirmed.status == "CONFIRMED" else None


def _deliver(desk: Desk, order_id: UUID, *, is_part: bool) -> UUID:
    parts = [
        part for _, part in get_sales_order_parts(order_id=order_id, by=desk.by).schedule_lines()
    ]
    quantity = Decimal(_ROOM // 2) if is_part else None
    made = delivery.create_delivery(
        quantities={part.id: quantity for part in parts}, by=desk.by, at=desk.at
    )
    return made.id
