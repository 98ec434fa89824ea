"""From our rows to the facts that others read."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from sanye.contracts.erp import purchasing as facts
from sanye.erp.purchasing.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    PurchaseChangeProposal,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseRequisition,
    PurchaseScheduleLine,
)
from sanye.kernel.money import round_unit_price
from sanye.kernel.quantity import Factor, convert, round_quantity
from sanye.stem.events.log import publish


def to_stock(line: PurchaseOrderLine, quantity: Decimal) -> Decimal:
    """A quantity of the order line in the item's stock unit."""
    return round_quantity(convert(quantity, _factor(line)))


def from_stock(line: PurchaseOrderLine, stock_quantity: Decimal) -> Decimal:
    """A quantity of the item's stock unit in the order line's."""
    return round_quantity(convert(stock_quantity, _factor(line).inverse()))


def price_per_stock_unit(line: PurchaseOrderLine, rate: Decimal = Decimal(1)) -> Decimal:
    """The line's net price per stock unit; with a rate, in the functional currency."""
    return round_unit_price(Fraction(line.net_unit_price) * Fraction(rate) / _factor(line).exact)


def publish_created(
    order: PurchaseOrder,
    lines: Iterable[PurchaseOrderLine],
    schedule: Iterable[PurchaseScheduleLine],
) -> None:
    """A new draft."""
    publish(created_fact(order, lines, schedule))


def created_fact(
    order: PurchaseOrder,
    lines: Iterable[PurchaseOrderLine],
    schedule: Iterable[PurchaseScheduleLine],
) -> facts.PurchaseOrderCreated:
    """The same, to be told together with others."""
    return facts.PurchaseOrderCreated(
        purchase_order_id=order.id,
        number=order.number,
        supplier_id=order.supplier_id,
        site_id=order.site_id,
        currency=order.currency,
        net_amount=order.net_amount,
        lines=_lines(order, lines, schedule),
        origin=str(order.origin),
    )


def publish_sent(order: PurchaseOrder) -> None:
    """The supplier has it."""
    publish(
        facts.PurchaseOrderSent(
            purchase_order_id=order.id, number=order.number, supplier_id=order.supplier_id
        )
    )


def publish_confirmed(
    order: PurchaseOrder,
    lines: Iterable[PurchaseOrderLine],
    schedule: Iterable[PurchaseScheduleLine],
) -> None:
    """The supplier answered."""
    publish(
        facts.PurchaseOrderConfirmed(
            purchase_order_id=order.id,
            number=order.number,
            supplier_id=order.supplier_id,
            lines=_lines(order, lines, schedule),
        )
    )


def publish_changed(
    order: PurchaseOrder,
    lines: Iterable[PurchaseOrderLine],
    schedule: Iterable[PurchaseScheduleLine],
    *,
    reason: str,
    cause: str,
) -> None:
    """The order as it is now; a cancelled one says so. `cause` as the event tells it."""
    if order.status == "CANCELLED":
        publish(
            facts.PurchaseOrderCancelled(
                purchase_order_id=order.id,
                number=order.number,
                supplier_id=order.supplier_id,
                reason=reason,
            )
        )
        return
    publish(
        facts.PurchaseOrderChanged(
            purchase_order_id=order.id,
            number=order.number,
            supplier_id=order.supplier_id,
            reason=reason,
            lines=_lines(order, lines, schedule),
            cause=cause,
        )
    )


def extended_fact(
    order: PurchaseOrder,
    lines: Iterable[PurchaseOrderLine],
    schedule: Iterable[PurchaseScheduleLine],
) -> facts.PurchaseOrderExtended:
    """Planned orders joined a draft; `schedule` has all schedule lines of the lines they joined."""
    return facts.PurchaseOrderExtended(
        purchase_order_id=order.id,
        number=order.number,
        supplier_id=order.supplier_id,
        lines=_lines(order, lines, schedule),
    )


def publish_proposed(
    order: PurchaseOrder, line: PurchaseOrderLine, proposal: PurchaseChangeProposal
) -> None:
    """Quantities on the wire count the stock unit."""
    proposed = proposal.proposed_quantity
    publish(
        facts.PurchaseOrderChangeProposed(
            purchase_order_id=order.id,
            number=order.number,
            supplier_id=order.supplier_id,
            schedule_line_id=proposal.schedule_line_id,
            kind=str(proposal.kind),
            proposed_date=proposal.proposed_date,
            proposed_quantity=None if proposed is None else to_stock(line, proposed),
            reason=proposal.reason,
        )
    )


def publish_dropped(row: PurchaseRequisition) -> None:
    """Planning stops counting on it."""
    publish(
        facts.PurchaseRequisitionDropped(
            requisition_id=row.id,
            planned_order_id=row.planned_order_id,
            item_id=row.item_id,
            site_id=row.site_id,
            reason=row.drop_reason,
        )
    )


def publish_received(
    receipt: GoodsReceipt,
    order: PurchaseOrder,
    received: Sequence[tuple[GoodsReceiptLine, PurchaseOrderLine, PurchaseScheduleLine]],
) -> None:
    """Goods came; with each line what its schedule line still lacks."""
    publish(
        facts.GoodsReceived(
            receipt_id=receipt.id,
            number=receipt.number,
            purchase_order_id=order.id,
            purchase_order_number=order.number,
            supplier_id=order.supplier_id,
            posting_date=receipt.posting_date,
            lines=tuple(
                facts.ReceivedLine(
                    receipt_line_id=row.id,
                    purchase_order_line_id=line.id,
                    schedule_line_id=schedule_line.id,
                    item_id=line.item_id,
                    site_id=order.site_id,
                    quantity=row.stock_quantity,
                    unit=line.stock_unit,
                    open_quantity=to_stock(line, schedule_line.open_quantity),
                    lot=row.lot,
                    status=row.stock_status,
                )
                for row, line, schedule_line in received
            ),
        )
    )


def _factor(line: PurchaseOrderLine) -> Factor:
    return Factor(line.factor_numerator, line.factor_denominator)


def _lines(
    order: PurchaseOrder,
    lines: Iterable[PurchaseOrderLine],
    schedule: Iterable[PurchaseScheduleLine],
) -> tuple[facts.PurchaseScheduleLine, ...]:
    by_id = {line.id: line for line in lines}
    return tuple(
        facts.PurchaseScheduleLine(
            schedule_line_id=row.id,
            purchase_order_line_id=row.line_id,
            line_number=by_id[row.line_id].line_number,
            item_id=by_id[row.line_id].item_id,
            site_id=order.site_id,
            quantity=to_stock(by_id[row.line_id], row.quantity - row.cancelled_quantity),
            open_quantity=to_stock(by_id[row.line_id], row.open_quantity),
            unit=by_id[row.line_id].stock_unit,
            unit_price=price_per_stock_unit(by_id[row.line_id]),
            requested_date=row.requested_date,
            confirmed_date=row.confirmed_date,
            expected_date=row.expected_date,
            planned_order_id=row.planned_order_id,
            further_planned_order_ids=tuple(row.further_planned_order_ids),
        )
        for row in schedule
    )
