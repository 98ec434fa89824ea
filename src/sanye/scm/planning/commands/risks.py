"""Promises that the plan cannot keep: told to sales once, and again when the date changes."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.scm.events import PromiseChange, PromiseEndangered
from sanye.engines.mrp import Plan, Served, served_dates
from sanye.kernel.actors import Actor
from sanye.scm.planning.domain.states import DemandType
from sanye.scm.planning.models import PromiseRisk
from sanye.scm.planning.queries.input import PlanningInput
from sanye.scm.planning.queries.known import DemandRow
from sanye.stem.events.log import publish


def tell_endangered_promises(given: PlanningInput, plan: Plan, *, by: Actor, at: datetime) -> None:
    """Compare each promised line with when it will be served as orders stand."""
    served = served_dates(given.problem, plan)
    late = dict(_late_lines(given, served))
    known = {row.line_id: row for row in _known(given)}
    gone = [row for line_id, row in known.items() if line_id not in late]
    PromiseRisk.objects.filter(id__in=[row.id for row in gone]).delete()
    _tell_safe(gone, given)
    news: dict[UUID, list[UUID]] = defaultdict(list)
    for line_id, found in late.items():
        line = given.demands[str(line_id)]
        row = known.get(line_id)
        if row is not None and (row.promised_date, row.new_date) == (line.promised_date, found.on):
            continue
        _keep(row, line, found, given, by)
        news[line.order_id].append(line_id)
    for order_id, line_ids in news.items():
        publish(_fact(order_id, line_ids, late, given))


def _tell_safe(gone: list[PromiseRisk], given: PlanningInput) -> None:
    """What can be kept after all is told with the promised date itself as the new one.

    Not of lines whose promise has changed since, or that are done with.
    """
    safe: dict[UUID, list[DemandRow]] = defaultdict(list)
    for row in gone:
        line = given.demands.get(str(row.line_id))
        if line is not None and line.promised_date == row.promised_date:
            safe[line.order_id].append(line)
    for lines in safe.values():
        publish(_safe_fact(lines))


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
    rows = PromiseRisk.objects.all()
    return [row for row in rows if (row.item_id, row.site_id) in given.places]


def _keep(
    row: PromiseRisk | None, line: DemandRow, found: Served, given: PlanningInput, by: Actor
) -> None:
    row = row or PromiseRisk(company_id=by.company_id, line_id=line.line_id)
    row.item_id, row.site_id = line.item_id, line.site_id
    row.sales_order_id = line.order_id
    if line.promised_date is not None:
        row.promised_date = line.promised_date
    row.new_date = found.on
    row.money_at_stake = line.net_amount
    row.cause_number = _cause(found, given)[1]
    row.save()


def _cause(found: Served, given: PlanningInput) -> tuple[str, str, UUID | None]:
    """Type, number and id of the order that comes too late."""
    supply = given.supplies.get(found.cause)
    if supply is None:
        return "planned_order", "", None
    return supply.supply_type, supply.order_number, supply.order_id


def _fact(
    order_id: UUID, line_ids: list[UUID], late: Mapping[UUID, Served], given: PlanningInput
) -> PromiseEndangered:
    lines = [given.demands[str(line_id)] for line_id in line_ids]
    first = lines[0]
    cause_type, number, cause_id = _cause(late[line_ids[0]], given)
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
