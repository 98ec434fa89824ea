"""Changes of the books. Other modules import these names from here."""

from sanye.erp.ledger.commands.books import (
    add_account,
    add_bank_account,
    archive_account,
    open_accounts_of,
    open_books,
    set_posting_rule,
)
from sanye.erp.ledger.commands.entries import (
    EntrySource,
    ManualLine,
    NewEntry,
    post_entries,
    post_manual_entry,
    reverse_entry,
    reverse_fact,
)
from sanye.erp.ledger.commands.periods import (
    POSTING_CURSOR,
    close_period,
    first_open_day,
    hold_open_day,
    open_fiscal_year,
    reopen_period,
)

__all__ = [
    "POSTING_CURSOR",
    "EntrySource",
    "ManualLine",
    "NewEntry",
    "add_account",
    "add_bank_account",
    "archive_account",
    "close_period",
    "first_open_day",
    "hold_open_day",
    "open_accounts_of",
    "open_books",
    "open_fiscal_year",
    "post_entries",
    "post_manual_entry",
    "reopen_period",
    "reverse_entry",
    "reverse_fact",
    "set_posting_rule",
]
