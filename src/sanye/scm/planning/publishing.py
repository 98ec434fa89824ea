"""From rows of planning to published facts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sanye.contracts.scm.events import (
    ActionMessageClosed,
    ActionMessageRaised,
    PlannedOrderFirmed,
    PlannedOrderKind,
    PlannedOrdersReleased,
    ReleasedOrder,
    SupplyChangeRequested,
)
from sanye.engines.mrp import Action
from sanye.kernel.ids import new_id
from sanye.scm.planning.models import ActionMessage, PlannedOrder
from sanye.stem.events.log import publish

MOST_NAMED = 4
"""Sales orders that the reason of a change names."""
MOST_IDS = 20_000
"""Ids of 39 letters that one release names: some 800 kB, where message brokers take 1 MB."""
IDS_OF_ORDER = 11
"""As many ids as a released order takes room without its sales orders."""
CHANGE_KINDS = {
    Action.EXPEDITE: "RESCHEDULE",
    Action.DEFER: "RESCHEDULE",
    Action.INCREASE: "CHANGE_QUANTITY",
    Action.DECREASE: "CHANGE_QUANTITY",
    Action.CANCEL: "CANCEL",
}


def publish_firmed(order: PlannedOrder) -> None:
    publish(
        PlannedOrderFirmed(
            planned_order_id=order.id,
            item_id=order.item_id,
            site_id=order.site_id,
            quantity=order.quantity,
            unit=order.unit,
            start_date=order.start_date,
            due_date=order.due_date,
        )
    )


def publish_released(
    orders: Iterable[PlannedOrder], sales_orders: Mapping[UUID, tuple[UUID, ...]]
) -> None:
    """Tell of orders handed over, in as many releases as keep each fact below a megabyte."""
    released = [_released(order, sales_orders.get(order.id, ())) for order in orders]
    publish(
        *(
            PlannedOrdersReleased(release_id=new_id(), orders=tuple(part))
            for part in in_parts(released)
        )
    )


def in_parts(
    orders: Iterable[ReleasedOrder], most_ids: int = MOST_IDS
) -> Iterator[list[ReleasedOrder]]:
    """The orders by what will share a document, cut wherever a part would name more ids."""
    part: list[ReleasedOrder] = []
    ids = 0
    for order in sorted(orders, key=_document):
        more = IDS_OF_ORDER + len(order.sales_order_ids)
        if part and ids + more > most_ids:
            yield part
            part, ids = [], 0
        part.append(order)
        ids += more
    if part:
        yield part


def _document(order: ReleasedOrder) -> tuple[Any, ...]:
    """Purchases of a supplier and transfers of a way and day share one."""
    partner = order.supplying_site_id or order.supplier_id or order.site_id
    return order.kind, partner.int, order.site_id.int, order.start_date, order.due_date


def _released(order: PlannedOrder, sales_order_ids: tuple[UUID, ...]) -> ReleasedOrder:
    return ReleasedOrder(
        planned_order_id=order.id,
        kind=PlannedOrderKind(order.kind),
        item_id=order.item_id,
        site_id=order.site_id,
        quantity=order.quantity,
        unit=order.unit,
        start_date=order.start_date,
        due_date=order.due_date,
        supplier_id=order.supplier_id,
        supplying_site_id=order.supplying_site_id,
        sales_order_ids=sales_order_ids,
    )


def publish_raised(*messages: ActionMessage) -> None:
    publish(
        *(
            ActionMessageRaised(
                action_message_id=message.id,
                kind=message.kind,
                item_id=message.item_id,
                site_id=message.site_id,
                order_type=message.order_type,
                order_id=message.order_id,
                order_line_id=message.order_line_id,
                order_number=message.order_number,
                current_date=message.current_date,
                suggested_date=message.suggested_date,
                current_quantity=message.current_quantity,
                suggested_quantity=message.suggested_quantity,
                money_at_stake=message.money_at_stake,
                currency=message.currency,
                sales_order_ids=tuple(message.sales_order_ids),
                owner_role=message.owner_role,
            )
            for message in messages
        )
    )


def publish_closed(*messages: ActionMessage) -> None:
    publish(
        *(
            ActionMessageClosed(
                action_message_id=message.id, outcome=message.status, reason=message.reason
            )
            for message in messages
        )
    )


def publish_change_requested(*messages: ActionMessage) -> None:
    """Ask the orders' owners for the changes that the messages advise."""
    publish(*(_change_requested(m, m.order_id) for m in messages if m.order_id is not None))


def _change_requested(message: ActionMessage, order_id: UUID) -> SupplyChangeRequested:
    has_lines = message.order_type != "production_order"
    return SupplyChangeRequested(
        action_message_id=message.id,
        kind=CHANGE_KINDS[Action(message.kind)],
        order_type=message.order_type,
        order_id=order_id,
        order_line_id=message.order_line_id if has_lines else None,
        new_date=message.suggested_date,
        new_quantity=message.suggested_quantity,
        reason=message.reason or _reason(message),
    )


def _reason(message: ActionMessage) -> str:
    """What is advised and for whom, as short as those who keep it expect."""
    numbers = message.sales_order_numbers
    named = [*numbers[:MOST_NAMED], *(["…"] if len(numbers) > MOST_NAMED else [])]
    return f"{message.kind} {', '.join(named)}"
