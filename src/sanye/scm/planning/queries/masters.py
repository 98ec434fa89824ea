"""What is planned and out of what: the masters of many items put together, as far as they changed
read anew."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from sanye.engines.mrp import (
    Bill,
    BillLine,
    Node,
    NodeKey,
    OperationYield,
    Source,
    SourceKind,
)
from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.scm.planning.queries.items import ItemMasters, read_items, released_bills
from sanye.scm.planning.queries.places import PHANTOM
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.models import (
    Item,
    ItemSite,
)
from sanye.stem.rows.kept import Kept, Moment, ask_what_changed, changed_ids

Edges = Mapping[NodeKey, list[NodeKey]]


@dataclass(frozen=True)
class Structure:
    """What is planned and out of what; stock is not in the nodes."""

    nodes: Mapping[NodeKey, Node]
    sources: Mapping[NodeKey, list[Source]]
    bills: Mapping[NodeKey, list[Bill]]
    lines: Mapping[str, list[BillLine]]
    yields: Mapping[str, list[OperationYield]]
    calendars: Mapping[str, WorkingCalendar]
    items: Mapping[str, Item]
    item_sites: Mapping[NodeKey, ItemSite]
    masters: Mapping[UUID, ItemMasters]

    def following(self, item_ids: Set[UUID]) -> list[NodeKey]:
        """Nodes that may be planned otherwise than before rows of these items changed."""
        if not item_ids:
            return []
        known = (one for one in self.masters.values() if one.follows(item_ids))
        return [key for one in known for key in one.nodes if key in self.nodes]

    def below(self, keys: Iterable[NodeKey]) -> list[NodeKey]:
        """These nodes, what their orders may take, what those take, and so on."""
        return _closure(keys, [self._inputs, self._twins])

    def part(self, keys: Collection[NodeKey]) -> "Structure":
        """These nodes alone, with what they are made of."""
        bills = {key: self.bills[key] for key in keys if key in self.bills}
        lines = {bill.id: self.lines[bill.id] for found in bills.values() for bill in found}
        return replace(
            self,
            nodes={key: self.nodes[key] for key in keys if key in self.nodes},
            sources={key: self.sources[key] for key in keys if key in self.sources},
            bills=bills,
            lines=lines,
            yields={bill: self.yields[bill] for bill in lines if bill in self.yields},
        )

    def above(self, keys: Iterable[NodeKey]) -> list[NodeKey]:
        """These nodes, those whose orders may take them, and so on."""
        return _closure(keys, [self._takers, self._twins])

    def joined(self, keys: Iterable[NodeKey]) -> list[NodeKey]:
        """These nodes and all that is joined to them, whichever takes of which."""
        return _closure(keys, [self._inputs, self._takers, self._twins])

    @cached_property
    def _inputs(self) -> Edges:
        found: dict[NodeKey, list[NodeKey]] = defaultdict(list)
        for key, bills in self.bills.items():
            for bill in bills:
                found[key] += [NodeKey(line.component, key.site) for line in self.lines[bill.id]]
        for key, sources in self.sources.items():
            shipping = (s.partner for s in sources if s.kind is SourceKind.TRANSFER)
            found[key] += [NodeKey(key.item, site) for site in shipping]
        return found

    @cached_property
    def _takers(self) -> Edges:
        found: dict[NodeKey, list[NodeKey]] = defaultdict(list)
        for key, inputs in self._inputs.items():
            for part in inputs:
                found[part].append(key)
        return found

    @cached_property
    def _twins(self) -> Edges:
        """An item's two nodes at a site, as a part and as a phantom, whose rows stand together."""
        found = {}
        for key in self.nodes:
            part = NodeKey(key.item.removesuffix(PHANTOM), key.site)
            if part != key and part in self.nodes:
                found[key], found[part] = [part], [key]
        return found


def _closure(starts: Iterable[NodeKey], edges: Collection[Edges]) -> list[NodeKey]:
    found = dict.fromkeys(starts)
    queue = list(found)
    for key in queue:
        for joined in edges:
            for other in joined.get(key, ()):
                if other not in found:
                    found[other] = None
                    queue.append(other)
    return queue


def load_structure(
    *, item_ids: Collection[UUID] | None = None, site_ids: Collection[UUID] = (), by: Actor
) -> Structure:
    """Planned items of the acting company's sites: all, or these and what they are made of.

    `site_ids`: sites whose calendars are wanted though nothing of it is planned there. Of items
    that did not change since they were last asked for nothing is read; of others in a dozen reads
    for any number, a level of bills.
    """
    moment = ask_what_changed()
    if item_ids is None:
        return _WHOLE.get(["all"], lambda keys: {key: _whole(moment, by) for key in keys}, moment)[
            "all"
        ]
    found = _below(item_ids, moment, by)
    used = {place.site_id for masters_ in found.values() for place in masters_.places.values()}
    return _joined(found, used.union(site_ids), moment, by)


