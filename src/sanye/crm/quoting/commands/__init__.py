"""Quotations: drafted, revised, approved, sent, accepted or declined."""

from sanye.crm.quoting.commands.answering import accept_quotation, decline_quotation
from sanye.crm.quoting.commands.drafting import draft_quotation, revise_quotation
from sanye.crm.quoting.commands.estimating import estimate_quotation
from sanye.crm.quoting.commands.sending import (
    approve_quotation,
    ask_approval,
    refuse_approval,
    send_quotation,
    set_quoting_policy,
)
from sanye.crm.quoting.domain.lines import LineAsked

__all__ = [
    "LineAsked",
    "accept_quotation",
    "approve_quotation",
    "ask_approval",
    "decline_quotation",
    "draft_quotation",
    "estimate_quotation",
    "refuse_approval",
    "revise_quotation",
    "send_quotation",
    "set_quoting_policy",
]
