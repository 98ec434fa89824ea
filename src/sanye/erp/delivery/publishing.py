"""From our rows to our published events."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp import sales as contract
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.stem.events.log import publish


def publish_created(
    delivery: Delivery, lines: Sequence[DeliveryLine], still_open: Mapping[UUID, Decimal]
) -> None:
    """Goods are planned to leave; `still_open` is by schedule line."""
    publish(
        contract.DeliveryCreated(
            delivery_id=delivery.id,
            number=delivery.number,
            customer_id=delivery.customer_id,
            planned_ship_date=delivery.planned_ship_date,
            lines=tuple(
                _value(line, delivery, line.quantity, still_open[line.schedule_line_id])
                for line in lines
            ),
            ship_to_address_id=delivery.ship_to_address_id,
        )
    )


def publish_picked(delivery: Delivery, lines: Sequence[DeliveryLine]) -> None:
    """It stands ready; what a line then lacks is told when it leaves."""
    publish(
        contract.DeliveryPicked(
            delivery_id=delivery.id,
            number=delivery.number,
            customer_id=delivery.customer_id,
            lines=tuple(
                _value(line, delivery, line.picked_quantity, line.quantity - line.picked_quantity)
                for line in lines
            ),
        )
    )


def publish_cancelled(delivery: Delivery, lines: Sequence[DeliveryLine]) -> None:
    """Nothing of it will leave; its quantities are open again."""
    publish(
        contract.DeliveryCancelled(
            delivery_id=delivery.id,
            number=delivery.number,
            customer_id=delivery.customer_id,
            lines=tuple(_value(line, delivery, line.quantity, line.quantity) for line in lines),
        )
    )


def publish_shipped(
    delivery: Delivery, lines: Sequence[DeliveryLine], still_open: Mapping[UUID, Decimal]
) -> None:
    """Goods have left."""
    if delivery.shipped_at is None:
        raise ValueError("a delivery that was not shipped")
    publish(
        contract.DeliveryShipped(
            delivery_id=delivery.id,
            number=delivery.number,
            customer_id=delivery.customer_id,
            shipped_at=delivery.shipped_at,
            carrier=delivery.carrier,
            tracking_number=delivery.tracking_number,
            lines=tuple(
                _value(line, delivery, line.shipped_quantity, still_open[line.schedule_line_id])
                for line in lines
                if line.shipped_quantity > 0
            ),
        )
    )


def publish_proven(delivery: Delivery) -> None:
    """The customer has the goods. Who took them is personal and stays in the row."""
    if delivery.received_at is None:
        raise ValueError("a delivery that has not arrived")
    publish(
        contract.DeliveryProven(
            delivery_id=delivery.id,
            number=delivery.number,
            customer_id=delivery.customer_id,
            received_at=delivery.received_at,
            received_by="",
        )
    )


def _value(
    line: DeliveryLine, delivery: Delivery, quantity: Decimal, still_open: Decimal
) -> contract.DeliveryLine:
    return contract.DeliveryLine(
        delivery_line_id=line.id,
        sales_order_id=line.sales_order_id,
        order_line_id=line.order_line_id,
        schedule_line_id=line.schedule_line_id,
        item_id=line.item_id,
        site_id=delivery.site_id,
        quantity=quantity,
        unit=line.unit,
        open_quantity=still_open,
    )
