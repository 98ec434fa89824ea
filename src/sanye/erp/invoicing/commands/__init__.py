"""Changes of invoices. Other modules import these names from here."""

from sanye.erp.invoicing.commands.crediting import CreditLine, issue_credit_note
from sanye.erp.invoicing.commands.crediting_free import FreeCreditLine, issue_free_credit_note
from sanye.erp.invoicing.commands.issuing import issue_invoices

__all__ = [
    "CreditLine",
    "FreeCreditLine",
    "issue_credit_note",
    "issue_free_credit_note",
    "issue_invoices",
]