_LEARNED = "scm_known_lead_time"
_TABLES = (
    _LEARNED,
    "stem_bill",
    "stem_bill_line",
    "stem_item",
    "stem_item_site",
    "stem_item_unit",
    "stem_routing",
    "stem_routing_operation",
    "stem_site",
    "stem_supplier_term",
    "stem_unit",
)
_CALENDAR_TABLES = ("stem_site", "stem_calendar", "stem_calendar_exception", "stem_calendar_shift")
STRUCTURE_TABLES = frozenset({*_TABLES, *_CALENDAR_TABLES})
"""What a structure is read of: who keeps something worked out of one forgets it with these."""
_ITEMS: Kept[UUID, ItemMasters] = Kept(
    *_TABLES,
    follows=lambda item_id, known, ids: item_id in ids if known is None else known.follows(ids),
)
_SITES: Kept[str, list[UUID]] = Kept("stem_site")
_CALENDARS: Kept[UUID, WorkingCalendar] = Kept(*_CALENDAR_TABLES)
_WHOLE: Kept[str, Structure] = Kept(*STRUCTURE_TABLES, most=4)


def items_changed(*, since: str) -> tuple[str, Set[UUID] | None]:
    """A snapshot as of now, and of which items masters have changed since another one; None where
    it may be of any. Lead times that were learned are noted by their item, as demand is."""
    return changed_ids(STRUCTURE_TABLES - {_LEARNED}, since=since)


def _whole(moment: Moment, by: Actor) -> Structure:
    sites = _site_ids(moment, by)
    planned = ItemSite.objects.filter(is_planned=True, site__in=sites)
    items = set(planned.values_list("item_id", flat=True))
    items |= set(released_bills().values_list("item_id", flat=True))
    return _joined(_below(items, moment, by), set(sites), moment, by)


def _below(item_ids: Collection[UUID], moment: Moment, by: Actor) -> dict[UUID, ItemMasters]:
    """The items and all that they are made of, level by level."""

    def read(missing: Collection[UUID]) -> dict[UUID, ItemMasters]:
        return read_items(missing, _site_ids(moment, by), moment, by)

    found: dict[UUID, ItemMasters] = {}
    wanted = set(item_ids)
    while wanted:
        level = _ITEMS.get(wanted, read, moment)
        found |= level
        wanted = {part for known in level.values() for part in known.components} - found.keys()
    return found


def _joined(
    found: Mapping[UUID, ItemMasters], site_ids: Collection[UUID], moment: Moment, by: Actor
) -> Structure:
    """One structure of many items, as far as the sites have to do with it."""
    used = [site_id for site_id in _site_ids(moment, by) if site_id in site_ids]
    names = {str(site_id) for site_id in used}
    nodes: dict[NodeKey, Node] = {}
    sources: dict[NodeKey, list[Source]] = {}
    bills: dict[NodeKey, list[Bill]] = {}
    lines: dict[str, list[BillLine]] = {}
    yields: dict[str, list[OperationYield]] = defaultdict(list)
    places: dict[NodeKey, ItemSite] = {}
    for known in found.values():
        nodes |= {key: node for key, node in known.nodes.items() if key.site in names}
        sources |= known.sources
        places |= known.places
        for key, versions in known.bills.items():
            if key.site in names:
                bills[key] = versions
                lines |= {bill.id: known.lines[bill.id] for bill in versions}
        for loss in known.yields:
            if loss.bill in lines:
                yields[loss.bill].append(loss)
    calendars = _CALENDARS.get(
        used, lambda ids: masters.working_calendars_of_sites(site_ids=ids, by=by), moment
    )
    return Structure(
        nodes=nodes,
        sources=sources,
        bills=bills,
        lines=lines,
        yields=yields,
        calendars={str(site_id): calendar for site_id, calendar in calendars.items()},
        items={str(item_id): known.item for item_id, known in found.items()},
        item_sites=places,
        masters=found,
    )


def _site_ids(moment: Moment, by: Actor) -> list[UUID]:
    def read(keys: Collection[str]) -> dict[str, list[UUID]]:
        ids = list(masters.list_sites(by=by).values_list("id", flat=True))
        return dict.fromkeys(keys, ids)

    return _SITES.get(["all"], read, moment)["all"]
