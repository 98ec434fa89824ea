"""The problem, indexed: what a node needs to be planned, found in constant time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import TypeVar

from sanye.engines.mrp.days import DayIndex
from sanye.engines.mrp.errors import CalendarMissing, LotRuleIncomplete, StructureHasCycle
from sanye.engines.mrp.levels import low_level_codes
from sanye.engines.mrp.records import (
    Bill,
    BillLine,
    LotPolicy,
    Node,
    NodeKey,
    OperationYield,
    Problem,
    Source,
    SourceKind,
)
from sanye.engines.mrp.scale import MOST, Share, share_of, unit_step

_MARGIN_DAYS = 60
_LONGEST_SPAN_DAYS = 20_000

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R", Source, Bill, BillLine)


@dataclass(slots=True, eq=False)
class Line:
    """A bill line made ready: the share is of the started quantity, or of one unit an order."""

    component: NodeKey
    share: Share
    record: BillLine


@dataclass(frozen=True, slots=True)
class Version:
    """A bill with its lines; what is started, of the good quantity, by all yields together.

    ``most``: of a started quantity up to it no line takes more than there is of anything (MOST).
    """

    record: Bill
    started: Share
    lines: tuple[Line, ...]
    most: int


class Dates(dict[int, date]):
    """The date of each day that was asked for."""

    def __init__(self, as_of: date) -> None:
        super().__init__()
        self._as_of = as_of

    def __missing__(self, day: int) -> date:
        found = self[day] = self._as_of + timedelta(days=day)
        return found


class World:
    """Indexes over a problem. Nodes that are only mentioned are added with plain parameters.

    Raises CalendarMissing, LotRuleIncomplete, StructureHasCycle.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.nodes = {NodeKey(node.item, node.site): node for node in problem.nodes}
        self.added: set[NodeKey] = set()
        self.dates = Dates(problem.as_of)
        self._default_calendar = min(problem.calendars, default="")
        self._add_mentioned()
        self.keys: dict[tuple[str, str], NodeKey] = {key: key for key in self.nodes}
        self._check()
        self.sources = _group(
            sorted(problem.sources, key=_source_order), lambda s: NodeKey(s.item, s.site)
        )
        self._always = {
            key: _preferred(found)
            for key, found in self.sources.items()
            if not any(map(_is_dated, found))
        }
        self.versions = self._versions()
        self.children = self._children()
        self.levels = self._levels()
        self.days = self._day_indexes()

    def day_of(self, day: date) -> int:
        return (day - self.problem.as_of).days

    def date_of(self, day: int) -> date:
        return self.dates[day]

    def sources_on(self, key: NodeKey, day: date) -> list[Source]:
        """The valid sources of the lowest priority; without shares the first of them."""
        always = self._always.get(key)
        return _preferred(valid_on(self.sources.get(key, ()), day)) if always is None else always

    def version_on(self, key: NodeKey, day: date) -> Version | None:
        """The bill version valid on a day, the lowest priority first."""
        for version in self.versions.get(key, ()):
            if is_valid(version.record, day):
                return version
        return None

    def calendar_of(self, node: Node, source: Source | None) -> DayIndex:
        name = source.calendar if source is not None and source.calendar else node.calendar
        return self.days[name]

    def _mentioned(self) -> Iterable[tuple[str, str]]:
        problem = self.problem
        sites = {bill.id: bill.site for bill in problem.bills}
        for records in (problem.demands, problem.receipts, problem.sources, problem.bills):
            yield from map(attrgetter("item", "site"), records)
        for source in problem.sources:
            if source.kind is SourceKind.TRANSFER:
                yield source.item, source.partner
        for line in problem.bill_lines:
            if line.bill in sites:
                yield line.component, line.site or sites[line.bill]

    def _add_mentioned(self) -> None:
        unknown = set(self._mentioned()) - self.nodes.keys()
        for item, site in sorted(key for key in unknown if key not in self.problem.beyond):
            key = NodeKey(item, site)
            self.nodes[key] = Node(item=item, site=site, calendar=self._default_calendar)
            self.added.add(key)

    def _check(self) -> None:
        for name in self._calendar_names():
            if name not in self.problem.calendars:
                raise CalendarMissing(calendar=name)
        for node in self.nodes.values():
            figure = _missing_figure(node)
            if figure is not None:
                raise LotRuleIncomplete(
                    item=node.item, site=node.site, policy=node.lot_policy.value, figure=figure
                )

    def _calendar_names(self) -> list[str]:
        names = {node.calendar for node in self.nodes.values()}
        names.update(source.calendar for source in self.problem.sources if source.calendar)
        return sorted(names)

    def _versions(self) -> dict[NodeKey, list[Version]]:
        yields = _group(self.problem.operation_yields, lambda operation: operation.bill)
        lines = _group(self.problem.bill_lines, lambda line: line.bill)
        versions: dict[NodeKey, list[Version]] = defaultdict(list)
        for bill in self.problem.bills:
            operations = yields.get(bill.id, [])
            key = NodeKey(bill.item, bill.site)
            all_yields = (bill.yield_ratio, *(operation.yield_ratio for operation in operations))
            started = share_of((), all_yields, self._step(key))
            prepared = tuple(
                self._line(bill, line, operations)
                for line in sorted(lines.get(bill.id, ()), key=_line_order)
                if (line.component, line.site or bill.site) not in self.problem.beyond
            )
            shares = [line.share for line in prepared if not line.record.is_fixed]
            most = min((share.most() for share in shares), default=MOST)
            versions[key].append(Version(bill, started, prepared, min(most, MOST)))
        for found in versions.values():
            found.sort(key=lambda version: (version.record.priority, version.record.id))
        return versions

    def _line(self, bill: Bill, line: BillLine, operations: Sequence[OperationYield]) -> Line:
        component = self.keys[line.component, line.site or bill.site]
        taken = [line.quantity]
        made = [1 - line.scrap_ratio]
        if not line.is_fixed:
            made.append(bill.batch_quantity)
            taken += [
                operation.yield_ratio
                for operation in operations
                if line.operation is not None and operation.sequence < line.operation
            ]
        return Line(component, share_of(tuple(taken), tuple(made), self._step(component)), line)

    def _step(self, key: NodeKey) -> int:
        return unit_step(self.nodes[key].unit_decimals)

    def _children(self) -> dict[NodeKey, list[NodeKey]]:
        children: dict[NodeKey, list[NodeKey]] = {key: [] for key in self.nodes}
        for key, versions in self.versions.items():
            children[key] += [line.component for version in versions for line in version.lines]
        for key, sources in self.sources.items():
            shipping = [
                NodeKey(key.item, s.partner) for s in sources if s.kind is SourceKind.TRANSFER
            ]
            children[key] += [node for node in shipping if node not in self.problem.beyond]
        return children

    def _levels(self) -> dict[NodeKey, int]:
        """Also what open orders take stands below what they make, though their bills may say
        otherwise by now: it follows the advice about them. Where it cannot, bills decide."""
        makers = {
            receipt.id: NodeKey(receipt.item, receipt.site) for receipt in self.problem.receipts
        }
        taken: dict[NodeKey, set[NodeKey]] = defaultdict(set)
        for demand in self.problem.demands:
            maker = makers.get(demand.receipt_id or "")
            if maker is not None and maker != (demand.item, demand.site):
                taken[maker].add(self.keys[demand.item, demand.site])
        if taken:
            linked = {key: [*parts, *taken.get(key, ())] for key, parts in self.children.items()}
            with suppress(StructureHasCycle):
                return low_level_codes(linked)
        return low_level_codes(self.children)

    def _day_indexes(self) -> dict[str, DayIndex]:
        longest = max((source.lead_time_days for source in self.problem.sources), default=0)
        back = min(longest * 2 + _MARGIN_DAYS, _LONGEST_SPAN_DAYS)
        forward = min(self.day_of(self.problem.horizon_end) + back, _LONGEST_SPAN_DAYS)
        return {
            name: DayIndex(self.problem.calendars[name], self.problem.as_of, -back, forward)
            for name in self._calendar_names()
        }


