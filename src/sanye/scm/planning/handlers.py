"""What planning does when others report a fact."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.erp.history import StockImported
from sanye.contracts.erp.inventory import (
    StockMoved,
    TransferOrderCancelled,
    TransferOrderChanged,
    TransferOrderCreated,
)
from sanye.contracts.erp.production import (
    ProductionOrderCancelled,
    ProductionOrderChanged,
    ProductionOrderClosed,
    ProductionOrderCompleted,
    ProductionOrderCreated,
    ProductionOrderReleased,
)
from sanye.contracts.erp.purchasing import (
    GoodsReceived,
    PurchaseOrderCancelled,
    PurchaseOrderChanged,
    PurchaseOrderConfirmed,
    PurchaseOrderCreated,
    PurchaseOrderExtended,
    PurchaseOrderSent,
    PurchaseRequisitionDropped,
    PurchaseScheduleLine,
)
from sanye.contracts.erp.sales import (
    DeliveryShipped,
    SalesOrderAmended,
    SalesOrderCancelled,
    SalesOrderClosed,
    SalesOrderConfirmed,
)
from sanye.contracts.scm.demand import ForecastChanged, ForecastPublished
from sanye.contracts.scm.events import LeadTimeLearned, PlanningRequested
from sanye.kernel.actors import Actor
from sanye.scm.planning import commands
from sanye.scm.planning.commands.projection import (
    DemandLine,
    OrderDemand,
    OrderSupply,
    Sent,
    StillOpen,
    SupplyLine,
    Told,
)
from sanye.scm.planning.domain.states import DemandType, SupplyType
from sanye.stem.events.cursors import Cursor, Recorded

USABLE = "AVAILABLE"
UNRELEASED = "CREATED"

supply_demand = Cursor(
    "scm.planning.supply_demand",
    kind="PROJECTION",
    rebuild=commands.forget_supply_and_demand,
    is_urgent=True,
)
net_change = Cursor("scm.planning.net_change", kind="REACTION", is_urgent=True)
# What is stored of a cursor goes by its name: this one's is wider than what it hears of.
dropped = Cursor("scm.planning.hand_over", kind="REACTION", is_urgent=True)


def _sales(told: Told, event: Recorded) -> None:
    told.demand.append(_sales_demand(event.data))


def _sales_ended(told: Told, event: Recorded) -> None:
    told.demand.append(_no_demand(DemandType.SALES_ORDER, event))


def _shipped(told: Told, event: Recorded) -> None:
    fact: DeliveryShipped = event.data
    told.demand += [StillOpen(line.schedule_line_id, line.open_quantity) for line in fact.lines]


def _purchase(told: Told, event: Recorded) -> None:
    told.supply.append(_purchase_supply(event.data))


def _purchase_sent(told: Told, event: Recorded) -> None:
    told.supply.append(Sent(event.key))


def _purchase_ended(told: Told, event: Recorded) -> None:
    told.supply.append(_no_supply(SupplyType.PURCHASE_ORDER, event))


def _received(told: Told, event: Recorded) -> None:
    fact: GoodsReceived = event.data
    told.supply += [StillOpen(line.schedule_line_id, line.open_quantity) for line in fact.lines]


def _production(told: Told, event: Recorded) -> None:
    told.supply.append(_production_supply(event.data))
    told.demand.append(_production_demand(event.data))


def _production_ended(told: Told, event: Recorded) -> None:
    told.supply.append(_no_supply(SupplyType.PRODUCTION_ORDER, event))
    told.demand.append(_no_demand(DemandType.PRODUCTION_ORDER, event))


def _transfer(told: Told, event: Recorded) -> None:
    """Demand where it leaves, supply where it arrives; each line stands for itself."""
    told.supply.append(_transfer_supply(event.data))
    told.demand += _transfer_demand(event.data)


def _stock(told: Told, event: Recorded) -> None:
    fact: StockMoved | StockImported = event.data
    told.stock += [
        (line.item_id, line.site_id, line.quantity)
        for line in fact.lines
        if line.status == USABLE and line.owner_id is None
    ]


def _lead_time(told: Told, event: Recorded) -> None:
    fact: LeadTimeLearned = event.data
    days = fact.suggested_days if fact.is_used else None
    told.lead_times[fact.supplier_id, fact.item_id, fact.site_id] = days


def _forecast(told: Told, event: Recorded) -> None:
    fact: ForecastPublished | ForecastChanged = event.data
    told.forecast |= {(place.item_id, place.site_id) for place in fact.places}


_TELL: dict[Any, Callable[[Told, Recorded], None]] = {
    SalesOrderConfirmed: _sales,
    SalesOrderAmended: _sales,
    SalesOrderCancelled: _sales_ended,
    SalesOrderClosed: _sales_ended,
    DeliveryShipped: _shipped,
    PurchaseOrderCreated: _purchase,
    PurchaseOrderConfirmed: _purchase,
    PurchaseOrderChanged: _purchase,
    PurchaseOrderExtended: _purchase,
    PurchaseOrderSent: _purchase_sent,
    PurchaseOrderCancelled: _purchase_ended,
    GoodsReceived: _received,
    ProductionOrderCreated: _production,
    ProductionOrderReleased: _production,
    ProductionOrderChanged: _production,
    ProductionOrderCompleted: _production,
    ProductionOrderCancelled: _production_ended,
    ProductionOrderClosed: _production_ended,
    TransferOrderCreated: _transfer,
    TransferOrderChanged: _transfer,
    TransferOrderCancelled: _transfer,
    StockMoved: _stock,
    StockImported: _stock,
    LeadTimeLearned: _lead_time,
    ForecastPublished: _forecast,
    ForecastChanged: _forecast,
}


@supply_demand.on(*_TELL)
def facts_told(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Keep what all facts of a batch say together."""
    told = Told()
    for event in batch:
        _TELL[type(event.data)](told, event)
    commands.keep_supply_and_demand(told=told, by=by, at=at)


