"""The planning problem of a company as it stands: masters, stock, demand, supply, firm orders."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from sanye.engines.mrp import (
    Action,
    Bill,
    BillLine,
    Demand,
    DemandKind,
    Node,
    NodeKey,
    OperationYield,
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
from sanye.scm.planning.models import (
    ActionMessage,
    KnownStock,
    PlannedOrder,
    PlanRequirement,
)
from sanye.scm.planning.queries.above import NOTHING_ABOVE, read_above
from sanye.scm.planning.queries.known import (
    DemandRow,
    Known,
    SupplyRow,
    Taken,
    known_rows,
    read_demand,
    read_supply,
)
from sanye.scm.planning.queries.looking import Reach, look_from, places_of
from sanye.scm.planning.queries.masters import Structure, load_structure
from sanye.scm.planning.queries.places import Place, node_at, place_at

HORIZON_DAYS = 365
_RECEIPTS = {
    SupplyType.PURCHASE_ORDER: ReceiptKind.PURCHASE,
    SupplyType.PRODUCTION_ORDER: ReceiptKind.PRODUCTION,
    SupplyType.TRANSFER_ORDER: ReceiptKind.TRANSFER,
}

_LIVE = [PlannedOrderStatus.PLANNED, PlannedOrderStatus.FIRMED, PlannedOrderStatus.RELEASED]

M = TypeVar("M", bound=Model)
Row = TypeVar("Row", DemandRow, SupplyRow, PlannedOrder)


_NARROW = (Reach.BELOW, Reach.ABOVE)


class _Beyond(Set[NodeKey]):
    """The nodes of a structure but those of the problem, without looking at them all: a net change
    takes as long in a large plant as in a small one."""

    def __init__(self, nodes: Mapping[NodeKey, Node], scope: frozenset[NodeKey]) -> None:
        self._nodes = nodes
        self._scope = scope

    def __contains__(self, key: object) -> bool:
        return key in self._nodes and key not in self._scope

    def __iter__(self) -> Iterator[NodeKey]:
        return (key for key in self._nodes if key not in self._scope)

    def __len__(self) -> int:
        return len(self._nodes) - len(self._scope)


@dataclass(frozen=True, slots=True)
class PlanningInput:
    """A problem with the rows it was made from, by the ids that stand in it.

    `places`: where the plan may differ from the stored one, so where rows are written. `around`:
    all places of the problem, these and what is above them (a phantom that is a part as well has
    none of its own); `item_ids` are theirs, None for all. `suggested`: what the last plan suggests
    there. `taken`: what orders of the `places` take of them; whatever still stands leaves it as the
    plan is written. `orders_above`: what takes of the problem's nodes and is beyond it.
    `seen_demand`: rows of demand that the plan provides for from now on, or never will.
    `taken_over`: released planned orders whose orders are among the supplies.
    """

    problem: Problem
    structure: Structure
    places: frozenset[Place]
    around: frozenset[Place]
    item_ids: frozenset[UUID] | None
    demands: Mapping[str, DemandRow]
    supplies: Mapping[str, SupplyRow]
    firm_orders: Mapping[str, PlannedOrder]
    suggested: Sequence[PlannedOrder]
    taken: Known[Taken]
    orders_above: frozenset[str]
    seen_demand: frozenset[UUID]
    taken_over: Sequence[UUID]

    def of_items(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Those of the rows that are of the problem's items."""
        return rows if self.item_ids is None else rows.filter(item__in=self.item_ids)


