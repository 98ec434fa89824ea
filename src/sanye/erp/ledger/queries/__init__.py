"""Reads of the ledger: the books, the journal, the statements."""

from sanye.erp.ledger.queries.books import (
    check_period_open,
    get_bank_account,
    get_functional_currency,
    get_posting_date,
    list_accounts,
    list_bank_accounts,
    list_fiscal_periods,
    list_posting_rules,
)
from sanye.erp.ledger.queries.journal import get_entry, list_entries, list_postings
from sanye.erp.ledger.queries.statements import (
    get_balance_sheet,
    get_income_statement,
    get_trial_balance,
)

__all__ = [
    "check_period_open",
    "get_balance_sheet",
    "get_bank_account",
    "get_entry",
    "get_functional_currency",
    "get_income_statement",
    "get_posting_date",
    "get_trial_balance",
    "list_accounts",
    "list_bank_accounts",
    "list_entries",
    "list_fiscal_periods",
    "list_posting_rules",
    "list_postings",
]
