"""From a shortage at a node to planned orders, and from orders to what they take of components."""

from dataclasses import dataclass
from fractions import Fraction

from sanye.engines.mrp.days import DayIndex
from sanye.engines.mrp.lots import LotBounds, bounds_of
from sanye.engines.mrp.netting import Supply
from sanye.engines.mrp.records import (
    DataError,
    Node,
    NodeKey,
    OrderKind,
    Receipt,
    Source,
    SourceKind,
    SupplyKind,
)
from sanye.engines.mrp.scale import MICRO, ceil_share, to_micro, unit_step
from sanye.engines.mrp.world import Version, World, is_valid

MOST_LEAD_DAYS = 32_767


@dataclass(slots=True, eq=False)
class Order:
    """A planned order in the making; days from today, quantities in millionths."""

    id: str
    key: NodeKey
    kind: OrderKind
    source: Source | None
    version: Version | None
    quantity: int
    start_quantity: int
    wanted_start: int
    start: int
    due: int
    need: int
    supply: Supply


Draw = tuple[NodeKey, int, int]
"""Of a component, on a day, so much."""


@dataclass(slots=True, eq=False)
class _Way:
    """How a node's orders from a source come about."""

    source: Source | None
    kind: OrderKind
    has_bill: bool
    bounds: LotBounds
    calendar: DayIndex


class Desk:
    """Places the planned orders of one node and remembers what data it missed."""

    def __init__(self, world: World, key: NodeKey, node: Node) -> None:
        self._world = world
        self._key = key
        self._node = node
        self._calendar = world.days[node.calendar]
        self._prefix = f"{key.item}@{key.site}#"
        self._ways: dict[int, _Way] = {}
        self.orders: list[Order] = []
        self.errors: set[DataError] = set()

    def place(self, day: int, quantity: int) -> list[Supply]:
        """Orders from the sources valid on the day, each lot within its bounds; cover quantity."""
        placed: list[Supply] = []
        for source, part in self._parts(day, quantity):
            way = self._ways.get(id(source)) or self._find_way(source)
            lots = way.bounds.lots(part)
            if way.bounds.is_forced(lots[0]):
                self.errors.add(DataError.OUT_OF_PROPORTION)
            for lot in lots:
                order = self._order(way, day, lot)
                self.orders.append(order)
                placed.append(order.supply)
        return placed

    def earliest_day(self) -> int:
        """The first day on which an order started today could be there."""
        source = next((source for source, _ in self._parts(0, MICRO)), None)
        if source is None:
            return 0
        calendar = self._world.calendar_of(self._node, source)
        return calendar.add(0, lead_days(source, 0))

    def _find_way(self, source: Source | None) -> _Way:
        kind = self._kind(source)
        if kind is OrderKind.UNSOURCED:
            self.errors.add(DataError.NO_SOURCE)
        if source is not None and source.kind is SourceKind.BUY and not lead_days(source, MICRO):
            self.errors.add(DataError.ZERO_LEAD_TIME)
        has_bill = kind in (OrderKind.MAKE, OrderKind.PHANTOM)
        calendar = self._world.calendar_of(self._node, source)
        way = _Way(source, kind, has_bill, bounds_of(self._node, source), calendar)
        self._ways[id(source)] = way
        return way

    def _parts(self, day: int, quantity: int) -> list[tuple[Source | None, int]]:
        if self._node.is_phantom:
            return [(None, quantity)]
        sources = self._world.sources_on(self._key, self._world.dates[day])
        if len(sources) < 2:
            return [(sources[0] if sources else None, quantity)]
        total = sum((Fraction(source.share) for source in sources), Fraction(0))
        parts: list[tuple[Source | None, int]] = []
        left = quantity
        step = unit_step(self._node.unit_decimals)
        for source in sources:
            ratio = Fraction(source.share) / total if total else Fraction(1)
            part = min(left, ceil_share(quantity, ratio, step))
            if part:
                parts.append((source, part))
                left -= part
        return parts

    def _order(self, way: _Way, day: int, quantity: int) -> Order:
        wanted, start, due = self._dates(way, day, quantity)
        version = None
        started = quantity
        if way.has_bill:
            version = self._world.version_on(self._key, self._world.dates[start])
            if version is None:
                self.errors.add(DataError.NO_BILL)
            else:
                version, started = self._started(version, quantity)
        order_id = f"{self._prefix}{len(self.orders) + 1}"
        supply = Supply(SupplyKind.PLANNED_ORDER, order_id, due, quantity, quantity)
        return Order(
            order_id,
            self._key,
            way.kind,
            way.source,
            version,
            quantity,
            started,
            wanted,
            start,
            due,
            day,
            supply,
        )

    def _started(self, version: Version, quantity: int) -> tuple[Version | None, int]:
        """What is begun by the bill; without it where its lines would take out of proportion."""
        started = version.started.of(quantity)
        if started <= version.most:
            return version, started
        self.errors.add(DataError.OUT_OF_PROPORTION)
        return None, quantity

    def _kind(self, source: Source | None) -> OrderKind:
        if self._node.is_phantom:
            return OrderKind.PHANTOM
        return OrderKind(source.kind) if source is not None else OrderKind.UNSOURCED

    def _dates(self, way: _Way, day: int, quantity: int) -> tuple[int, int, int]:
        """Wanted start, start and due. What should have started before today starts today."""
        if way.source is None:
            return day, day, day
        due = self._calendar.subtract(day, self._node.safety_days)
        lead = lead_days(way.source, quantity)
        if lead == MOST_LEAD_DAYS:
            self.errors.add(DataError.OUT_OF_PROPORTION)
        wanted = way.calendar.subtract(due, lead)
        if wanted >= 0:
            return wanted, wanted, due
        start = way.calendar.add(0, 0)
        return wanted, start, way.calendar.add(start, lead)


