"""Promises that the plan cannot keep: told to sales once, and again when the date changes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.scm.events import PromiseChange, PromiseEndangered
from sanye.engines.mrp import Availability, Plan, Served
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.planning.commands.lateness import (
    carry_up,
    keep_late_needs,
    late_beyond,
    line_of,
    note_plan,
    read_late_needs,
)
from sanye.scm.planning.domain.states import DemandType
from sanye.scm.planning.models import PromiseRisk
from sanye.scm.planning.queries.input import PlanningInput
from sanye.scm.planning.queries.known import DemandRow, SupplyRow, read_demand, read_supply
from sanye.stem.events.log import publish
from sanye.stem.rows.bulk import insert_rows, update_rows

Supplies = Mapping[str, SupplyRow]


def tell_endangered_promises(
    given: PlanningInput, plan: Plan, ids: Mapping[str, UUID], *, by: Actor, at: datetime
) -> None:
    """Compare each promised line with when it will be served as orders stand.

    `ids`: the rows of the plan's orders.
    """
    inside = _orders_inside(given, ids)
    late_needs = read_late_needs(given, inside)
    availability = Availability(given.problem, plan, late_beyond(late_needs, given, ids))
    changed_for = note_plan(late_needs, availability.late_needs(), given, ids)
    above = carry_up(late_needs, changed_for - inside, given.problem.as_of)
    keep_late_needs(late_needs, by)
    lines = {**given.demands, **_lines(above)}
    served = availability.demands() | {str(line_id): found for line_id, found in above.items()}
    late = dict(_late_lines(lines, served, given.problem.as_of))
    supplies = _supplies_behind(late.values(), given)
    known = {row.line_id: row for row in _known(given, above)}
    gone = [row for line_id, row in known.items() if line_id not in late]
    PromiseRisk.objects.filter(id__in=[row.id for row in gone]).delete()
    _tell_safe(gone, lines)
    news: dict[UUID, list[UUID]] = defaultdict(list)
    fresh: list[PromiseRisk] = []
    changed: list[PromiseRisk] = []
    for line_id, found in late.items():
        line = lines[str(line_id)]
        row = known.get(line_id)
        if row is not None and (row.promised_date, row.new_date) == (line.promised_date, found.on):
            continue
        (fresh if row is None else changed).append(_risk(row, line, found, supplies, by))
        news[line.order_id].append(line_id)
    insert_rows(fresh)
    update_rows(changed, _RISK)
    told = [[lines[str(line_id)] for line_id in line_ids] for line_ids in news.values()]
    publish(*(_fact(of_order, late, supplies) for of_order in told))


def _supplies_behind(late: Iterable[Served], given: PlanningInput) -> Supplies:
    """The supplies that come too late, also those of nodes beyond the problem."""
    causes = {found.cause for found in late}
    beyond = [line_of(cause) for cause in causes - given.supplies.keys()]
    line_ids = [line_id for line_id in beyond if line_id is not None]
    if not line_ids:
        return given.supplies
    read = {str(row.line_id): row for row in read_supply(line_id__in=line_ids)}
    return {**given.supplies, **read}


def _tell_safe(gone: list[PromiseRisk], lines: Mapping[str, DemandRow]) -> None:
    """What can be kept after all is told with the promised date itself as the new one.

    Not of lines whose promise has changed since, or that are done with.
    """
    safe: dict[UUID, list[DemandRow]] = defaultdict(list)
    for row in gone:
        line = lines.get(str(row.line_id))
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


def _late_lines(
    lines: Mapping[str, DemandRow], served: Mapping[str, Served], as_of: date
) -> list[tuple[UUID, Served]]:
    return [
        (row.line_id, served[key])
        for key, row in lines.items()
        if key in served and _is_late(row, served[key].on, as_of)
    ]


def _is_late(row: DemandRow, on: date | None, as_of: date) -> bool:
    if row.demand_type != DemandType.SALES_ORDER or row.promised_date is None:
        return False
    return on is None or on > max(row.promised_date, as_of)


def _orders_inside(given: PlanningInput, ids: Mapping[str, UUID]) -> set[UUID]:
    """Of these the plan has told all."""
    firm = (row.id for row in given.firm_orders.values())
    return {*ids.values(), *firm, *(row.line_id for row in given.supplies.values())}


def _lines(line_ids: Collection[UUID]) -> dict[str, DemandRow]:
    if not line_ids:
        return {}
    return {str(row.line_id): row for row in read_demand(line_id__in=line_ids)}


def _known(given: PlanningInput, above: Collection[UUID]) -> list[PromiseRisk]:
    rows = given.of_items(PromiseRisk.objects.all())
    found = [row for row in rows if (row.item_id, row.site_id) in given.around]
    return found + list(PromiseRisk.objects.filter(line_id__in=above)) if above else found


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
    lines: Sequence[DemandRow], late: Mapping[UUID, Served], supplies: Supplies
) -> PromiseEndangered:
    """Of the endangered lines of one order."""
    first = lines[0]
    cause_type, number, cause_id = _cause(late[first.line_id], supplies)
    return PromiseEndangered(
        sales_order_id=first.order_id,
        sales_order_number=first.order_number,
        customer_id=first.customer_id or first.order_id,
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
