"""Masters of single items as the planning engine wants them: nodes, sources, bills.

Ids are the text of our own ids. An item that is a phantom in some bills and a part in others is
two nodes: as a phantom it has a key of its own and no stock.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from sanye.engines.mrp import (
    Bill,
    BillLine,
    LotPolicy,
    Node,
    NodeKey,
    OperationYield,
    Source,
    SourceKind,
)
from sanye.kernel.actors import Actor
from sanye.kernel.quantity import ceil_to_multiple, round_quantity
from sanye.scm.planning.models import KnownLeadTime
from sanye.scm.planning.queries.places import PHANTOM, item_of, node_at
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.models import (
    Bill as BillRow,
)
from sanye.stem.masterdata.models import (
    BillLine as LineRow,
)
from sanye.stem.masterdata.models import (
    Item,
    ItemSite,
    LotSizing,
    Routing,
    RoutingOperation,
    SupplierTerm,
)
from sanye.stem.rows.kept import Moment

_POLICIES = {
    LotSizing.LOT_FOR_LOT: LotPolicy.LOT_FOR_LOT,
    LotSizing.PERIOD_ORDER_QUANTITY: LotPolicy.PERIOD_ORDER_QUANTITY,
    LotSizing.FIXED_ORDER_QUANTITY: LotPolicy.FIXED_ORDER_QUANTITY,
    LotSizing.ECONOMIC_ORDER_QUANTITY: LotPolicy.FIXED_ORDER_QUANTITY,
    LotSizing.MIN_MAX: LotPolicy.MIN_MAX,
}


@dataclass(frozen=True, slots=True)
class ItemMasters:
    """What is known of one item: as a part, and as a phantom."""

    item: Item
    places: Mapping[NodeKey, ItemSite]
    nodes: Mapping[NodeKey, Node]
    sources: Mapping[NodeKey, list[Source]]
    bills: Mapping[NodeKey, list[Bill]]
    lines: Mapping[str, list[BillLine]]
    yields: list[OperationYield]
    components: frozenset[UUID]

    def follows(self, item_ids: Set[UUID]) -> bool:
        """Whether it may change with rows of these items: it says in what units its components are
        counted, and which of them are passed on."""
        return self.item.id in item_ids or not self.components.isdisjoint(item_ids)


def released_bills() -> QuerySet[BillRow]:
    """Those that may be made by."""
    return BillRow.objects.filter(archived_at__isnull=True, status="RELEASED")


def read_items(
    item_ids: Collection[UUID], sites: Sequence[UUID], moment: Moment, by: Actor
) -> dict[UUID, ItemMasters]:
    """By item; items that do not exist are left out. A dozen reads for any number of them."""
    planned = ItemSite.objects.filter(is_planned=True, site__in=sites, item_id__in=item_ids)
    bills = list(released_bills().filter(item_id__in=item_ids))
    lines = list(LineRow.objects.filter(bill__in=[bill.id for bill in bills]))
    reader = _Reader(
        items=Item.objects.in_bulk(list(item_ids)),
        places={node_at(row.item_id, row.site_id): row for row in planned},
        sites=[str(site_id) for site_id in sites],
        components={line.component_id for line in lines},
        moment=moment,
        by=by,
    )
    return reader.read(bills, lines)


class _Reader:
    """Makes the engine's records of the rows of some items."""

    def __init__(
        self,
        *,
        items: Mapping[UUID, Item],
        places: Mapping[NodeKey, ItemSite],
        sites: list[str],
        components: Collection[UUID],
        moment: Moment,
        by: Actor,
    ) -> None:
        self._item_sites = places
        self._items = items
        self._sites = sites
        self._by = by
        named = {*items, *components}
        self._units = masters.get_item_units(item_ids=named, moment=moment, by=by)
        uses = LineRow.objects.filter(bill__in=released_bills(), component_id__in=named)
        pairs = set(uses.values_list("component_id", "is_phantom"))
        self._phantoms = {item_id for item_id, is_phantom in pairs if is_phantom}
        self._mixed = self._phantoms & {id_ for id_, is_phantom in pairs if not is_phantom}

    def read(self, bills: Sequence[BillRow], lines: Sequence[LineRow]) -> dict[UUID, ItemMasters]:
        """By item; items that do not exist are left out."""
        by_bill: dict[UUID, list[LineRow]] = defaultdict(list)
        for line in lines:
            by_bill[line.bill_id].append(line)
        nodes = {
            key: self._node(key, row, is_phantom=row.item_id in self._phantoms - self._mixed)
            for key, row in self._item_sites.items()
        }
        nodes |= self._phantom_nodes()
        versions: dict[NodeKey, list[Bill]] = defaultdict(list)
        ready: dict[str, list[BillLine]] = {}
        ranks: Counter[UUID] = Counter()
        for bill in sorted(bills, key=_newest_first):
            ranks[bill.item_id] += 1
            rank = ranks[bill.item_id]
            for key in self._makers(bill, nodes):
                version = self._bill(bill, key, rank)
                versions[key].append(version)
                ready[version.id] = [self._line(version.id, line) for line in by_bill[bill.id]]
        components: dict[UUID, set[UUID]] = defaultdict(set)
        for bill in bills:
            components[bill.item_id] |= {line.component_id for line in by_bill[bill.id]}
        nodes_of, sources_of = _by_item(nodes), _by_item(self._sources())
        bills_of, places_of = _by_item(versions), _by_item(self._item_sites)
        yields_of: dict[UUID, list[OperationYield]] = defaultdict(list)
        for item_id, loss in self._yields(versions):
            yields_of[item_id].append(loss)
        return {
            item_id: ItemMasters(
                item=item,
                places=places_of.get(item_id, {}),
                nodes=nodes_of.get(item_id, {}),
                sources=sources_of.get(item_id, {}),
                bills=bills_of.get(item_id, {}),
                lines={
                    bill.id: ready[bill.id]
                    for found in bills_of.get(item_id, {}).values()
                    for bill in found
                },
                yields=yields_of.get(item_id, []),
                components=frozenset(components.get(item_id, ())),
            )
            for item_id, item in self._items.items()
        }

    # Nodes

    def _node(self, key: NodeKey, row: ItemSite, *, is_phantom: bool) -> Node:
        policy = _POLICIES[LotSizing(row.lot_sizing)]
        if policy is LotPolicy.FIXED_ORDER_QUANTITY and not row.fixed_quantity:
            policy = LotPolicy.LOT_FOR_LOT
        if policy is LotPolicy.PERIOD_ORDER_QUANTITY and not row.period_days:
            policy = LotPolicy.LOT_FOR_LOT
        is_min_max = policy is LotPolicy.MIN_MAX
        low = row.reorder_point or row.safety_stock
        return Node(
            item=key.item,
            site=key.site,
            calendar=key.site,
            unit_decimals=self._decimals(row.item_id),
            lot_policy=policy,
            lot_quantity=row.fixed_quantity,
            period_days=row.period_days,
            reorder_point=low if is_min_max else None,
            order_up_to=max(row.maximum_quantity or low, low) if is_min_max else None,
            minimum_quantity=row.minimum_quantity or None,
            multiple_quantity=row.multiple_quantity,
            maximum_quantity=None if is_min_max else row.maximum_quantity,
            safety_stock=row.safety_stock,
            safety_days=row.safety_lead_time_days,
            demand_fence_days=row.demand_time_fence_days,
            planning_fence_days=row.planning_time_fence_days,
            release_fence_days=row.release_fence_days,
            tolerance_days=TOLERANCE_DAYS,
            is_phantom=is_phantom,
        )

    def _phantom_nodes(self) -> dict[NodeKey, Node]:
        """Phantoms that no site plans, and the phantom side of those that are parts as well."""
        nodes = {}
        for item_id in self._phantoms & self._items.keys():
            name = f"{item_id}{PHANTOM}" if item_id in self._mixed else str(item_id)
            for site in self._sites:
                key = NodeKey(name, site)
                if key not in self._item_sites:
                    decimals = self._decimals(item_id)
                    nodes[key] = Node(
                        item=key.item,
                        site=site,
                        calendar=site,
                        unit_decimals=decimals,
                        is_phantom=True,
                    )
        return nodes

    def _decimals(self, item_id: UUID) -> int:
        units = self._units[item_id]
        fact = units.units.get(units.base)
        return 6 if fact is None else fact.decimals

    # Bills

    def _makers(self, bill: BillRow, nodes: Mapping[NodeKey, Node]) -> Iterator[NodeKey]:
        """The nodes that a bill makes: at its site, or wherever the item is made or passed on."""
        names = [str(bill.item_id)]
        if bill.item_id in self._mixed:
            names.append(f"{bill.item_id}{PHANTOM}")
        sites = [str(bill.site_id)] if bill.site_id is not None else self._sites
        for name in names:
            for site in sites:
                key = NodeKey(name, site)
                row = self._item_sites.get(key)
                if key in nodes and (row is None or row.source == "MAKE" or nodes[key].is_phantom):
                    yield key

    def _bill(self, bill: BillRow, key: NodeKey, rank: int) -> Bill:
        row = self._item_sites.get(key)
        made = self._units[bill.item_id].convert(bill.output_quantity, bill.unit)
        return Bill(
            id=f"{bill.id}@{key.item}@{key.site}",
            item=key.item,
            site=key.site,
            batch_quantity=made,
            priority=rank,
            yield_ratio=Decimal(1) - (row.scrap_ratio if row is not None else 0),
            valid_from=bill.valid_from_date,
            valid_to=bill.valid_to_date,
        )

    def _line(self, bill_id: str, line: LineRow) -> BillLine:
        is_apart = line.is_phantom and line.component_id in self._mixed
        return BillLine(
            bill=bill_id,
            component=f"{line.component_id}{PHANTOM}" if is_apart else str(line.component_id),
            quantity=self._units[line.component_id].convert(line.quantity, line.unit),
            scrap_ratio=line.scrap_ratio,
            is_fixed=line.is_fixed,
            operation=line.operation_number,
            valid_from=line.valid_from_date,
            valid_to=line.valid_to_date,
        )

    def _yields(
        self, versions: Mapping[NodeKey, list[Bill]]
    ) -> Iterator[tuple[UUID, OperationYield]]:
        """What the newest routing of each made node loses, operation by operation."""
        routings: dict[tuple[str, str | None], Routing] = {}
        made = {item_of(key.item) for key in versions}
        rows = Routing.objects.filter(archived_at__isnull=True, status="RELEASED", item_id__in=made)
        for routing in sorted(rows, key=_newest_first, reverse=True):
            site = str(routing.site_id) if routing.site_id is not None else None
            routings[str(routing.item_id), site] = routing
        losses: dict[UUID, list[RoutingOperation]] = defaultdict(list)
        for operation in RoutingOperation.objects.filter(
            routing__in=[routing.id for routing in routings.values()], scrap_ratio__gt=0
        ):
            losses[operation.routing_id].append(operation)
        for key, bills in versions.items():
            found = routings.get((key.item, key.site)) or routings.get((key.item, None))
            for operation in losses.get(found.id, ()) if found is not None else ():
                for bill in bills:
                    loss = OperationYield(bill.id, operation.number, 1 - operation.scrap_ratio)
                    yield item_of(key.item), loss

    # Sources

    def _sources(self) -> dict[NodeKey, list[Source]]:
        self._learned = _learned_days(self._items)
        terms: dict[UUID, list[SupplierTerm]] = defaultdict(list)
        for term in masters.list_supplier_terms(by=self._by).filter(item_id__in=self._items):
            terms[term.item_id].append(term)
        return {
            key: list(self._sources_of(key, row, terms[row.item_id]))
            for key, row in self._item_sites.items()
        }

    def _sources_of(
        self, key: NodeKey, row: ItemSite, terms: Iterable[SupplierTerm]
    ) -> Iterator[Source]:
        if row.source != "BUY":
            partner = str(row.supplying_site_id) if row.source == "TRANSFER" else ""
            yield Source(
                item=key.item,
                site=key.site,
                kind=SourceKind(row.source),
                partner=partner,
                lead_time_days=row.lead_time_days + row.inspection_days,
            )
            return
        fitting = [term for term in terms if term.site_id in (None, row.site_id)]
        for rank, term in enumerate(sorted(fitting, key=_preferred_first), start=1):
            yield self._offer(key, row, term, rank)
        if not fitting:
            days = row.lead_time_days + row.inspection_days
            yield Source(item=key.item, site=key.site, kind=SourceKind.BUY, lead_time_days=days)

    def _offer(self, key: NodeKey, row: ItemSite, term: SupplierTerm, rank: int) -> Source:
        factor = self._units[row.item_id].factor(term.unit).exact
        place = (term.supplier_id, row.item_id, row.site_id)
        days = self._learned.get(place, term.lead_time_days)

        def in_stock_units(quantity: Decimal | None) -> Decimal | None:
            return round_quantity(Fraction(quantity) * factor) if quantity else None

        return Source(
            item=key.item,
            site=key.site,
            kind=SourceKind.BUY,
            partner=str(term.supplier_id),
            priority=rank,
            lead_time_days=days + row.inspection_days,
            minimum_quantity=in_stock_units(term.minimum_order_quantity),
            multiple_quantity=in_stock_units(term.multiple_quantity) or self._counted(row, term),
            maximum_quantity=in_stock_units(term.maximum_order_quantity),
            valid_from=term.valid_from_date,
            valid_to=term.valid_to_date,
        )

    def _counted(self, row: ItemSite, term: SupplierTerm) -> Decimal | None:
        """The item's multiple in what the supplier counts, where that is coarser than the stock
        unit: dozens are not sold by the piece."""
        units = self._units[row.item_id]
        fact = units.units.get(term.unit)
        smallest = units.factor(term.unit).exact / 10 ** (6 if fact is None else fact.decimals)
        if smallest <= Fraction(1, 10 ** self._decimals(row.item_id)):
            return None
        return ceil_to_multiple(row.multiple_quantity or smallest, smallest)


