"""What must have been there before the first day, and what was counted after the last."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from uuid import UUID

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.context import Import
from sanye.connectors.adventureworks.costs import unit_costs
from sanye.connectors.adventureworks.past_context import Past
from sanye.connectors.adventureworks.tables import Row
from sanye.connectors.adventureworks.wording import Text
from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.history.commands import (
    ClosedProductionOrder,
    ClosedPurchaseOrder,
    ClosedSalesOrder,
    PastStock,
)

OPENING, COUNT = "AW-OPENING", "AW-COUNT"
METHOD = Text(
    "Opening stock: the day before the first movement each product had what keeps it from ever"
    " falling below zero at the end of a day, and at least what makes it end at ProductInventory."
    " Products of which more came than ever left end higher; a count on the last day brings them"
    " to ProductInventory (the difference is its cost). Other places than a product's own hold from"
    " the beginning what ProductInventory says. Purchases of the data cover a small part of what"
    " the work orders take: most of that must have been there before, so the stock's value falls"
    " over the years, and what it turns over says little of the company.",
    "期初库存：首个变动的前一天，每个产品的数量使其任何一天日终都不低于零，"
    "并且至少使期末等于 ProductInventory。入多出少的产品期末偏高，"
    "末日盘点调至 ProductInventory（差额为其成本）。"
    "产品自有库位以外的库位自始即为 ProductInventory 所示数量。"
    "数据中的采购只占工单领用的一小部分，其余必然自始就有，因此库存价值逐年下降，"
    "周转率说明不了公司经营。",
)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Change:
    item_id: UUID
    on: date
    quantity: Decimal


def changes(
    sales: Iterable[ClosedSalesOrder],
    purchases: Iterable[ClosedPurchaseOrder],
    work: Iterable[ClosedProductionOrder],
    service_id: UUID,
) -> Iterator[Change]:
    """How the documents change stock; nothing of the service."""
    found = chain(_sold(sales), _bought(purchases), _made(work))
    return (change for change in found if change.item_id != service_id)


def _sold(orders: Iterable[ClosedSalesOrder]) -> Iterator[Change]:
    for order in orders:
        for line in order.lines:
            for part in line.parts:
                if part.shipped_date is not None:
                    yield Change(line.item_id, part.shipped_date, -part.delivered)


def _bought(orders: Iterable[ClosedPurchaseOrder]) -> Iterator[Change]:
    for order in orders:
        for line in order.lines:
            if line.received_date is not None:
                kept = line.received - line.rejected_quantity
                yield Change(line.item_id, line.received_date, kept)


def _made(orders: Iterable[ClosedProductionOrder]) -> Iterator[Change]:
    for order in orders:
        yield Change(order.item_id, order.actual_end_date, order.completed_quantity)
        for component in order.components or ():
            yield Change(component.item_id, order.actual_start_date, -component.quantity)


class Opening:
    """Opening stock and count of each product's own place."""

    def __init__(self, found: Iterator[Change], present: dict[UUID, Decimal]) -> None:
        days: dict[UUID, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for change in found:
            days[change.item_id][change.on] += change.quantity
        self.first = min(day for item in days.values() for day in item)
        self.last = max(day for item in days.values() for day in item)
        self.opened: dict[UUID, Decimal] = {}
        self.counted: dict[UUID, Decimal] = {}
        for item_id in sorted(days.keys() | present.keys()):
            lowest, net = _lowest(days.get(item_id, {}))
            target = present.get(item_id, ZERO)
            self.opened[item_id] = max(-lowest, target - net)
            self.counted[item_id] = target - net - self.opened[item_id]


def _lowest(days: dict[date, Decimal]) -> tuple[Decimal, Decimal]:
    """The lowest that a stock of zero would fall to, and where it ends."""
    running = lowest = ZERO
    for _, quantity in sorted(days.items()):
        running += quantity
        lowest = min(lowest, running)
    return lowest, running


def past_stock(
    past: Past,
    found: Iterator[Change],
    places: dict[str, UUID],
    own_places: dict[str, str],
    *,
    is_stocked: bool,
) -> list[PastStock]:
    """Opening and count. `is_stocked`: ProductInventory was posted before the history came."""
    run = past.run
    own, elsewhere = _present(past, own_places) if not is_stocked else ({}, [])
    known = Opening(found, own)
    costs = {past.items[key]: cost for key, cost in unit_costs(run).items()}
    before = known.first - timedelta(days=1)

    def opening(item_id: UUID, quantity: Decimal, location_id: UUID | None = None) -> PastStock:
        return PastStock(
            item_id=item_id,
            site_id=past.site_id,
            quantity=quantity,
            posting_date=before,
            unit_cost=costs[item_id],
            location_id=location_id,
            number=OPENING,
        )

    stock = [opening(item_id, quantity) for item_id, quantity in known.opened.items() if quantity]
    stock += [
        opening(past.items[row["ProductID"]], Decimal(row["Quantity"]), places[row["LocationID"]])
        for row in elsewhere
    ]
    _account(run, known)
    return [*stock, *_counts(past, known)]


def _present(past: Past, own_places: dict[str, str]) -> tuple[dict[UUID, Decimal], list[Row]]:
    """ProductInventory: what stands at each product's own place, and the rows of other places."""
    own: dict[UUID, Decimal] = {}
    elsewhere = []
    for row in past.run.tables.read("ProductInventory"):
        if int(row["Quantity"]) <= 0:
            continue
        if row["LocationID"] == own_places[row["ProductID"]]:
            own[past.items[row["ProductID"]]] = Decimal(row["Quantity"])
        else:
            elsewhere.append(row)
    return own, elsewhere


def _counts(past: Past, known: Opening) -> list[PastStock]:
    return [
        PastStock(
            item_id=item_id,
            site_id=past.site_id,
            quantity=quantity,
            posting_date=known.last,
            kind=MovementKind.COUNT,
            reason_code=COUNT,
            number=COUNT,
        )
        for item_id, quantity in known.counted.items()
        if quantity
    ]


def _account(run: Import, known: Opening) -> None:
    report = run.report
    report.methods.append(METHOD)
    report.count(wording.PRODUCTS_OPENED, sum(1 for quantity in known.opened.values() if quantity))
    report.count(wording.PIECES_OPENED, int(sum(known.opened.values(), ZERO)))
    counted = [quantity for quantity in known.counted.values() if quantity]
    report.count(wording.PRODUCTS_COUNTED, len(counted))
    report.count(wording.PIECES_COUNTED, int(-sum(counted, ZERO)))