def load_input(
    *,
    places: Collection[Place] = (),
    item_ids: Set[UUID] = frozenset(),
    reach: Reach,
    as_of: date,
    by: Actor,
) -> PlanningInput:
    """The problem of places and of items' masters that have changed, as far as the run reaches.

    What is planned for those nodes alone equals what is planned for them in a run over everything:
    everything that takes of a node of the problem is in it too, or what it takes is.
    """
    structure = load_structure(by=by)
    looked = look_from(places, item_ids, structure, reach)
    scope, around, written = looked.nodes, places_of(looked.nodes), looked.places
    of_items = {item_id for item_id, _ in (*around, *places, *written)}
    which = {} if reach is Reach.ALL else {"item__in": of_items}
    known, supply = read_demand(**which), read_supply(**which)
    demands = {str(row.line_id): row for row in _at(around, known)}
    supplies = {str(row.line_id): row for row in _at(around, supply)}
    live = PlannedOrder.objects.filter(status__in=_LIVE, **which)
    planned = [*_at(around, live), *looked.left_over]
    followed = {order_id for row in supply for order_id in row.planned_order_ids}
    firm = {str(row.id): row for row in _firm_orders(planned, followed)}
    taken = known_rows(PlanRequirement.objects.filter(**which), Taken, written)
    is_below = reach is Reach.BELOW
    above = read_above(written, taken, demands.values(), supplies) if is_below else NOTHING_ABOVE
    asked = map(_demand, demands.values())
    bills, lines, yields = _bills(structure, scope)
    problem = Problem(
        as_of=as_of,
        horizon_end=as_of + timedelta(days=HORIZON_DAYS),
        calendars=structure.calendars,
        nodes=_with_stock([structure.nodes[key] for key in scope], which),
        sources=[s for key in scope for s in structure.sources.get(key, ())],
        bills=bills,
        bill_lines=lines,
        operation_yields=yields,
        demands=[*asked, *_forecasts(structure, scope, demands.values(), as_of, by)],
        receipts=[*_receipts(supplies), *(_firm_receipt(row) for row in firm.values())],
        beyond=_Beyond(structure.nodes, scope) if reach in _NARROW else frozenset(),
        requirements=above.requirements,
        advice=above.advice,
    )
    return PlanningInput(
        problem=problem,
        structure=structure,
        places=written,
        around=around,
        item_ids=None if reach is Reach.ALL else frozenset(of_items),
        demands=demands,
        supplies=supplies,
        firm_orders=firm,
        suggested=[row for row in planned if row.status == PlannedOrderStatus.PLANNED],
        taken=taken,
        orders_above=above.order_ids,
        seen_demand=_seen(known, written, structure),
        taken_over=[row.id for row in planned if row.id in followed],
    )


def _bills(
    structure: Structure, nodes: Iterable[NodeKey]
) -> tuple[list[Bill], list[BillLine], list[OperationYield]]:
    """What these nodes are made of."""
    bills = [bill for key in nodes for bill in structure.bills.get(key, ())]
    used = {bill.id for bill in bills}
    lines = [line for bill_id in used for line in structure.lines[bill_id]]
    return bills, lines, [loss for bill_id in used for loss in structure.yields.get(bill_id, ())]


def _seen(
    known: Iterable[DemandRow], written: frozenset[Place], structure: Structure
) -> frozenset[UUID]:
    """Rows of demand that the plan provides for from now on, or never will."""
    return frozenset(
        row.id
        for row in known
        if not row.is_planned
        and (
            (row.item_id, row.site_id) in written
            or node_at(row.item_id, row.site_id) not in structure.nodes
        )
    )


def _at(places: frozenset[Place], rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if (row.item_id, row.site_id) in places]


def _with_stock(nodes: Iterable[Node], which: Mapping[str, Collection[UUID]]) -> list[Node]:
    rows = KnownStock.objects.filter(**which).values_list("item_id", "site_id", "quantity")
    stock = {(str(item_id), str(site_id)): quantity for item_id, site_id, quantity in rows}
    return [
        replace(node, on_hand=stock[node.item, node.site])
        if (node.item, node.site) in stock
        else node
        for node in nodes
    ]


def _firm_orders(
    planned: Iterable[PlannedOrder], followed: Collection[UUID]
) -> Iterator[PlannedOrder]:
    """Firmed orders, and released ones whose purchase or production order has not appeared."""
    for row in planned:
        if row.status != PlannedOrderStatus.PLANNED and row.id not in followed:
            yield row


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
            place_at(*key): structure.nodes[key].unit_decimals
            for key in scope & structure.item_sites.keys()
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
    lines = [row.line_id for row in supplies.values()]
    kept = ActionMessage.objects.filter(
        kind=Action.CANCEL, status=MessageStatus.DISMISSED, order_line_id__in=lines
    )
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
