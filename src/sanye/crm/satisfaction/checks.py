"""What must always be true of satisfaction, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_ANSWERS = """
    SELECT request.id, request.score, told.data->>'score' AS told
      FROM crm_satisfaction_request AS request
      LEFT JOIN LATERAL (
           SELECT event.data FROM stem_event AS event
            WHERE event.company_id = request.company_id AND event.key = request.id
              AND event.type IN ('sanye.crm.satisfaction.answered.v1',
                                 'sanye.crm.satisfaction.imported.v1')
            ORDER BY event.position DESC LIMIT 1) AS told ON TRUE
     WHERE request.company_id = %(company)s
       AND request.score IS DISTINCT FROM (told.data->>'score')::int
"""

_KNOWN = """
    SELECT request.id, request.score, known.score AS known
      FROM crm_satisfaction_request AS request
      LEFT JOIN crm_known_answer AS known
        ON known.company_id = request.company_id AND known.request_id = request.id
     WHERE request.company_id = %(company)s AND request.score IS DISTINCT FROM known.score
"""


@check("crm.satisfaction.answers_are_told")
def answers_are_told(company_id: UUID) -> Outcome:
    """Every answer is the one that was last told."""
    return find_broken("crm_satisfaction_request", _ANSWERS, company_id)


@check("crm.satisfaction.answers_reach_the_customer")
def answers_reach_the_customer(company_id: UUID) -> Outcome:
    """Every answer is what the customer's health knows."""
    return find_broken("crm_satisfaction_request", _KNOWN, company_id)
