"""Leads captured, worked on and converted; campaigns, forms and rules."""

from sanye.crm.marketing.commands.capturing import (
    LeadSaid,
    capture_lead,
    capture_leads,
    capture_mail,
    put_leads,
)
from sanye.crm.marketing.commands.converting import convert_lead
from sanye.crm.marketing.commands.rules import (
    close_campaign,
    close_lead_form,
    issue_lead_form,
    open_campaign,
    put_assignment_rule,
)
from sanye.crm.marketing.commands.working import (
    assign_lead,
    dismiss_duplicate,
    drop_lead,
    erase_leads,
    qualify_lead,
    record_lead_interaction,
    reopen_lead,
)

__all__ = [
    "LeadSaid",
    "assign_lead",
    "capture_lead",
    "capture_leads",
    "capture_mail",
    "close_campaign",
    "close_lead_form",
    "convert_lead",
    "dismiss_duplicate",
    "drop_lead",
    "erase_leads",
    "issue_lead_form",
    "open_campaign",
    "put_assignment_rule",
    "put_leads",
    "qualify_lead",
    "record_lead_interaction",
    "reopen_lead",
]
