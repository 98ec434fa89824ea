"""From returns to what others may know of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp import returns as contract
from sanye.erp.returns.models import (
    CustomerReturn,
    CustomerReturnLine,
    ReturnSettlement,
    ReturnSettlementLine,
)
from sanye.stem.events.log import publish

ZERO = Decimal(0)


def publish_created(row: CustomerReturn, lines: Iterable[CustomerReturnLine]) -> None:
    """Goods are announced."""
    publish(
        contract.CustomerReturnCreated(
            customer_return_id=row.id,
            number=row.number,
            customer_id=row.customer_id,
            case_id=row.case_id,
            request_id=row.request_id,
            lines=tuple(_line(row, line, line.quantity) for line in lines),
        )
    )


def publish_received(
    row: CustomerReturn,
    lines: Iterable[CustomerReturnLine],
    came: Mapping[UUID, Decimal],
    posting_date: date,
) -> None:
    """Goods are here; `came` is what came now, by line."""
    publish(
        contract.CustomerReturnReceived(
            customer_return_id=row.id,
            number=row.number,
            customer_id=row.customer_id,
            case_id=row.case_id,
            posting_date=posting_date,
            lines=tuple(_line(row, line, came[line.id]) for line in lines if line.id in came),
        )
    )


def publish_settled(
    row: CustomerReturn, settlement: ReturnSettlement, lines: Iterable[ReturnSettlementLine]
) -> None:
    """What was decided, and what came of it."""
    publish(
        contract.CustomerReturnSettled(
            customer_return_id=row.id,
            number=row.number,
            customer_id=row.customer_id,
            case_id=row.case_id,
            posting_date=settlement.posting_date,
            credit_note_id=settlement.credit_note_id,
            sales_order_id=settlement.sales_order_id,
            production_order_id=settlement.production_order_id,
            credit_amount=settlement.credit_amount,
            cost_amount=settlement.cost_amount,
            currency=settlement.currency,
            lines=tuple(_line(row, part.line, part.quantity, part) for part in lines),
        )
    )


def publish_closed(row: CustomerReturn, *, is_cancelled: bool) -> None:
    """Nothing more will come or be decided."""
    publish(
        contract.CustomerReturnClosed(
            customer_return_id=row.id,
            number=row.number,
            customer_id=row.customer_id,
            case_id=row.case_id,
            is_cancelled=is_cancelled,
        )
    )


def _line(
    row: CustomerReturn,
    line: CustomerReturnLine,
    quantity: Decimal,
    settled: ReturnSettlementLine | None = None,
) -> contract.CustomerReturnLine:
    return contract.CustomerReturnLine(
        line_id=line.id,
        item_id=line.item_id,
        site_id=row.site_id,
        quantity=quantity,
        received_quantity=line.received_quantity,
        unit=line.unit,
        lot=line.lot,
        serial_number=line.serial_number,
        sales_order_id=line.sales_order_id,
        order_line_id=line.order_line_id,
        delivery_line_id=line.delivery_line_id,
        reason_code=line.reason_code,
        failure_code=line.failure_code,
        outcome=contract.ReturnOutcome(settled.outcome) if settled else None,
        is_in_warranty=line.is_in_warranty,
        credit_amount=settled.credit_amount if settled else ZERO,
        cost_amount=settled.cost_amount if settled else ZERO,
    )
