"""Bills and routings: their versions do not overlap, their units convert, no bill holds itself."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from sanye.contracts.stem.masterdata import BillChanged, RoutingChanged
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.commands import command
from sanye.stem.masterdata.commands.masters import Batch, Children, Draft, Master, Put, Reference
from sanye.stem.masterdata.commands.putting import put
from sanye.stem.masterdata.domain.bills import find_cycle
from sanye.stem.masterdata.errors import BillCyclic, PeriodsOverlap, UnitsNotConvertible
from sanye.stem.masterdata.models import (
    Bill,
    BillLine,
    Item,
    Routing,
    RoutingOperation,
    Site,
    WorkCenter,
)
from sanye.stem.masterdata.queries import get_item_units

_ANY = "C62"
"""Stands for the unit of an item that does not exist: the row is refused for the item alone."""

_OF_ITEM = {"item": Reference(Item, "Item"), "site": Reference(Site, "Site")}


def _units_convert(batch: Batch) -> Iterator[Refusal]:
    """A bill counts in a unit that its item converts, each line in one of its component."""
    counted = [(draft, draft.instance.item_id) for draft in batch.drafts]
    counted += [
        (line, line.instance.component_id)
        for draft in batch.drafts
        for line in draft.children.get("lines") or ()
    ]
    units = get_item_units(item_ids={item_id for _draft, item_id in counted}, by=batch.by)
    for draft, item_id in counted:
        unit = draft.instance.unit
        if unit in units[item_id].units and not units[item_id].can_convert(unit):
            yield UnitsNotConvertible(
                from_unit=unit,
                to_unit=units[item_id].base,
                field=f"{draft.where}unit",
                row=draft.row,
            )


def _no_cycle(batch: Batch) -> Iterator[Refusal]:
    """No item stands in its own bill, at any depth, in any version."""
    components: dict[UUID, set[UUID]] = {}
    replaced = {
        draft.instance.pk for draft in batch.drafts if draft.children.get("lines") is not None
    }
    pairs = BillLine.objects.filter(bill__archived_at__isnull=True).exclude(bill__in=replaced)
    for item_id, component_id in pairs.values_list("bill__item_id", "component_id"):
        components.setdefault(item_id, set()).add(component_id)
    rows: dict[tuple[UUID, UUID], int] = {}
    for draft in batch.drafts:
        for line in draft.children.get("lines") or ():
            pair = (draft.instance.item_id, line.instance.component_id)
            components.setdefault(pair[0], set()).add(pair[1])
            rows.setdefault(pair, line.row)
    starts = [draft.instance.item_id for draft in batch.drafts]
    cycle = find_cycle(components, starts)
    if cycle is not None:
        codes = dict(Item.objects.filter(id__in=cycle).values_list("id", "code"))
        row = next((rows[pair] for pair in pairwise(cycle) if pair in rows), 1)
        path = " → ".join(codes[item_id] for item_id in cycle)
        yield BillCyclic(path=path, field="component", row=row)


def _versions_apart(batch: Batch) -> Iterator[Refusal]:
    """Released versions of one item and site hold on different days."""
    model = batch.master.model
    item_ids = {draft.instance.item_id for draft in batch.drafts}
    put_now = {draft.instance.pk for draft in batch.drafts}
    kept = model.objects.filter(  # type: ignore[attr-defined]
        item_id__in=item_ids, status="RELEASED", archived_at__isnull=True
    ).exclude(pk__in=put_now)
    versions: dict[tuple[UUID, UUID | None], list[Any]] = {}
    for row in kept:
        versions.setdefault((row.item_id, row.site_id), []).append(row)
    for draft in batch.drafts:
        row = draft.instance
        if row.status != "RELEASED" or row.archived_at is not None:
            continue
        others = versions.setdefault((row.item_id, row.site_id), [])
        yield from _overlaps(draft, others)
        others.append(row)


def _overlaps(draft: Draft, others: Sequence[Any]) -> Iterator[Refusal]:
    row = draft.instance
    for other in others:
        if _begins_before_end(row, other) and _begins_before_end(other, row):
            code = Item.objects.values_list("code", flat=True).get(id=row.item_id)
            yield PeriodsOverlap(
                item=code, version=other.version, field="valid_from_date", row=draft.row
            )


def _begins_before_end(row: Any, other: Any) -> bool:
    """No day is so early or late that nothing open reaches it."""
    starts, ends = row.valid_from_date, other.valid_to_date
    return starts is None or ends is None or starts < ends


BILL_LINES = Master(
    "BILL_LINE",
    BillLine,
    ("position",),
    parent="bill",
    references={"component": Reference(Item, "Item")},
    positive=("quantity",),
    below_one=("scrap_ratio",),
    unit_columns=("unit",),
)
BILLS = Master(
    "BILL",
    Bill,
    ("item", "site", "version"),
    references=_OF_ITEM,
    children={"lines": Children(BILL_LINES, numbered="position")},
    positive=("output_quantity",),
    unit_columns=("unit",),
    batch_rules=(_units_convert, _no_cycle, _versions_apart),
    lock="stem.bill",
    created=lambda row: BillChanged(bill_id=row.id, item_id=row.item_id, site_id=row.site_id),
    changed=lambda row: BillChanged(bill_id=row.id, item_id=row.item_id, site_id=row.site_id),
)
OPERATIONS = Master(
    "ROUTING_OPERATION",
    RoutingOperation,
    ("number",),
    parent="routing",
    references={"work_center": Reference(WorkCenter, "Work center", within="site")},
    positive=("batch_quantity",),
    not_negative=("setup_minutes", "run_minutes", "queue_minutes", "move_minutes"),
    below_one=("scrap_ratio",),
)
ROUTINGS = Master(
    "ROUTING",
    Routing,
    ("item", "site", "version"),
    references=_OF_ITEM,
    children={"operations": Children(OPERATIONS, numbered="number")},
    batch_rules=(_versions_apart,),
    lock="stem.routing",
    created=lambda row: RoutingChanged(routing_id=row.id, item_id=row.item_id, site_id=row.site_id),
    changed=lambda row: RoutingChanged(routing_id=row.id, item_id=row.item_id, site_id=row.site_id),
)


@command
def put_bills(
    *, bills: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change bills by item, site and version; `lines`, where given, replace the lines.

    A line without `unit` counts in its component's unit, a bill without one in its item's.
    """
    return put(BILLS, _with_units(bills), by=by, only=only)