def lead_days(source: Source, quantity: int) -> int:
    """Working days: the fixed part plus the part that grows with quantity, rounded up; up to
    MOST_LEAD_DAYS, after which there is no date."""
    if not source.lead_time_days_per_unit:
        return source.lead_time_days
    per_unit = Fraction(source.lead_time_days_per_unit)
    return min(source.lead_time_days + int(-(-quantity * per_unit // MICRO)), MOST_LEAD_DAYS)


def draws_of_order(world: World, order: Order) -> list[Draw]:
    """The components, or at the shipping site the item itself, that an order takes."""
    if order.source is not None and order.kind is OrderKind.TRANSFER:
        return _shipped(world, order.key.item, order.source.partner, order.start, order.quantity)
    if order.version is None:
        return []
    return draws(world, order.version, order.key, order.start, order.start_quantity)


def draws_of_receipt(world: World, receipt: Receipt, shift: int, ratio: Fraction) -> list[Draw]:
    """What a firm planned order will take, when it follows the advice given for it."""
    key = NodeKey(receipt.item, receipt.site)
    node = world.nodes[key]
    start = _start_of(world, node, receipt) + shift
    step = unit_step(node.unit_decimals)
    quantity = ceil_share(to_micro(receipt.quantity), ratio, step)
    if receipt.source_kind is SourceKind.TRANSFER:
        return _shipped(world, receipt.item, receipt.partner, max(start, 0), quantity)
    if receipt.source_kind is not SourceKind.MAKE:
        return []
    version = world.version_on(key, world.date_of(start))
    if version is None:
        return []
    started = version.started.of(quantity)
    return draws(world, version, key, max(start, 0), started) if started <= version.most else []


def _shipped(world: World, item: str, site: str, day: int, quantity: int) -> list[Draw]:
    shipping = NodeKey(item, site)
    return [] if shipping in world.problem.beyond else [(shipping, day, quantity)]


def _start_of(world: World, node: Node, receipt: Receipt) -> int:
    if receipt.start_date is not None:
        return world.day_of(receipt.start_date)
    due = world.day_of(receipt.due_date)
    sources = world.sources_on(NodeKey(node.item, node.site), receipt.due_date)
    matching = [s for s in sources if s.kind is receipt.source_kind]
    if not matching:
        return due
    lead = lead_days(matching[0], to_micro(receipt.quantity))
    return world.calendar_of(node, matching[0]).subtract(due, lead)


def draws(world: World, version: Version, key: NodeKey, start: int, started: int) -> list[Draw]:
    """Each valid line times the started quantity, rounded up to the component's unit."""
    on = world.dates[start]
    calendar = world.days[world.nodes[key].calendar]
    found: list[Draw] = []
    for line in version.lines:
        if not is_valid(line.record, on):
            continue
        quantity = line.share.of(MICRO if line.record.is_fixed else started)
        offset = line.record.offset_days
        day = calendar.add(start, offset) if offset else start
        if quantity:
            found.append((line.component, day, quantity))
    return found