def is_valid(record: Source | Bill | BillLine, day: date) -> bool:
    """Within [valid_from, valid_to)."""
    starts = record.valid_from is None or record.valid_from <= day
    return starts and (record.valid_to is None or day < record.valid_to)


def valid_on(records: Iterable[R], day: date) -> list[R]:
    return [record for record in records if is_valid(record, day)]


def _is_dated(record: Source) -> bool:
    return record.valid_from is not None or record.valid_to is not None


def _preferred(sources: list[Source]) -> list[Source]:
    """Of sources in their order."""
    if len(sources) < 2:
        return sources
    best = [source for source in sources if source.priority == sources[0].priority]
    return [source for source in best if source.share > 0] or best[:1]


def _source_order(source: Source) -> tuple[int, str, str]:
    return (source.priority, source.kind, source.partner)


def _line_order(line: BillLine) -> tuple[str, str, int, str]:
    return (line.component, line.site, line.operation or 0, str(line.quantity))


def _missing_figure(node: Node) -> str | None:
    if node.lot_policy is LotPolicy.FIXED_ORDER_QUANTITY and not node.lot_quantity:
        return "lot_quantity"
    if node.lot_policy is LotPolicy.PERIOD_ORDER_QUANTITY and not node.period_days:
        return "period_days"
    if node.lot_policy is LotPolicy.MIN_MAX:
        if node.reorder_point is None:
            return "reorder_point"
        if node.order_up_to is None or node.order_up_to < node.reorder_point:
            return "order_up_to"
    return None


def _group(records: Iterable[V], key_of: Callable[[V], K]) -> dict[K, list[V]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for record in records:
        groups[key_of(record)].append(record)
    return groups
