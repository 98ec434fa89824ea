"""The promise of a quantity at a node, and what it reserves on the way down the bill."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sanye.engines.mrp.lots import ceil_to
from sanye.engines.mrp.ordering import draws, lead_days
from sanye.engines.mrp.records import NodeKey, Source, SourceKind
from sanye.engines.mrp.scale import from_micro, to_micro, unit_step
from sanye.engines.mrp.world import World
from sanye.engines.promise.balance import Balance, Flow


class Binding(StrEnum):
    """Why not earlier: nothing binds, an open supply is awaited, a lead time, no way to get it."""

    NONE = "NONE"
    SUPPLY = "SUPPLY"
    LEAD_TIME = "LEAD_TIME"
    NO_SOURCE = "NO_SOURCE"


class Promise(NamedTuple):
    """`on`: when all of it is there, never before it is wanted; None: never.

    `parts`: what can be there when, earliest first; together all of it. `binding` names what
    keeps it from being earlier, `bound_by` the node where.
    """

    on: date | None
    on_wanted_date: Decimal
    parts: tuple[tuple[date, Decimal], ...]
    binding: Binding
    bound_by: NodeKey


class _Way(NamedTuple):
    """A way to have a quantity: the day (None: no way), what binds, where its taking is noted."""

    day: int | None
    binding: Binding
    bound_by: NodeKey
    noted: int = -1


class Promiser:
    """Answers one question after the other; each answer takes what it promises.

    `flows`: per node signed quantities by date, demand and holds included, past ones counted today.
    `world`: the masters below the nodes asked for, as of the day of all answers.
    """

    def __init__(
        self, world: World, flows: Mapping[NodeKey, Sequence[tuple[date, Decimal]]]
    ) -> None:
        self._given = self._world = world
        self._flows = flows
        self._balances: dict[NodeKey, Balance] = {}
        self._taken: list[tuple[NodeKey, Flow]] = []

    def promise(
        self, key: NodeKey, quantity: Decimal, wanted: date, *, within: World | None = None
    ) -> Promise:
        """The earliest day on which all of it is there, and the parts that are there before.

        `within`: the masters below this node, if they stand by themselves; of the same day.
        """
        self._world = within or self._given
        micro, day = to_micro(quantity), max(self._world.day_of(wanted), 0)
        free = min(self._balance(key).free_on(day), micro)
        earlier = self._rises(key, micro, day)
        way = self._obtain(key, micro, day)
        on = None if way.day is None else self._world.date_of(way.day)
        parts = self._parts(earlier, micro, way.day)
        return Promise(on, from_micro(free), parts, way.binding, way.bound_by)

    def reserved(self) -> list[tuple[NodeKey, date, Decimal]]:
        """What the answers take (negative) or leave over (positive) of each node on each day.

        New supply that is used up on its day is neither.
        """
        net: dict[tuple[NodeKey, int], int] = defaultdict(int)
        for key, flow in self._taken:
            net[key, flow.day] += flow.quantity
        date_of = self._world.date_of
        return [(key, date_of(day), from_micro(left)) for (key, day), left in net.items() if left]

    # One node

    def _obtain(self, key: NodeKey, quantity: int, wanted: int) -> _Way:
        """The earliest day, not before the wanted one; takes the quantity on that day."""
        balance = self._balance(key)
        if balance.free_on(wanted) >= quantity:
            return _Way(wanted, Binding.NONE, key, self._note(key, Flow(wanted, -quantity)))
        waited = balance.earliest(quantity, wanted)
        mark = len(self._taken)
        short = quantity - balance.free_on(wanted)
        new = self._produce(key, short, wanted)
        if new.day is None or (waited is not None and waited <= new.day):
            self._undo(mark)
            if waited is None:
                return new
            return _Way(waited, Binding.SUPPLY, key, self._note(key, Flow(waited, -quantity)))
        self._note(key, Flow(new.day, short))
        return new._replace(noted=self._note(key, Flow(new.day, -quantity)))

    def _produce(self, key: NodeKey, quantity: int, wanted: int) -> _Way:
        """The earliest day for new supply; takes its inputs."""
        node = self._world.nodes[key]
        if node.is_phantom:
            return self._make(key, quantity, wanted, None)
        sources = self._world.sources_on(key, self._world.problem.as_of)
        if not sources:
            return _Way(None, Binding.NO_SOURCE, key)
        source = sources[0]
        if source.kind is SourceKind.MAKE:
            return self._make(key, quantity, wanted, source)
        start = self._start(key, source, quantity, wanted)
        supplied = _Way(start, Binding.LEAD_TIME, key)
        if source.kind is SourceKind.TRANSFER:
            supplied = self._obtain(NodeKey(key.item, source.partner), quantity, start)
        return self._ready(key, source, quantity, wanted, [supplied])

    def _make(self, key: NodeKey, quantity: int, wanted: int, source: Source | None) -> _Way:
        start = wanted if source is None else self._start(key, source, quantity, wanted)
        version = self._world.version_on(key, self._world.date_of(start))
        if version is None:
            return _Way(None, Binding.NO_SOURCE, key)
        step = unit_step(self._world.nodes[key].unit_decimals)
        started = version.started.of(ceil_to(quantity, step))
        if started > version.most:
            return _Way(None, Binding.NO_SOURCE, key)
        ways = []
        for component, _, taken in draws(self._world, version, key, start, started):
            way = self._obtain(component, taken, start)
            if way.day is None:
                return way
            ways.append(way)
        begin = max((way.day for way in ways if way.day is not None), default=start)
        for way in ways:
            self._put_off(way.noted, begin)
        if source is None:
            latest = max(ways, key=lambda way: way.day or 0, default=_Way(start, Binding.NONE, key))
            return _Way(begin, latest.binding, latest.bound_by)
        return self._ready(key, source, quantity, wanted, ways)

    def _start(self, key: NodeKey, source: Source, quantity: int, wanted: int) -> int:
        """The latest start that is in time, not before today's working day."""
        calendar = self._world.calendar_of(self._world.nodes[key], source)
        return max(calendar.subtract(wanted, lead_days(source, quantity)), calendar.add(0, 0))

    def _ready(
        self, key: NodeKey, source: Source, quantity: int, wanted: int, inputs: list[_Way]
    ) -> _Way:
        """When new supply is there that starts with its last input, and why not earlier."""
        calendar = self._world.calendar_of(self._world.nodes[key], source)
        start = self._start(key, source, quantity, wanted)
        latest = max(inputs, key=lambda way: way.day or 0, default=_Way(start, Binding.NONE, key))
        if latest.day is None:
            return latest
        begin = calendar.add(max(start, latest.day), 0)
        day = max(calendar.add(begin, lead_days(source, quantity)), wanted)
        if latest.day > start:
            return _Way(day, latest.binding, latest.bound_by)
        return _Way(day, Binding.LEAD_TIME if day > wanted else Binding.NONE, key)

    def _put_off(self, noted: int, begin: int) -> None:
        """Nothing is taken before the order can begin: what is ready early stays free."""
        key, flow = self._taken[noted]
        if flow.day < begin:
            later = Flow(begin, flow.quantity)
            self._balances[key].remove(flow)
            self._balances[key].add(later)
            self._taken[noted] = (key, later)

    # The split

    def _rises(self, key: NodeKey, quantity: int, day: int) -> list[tuple[int, int]]:
        """What is free on the day and on each later day on which more becomes free."""
        balance = self._balance(key)
        last = balance.earliest(quantity, day)
        days = [day, *balance.rises(day, last if last is not None else _FAR)]
        return [(at, min(balance.free_on(at), quantity)) for at in days]

    def _parts(
        self, rises: list[tuple[int, int]], quantity: int, last: int | None
    ) -> tuple[tuple[date, Decimal], ...]:
        parts, promised = [], 0
        for day, free in rises:
            if free > promised and (last is None or day < last):
                parts.append((self._world.date_of(day), from_micro(free - promised)))
                promised = free
        if last is not None and promised < quantity:
            parts.append((self._world.date_of(last), from_micro(quantity - promised)))
        return tuple(parts)

    # The ledger

    def _balance(self, key: NodeKey) -> Balance:
        found = self._balances.get(key)
        if found is None:
            day_of = self._world.day_of
            flows = [Flow(day_of(day), to_micro(q)) for day, q in self._flows.get(key, ())]
            found = self._balances[key] = Balance(flows)
        return found

    def _note(self, key: NodeKey, flow: Flow) -> int:
        self._balance(key).add(flow)
        self._taken.append((key, flow))
        return len(self._taken) - 1

    def _undo(self, mark: int) -> None:
        for key, flow in reversed(self._taken[mark:]):
            self._balances[key].remove(flow)
        del self._taken[mark:]


_FAR = 10**6
