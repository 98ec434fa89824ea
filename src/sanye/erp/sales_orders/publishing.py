"""From our rows to our published events."""

from collections.abc import Sequence
from decimal import Decimal

from sanye.contracts.erp.sales import (
    OrderScheduleLine,
    SalesOrderAmended,
    SalesOrderCancelled,
    SalesOrderClosed,
    SalesOrderConfirmed,
    SalesOrderPlaced,
    SalesOrderPromiseAwaited,
)
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesScheduleLine
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.money import split
from sanye.stem.events.log import publish


def publish_placed(placed: Sequence[OrderParts]) -> None:
    """The orders are agreed; nothing is demand yet."""
    publish(
        *(
            SalesOrderPlaced(
                sales_order_id=parts.order.id,
                number=parts.order.number,
                customer_id=parts.order.customer_id,
                quotation_id=parts.order.quotation_id,
                currency=parts.order.currency,
                net_amount=parts.order.net_amount,
                lines=schedule_values(parts),
            )
            for parts in placed
        )
    )


def publish_awaited(parts: OrderParts, reason_code: str) -> None:
    """The order waits, for a promise or for credit."""
    order = parts.order
    publish(
        SalesOrderPromiseAwaited(
            sales_order_id=order.id,
            number=order.number,
            customer_id=order.customer_id,
            reason_code=reason_code,
            lines=schedule_values(parts),
        )
    )


def publish_confirmed(parts: OrderParts) -> None:
    """The order binds us."""
    order = parts.order
    publish(
        SalesOrderConfirmed(
            sales_order_id=order.id,
            number=order.number,
            customer_id=order.customer_id,
            hold_id=order.hold_id,
            priority=order.priority,
            currency=order.currency,
            net_amount=order.net_amount,
            gross_amount=order.gross_amount,
            lines=schedule_values(parts),
            exchange_rate=order.exchange_rate,
        )
    )


def publish_amended(parts: OrderParts, reason: str) -> None:
    """A confirmed order as it is now."""
    order = parts.order
    publish(
        SalesOrderAmended(
            sales_order_id=order.id,
            number=order.number,
            customer_id=order.customer_id,
            amendment_number=order.amendment_number,
            hold_id=order.hold_id,
            priority=order.priority,
            reason=reason,
            currency=order.currency,
            net_amount=order.net_amount,
            lines=schedule_values(parts),
            exchange_rate=order.exchange_rate,
        )
    )


def publish_cancelled(parts: OrderParts) -> None:
    """Nothing of the order will be shipped."""
    order = parts.order
    publish(
        SalesOrderCancelled(
            sales_order_id=order.id,
            number=order.number,
            customer_id=order.customer_id,
            reason=order.cancel_reason,
            lines=schedule_values(parts),
        )
    )


def publish_closed(order: SalesOrder) -> None:
    """Everything is shipped and invoiced."""
    publish(
        SalesOrderClosed(
            sales_order_id=order.id, number=order.number, customer_id=order.customer_id
        )
    )


def schedule_values(parts: OrderParts) -> tuple[OrderScheduleLine, ...]:
    """Every schedule line but those of services, which nobody plans; cancelled ones with 0."""
    return tuple(
        value for line in parts.lines if not line.is_service for value in _line_values(parts, line)
    )


def _line_values(parts: OrderParts, line: SalesOrderLine) -> list[OrderScheduleLine]:
    schedule = parts.schedule[line.id]
    wanted = [part.quantity - part.cancelled_quantity for part in schedule]
    shares = split(line.net_amount, wanted, parts.order.currency)
    return [_value(line, part, share) for part, share in zip(schedule, shares, strict=True)]


def _value(line: SalesOrderLine, part: SalesScheduleLine, net: Decimal) -> OrderScheduleLine:
    wanted = part.quantity - part.cancelled_quantity
    return OrderScheduleLine(
        schedule_line_id=part.id,
        order_line_id=line.id,
        line_number=line.line_number,
        item_id=line.item_id,
        site_id=part.site_id,
        quantity=wanted,
        open_quantity=max(wanted - part.shipped_quantity, Decimal(0)),
        unit=line.stock_unit,
        net_amount=net,
        requested_date=part.requested_date,
        first_promised_date=part.first_promised_date,
        promised_date=part.promised_date,
        cancelled_quantity=Decimal(part.cancelled_quantity),
        cancel_reason=line.cancel_reason,
    )
