"""What must always be true of the books, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_BALANCED = """
    SELECT entry.number, entry.debit_amount, sum(posting.debit) AS debit,
           sum(posting.credit) AS credit
      FROM erp_journal_entry AS entry
      LEFT JOIN erp_posting AS posting ON posting.journal_entry_id = entry.id
     WHERE entry.company_id = %(company)s
     GROUP BY entry.id
    HAVING coalesce(sum(posting.debit), 0) <> entry.debit_amount
        OR coalesce(sum(posting.credit), 0) <> entry.debit_amount
        OR count(posting.id) < 2
"""

_BALANCED_BY_CURRENCY = """
    SELECT entry.number, posting.currency, sum(posting.amount) AS difference
      FROM erp_posting AS posting
      JOIN erp_journal_entry AS entry ON entry.id = posting.journal_entry_id
     WHERE posting.company_id = %(company)s
     GROUP BY entry.number, posting.currency
    HAVING sum(posting.amount) <> 0
"""

_TOTAL = """
    SELECT sum(debit) AS debit, sum(credit) AS credit FROM erp_posting
     WHERE company_id = %(company)s HAVING sum(debit) <> sum(credit)
"""

_DATES = """
    SELECT entry.number, entry.posting_date, period.code AS period
      FROM erp_journal_entry AS entry
      JOIN erp_fiscal_period AS period ON period.id = entry.fiscal_period_id
     WHERE entry.company_id = %(company)s
       AND (entry.posting_date NOT BETWEEN period.starts_date AND period.ends_date
            OR (period.status = 'CLOSED' AND entry.posted_at > period.status_at)
            OR (entry.posting_date < entry.document_date
                AND entry.document_date < entry.posted_at + INTERVAL '1 year'))
    UNION ALL
    SELECT entry.number, posting.posting_date, 'not its entry''s'
      FROM erp_posting AS posting
      JOIN erp_journal_entry AS entry ON entry.id = posting.journal_entry_id
     WHERE posting.company_id = %(company)s AND posting.posting_date <> entry.posting_date
"""

_NUMBERS = """
    WITH numbered AS (
        SELECT split_part(number, '-', 2)::int AS year, split_part(number, '-', 3)::int AS position
          FROM erp_journal_entry WHERE company_id = %(company)s
    )
    SELECT numbered.year, count(*) AS entries, max(numbered.position) AS last_number,
           series.last_number AS series_number
      FROM numbered
      LEFT JOIN stem_number_series AS series
        ON series.company_id = %(company)s AND series.prefix = 'JE' AND series.year = numbered.year
     GROUP BY numbered.year, series.last_number
    HAVING count(*) <> max(numbered.position)
        OR max(numbered.position) <> coalesce(series.last_number, -1)
"""

_CONTROL = """
    SELECT entry.number, account.code AS account, posting.role
      FROM erp_posting AS posting
      JOIN erp_ledger_account AS account ON account.id = posting.account_id
      JOIN erp_journal_entry AS entry ON entry.id = posting.journal_entry_id
     WHERE posting.company_id = %(company)s AND account.is_control AND posting.role = ''
"""

_POSTED = """
    SELECT event.type, count(*) AS events FROM stem_event AS event
     WHERE event.company_id = %(company)s
       AND event.type IN ('sanye.erp.sales_invoice.issued.v1', 'sanye.erp.credit_note.issued.v1',
                          'sanye.erp.supplier_invoice.posted.v1', 'sanye.erp.payment.received.v1',
                          'sanye.erp.payment.made.v1')
       AND (event.data ->> coalesce(
                CASE WHEN event.data ? 'gross_amount' THEN 'gross_amount' END, 'amount'
            ))::numeric <> 0
       AND NOT EXISTS (SELECT 1 FROM erp_journal_entry AS entry
                        WHERE entry.company_id = event.company_id
                          AND entry.event_id = event.event_id)
     GROUP BY event.type
"""


@check("erp.ledger.entries_balance")
def entries_balance(company_id: UUID) -> Outcome:
    """Every journal entry has two lines or more, and its debits are its credits."""
    return find_broken("erp_journal_entry", _BALANCED, company_id)


@check("erp.ledger.entries_balance_by_currency")
def entries_balance_by_currency(company_id: UUID) -> Outcome:
    """In every entry the amounts of each transaction currency add up to zero."""
    return find_broken("erp_posting", _BALANCED_BY_CURRENCY, company_id)


@check("erp.ledger.debits_are_credits")
def debits_are_credits(company_id: UUID) -> Outcome:
    """All debits of the books are all their credits."""
    return find_broken("erp_posting", _TOTAL, company_id)


@check("erp.ledger.no_posting_in_closed_periods")
def no_posting_in_closed_periods(company_id: UUID) -> Outcome:
    """Every entry lies in its period, none came after it was closed or before its document."""
    return find_broken("erp_journal_entry", _DATES, company_id)


@check("erp.ledger.numbers_have_no_gaps")
def numbers_have_no_gaps(company_id: UUID) -> Outcome:
    """Journal entries of a year are numbered from one without a gap."""
    return find_broken("erp_journal_entry", _NUMBERS, company_id)


@check("erp.ledger.control_accounts_have_no_manual_postings")
def control_accounts_have_no_manual_postings(company_id: UUID) -> Outcome:
    """Only subledgers post to control accounts."""
    return find_broken("erp_posting", _CONTROL, company_id)


@check("erp.ledger.every_document_is_posted")
def every_document_is_posted(company_id: UUID) -> Outcome:
    """Every invoice, credit note and payment with an amount has its journal entry."""
    return find_broken("erp_journal_entry", _POSTED, company_id)
