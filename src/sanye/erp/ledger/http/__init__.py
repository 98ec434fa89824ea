"""`/ledger/…`: the chart, the periods, the journal, the statements."""

from sanye.erp.ledger.http.books import accounts, bank_accounts, periods, rules
from sanye.erp.ledger.http.journal import entries, postings
from sanye.erp.ledger.http.statements import statements
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [
    ("/ledger/accounts", accounts),
    ("/ledger/posting-rules", rules),
    ("/ledger/bank-accounts", bank_accounts),
    ("/ledger/periods", periods),
    ("/ledger/journal-entries", entries),
    ("/ledger/postings", postings),
    ("/ledger", statements),
]
