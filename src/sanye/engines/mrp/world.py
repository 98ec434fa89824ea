"""The problem, indexed: what a node needs to be planned, found in constant time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

from sanye.engines.mrp.days import DayIndex
from sanye.engines.mrp.errors import CalendarMissing, LotRuleIncomplete
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
from sanye.engines.mrp.scale import unit_step

_MARGIN_DAYS = 60
_LONGEST_SPAN_DAYS = 20_000

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R", Source, Bill, BillLine)


@dataclass(frozen=True, slots=True)
class Line:
    """A bill line made ready: component per started unit (or per order) as an exact ratio."""

    component: NodeKey
    ratio: Fraction
    step: int
    record: BillLine


@dataclass(frozen=True, slots=True)
class Version:
    """A bill with its lines and the ratio of started to good quantity of the whole routing."""

    record: Bill
    start_ratio: Fraction
    lines: tuple[Line, ...]


class World:
    """Indexes over a problem. Nodes that are only mentioned are added with plain parameters.

    Raises CalendarMissing, LotRuleIncomplete, StructureHasCycle.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.nodes = {NodeKey(node.item, node.site): node for node in problem.nodes}
        self.added: list[NodeKey] = []
        self._dates: dict[int, date] = {}
        self._default_calendar = min(problem.calendars, default="")
        self._add_mentioned()
        self._check()
        self.sources = _group(
            sorted(problem.sources, key=_source_order), lambda s: NodeKey(s.item, s.site)
        )
        self.versions = self._versions()
        self.children = self._children()
        self.levels = low_level_codes(self.children)
        self.days = self._day_indexes()

    def day_of(self, day: date) -> int:
        return (day - self.problem.as_of).days

    def date_of(self, day: int) -> date:
        found = self._dates.get(day)
        if found is None:
            found = self._dates[day] = self.problem.as_of + timedelta(days=day)
        return found

    def sources_on(self, key: NodeKey, day: date) -> list[Source]:
        """The valid sources of the lowest priority; without shares the first of them."""
        valid = valid_on(self.sources.get(key, ()), day)
        if not valid:
            return []
        first = min(source.priority for source in valid)
        best = [source for source in valid if source.priority == first]
        return [source for source in best if source.share > 0] or best[:1]

    def version_on(self, key: NodeKey, day: date) -> Version | None:
        """The bill version valid on a day, the lowest priority first."""
        found = [v for v in self.versions.get(key, ()) if is_valid(v.record, day)]
        return min(found, key=lambda v: (v.record.priority, v.record.id), default=None)

    def calendar_of(self, node: Node, source: Source | None) -> DayIndex:
        name = source.calendar if source is not None and source.calendar else node.calendar
        return self.days[name]

    def _mentioned(self) -> Iterable[NodeKey]:
        sites = {bill.id: bill.site for bill in self.problem.bills}
        yield from (NodeKey(d.item, d.site) for d in self.problem.demands)
        yield from (NodeKey(r.item, r.site) for r in self.problem.receipts)
        yield from (NodeKey(s.item, s.site) for s in self.problem.sources)
        yield from (
            NodeKey(s.item, s.partner)
            for s in self.problem.sources
            if s.kind is SourceKind.TRANSFER
        )
        yield from (NodeKey(b.item, b.site) for b in self.problem.bills)
        yield from (
            NodeKey(line.component, line.site or sites[line.bill])
            for line in self.problem.bill_lines
            if line.bill in sites
        )

    def _add_mentioned(self) -> None:
        for key in self._mentioned():
            if key not in self.nodes and key not in self.problem.beyond:
                self.nodes[key] = Node(
                    item=key.item, site=key.site, calendar=self._default_calendar
                )
                self.added.append(key)
        self.added.sort()

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
            total = Fraction(bill.yield_ratio)
            for operation in operations:
                total *= Fraction(operation.yield_ratio)
            prepared = tuple(
                self._line(bill, line, operations)
                for line in sorted(lines.get(bill.id, ()), key=_line_order)
                if NodeKey(line.component, line.site or bill.site) not in self.problem.beyond
            )
            versions[NodeKey(bill.item, bill.site)].append(Version(bill, 1 / total, prepared))
        return versions

    def _line(self, bill: Bill, line: BillLine, operations: Sequence[OperationYield]) -> Line:
        component = NodeKey(line.component, line.site or bill.site)
        ratio = Fraction(line.quantity) / (1 - Fraction(line.scrap_ratio))
        if not line.is_fixed:
            ratio /= Fraction(bill.batch_quantity)
            for operation in operations:
                if line.operation is not None and operation.sequence < line.operation:
                    ratio *= Fraction(operation.yield_ratio)
        return Line(component, ratio, unit_step(self.nodes[component].unit_decimals), line)

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
