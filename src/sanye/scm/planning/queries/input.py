"""The planning problem of a company as it stands: masters, stock, demand, supply, firm orders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from sanye.engines.mrp import (
    Action,
    Demand,
    DemandKind,
    NodeKey,
    Problem,
    Receipt,
    ReceiptKind,
    SourceKind,
)
from sanye.kernel.actors import Actor
from sanye.scm.demand.queries import OrderLine, list_net_forecast
from sanye.scm.planning.domain.states import (
    DemandType,
    MessageStatus,
    PlannedOrderStatus,
    SupplyType,
)
from sanye.scm.planning.models import ActionMessage, KnownStock, PlannedOrder
from sanye.scm.planning.queries.items import PHANTOM
from sanye.scm.planning.queries.known import DemandRow, SupplyRow, read_demand, read_supply
from sanye.scm.planning.queries.masters import Structure, load_structure

HORIZON_DAYS = 365
_RECEIPTS = {
    SupplyType.PURCHASE_ORDER: ReceiptKind.PURCHASE,
    SupplyType.PRODUCTION_ORDER: ReceiptKind.PRODUCTION,
    SupplyType.TRANSFER_ORDER: ReceiptKind.TRANSFER,
}

Place = tuple[UUID, UUID]
Row = TypeVar("Row", DemandRow, SupplyRow, PlannedOrder)


@dataclass(frozen=True, slots=True)
class PlanningInput:
    """A problem with the rows it was made from, by the ids that stand in it.

    `scope` are the nodes planned, `places` the rows they are kept under (a phantom that is a part
    as well has none of its own). `seen_demand`: rows of demand that the plan provides for from now
    on, or never will.
    """

    problem: Problem
    structure: Structure
    scope: frozenset[NodeKey]
    places: frozenset[Place]
    demands: Mapping[str, DemandRow]
    supplies: Mapping[str, SupplyRow]
    firm_orders: Mapping[str, PlannedOrder]
    seen_demand: frozenset[UUID]


def load_input(*, places: Collection[Place] | None, as_of: date, by: Actor) -> PlanningInput:
    """The problem of the places and of everything joined to them by bills; None: of all.

    Joined: what their orders take, whatever else takes of that, what that takes, and so on. What is
    planned for those nodes alone equals what is planned for them in a run over everything, and a
    late part is known to all that waits for it.
    """
    structure = load_structure(by=by)
    scope = _scope(structure, places)
    planned = frozenset(
        (UUID(key.item), UUID(key.site)) for key in scope if not key.item.endswith(PHANTOM)
    )
    known, supply = read_demand(), read_supply()
    demands = {str(row.line_id): row for row in _at(planned, known)}
    seen = {
        row.id
        for row in known
        if not row.is_planned
        and ((row.item_id, row.site_id) in planned or _key(row) not in structure.nodes)
    }
    supplies = {str(row.line_id): row for row in _at(planned, supply)}
    firm = {str(row.id): row for row in _at(planned, _firm_orders(supply))}
    stock = {
        NodeKey(str(item_id), str(site_id)): quantity
        for item_id, site_id, quantity in KnownStock.objects.values_list(
            "item_id", "site_id", "quantity"
        )
    }
    bills = [b for key, versions in structure.bills.items() if key in scope for b in versions]
    used = {bill.id for bill in bills}
    problem = Problem(
        as_of=as_of,
        horizon_end=as_of + timedelta(days=HORIZON_DAYS),
        calendars=structure.calendars,
        nodes=[
            replace(node, on_hand=stock[key]) if key in stock else node
            for key, node in structure.nodes.items()
            if key in scope
        ],
        sources=[s for key, found in structure.sources.items() if key in scope for s in found],
        bills=bills,
        bill_lines=[line for bill_id in used for line in structure.lines[bill_id]],
        operation_yields=[y for y in structure.yields if y.bill in used],
        demands=[
            *(_demand(row) for row in demands.values()),
            *_forecasts(structure, scope, demands.values(), as_of, by),
        ],
        receipts=[*_receipts(supplies), *(_firm_receipt(row) for row in firm.values())],
    )
    return PlanningInput(
        problem, structure, scope, planned, demands, supplies, firm, frozenset(seen)
    )


def _scope(structure: Structure, places: Collection[Place] | None) -> frozenset[NodeKey]:
    if places is None:
        return frozenset(structure.nodes)
    joined: dict[NodeKey, list[NodeKey]] = defaultdict(list)
    for key, inputs in structure.inputs().items():
        for part in inputs:
            joined[part].append(key)
            joined[key].append(part)
    changed = [NodeKey(str(item_id), str(site_id)) for item_id, site_id in places]
    return frozenset(key for key in _closure(changed, joined) if key in structure.nodes)


def _closure(starts: Collection[NodeKey], edges: Mapping[NodeKey, list[NodeKey]]) -> list[NodeKey]:
    found = dict.fromkeys(starts)
    queue = list(found)
    for key in queue:
        for other in edges.get(key, ()):
            if other not in found:
                found[other] = None
                queue.append(other)
    return queue


def _at(places: frozenset[Place], rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if (row.item_id, row.site_id) in places]


def _key(row: DemandRow) -> NodeKey:
    return NodeKey(str(row.item_id), str(row.site_id))


def _firm_orders(supply: Iterable[SupplyRow]) -> list[PlannedOrder]:
    """Firmed orders, and released ones whose purchase or production order has not appeared."""
    taken = {planned_order_id for row in supply for planned_order_id in row.planned_order_ids}
    statuses = [PlannedOrderStatus.FIRMED, PlannedOrderStatus.RELEASED]
    rows = PlannedOrder.objects.filter(status__in=statuses)
    return [row for row in rows if row.id not in taken]


def _demand(row: DemandRow) -> Demand:
    is_component = row.demand_type != DemandType.SALES_ORDER
    return Demand(
        id=str(row.line_id),
        item=str(row.item_id),
        site=str(row.site_id),
        quantity=row.quantity,
        due_date=row.due_date,
        kind=DemandKind.COMPONENT if is_component else DemandKind.ORDER,
        priority=row.priority,
        receipt_id=str(row.order_id) if is_component else None,
    )


def _forecasts(
    structure: Structure,
    scope: frozenset[NodeKey],
    known: Iterable[DemandRow],
    as_of: date,
    by: Actor,
) -> Iterator[Demand]:
    """What is expected of planned items beyond what is ordered."""
    orders = [
        OrderLine(
            line_id=row.line_id,
            item_id=row.item_id,
            site_id=row.site_id,
            quantity=row.quantity,
            requested_date=row.requested_date,
        )
        for row in known
        if row.demand_type == DemandType.SALES_ORDER
    ]
    net = list_net_forecast(
        decimals={
            (row.item_id, row.site_id): structure.nodes[key].unit_decimals
            for key, row in structure.item_sites.items()
            if key in scope
        },
        orders=orders,
        as_of=as_of,
        until=as_of + timedelta(days=HORIZON_DAYS),
        calendars={UUID(site): calendar for site, calendar in structure.calendars.items()},
        by=by,
    )
    for row in net:
        yield Demand(
            id=str(row.id),
            item=str(row.item_id),
            site=str(row.site_id),
            quantity=row.quantity,
            due_date=row.due_date,
            kind=DemandKind.FORECAST,
        )


def _receipts(supplies: Mapping[str, SupplyRow]) -> Iterator[Receipt]:
    kept = ActionMessage.objects.filter(kind=Action.CANCEL, status=MessageStatus.DISMISSED)
    kept_ids = set(kept.values_list("order_line_id", flat=True))
    for row in supplies.values():
        on_the_way = row.supply_type == SupplyType.TRANSFER_ORDER and row.is_released
        yield Receipt(
            id=str(row.line_id),
            item=str(row.item_id),
            site=str(row.site_id),
            quantity=row.quantity,
            due_date=row.due_date,
            kind=_RECEIPTS[SupplyType(row.supply_type)],
            start_date=row.start_date,
            partner=str(row.supplier_id or ""),
            is_fixed=on_the_way or row.line_id in kept_ids,
        )


def _firm_receipt(row: PlannedOrder) -> Receipt:
    return Receipt(
        id=str(row.id),
        item=str(row.item_id),
        site=str(row.site_id),
        quantity=row.quantity,
        due_date=row.due_date,
        kind=ReceiptKind.FIRM_PLANNED,
        start_date=row.start_date,
        source_kind=SourceKind(row.kind),
        partner=str(row.supplier_id or row.supplying_site_id or ""),
        is_fixed=row.status == PlannedOrderStatus.RELEASED,
    )
