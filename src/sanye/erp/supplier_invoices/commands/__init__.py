"""Changes of supplier invoices. Other modules import these names from here."""

from sanye.erp.supplier_invoices.commands.entering import (
    enter_supplier_credit,
    enter_supplier_invoice,
)
from sanye.erp.supplier_invoices.commands.lines import InvoiceLine
from sanye.erp.supplier_invoices.commands.policies import put_match_policy
from sanye.erp.supplier_invoices.commands.posting import (
    cancel_supplier_invoice,
    match_blocked_invoices,
    match_supplier_invoice,
    post_supplier_invoice,
    release_supplier_invoice,
)

__all__ = [
    "InvoiceLine",
    "cancel_supplier_invoice",
    "enter_supplier_credit",
    "enter_supplier_invoice",
    "match_blocked_invoices",
    "match_supplier_invoice",
    "post_supplier_invoice",
    "put_match_policy",
    "release_supplier_invoice",
]