@command
def put_routings(
    *, routings: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change routings by item, site and version; `operations` replace where given."""
    return put(ROUTINGS, routings, by=by, only=only)


def _with_units(bills: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    named = {str(bill.get("item")) for bill in bills if not bill.get("unit")}
    named |= {
        str(line.get("component"))
        for bill in bills
        for line in bill.get("lines") or ()
        if not line.get("unit")
    }
    units: dict[str, str] = {}
    for pk, code, unit in Item.objects.filter(code__in=named).values_list("id", "code", "unit"):
        units[code] = units[str(pk)] = unit
    ids = [name for name in named - units.keys() if len(name) == len(str(UUID(int=0)))]
    units |= {
        str(pk): unit for pk, unit in Item.objects.filter(id__in=ids).values_list("id", "unit")
    }
    return [
        {
            "unit": units.get(str(bill.get("item")), _ANY),
            **{key: value for key, value in bill.items() if key != "unit" or value},
            **_with_line_units(bill, units),
        }
        for bill in bills
    ]


def _with_line_units(bill: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, Any]:
    if bill.get("lines") is None:
        return {}
    return {
        "lines": [
            {**line, "unit": line.get("unit") or units.get(str(line.get("component")), _ANY)}
            for line in bill["lines"]
        ]
    }
