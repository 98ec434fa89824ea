"""How far a run looks from what has changed: which nodes it plans, and which it may change."""

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sanye.engines.mrp import NodeKey
from sanye.scm.planning.domain.states import PlannedOrderStatus, SupplyType
from sanye.scm.planning.models import KnownDemand, KnownSupply, PlannedOrder, PlanRequirement
from sanye.scm.planning.queries.masters import Structure
from sanye.scm.planning.queries.places import PHANTOM, Place, node_at, place_at


class Reach(StrEnum):
    """How far a run looks from what has changed.

    BELOW: the changed nodes and what is below them change; what stands above them takes what the
    last plan says. ABOVE: of what stands above them the plan is made too, but it is known to be as
    stored. JOINED: all that bills join to them changes. ALL: everything does.
    """

    BELOW = "BELOW"
    ABOVE = "ABOVE"
    JOINED = "JOINED"
    ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Looked:
    """`changing`: the nodes whose plan may change; `nodes`: those of the problem, these and others
    around them. `left_over`: what the last plan suggests where nothing is planned any more.
    """

    changing: frozenset[NodeKey]
    nodes: frozenset[NodeKey]
    left_over: list[PlannedOrder]

    @property
    def places(self) -> frozenset[Place]:
        """Where the plan may change."""
        return places_of(self.changing) | {(row.item_id, row.site_id) for row in self.left_over}


def look_from(
    places: Collection[Place], item_ids: Set[UUID], structure: Structure, reach: Reach
) -> Looked:
    """From places where supply or demand has changed, and items whose masters have."""
    left_over = _left_over(structure, item_ids, reach)
    changed = [node_at(*place) for place in places]
    changed += [*structure.following(item_ids), *_taken_by(left_over)]
    changing, nodes = _nodes(structure, changed, reach)
    while more := structure.nodes.keys() & _taken_by_open_orders(changing, reach):
        changed += more
        changing, nodes = _nodes(structure, changed, reach)
    return Looked(changing, nodes, left_over)


def places_of(nodes: Iterable[NodeKey]) -> frozenset[Place]:
    """The places of these nodes; those of phantoms stay as they are."""
    return frozenset(place_at(*key) for key in nodes if not key.item.endswith(PHANTOM))


def _nodes(
    structure: Structure, changed: Collection[NodeKey], reach: Reach
) -> tuple[frozenset[NodeKey], frozenset[NodeKey]]:
    """The nodes whose plan may change, and those of the problem."""
    if reach is Reach.ALL:
        everything = frozenset(structure.nodes)
        return everything, everything
    if reach is Reach.JOINED:
        joined = structure.nodes.keys() & structure.joined(changed)
        return frozenset(joined), frozenset(joined)
    below = frozenset(structure.nodes.keys() & structure.below(changed))
    if reach is Reach.BELOW:
        return below, below
    return below, frozenset(structure.nodes.keys() & structure.above(below))


def _left_over(structure: Structure, item_ids: Set[UUID], reach: Reach) -> list[PlannedOrder]:
    """What the last plan suggests where nothing is planned any more: of all items, or of these."""
    if reach is not Reach.ALL and not item_ids:
        return []
    rows = PlannedOrder.objects.filter(status=PlannedOrderStatus.PLANNED)
    if reach is not Reach.ALL:
        rows = rows.filter(item__in=item_ids)
    places = set(rows.values_list("item_id", "site_id").distinct())
    places = {place for place in places if node_at(*place) not in structure.nodes}
    rows = rows.filter(item__in={item_id for item_id, _ in places}) if places else rows.none()
    return [row for row in rows if (row.item_id, row.site_id) in places]


def _taken_by(orders: Collection[PlannedOrder]) -> list[NodeKey]:
    """What the last plan says that these orders take."""
    if not orders:
        return []
    taken = PlanRequirement.objects.filter(order_id__in=[order.id for order in orders])
    places = taken.values_list("item_id", "site_id", "is_phantom").distinct()
    return [
        NodeKey(f"{item_id}{PHANTOM}" if is_phantom else str(item_id), str(site_id))
        for item_id, site_id, is_phantom in places
    ]


def _taken_by_open_orders(nodes: frozenset[NodeKey], reach: Reach) -> set[NodeKey]:
    """What orders that bring or make these nodes take of others, whatever bills say today: it
    follows the advice about them."""
    if reach is Reach.ALL:
        return set()
    places = places_of(nodes)
    making = KnownSupply.objects.filter(item__in={item_id for item_id, _ in places})
    making = making.exclude(supply_type=SupplyType.PURCHASE_ORDER)
    order_ids = making.values("order_id")
    taken = KnownDemand.objects.filter(order_id__in=order_ids)
    found = taken.values_list("item_id", "site_id").distinct()
    return {node_at(*place) for place in found if place not in places}
