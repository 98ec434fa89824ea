"""What must always be true of consent, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_NOT_TOLD = """
    SELECT consent.id, consent.decision
      FROM crm_consent AS consent
     WHERE consent.company_id = %(company)s
       AND NOT EXISTS (
           SELECT FROM stem_event AS event
            WHERE event.company_id = consent.company_id AND event.key = consent.id
              AND event.type = 'sanye.crm.consent.' || lower(consent.decision) || '.v1')
"""


@check("crm.consent.every_decision_is_told")
def every_decision_is_told(company_id: UUID) -> Outcome:
    """Every decision of a contact was told as what it is."""
    return find_broken("crm_consent", _NOT_TOLD, company_id)
