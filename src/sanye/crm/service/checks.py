"""What must always be true of service, proven on the live rows."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.crm.service.domain.clock import due
from sanye.crm.service.domain.states import ALIVE
from sanye.crm.service.models import Case
from sanye.crm.service.queries import clock_calendar
from sanye.kernel.actors import system_actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.kernel.checks import Outcome, check
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.rows.checking import SHOWN, find_broken

_SEEN = """
    FROM stem_event AS event
    JOIN stem_cursor AS position
      ON position.company_id = event.company_id AND position.name = '{cursor}'
   CROSS JOIN jsonb_array_elements(coalesce(event.data->'lines', '[]')) AS line
   WHERE event.company_id = %(company)s
     AND (pg_visible_in_snapshot(event.xid, position.done::pg_snapshot)
          OR event.xid = pg_current_xact_id_if_assigned()
          OR position.target IS NOT NULL
             AND pg_visible_in_snapshot(event.xid, position.target::pg_snapshot)
             AND event.position <= position.page_position)
     AND NOT EXISTS (SELECT FROM stem_parked_event AS parked
                      WHERE parked.cursor_id = position.id
                        AND parked.position = event.position)
"""

_UNITS = f"""
    SELECT coalesce(unit.source_line_id, told.source_line_id) AS source_line_id,
           coalesce(unit.quantity, 0) AS installed, coalesce(told.quantity, 0) AS shipped
      FROM (SELECT source_line_id, sum(quantity) AS quantity FROM crm_installed_unit
             WHERE company_id = %(company)s GROUP BY 1) AS unit
      FULL JOIN (
           SELECT coalesce(line->>'schedule_line_id', line->>'source_line_id')::uuid
                      AS source_line_id,
                  sum(CASE event.type WHEN 'sanye.erp.stock.moved.v1'
                      THEN -(line->>'quantity')::numeric
                      ELSE (line->>'delivered_quantity')::numeric END) AS quantity
             {_SEEN.format(cursor="crm.service.installed_base")}
             AND (event.type = 'sanye.erp.stock.moved.v1' AND event.data->>'kind' = 'SHIPMENT'
                  AND event.data->>'source_type' = 'delivery'
                  AND line->>'source_line_id' IS NOT NULL
                  OR event.type = 'sanye.erp.sales_order.imported.v1'
                  AND (line->>'delivered_quantity')::numeric > 0)
            GROUP BY 1) AS told
        ON told.source_line_id = unit.source_line_id
     WHERE coalesce(unit.quantity, 0) <> coalesce(told.quantity, 0)
"""  # noqa: S608 - constants

_STEPS = """
    SELECT item.number, item.status, last.status AS last_step
      FROM crm_case AS item
      LEFT JOIN LATERAL (
           SELECT step.status FROM crm_case_step AS step WHERE step.case_id = item.id
            ORDER BY step.happened_at DESC, step.id DESC LIMIT 1) AS last ON true
     WHERE item.company_id = %(company)s AND NOT item.is_imported
       AND last.status IS DISTINCT FROM item.status
"""

_TOLD = """
    SELECT item.number, count(event.event_id) AS told
      FROM crm_case AS item
      LEFT JOIN stem_event AS event
        ON event.company_id = item.company_id AND event.key = item.id
       AND event.type IN ('sanye.crm.case.opened.v1', 'sanye.crm.case.imported.v1')
     WHERE item.company_id = %(company)s
     GROUP BY item.id HAVING count(event.event_id) <> 1
"""

_ASKED = """
    SELECT unit.source_line_id, unit.serial_number, unit.lot, unit.quantity,
           sum(line.quantity) AS asked
      FROM crm_return_request_line AS line
      JOIN crm_installed_unit AS unit
        ON unit.company_id = line.company_id AND unit.source_line_id = line.source_line_id
       AND unit.serial_number = line.serial_number AND unit.lot = line.lot
     WHERE line.company_id = %(company)s
       AND NOT EXISTS (SELECT FROM crm_case_return AS returned
                        WHERE returned.request_id = line.request_id
                          AND returned.status <> 'CREATED')
     GROUP BY unit.id
    HAVING sum(line.quantity) > unit.quantity
"""

_REVERSED = """
    SELECT cost.id AS cost_id, cost.amount, opposite.amount AS opposite
      FROM crm_service_cost AS opposite
      JOIN crm_service_cost AS cost ON cost.id = opposite.reverses_id
     WHERE opposite.company_id = %(company)s
       AND (cost.amount + opposite.amount <> 0 OR cost.minutes + opposite.minutes <> 0
            OR cost.case_id <> opposite.case_id)
"""


@check("crm.service.units_are_what_was_shipped")
def units_are_what_was_shipped(company_id: UUID) -> Outcome:
    """Installed quantities equal the shipments told up to the cursor's position."""
    return find_broken("crm_installed_unit", _UNITS, company_id)


@check("crm.service.steps_lead_to_status")
def steps_lead_to_status(company_id: UUID) -> Outcome:
    """The last step of a case left it in the status it has."""
    return find_broken("crm_case", _STEPS, company_id)


@check("crm.service.every_case_was_told_once")
def every_case_was_told_once(company_id: UUID) -> Outcome:
    """Each case was opened or imported by exactly one fact."""
    return find_broken("crm_case", _TOLD, company_id)


@check("crm.service.nothing_asked_back_twice")
def nothing_asked_back_twice(company_id: UUID) -> Outcome:
    """What is asked back and not received yet was shipped."""
    return find_broken("crm_return_request_line", _ASKED, company_id)


@check("crm.service.reversals_take_all_back")
def reversals_take_all_back(company_id: UUID) -> Outcome:
    """A cost and its reversal are zero together."""
    return find_broken("crm_service_cost", _REVERSED, company_id)


@check("crm.service.due_dates_follow_the_clock")
def due_dates_follow_the_clock(company_id: UUID) -> Outcome:
    """An open case is due when target and waited working minutes have passed since it opened.

    Cases whose calendar was changed meanwhile differ until `refresh_due_dates` takes it in.
    """
    actor = system_actor(company_id)
    with entered(UnitOfWork(actor=actor, name="crm.service.checks")):
        cases = list(
            Case.objects.filter(status__in=ALIVE, resolution_minutes__isnull=False).order_by("id")
        )
        calendars: dict[UUID | None, WorkingCalendar] = {
            site_id: clock_calendar(site_id=site_id, by=actor)
            for site_id in {case.site_id for case in cases}
        }
    problems = [
        f"{case.number} is due {case.resolution_due_at}, by the clock {expected}"
        for case in cases
        if (expected := _due_at(case, calendars[case.site_id])) != case.resolution_due_at
    ]
    return Outcome(checked=len(cases), problems=tuple(problems[:SHOWN]))


def _due_at(case: Any, calendar: WorkingCalendar) -> datetime | None:
    promised = due(
        calendar,
        case.opened_at,
        target_minutes=case.resolution_minutes,
        waited_minutes=case.waited_minutes,
        risk_ratio=Decimal(1),
    )
    return None if promised is None else promised.due_at
