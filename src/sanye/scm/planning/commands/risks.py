"""Promises that the plan cannot keep: told to sales once, and again when the date changes.

What orders take too late is kept from run to run (`LateNeed`), for a run over a few items has to
know what others bring too late.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.scm.events import PromiseChange, PromiseEndangered
from sanye.engines.mrp import Availability, LateNeed, Lateness, NodeKey, Plan, Served
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.planning.commands.replacing import Known, replace_rows
from sanye.scm.planning.commands.suggestions import phantom_ids
from sanye.scm.planning.domain.states import DemandType
from sanye.scm.planning.models import LateNeed as LateNeedRow
from sanye.scm.planning.models import PromiseRisk
from sanye.scm.planning.queries.input import PlanningInput
from sanye.scm.planning.queries.items import item_of
from sanye.scm.planning.queries.known import DemandRow, SupplyRow, read_supply
from sanye.stem.events.log import publish
from sanye.stem.rows.bulk import insert_rows, update_rows

Supplies = Mapping[str, SupplyRow]


def tell_endangered_promises(
    given: PlanningInput, plan: Plan, ids: Mapping[str, UUID], *, by: Actor, at: datetime
) -> None:
    """Compare each promised line with when it will be served as orders stand.

    `ids`: the rows of the plan's orders.
    """
    inside, beyond = _known_late_needs(given)
    availability = Availability(given.problem, plan, _late_beyond(beyond, ids))
    _keep_late_needs(availability.late_needs(), inside, ids, by)
    late = dict(_late_lines(given, availability.demands()))
    supplies = _supplies_behind(late.values(), given)
    known = {row.line_id: row for row in _known(given)}
    gone = [row for line_id, row in known.items() if line_id not in late]
    PromiseRisk.objects.filter(id__in=[row.id for row in gone]).delete()
    _tell_safe(gone, given)
    news: dict[UUID, list[UUID]] = defaultdict(list)
    fresh: list[PromiseRisk] = []
    changed: list[PromiseRisk] = []
    for line_id, found in late.items():
        line = given.demands[str(line_id)]
        row = known.get(line_id)
        if row is not None and (row.promised_date, row.new_date) == (line.promised_date, found.on):
            continue
        (fresh if row is None else changed).append(_risk(row, line, found, supplies, by))
        news[line.order_id].append(line_id)
    insert_rows(fresh)
    update_rows(changed, _RISK)
    publish(*(_fact(i, line_ids, late, given, supplies) for i, line_ids in news.items()))


def is_late_above_as_stored(given: PlanningInput, plan: Plan) -> bool:
    """Whether orders above take late what they took late before: then nothing above changes."""
    inside = {str(row.id) for row in given.suggested} | given.supplies.keys()
    inside |= given.firm_orders.keys() | {str(row_id) for row_id in phantom_ids(plan).values()}
    known, _ = _known_late_needs(given)
    late = Availability(given.problem, plan).late_needs()
    above = [need for need in late if need.order_id in given.orders_above]
    return {row for row in known if str(row[2]) not in inside} == set(_late_rows(above, {}))


_LATE = ("item_id", "site_id", "order_id", "days", "cause_id")


def _known_late_needs(given: PlanningInput) -> tuple[Known, list[tuple[Any, ...]]]:
    """Those of the problem's places by what they say, and what those beyond it say."""
    inside: Known = defaultdict(list)
    beyond = []
    for row_id, *values in LateNeedRow.objects.values_list("id", *_LATE):
        if (values[0], values[1]) in given.around:
            inside[tuple(values)].append(row_id)
        else:
            beyond.append(tuple(values))
    return inside, beyond


def _late_beyond(beyond: Iterable[tuple[Any, ...]], ids: Mapping[str, UUID]) -> Iterator[LateNeed]:
    """What the plan's orders take late of nodes that are beyond the problem."""
    orders = {row_id: order_id for order_id, row_id in ids.items()}
    for item_id, site_id, order_id, days, cause_id in beyond:
        yield LateNeed(
            orders.get(order_id) or str(order_id),
            NodeKey(str(item_id), str(site_id)),
            Lateness(days is None, days or 0, str(cause_id or "")),
        )


def _keep_late_needs(
    late: Iterable[LateNeed], known: Known, ids: Mapping[str, UUID], by: Actor
) -> None:
    fresh = []
    for values in _late_rows(late, ids):
        if not known.pop(values, None):
            fresh.append((new_id(), by.company_id, *values))
    replace_rows(LateNeedRow, _LATE, known, fresh)


def _late_rows(late: Iterable[LateNeed], ids: Mapping[str, UUID]) -> Iterator[tuple[Any, ...]]:
    """The worst of each place and order, by columns."""
    worst: dict[tuple[UUID, UUID, UUID], Lateness] = {}
    for order_id, node, lateness in late:
        key = (item_of(node.item), UUID(node.site), ids.get(order_id) or UUID(order_id))
        worst[key] = max(lateness, worst.get(key, lateness))
    for key, lateness in worst.items():
        days = None if lateness.is_never else lateness.days
        yield (*key, days, _line_of(lateness.cause))


