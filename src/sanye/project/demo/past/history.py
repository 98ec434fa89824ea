"""The past of the company: what was sold, made and bought, and how it is taken over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from sanye.erp.history.commands import (
    ClosedProductionOrder,
    ClosedPurchaseOrder,
    ClosedSalesOrder,
    PastStock,
    PastTransfer,
    close_past_periods,
    import_closed_documents,
)
from sanye.kernel.actors import Actor
from sanye.project.demo.past.buyers import buyers
from sanye.project.demo.past.buying import buy
from sanye.project.demo.past.closing import (
    close_making,
    close_purchases,
    close_sales,
    close_transfers,
)
from sanye.project.demo.past.demand import sized, wanted
from sanye.project.demo.past.drafts import (
    MakingDraft,
    PurchaseDraft,
    SalesDraft,
    Taken,
    TransferDraft,
)
from sanye.project.demo.past.making import Needs, add_needs, supply
from sanye.project.demo.past.serving import serve
from sanye.project.demo.past.stock import arrivals, opening, past_stock, tell_apart
from sanye.project.demo.past.vendors import vendors
from sanye.project.demo.past.world import World

AHEAD_DAYS = 70
"""Plants look so far ahead: the last orders of the past were for days to come."""
STRETCH_MONTHS = 6
"""Months taken over in one call: more is quicker, and takes more memory."""
CLOSED_AFTER_DAYS = 7
"""So many days after its end a month is closed."""
OPENING_NUMBER = "OPENING-STOCK"

_D = TypeVar("_D")


@dataclass(frozen=True, slots=True)
class Documents:
    """Everything that happened, each list in the order of its days."""

    sales: list[SalesDraft]
    closed_sales: list[ClosedSalesOrder]
    productions: list[ClosedProductionOrder]
    purchases: list[ClosedPurchaseOrder]
    transfers: list[PastTransfer]
    stock: list[PastStock]


def think_out(world: World) -> Documents:
    """All documents of the past, from what customers wanted back to what was there before."""
    last = world.days.last
    sales = wanted(world, buyers(world, last + timedelta(days=AHEAD_DAYS)))
    serve(world, sales, sized(world, sales))
    needs: Needs = {}
    add_needs(needs, _left(sales))
    making, moving = supply(world, needs)
    buying = buy(world, needs, vendors(world))
    sales = [order for order in sales if order.asked <= last]
    stock = _settle_stock(world, sales, making, moving, buying)
    return Documents(
        sales,
        close_sales(world, sales),
        close_making(world, making),
        close_purchases(world, buying),
        close_transfers(moving),
        stock,
    )


def _left(sales: Sequence[SalesDraft]) -> list[Taken]:
    return [
        part.taken
        for order in sales
        for line in order.lines
        for part in line.parts
        if part.taken is not None
    ]


def _settle_stock(
    world: World,
    sales: Sequence[SalesDraft],
    making: Sequence[MakingDraft],
    moving: Sequence[TransferDraft],
    buying: Sequence[PurchaseDraft],
) -> list[PastStock]:
    """What must have been there before; everything that left is told apart."""
    brought = [order.brought for order in making]
    brought += [move.brought for move in moving]
    brought += [line.brought for order in buying for line in order.lines]
    taken = _left(sales) + [need for order in making for need in order.needs]
    taken += [move.taken for move in moving]
    opened = arrivals(world, opening(world, brought, taken))
    tell_apart(world, [*opened, *brought], taken)
    return past_stock(world, opened, OPENING_NUMBER)


def take_over(found: Documents, *, first: date, last: date, by: Actor, at: datetime) -> None:
    """Half a year a call. What brings goods is taken with its first receipt, what takes them with
    its last day, so that no stretch takes what only a later one brings."""
    stock: list[PastStock] = found.stock
    for begin, end in _stretches(first, last):
        import_closed_documents(
            stock=stock,
            sales_orders=_within(begin, end, found.closed_sales, _sold_on),
            production_orders=_within(begin, end, found.productions, _made_on),
            purchase_orders=_within(begin, end, found.purchases, _bought_on),
            transfers=_within(begin, end, found.transfers, _moved_on),
            by=by,
            at=at,
        )
        stock = []
    closed_until = (last - timedelta(days=CLOSED_AFTER_DAYS)).replace(day=1) - timedelta(days=1)
    close_past_periods(until=closed_until, by=by, at=at)


def _stretches(first: date, last: date) -> list[tuple[date, date]]:
    found = []
    begin = first
    while begin <= last:
        months = begin.year * 12 + begin.month - 1 + STRETCH_MONTHS
        next_begin = date(months // 12, months % 12 + 1, 1)
        found.append((begin, min(next_begin - timedelta(days=1), last)))
        begin = next_begin
    return found


def _within(
    begin: date, end: date, documents: Sequence[_D], day_of: Callable[[_D], date]
) -> list[_D]:
    return [document for document in documents if begin <= day_of(document) <= end]


def _sold_on(order: ClosedSalesOrder) -> date:
    return order.invoiced_date or order.order_date


def _made_on(order: ClosedProductionOrder) -> date:
    return order.actual_end_date


def _moved_on(transfer: PastTransfer) -> date:
    return transfer.received_date


def _bought_on(order: ClosedPurchaseOrder) -> date:
    days = [line.received_date for line in order.lines if line.received_date is not None]
    return min(days, default=order.order_date)