TOLERANCE_DAYS = 1

V = TypeVar("V")


def _by_item(rows: Mapping[NodeKey, V]) -> dict[UUID, dict[NodeKey, V]]:
    found: dict[UUID, dict[NodeKey, V]] = defaultdict(dict)
    for key, row in rows.items():
        found[item_of(key.item)][key] = row
    return found


def _learned_days(item_ids: Collection[UUID]) -> dict[tuple[UUID, UUID, UUID], int]:
    """By supplier, item and site, where what was learned counts instead of the terms."""
    learned = KnownLeadTime.objects.filter(item_id__in=item_ids)
    rows = learned.values_list("supplier_id", "item_id", "site_id", "lead_time_days")
    return {(supplier_id, item_id, site_id): days for supplier_id, item_id, site_id, days in rows}


def _newest_first(row: BillRow | Routing) -> tuple[bool, int, str, str]:
    """The site's own version before the general one, then the newest."""
    since = row.valid_from_date.toordinal() if row.valid_from_date is not None else 0
    return (row.site_id is None, -since, _descending(row.version), str(row.id))


def _descending(version: str) -> str:
    """A text that sorts the other way round."""
    return "".join(chr(0x10FFFF - ord(letter)) for letter in version) + chr(0x10FFFF)


def _preferred_first(term: SupplierTerm) -> tuple[int, bool, str]:
    return (term.priority, term.site_id is None, str(term.id))