def _line_of(cause: str) -> UUID | None:
    """The line of a supply that exists; the plan's own orders have other names."""
    try:
        return UUID(cause)
    except ValueError:
        return None


def _supplies_behind(late: Iterable[Served], given: PlanningInput) -> Supplies:
    """The supplies that come too late, also those of nodes beyond the problem."""
    causes = {found.cause for found in late}
    beyond = [_line_of(cause) for cause in causes - given.supplies.keys()]
    line_ids = [line_id for line_id in beyond if line_id is not None]
    if not line_ids:
        return given.supplies
    read = {str(row.line_id): row for row in read_supply(line_id__in=line_ids)}
    return {**given.supplies, **read}


def _tell_safe(gone: list[PromiseRisk], given: PlanningInput) -> None:
    """What can be kept after all is told with the promised date itself as the new one.

    Not of lines whose promise has changed since, or that are done with.
    """
    safe: dict[UUID, list[DemandRow]] = defaultdict(list)
    for row in gone:
        line = given.demands.get(str(row.line_id))
        if line is not None and line.promised_date == row.promised_date:
            safe[line.order_id].append(line)
    publish(*map(_safe_fact, safe.values()))


def _safe_fact(lines: list[DemandRow]) -> PromiseEndangered:
    first = lines[0]
    return PromiseEndangered(
        sales_order_id=first.order_id,
        sales_order_number=first.order_number,
        customer_id=first.customer_id or first.order_id,
        currency=first.currency,
        cause="the promise can be kept again",
        cause_order_type="",
        cause_order_id=None,
        changes=tuple(
            PromiseChange(
                schedule_line_id=line.line_id,
                item_id=line.item_id,
                quantity=line.quantity,
                requested_date=line.requested_date,
                promised_date=line.promised_date or line.requested_date,
                new_promised_date=line.promised_date,
                money_at_stake=Decimal(0),
            )
            for line in lines
        ),
    )


def _late_lines(given: PlanningInput, served: Mapping[str, Served]) -> list[tuple[UUID, Served]]:
    return [
        (row.line_id, served[key])
        for key, row in given.demands.items()
        if key in served and _is_late(row, served[key].on, given.problem.as_of)
    ]


def _is_late(row: DemandRow, on: date | None, as_of: date) -> bool:
    if row.demand_type != DemandType.SALES_ORDER or row.promised_date is None:
        return False
    return on is None or on > max(row.promised_date, as_of)


def _known(given: PlanningInput) -> list[PromiseRisk]:
    rows = given.of_items(PromiseRisk.objects.all())
    return [row for row in rows if (row.item_id, row.site_id) in given.around]


_RISK = [
    "item_id",
    "site_id",
    "sales_order_id",
    "promised_date",
    "new_date",
    "money_at_stake",
    "cause_number",
]


def _risk(
    row: PromiseRisk | None, line: DemandRow, found: Served, supplies: Supplies, by: Actor
) -> PromiseRisk:
    row = row or PromiseRisk(id=new_id(), company_id=by.company_id, line_id=line.line_id)
    row.item_id, row.site_id = line.item_id, line.site_id
    row.sales_order_id = line.order_id
    if line.promised_date is not None:
        row.promised_date = line.promised_date
    row.new_date = found.on
    row.money_at_stake = line.net_amount
    row.cause_number = _cause(found, supplies)[1]
    return row


def _cause(found: Served, supplies: Supplies) -> tuple[str, str, UUID | None]:
    """Type, number and id of the order that comes too late."""
    supply = supplies.get(found.cause)
    if supply is None:
        return "planned_order", "", None
    return supply.supply_type, supply.order_number, supply.order_id


def _fact(
    order_id: UUID,
    line_ids: list[UUID],
    late: Mapping[UUID, Served],
    given: PlanningInput,
    supplies: Supplies,
) -> PromiseEndangered:
    lines = [given.demands[str(line_id)] for line_id in line_ids]
    first = lines[0]
    cause_type, number, cause_id = _cause(late[line_ids[0]], supplies)
    return PromiseEndangered(
        sales_order_id=order_id,
        sales_order_number=first.order_number,
        customer_id=first.customer_id or order_id,
        currency=first.currency,
        cause=f"{number} is late" if number else "new supply takes too long",
        cause_order_type=cause_type,
        cause_order_id=cause_id,
        changes=tuple(_change(line, late[line.line_id]) for line in lines),
    )


def _change(line: DemandRow, found: Served) -> PromiseChange:
    return PromiseChange(
        schedule_line_id=line.line_id,
        item_id=line.item_id,
        quantity=line.quantity,
        requested_date=line.requested_date,
        promised_date=line.promised_date or line.requested_date,
        new_promised_date=found.on,
        money_at_stake=line.net_amount or Decimal(0),
    )
