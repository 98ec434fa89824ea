"""What must always be true of behaviour and health, proven on the live rows."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from sanye.crm.loyalty.domain.health import Reason
from sanye.crm.loyalty.models import DueReview, HealthReason
from sanye.crm.loyalty.queries import count_found, get_health_weights
from sanye.kernel.actors import system_actor
from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import SHOWN, find_broken

_ORDERS = """
    WITH last AS (
        SELECT DISTINCT ON (event.key) event.key, event.type, event.data
          FROM stem_event AS event
         WHERE event.company_id = %(company)s
           AND event.type IN ('sanye.erp.sales_order.confirmed.v1',
                              'sanye.erp.sales_order.amended.v1',
                              'sanye.erp.sales_order.imported.v1')
         ORDER BY event.key, event.position DESC
    )
    SELECT coalesce(last.data->>'number', known.number) AS order_number,
           last.data->>'net_amount' AS told, known.net_amount AS known
      FROM last FULL JOIN (SELECT * FROM crm_known_order WHERE company_id = %(company)s) AS known
        ON known.order_id = last.key
     WHERE (last.data->>'net_amount')::numeric IS DISTINCT FROM known.net_amount
"""

_INVOICES = """
    WITH settled AS (
        SELECT document_number, sum(amount) AS amount FROM crm_known_settlement
         WHERE company_id = %(company)s AND NOT is_reversed GROUP BY document_number
    )
    SELECT invoice.number, invoice.settled_amount, settled.amount AS in_settlements
      FROM crm_known_invoice AS invoice
      LEFT JOIN settled ON settled.document_number = invoice.number
     WHERE invoice.company_id = %(company)s
       AND (invoice.settled_amount <> coalesce(settled.amount, 0)
            OR (invoice.settled_date IS NOT NULL)
               <> (coalesce(settled.amount, 0) >= invoice.gross_amount))
"""

_SCORES = """
    SELECT health.customer_id, health.score, sum(reason.points) AS points
      FROM crm_health AS health
      LEFT JOIN crm_health_reason AS reason ON reason.health_id = health.id
     WHERE health.company_id = %(company)s
     GROUP BY health.id
    HAVING health.score <> greatest(100 + coalesce(sum(reason.points), 0), 0)
"""

_UNSEEN = """
    SELECT known.customer_id, known.number
      FROM crm_known_order AS known
      JOIN stem_party AS party ON party.id = known.customer_id
     WHERE known.company_id = %(company)s
       AND NOT EXISTS (SELECT FROM crm_behaviour AS row
                        WHERE row.company_id = known.company_id
                          AND row.customer_id = known.customer_id)
       AND NOT EXISTS (SELECT FROM crm_due_review AS due
                        WHERE due.company_id = known.company_id
                          AND due.customer_id = known.customer_id)
"""


@check("crm.loyalty.orders_are_what_was_told")
def orders_are_what_was_told(company_id: UUID) -> Outcome:
    """Known orders are those confirmed, with the amount last told."""
    return find_broken("crm_known_order", _ORDERS, company_id)


@check("crm.loyalty.invoices_are_settled_by_settlements")
def invoices_are_settled_by_settlements(company_id: UUID) -> Outcome:
    """What is settled of each known invoice is the sum of what settled it."""
    return find_broken("crm_known_invoice", _INVOICES, company_id)


@check("crm.loyalty.scores_are_sums_of_reasons")
def scores_are_sums_of_reasons(company_id: UUID) -> Outcome:
    """Every health score is 100 and what its reasons take off."""
    return find_broken("crm_health", _SCORES, company_id)


@check("crm.loyalty.every_buyer_is_looked_at")
def every_buyer_is_looked_at(company_id: UUID) -> Outcome:
    """Every customer with an order has been looked at, or is due."""
    return find_broken("crm_known_order", _UNSEEN, company_id)


@check("crm.loyalty.reasons_have_their_documents")
def reasons_have_their_documents(company_id: UUID) -> Outcome:
    """Behind every reason stand as many documents as it says."""
    weights = get_health_weights(by=system_actor(company_id, "sanye verify"))
    checked, problems = 0, []
    for (as_of, reason), said in _said().items():
        counted = count_found({reason: weights[reason]}, as_of, said)
        checked += len(said)
        for customer_id, count in said.items():
            found = counted[customer_id][reason].found if customer_id in counted else 0
            if found != count:
                problems.append(f"customer {customer_id}: {reason} {count}, documents {found}")
    return Outcome(checked=checked, problems=tuple(problems[:SHOWN]))


def _said() -> dict[tuple[date, Reason], dict[UUID, int]]:
    """How many documents each reason says, by day and reason, of those who are not due."""
    due = DueReview.objects.order_by().values("customer_id")
    rows = HealthReason.objects.exclude(health__customer_id__in=due).values_list(
        "health__as_of_date", "reason", "health__customer_id", "evidence_count"
    )
    said: dict[tuple[date, Reason], dict[UUID, int]] = defaultdict(dict)
    for as_of, reason, customer_id, count in rows:
        said[as_of, Reason(reason)][customer_id] = count
    return said
