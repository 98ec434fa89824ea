"""What must always be true of leads, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_CONVERTED = """
    SELECT lead.number, lead.customer_id, lead.opportunity_id
      FROM crm_lead AS lead
      LEFT JOIN crm_account AS account
        ON account.company_id = lead.company_id AND account.party_id = lead.customer_id
      LEFT JOIN crm_opportunity AS opportunity ON opportunity.id = lead.opportunity_id
     WHERE lead.company_id = %(company)s AND lead.status = 'CONVERTED'
       AND (account.id IS NULL OR opportunity.customer_id <> lead.customer_id)
"""

_TOLD = """
    SELECT lead.number, lead.status
      FROM crm_lead AS lead
     WHERE lead.company_id = %(company)s
       AND NOT EXISTS (
           SELECT FROM stem_event AS event
            WHERE event.company_id = lead.company_id AND event.key = lead.id
              AND event.type = CASE lead.status
                  WHEN 'CONVERTED' THEN 'sanye.crm.lead.converted.v1'
                  WHEN 'DROPPED' THEN 'sanye.crm.lead.dropped.v1'
                  ELSE 'sanye.crm.lead.captured.v1' END)
"""

_NOT_GONE = """
    SELECT lead.number, interaction.id AS interaction_id
      FROM crm_lead AS lead
      JOIN crm_interaction AS interaction ON interaction.lead_id = lead.id
     WHERE lead.company_id = %(company)s AND lead.erased_at IS NOT NULL
       AND interaction.erased_at IS NULL
"""


@check("crm.marketing.converted_leads_are_customers")
def converted_leads_are_customers(company_id: UUID) -> Outcome:
    """Every converted lead has an account, and its opportunity is that customer's."""
    return find_broken("crm_lead", _CONVERTED, company_id)


@check("crm.marketing.leads_are_told")
def leads_are_told(company_id: UUID) -> Outcome:
    """What became of every lead was told."""
    return find_broken("crm_lead", _TOLD, company_id)


@check("crm.marketing.erased_leads_left_no_words")
def erased_leads_left_no_words(company_id: UUID) -> Outcome:
    """Nothing that was said with an erased lead is left."""
    return find_broken("crm_lead", _NOT_GONE, company_id)
