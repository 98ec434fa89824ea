"""Goods that came back: because of a case, or because nobody wanted them any more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.returns.commands import ClosedReturn, ClosedReturnLine
from sanye.kernel.money import round_money
from sanye.project.demo.past.chance import happens, stream
from sanye.project.demo.past.complaints import Complaint
from sanye.project.demo.past.drafts import SalesDraft, SalesLine
from sanye.project.demo.past.world import World

OUTCOMES = {"REPLACED": ReturnOutcome.REPLACE, "REFUNDED": ReturnOutcome.REFUND}
"""What cases that were solved so sent back."""
UNWANTED = 0.006
"""Share of lines of which something came back without a case."""
RETURN_DAYS = (5, 40)
CASE_SHARE, UNWANTED_SHARE = 0.06, 0.25
"""Share of the line that came back, at least one piece."""
ONE = Decimal(1)


def returns(
    world: World,
    orders: Sequence[SalesDraft],
    complained: Sequence[tuple[Complaint, UUID]],
) -> list[ClosedReturn]:
    """What came back until the last day; cases with the ids they have been given."""
    found = [*_of_cases(world, complained), *_unwanted(world, orders)]
    found.sort(key=lambda one: one[0])
    numbers: Mapping[int, count[int]] = {year: count(1) for year in {on.year for on, *_ in found}}
    return [
        ClosedReturn(
            number=f"RET{on:%y}-{next(numbers[on.year]):05d}",
            customer_id=order.buyer.customer.id,
            site_id=line.site_id,
            posting_date=on,
            case_id=case_id,
            lines=(back,),
        )
        for on, order, line, case_id, back in found
    ]


Back = tuple[date, SalesDraft, SalesLine, UUID | None, ClosedReturnLine]


def _of_cases(world: World, complained: Sequence[tuple[Complaint, UUID]]) -> Iterator[Back]:
    for one, case_id in complained:
        outcome = OUTCOMES.get(one.case.resolution_code)
        on = one.case.resolved_at.date()
        if outcome is None or one.line is None or on > world.days.last:
            continue
        back = _back(world, one.order, one.line, CASE_SHARE, outcome)
        line = ClosedReturnLine(
            **back,
            reason_code="DEFECTIVE",
            failure_code=one.case.failure_code,
            lot=one.case.lot,
            serial_number=one.case.serial_number,
            is_in_warranty=one.case.is_in_warranty,
        )
        yield on, one.order, one.line, case_id, line


def _unwanted(world: World, orders: Sequence[SalesDraft]) -> Iterator[Back]:
    for order in orders:
        source = stream(world.seed, "returned", order.buyer.customer.code, order.ordered)
        if order.shipped is None:
            continue
        for line in order.lines:
            on = world.days.on_or_after(_day(order.shipped, source))
            if happens(UNWANTED, source) and on <= world.days.last:
                reason = source.choice(("NOT_WANTED", "DAMAGED", "NOT_ORDERED"))
                back = _back(world, order, line, UNWANTED_SHARE, ReturnOutcome.REFUND)
                yield (
                    on,
                    order,
                    line,
                    None,
                    ClosedReturnLine(
                        **back,
                        reason_code=reason,
                        **_piece(line),
                    ),
                )


def _day(shipped: date, source: Random) -> date:
    return shipped + timedelta(days=source.randint(*RETURN_DAYS))


def _piece(line: SalesLine) -> dict[str, Any]:
    taken = next((part.taken for part in line.parts if part.taken), None)
    if taken is None or not taken.pieces:
        return {}
    return {"serial_number" if line.good.tracking == "SERIAL" else "lot": taken.pieces[0][0]}


def _back(
    world: World, order: SalesDraft, line: SalesLine, share: float, outcome: ReturnOutcome
) -> dict[str, Any]:
    """Quantity and money of what came back: a refund gives the price back, goods sent anew cost."""
    delivered = sum((p.taken.quantity for p in line.parts if p.taken), Decimal(0))
    quantity = max(Decimal(int(float(delivered) * share)), ONE)
    if line.good.tracking == "SERIAL":
        quantity = ONE
    rate = world.rates.on(order.buyer.customer.currency, order.ordered) or ONE
    price = line.price * (1 - Decimal(order.buyer.discount) / 100) * rate
    is_refund = outcome is ReturnOutcome.REFUND
    currency = world.rates.currency
    return {
        "item_id": line.good.id,
        "quantity": quantity,
        "outcome": outcome,
        "credit_amount": round_money(price * quantity, currency) if is_refund else Decimal(0),
        "cost_amount": Decimal(0)
        if is_refund
        else round_money(line.good.cost * quantity, currency),
        "sales_order_id": order.id,
        "order_line_id": line.id,
    }
