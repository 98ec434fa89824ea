"""Returns of the time before Sanye: closed, and told as facts of the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.returns import CustomerReturnImported, CustomerReturnLine, ReturnOutcome
from sanye.erp.ledger.queries import get_functional_currency
from sanye.erp.returns.domain.states import ReturnStatus
from sanye.erp.returns.errors import (
    AmountNegative,
    DatesMissing,
    LinesMissing,
    QuantityNotPositive,
)
from sanye.erp.returns.models import CustomerReturn
from sanye.erp.returns.models import CustomerReturnLine as Line
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.queries import get_business_date, get_items
from sanye.stem.rows.bulk import insert_rows

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedReturnLine:
    """What came back; amounts in functional currency, as in the event."""

    item_id: UUID
    quantity: Decimal
    outcome: ReturnOutcome
    credit_amount: Decimal = ZERO
    cost_amount: Decimal = ZERO
    sales_order_id: UUID | None = None
    order_line_id: UUID | None = None
    reason_code: str = ""
    failure_code: str = ""
    lot: str = ""
    serial_number: str = ""
    is_in_warranty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedReturn:
    """A return that was received and settled. Its number is kept and taken once."""

    number: str
    customer_id: UUID
    site_id: UUID
    posting_date: date
    lines: tuple[ClosedReturnLine, ...]
    case_id: UUID | None = None
    id: UUID | None = None


@command
def import_closed_returns(
    *, returns: Sequence[ClosedReturn], by: Actor, at: datetime
) -> list[CustomerReturn]:
    """Take over returns that ended before Sanye; those whose number is known are passed over.

    Stock and books are not touched. Raises LinesMissing, QuantityNotPositive, AmountNegative,
    DatesMissing, MasterUnknown.
    """
    today = get_business_date(at=at, by=by)
    for row, one in enumerate(returns, start=1):
        _check(one, today, row)
    items = get_items(item_ids={line.item_id for one in returns for line in one.lines}, by=by)
    units = {item.id: item.unit for item in items.values()}
    known = set(
        CustomerReturn.objects.filter(number__in=[one.number for one in returns]).values_list(
            "number", flat=True
        )
    )
    fresh = list({one.number: one for one in returns if one.number not in known}.values())
    rows = [_row(one, by.company_id, at) for one in fresh]
    insert_rows(rows)
    lines = {
        row.id: [_line(row, line, n, units[line.item_id]) for n, line in enumerate(one.lines, 1)]
        for row, one in zip(rows, fresh, strict=True)
    }
    insert_rows([line for of_row in lines.values() for line in of_row])
    currency = get_functional_currency(by=by)
    publish(
        *(_fact(row, one, lines[row.id], currency) for row, one in zip(rows, fresh, strict=True))
    )
    return rows


def _check(one: ClosedReturn, today: date, row: int) -> None:
    if not one.lines:
        raise LinesMissing(field="lines", row=row)
    if one.posting_date > today:
        raise DatesMissing(field="posting_date", row=row)
    for line in one.lines:
        if line.quantity <= 0:
            raise QuantityNotPositive(quantity=line.quantity, field="quantity", row=row)
        for name in ("credit_amount", "cost_amount"):
            if getattr(line, name) < 0:
                raise AmountNegative(amount=getattr(line, name), field=name, row=row)


def _row(one: ClosedReturn, company_id: UUID, at: datetime) -> CustomerReturn:
    return CustomerReturn(
        id=one.id or new_id(),
        company_id=company_id,
        number=one.number,
        status=ReturnStatus.CLOSED,
        customer_id=one.customer_id,
        site_id=one.site_id,
        case_id=one.case_id,
        is_imported=True,
        closed_at=at,
    )


def _line(row: CustomerReturn, line: ClosedReturnLine, number: int, unit: str) -> Line:
    return Line(
        id=new_id(),
        company_id=row.company_id,
        customer_return=row,
        line_number=number,
        item_id=line.item_id,
        quantity=line.quantity,
        received_quantity=line.quantity,
        settled_quantity=line.quantity,
        unit=unit,
        lot=line.lot,
        serial_number=line.serial_number,
        sales_order_id=line.sales_order_id,
        order_line_id=line.order_line_id,
        reason_code=line.reason_code,
        failure_code=line.failure_code,
        wanted_outcome=line.outcome,
        is_in_warranty=line.is_in_warranty,
        is_open=False,
    )


def _fact(
    row: CustomerReturn, one: ClosedReturn, lines: Sequence[Line], currency: str
) -> CustomerReturnImported:
    return CustomerReturnImported(
        customer_return_id=row.id,
        number=row.number,
        customer_id=row.customer_id,
        case_id=row.case_id,
        posting_date=one.posting_date,
        credit_amount=sum((line.credit_amount for line in one.lines), ZERO),
        cost_amount=sum((line.cost_amount for line in one.lines), ZERO),
        currency=currency,
        lines=tuple(
            CustomerReturnLine(
                line_id=stored.id,
                item_id=line.item_id,
                site_id=row.site_id,
                quantity=line.quantity,
                received_quantity=line.quantity,
                unit=stored.unit,
                lot=line.lot,
                serial_number=line.serial_number,
                sales_order_id=line.sales_order_id,
                order_line_id=line.order_line_id,
                delivery_line_id=None,
                reason_code=line.reason_code,
                failure_code=line.failure_code,
                outcome=line.outcome,
                is_in_warranty=line.is_in_warranty,
                credit_amount=line.credit_amount,
                cost_amount=line.cost_amount,
            )
            for line, stored in zip(one.lines, lines, strict=True)
        ),
    )
