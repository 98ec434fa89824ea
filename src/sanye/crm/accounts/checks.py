"""What must always be true of accounts and timelines, proven on the live rows."""

from uuid import UUID

from sanye.crm.accounts.domain.timeline import RULES
from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_TYPES = ", ".join(f"'{cls.event_type}'" for cls in RULES)

_UNTOLD = f"""
    SELECT event.event_id, event.type
      FROM stem_event AS event
     WHERE event.company_id = %(company)s AND event.type IN ({_TYPES})
       AND event.data->>'customer_id' IS NOT NULL
       AND NOT EXISTS (
           SELECT FROM crm_customer_event AS line
            WHERE line.event_id = event.event_id
              AND line.customer_id = (event.data->>'customer_id')::uuid)
"""  # noqa: S608 - types are constants

_INVENTED = """
    SELECT line.id, line.event_id, line.kind
      FROM crm_customer_event AS line
     WHERE line.company_id = %(company)s
       AND NOT EXISTS (
           SELECT FROM stem_event AS event
            WHERE event.company_id = line.company_id AND event.event_id = line.event_id)
"""


@check("crm.accounts.every_fact_is_on_the_timeline")
def every_fact_is_on_the_timeline(company_id: UUID) -> Outcome:
    """Every fact that names a customer stands on his timeline."""
    return find_broken("crm_customer_event", _UNTOLD, company_id)


@check("crm.accounts.every_line_has_its_fact")
def every_line_has_its_fact(company_id: UUID) -> Outcome:
    """No line of a timeline is without the fact it tells of."""
    return find_broken("crm_customer_event", _INVENTED, company_id)
