"""From a shortage at a node to planned orders, and from orders to what they take of components."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

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


@dataclass(frozen=True, slots=True)
class Draw:
    """What an order takes of a component."""

    component: NodeKey
    day: int
    quantity: int


class Desk:
    """Places the planned orders of one node and remembers what data it missed."""

    def __init__(self, world: World, key: NodeKey, node: Node) -> None:
        self._world = world
        self._key = key
        self._node = node
        self._step = unit_step(node.unit_decimals)
        self._bounds: dict[int, LotBounds] = {}
        self.orders: list[Order] = []
        self.errors: set[DataError] = set()

    def place(self, day: int, quantity: int) -> list[Supply]:
        """Orders from the sources valid on the day, each lot within its bounds; cover quantity."""
        placed: list[Supply] = []
        for source, part in self._parts(day, quantity):
            for lot in self._bounds_of(source).lots(part):
                order = self._order(source, day, lot)
                self.orders.append(order)
                placed.append(order.supply)
        return placed

    def _bounds_of(self, source: Source | None) -> LotBounds:
        key = id(source)
        if key not in self._bounds:
            self._bounds[key] = bounds_of(self._node, source)
        return self._bounds[key]

    def earliest_day(self) -> int:
        """The first day on which an order started today could be there."""
        source = next((source for source, _ in self._parts(0, MICRO)), None)
        if source is None:
            return 0
        calendar = self._world.calendar_of(self._node, source)
        return calendar.add(0, lead_days(source, 0))

    def _parts(self, day: int, quantity: int) -> list[tuple[Source | None, int]]:
        if self._node.is_phantom:
            return [(None, quantity)]
        sources = self._world.sources_on(self._key, self._world.date_of(day))
        if len(sources) < 2:
            return [(sources[0] if sources else None, quantity)]
        total = sum((Fraction(source.share) for source in sources), Fraction(0))
        parts: list[tuple[Source | None, int]] = []
        left = quantity
        for source in sources:
            ratio = Fraction(source.share) / total if total else Fraction(1)
            part = min(left, ceil_share(quantity, ratio, self._step))
            if part:
                parts.append((source, part))
                left -= part
        return parts

    def _order(self, source: Source | None, day: int, quantity: int) -> Order:
        kind = self._kind(source)
        wanted, start, due = self._dates(source, day, quantity)
        version = None
        if kind in (OrderKind.MAKE, OrderKind.PHANTOM):
            version = self._world.version_on(self._key, self._world.date_of(start))
        self._note_errors(kind, source, version)
        started = quantity
        if version is not None:
            started = ceil_share(quantity, version.start_ratio, self._step)
        order_id = f"{self._key.item}@{self._key.site}#{len(self.orders) + 1}"
        supply = Supply(SupplyKind.PLANNED_ORDER, order_id, due, quantity, quantity)
        return Order(
            order_id,
            self._key,
            kind,
            source,
            version,
            quantity,
            started,
            wanted,
            start,
            due,
            day,
            supply,
        )

    def _kind(self, source: Source | None) -> OrderKind:
        if self._node.is_phantom:
            return OrderKind.PHANTOM
        return OrderKind(source.kind) if source is not None else OrderKind.UNSOURCED

    def _dates(self, source: Source | None, day: int, quantity: int) -> tuple[int, int, int]:
        """Wanted start, start and due. What should have started before today starts today."""
        if source is None:
            return day, day, day
        due = self._world.days[self._node.calendar].subtract(day, self._node.safety_days)
        calendar = self._world.calendar_of(self._node, source)
        lead = lead_days(source, quantity)
        wanted = calendar.subtract(due, lead)
        if wanted >= 0:
            return wanted, wanted, due
        start = calendar.add(0, 0)
        return wanted, start, calendar.add(start, lead)

    def _note_errors(self, kind: OrderKind, source: Source | None, version: Version | None) -> None:
        if kind is OrderKind.UNSOURCED:
            self.errors.add(DataError.NO_SOURCE)
        elif kind in (OrderKind.MAKE, OrderKind.PHANTOM) and version is None:
            self.errors.add(DataError.NO_BILL)
        if source is not None and source.kind is SourceKind.BUY and not lead_days(source, MICRO):
            self.errors.add(DataError.ZERO_LEAD_TIME)


def lead_days(source: Source, quantity: int) -> int:
    """Working days: the fixed part plus the part that grows with quantity, rounded up."""
    if not source.lead_time_days_per_unit:
        return source.lead_time_days
    per_unit = Fraction(source.lead_time_days_per_unit)
    return source.lead_time_days + int(-(-quantity * per_unit // MICRO))


def draws_of_order(world: World, order: Order) -> list[Draw]:
    """The components, or at the shipping site the item itself, that an order takes."""
    if order.source is not None and order.kind is OrderKind.TRANSFER:
        shipped = NodeKey(order.key.item, order.source.partner)
        return [Draw(shipped, order.start, order.quantity)]
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
        return [Draw(NodeKey(receipt.item, receipt.partner), max(start, 0), quantity)]
    if receipt.source_kind is not SourceKind.MAKE:
        return []
    version = world.version_on(key, world.date_of(start))
    if version is None:
        return []
    started = ceil_share(quantity, version.start_ratio, step)
    return draws(world, version, key, max(start, 0), started)


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
    on: date = world.date_of(start)
    calendar = world.days[world.nodes[key].calendar]
    found = []
    for line in version.lines:
        if not is_valid(line.record, on):
            continue
        base = MICRO if line.record.is_fixed else started
        quantity = ceil_share(base, line.ratio, line.step)
        offset = line.record.offset_days
        day = calendar.add(start, offset) if offset else start
        if quantity:
            found.append(Draw(line.component, day, quantity))
    return found