@net_change.on(PlanningRequested)
def plan_net_change(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    for _ in batch:
        commands.plan_net_change(by=by, at=at)


@dropped.on(PurchaseRequisitionDropped)
def requisitions_dropped(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Nobody will buy it: it is supply no more, and the next run says so."""
    for recorded in batch:
        commands.drop_planned_order(planned_order_id=recorded.key, by=by, at=at)


def _covered(line: PurchaseScheduleLine) -> tuple[UUID, ...]:
    """All planned orders that a line covers."""
    first = () if line.planned_order_id is None else (line.planned_order_id,)
    return (*first, *line.further_planned_order_ids)


def _sales_demand(fact: SalesOrderConfirmed | SalesOrderAmended) -> OrderDemand:
    lines = tuple(
        DemandLine(
            line_id=line.schedule_line_id,
            item_id=line.item_id,
            site_id=line.site_id,
            quantity=line.open_quantity,
            unit=line.unit,
            requested_date=line.requested_date,
            promised_date=line.promised_date,
            net_amount=line.net_amount,
        )
        for line in fact.lines
    )
    return OrderDemand(
        demand_type=DemandType.SALES_ORDER,
        order_id=fact.sales_order_id,
        order_number=fact.number,
        customer_id=fact.customer_id,
        priority=fact.priority,
        currency=fact.currency,
        lines=lines,
    )


def _purchase_supply(
    fact: PurchaseOrderCreated
    | PurchaseOrderExtended
    | PurchaseOrderConfirmed
    | PurchaseOrderChanged,
) -> OrderSupply:
    lines = tuple(
        SupplyLine(
            line_id=line.schedule_line_id,
            item_id=line.item_id,
            site_id=line.site_id,
            quantity=line.open_quantity,
            unit=line.unit,
            due_date=line.expected_date,
            planned_order_ids=_covered(line),
        )
        for line in fact.lines
    )
    return OrderSupply(
        supply_type=SupplyType.PURCHASE_ORDER,
        order_id=fact.purchase_order_id,
        order_number=fact.number,
        supplier_id=fact.supplier_id,
        is_released=True if isinstance(fact, PurchaseOrderConfirmed) else None,
        is_extended=isinstance(fact, PurchaseOrderExtended),
        lines=lines,
    )


def _no_demand(demand_type: DemandType, event: Recorded) -> OrderDemand:
    return OrderDemand(
        demand_type=demand_type, order_id=event.key, order_number=event.data.number, lines=()
    )


def _no_supply(supply_type: SupplyType, event: Recorded) -> OrderSupply:
    return OrderSupply(
        supply_type=supply_type, order_id=event.key, order_number=event.data.number, lines=()
    )


ProductionFact = (
    ProductionOrderCreated
    | ProductionOrderReleased
    | ProductionOrderChanged
    | ProductionOrderCompleted
)


def _production_supply(fact: ProductionFact) -> OrderSupply:
    state = fact.state
    line = SupplyLine(
        line_id=fact.production_order_id,
        item_id=state.item_id,
        site_id=state.site_id,
        quantity=state.open_quantity,
        unit=state.unit,
        start_date=state.start_date,
        due_date=state.due_date,
        planned_order_ids=() if state.planned_order_id is None else (state.planned_order_id,),
    )
    return OrderSupply(
        supply_type=SupplyType.PRODUCTION_ORDER,
        order_id=fact.production_order_id,
        order_number=fact.number,
        is_released=state.status != UNRELEASED,
        lines=(line,),
    )


def _production_demand(fact: ProductionFact) -> OrderDemand:
    return OrderDemand(
        demand_type=DemandType.PRODUCTION_ORDER,
        order_id=fact.production_order_id,
        order_number=fact.number,
        lines=tuple(_components(fact)),
    )


def _components(fact: ProductionFact) -> Iterator[DemandLine]:
    still_to_come = fact.state.open_quantity > 0
    for component in fact.state.components:
        yield DemandLine(
            line_id=component.component_line_id,
            item_id=component.item_id,
            site_id=component.site_id,
            quantity=component.open_quantity if still_to_come else Decimal(0),
            unit=component.unit,
            requested_date=component.required_date,
        )


TransferFact = TransferOrderCreated | TransferOrderChanged | TransferOrderCancelled


def _transfer_supply(fact: TransferFact) -> OrderSupply:
    state = fact.state
    return OrderSupply(
        supply_type=SupplyType.TRANSFER_ORDER,
        order_id=fact.transfer_order_id,
        order_number=fact.number,
        is_released=state.status != UNRELEASED,
        lines=tuple(
            SupplyLine(
                line_id=line.line_id,
                item_id=line.item_id,
                site_id=state.to_site_id,
                quantity=line.unreceived_quantity,
                unit=line.unit,
                start_date=state.ship_date,
                due_date=state.due_date,
                planned_order_ids=() if line.planned_order_id is None else (line.planned_order_id,),
            )
            for line in state.lines
        ),
    )


def _transfer_demand(fact: TransferFact) -> Iterator[OrderDemand]:
    """The line's id stands for the order, so that pegging goes on from what it supplies."""
    for line in fact.state.lines:
        demand = DemandLine(
            line_id=line.line_id,
            item_id=line.item_id,
            site_id=fact.state.from_site_id,
            quantity=line.unshipped_quantity,
            unit=line.unit,
            requested_date=fact.state.ship_date,
        )
        yield OrderDemand(
            demand_type=DemandType.TRANSFER_ORDER,
            order_id=line.line_id,
            order_number=fact.number,
            lines=(demand,),
        )
