"""Accounts, the rules that choose them, fiscal periods, and the journal."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Func, Q

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger.domain.entries import EntryKind
from sanye.erp.ledger.domain.kinds import AccountKind, PeriodStatus, Section
from sanye.stem.rows.constraints import one_of, positive
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    code_field,
    currency_field,
    number_field,
    quantity_field,
    rate_field,
)
from sanye.stem.rows.models import CompanyRow


class _MonthEnd(Func):
    """The last day of the month that a day begins."""

    template = "(%(expressions)s + INTERVAL '1 month' - INTERVAL '1 day')::date"
    output_field = models.DateField()


@pghistory.track()
class LedgerAccount(CompanyRow):
    """An account of one company's chart. A control account is posted by its subledger alone."""

    code = code_field()
    name = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    kind = choice_field(AccountKind)
    section = choice_field(Section)
    is_control = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_ledger_account"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="erp_ledger_account_unique"),
            one_of("erp_ledger_account_kind", "kind", AccountKind),
            one_of("erp_ledger_account_section", "section", Section),
        ]


@pghistory.track()
class PostingRule(CompanyRow):
    """`role` is played by `account`; an empty group or code means all of them."""

    role = models.CharField(max_length=40)
    item_group = code_field(blank=True, default="")
    tax_code = code_field(blank=True, default="")
    party_group = code_field(blank=True, default="")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="rules")

    class Meta(CompanyRow.Meta):
        db_table = "erp_posting_rule"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "role", "item_group", "tax_code", "party_group"],
                name="erp_posting_rule_unique",
            ),
            one_of("erp_posting_rule_role", "role", AccountRole),
        ]


@pghistory.track()
class BankAccount(CompanyRow):
    """Where money comes in and goes out, by the code that payments name."""

    code = code_field()
    name = models.CharField(max_length=200, blank=True)
    currency = currency_field()
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_bank_account"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="erp_bank_account_unique")
        ]


class FiscalYear(CompanyRow):
    """Twelve fiscal months; both days belong to it."""

    code = code_field()
    starts_date = models.DateField()
    ends_date = models.DateField()

    class Meta(CompanyRow.Meta):
        db_table = "erp_fiscal_year"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="erp_fiscal_year_unique"),
            models.UniqueConstraint(
                fields=["company", "starts_date"], name="erp_fiscal_year_starts"
            ),
        ]


@pghistory.track()
class FiscalPeriod(CompanyRow):
    """A month of the books. Closed, it takes no entry; `reason` says why it was opened again."""

    fiscal_year = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="periods")
    code = code_field()
    starts_date = models.DateField()
    ends_date = models.DateField()
    status = choice_field(PeriodStatus, default=PeriodStatus.OPEN)
    status_at = models.DateTimeField(null=True, blank=True)
    status_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_fiscal_period"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="erp_fiscal_period_unique"),
            one_of("erp_fiscal_period_status", "status", PeriodStatus),
            models.UniqueConstraint(
                fields=["company", "starts_date"], name="erp_fiscal_period_starts"
            ),
            models.CheckConstraint(
                name="erp_fiscal_period_month",
                condition=Q(starts_date__day=1, ends_date=_MonthEnd(F("starts_date"))),
            ),
        ]


_APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)

_IN_OPEN_PERIOD = pgtrigger.Trigger(
    name="in_open_period",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("period", "erp_fiscal_period%ROWTYPE")],
    func="""
        SELECT * INTO period FROM erp_fiscal_period WHERE id = NEW.fiscal_period_id FOR SHARE;
        IF period.status <> 'OPEN' OR period.company_id <> NEW.company_id
           OR NEW.posting_date NOT BETWEEN period.starts_date AND period.ends_date THEN
            RAISE EXCEPTION 'entry % lies outside an open period', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'erp_journal_entry_period';
        END IF;
        RETURN NEW;
    """,
)


def _balanced(entry: str) -> str:
    return f"""
        SELECT count(*), COALESCE(sum(debit - credit), 0), COALESCE(sum(debit), 0),
               COALESCE(max(abs(by_currency)), 0)
          INTO line_count, difference, debit_total, currency_difference
          FROM (SELECT debit, credit, sum(amount) OVER (PARTITION BY currency) AS by_currency
                  FROM erp_posting WHERE journal_entry_id = {entry}) AS lines;
        SELECT debit_amount INTO promised FROM erp_journal_entry WHERE id = {entry};
        IF line_count < 2 OR difference <> 0 OR currency_difference <> 0
           OR debit_total <> promised THEN
            RAISE EXCEPTION 'entry % does not balance: % lines, % apart', {entry}, line_count,
                difference
                USING ERRCODE = 'check_violation', CONSTRAINT = 'erp_journal_entry_balanced';
        END IF;
        RETURN NULL;
    """  # noqa: S608 - the argument is a column named below


def _balance_trigger(entry: str) -> pgtrigger.Trigger:
    """At commit: two lines or more, debits = credits, and zero in each line's currency."""
    return pgtrigger.Trigger(
        name="balanced",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        declare=[
            ("line_count", "bigint"),
            ("difference", "numeric"),
            ("debit_total", "numeric"),
            ("currency_difference", "numeric"),
            ("promised", "numeric"),
        ],
        func=_balanced(entry),
    )


@pgtrigger.register(_APPEND_ONLY, _IN_OPEN_PERIOD, _balance_trigger("NEW.id"))
class JournalEntry(CompanyRow):
    """A balanced set of postings; never changed or deleted, corrected by its reversal.

    `document_date` is the day the fact asked for; where its period was closed, `posting_date` is
    the first open day after it. `source_id` is the document that people know it by, `fact_id` the
    invoice, payment or valuation itself; `event_id` makes the entry unique to its event.
    """

    number = number_field()
    kind = choice_field(EntryKind)
    fiscal_period = models.ForeignKey(FiscalPeriod, on_delete=models.PROTECT, related_name="+")
    posting_date = models.DateField()
    document_date = models.DateField()
    source_type = code_field(blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    source_number = number_field(blank=True)
    fact_id = models.UUIDField(null=True, blank=True)
    event_id = models.UUIDField(null=True, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    text = models.CharField(max_length=200, blank=True)
    debit_amount = amount_field()
    posted_at = models.DateTimeField()
    posted_by = models.CharField(max_length=150)

    class Meta(CompanyRow.Meta):
        db_table = "erp_journal_entry"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_journal_entry_number"),
            models.UniqueConstraint(fields=["company", "event_id"], name="erp_journal_entry_event"),
            one_of("erp_journal_entry_kind", "kind", EntryKind),
        ]
        indexes = [
            models.Index(fields=["company", "posting_date"], name="erp_journal_entry_date"),
            models.Index(fields=["company", "source_id"], name="erp_journal_entry_source"),
            models.Index(fields=["company", "fact_id"], name="erp_journal_entry_fact"),
        ]


@pgtrigger.register(_APPEND_ONLY, _balance_trigger("NEW.journal_entry_id"))
class Posting(CompanyRow):
    """A debit or a credit in functional currency, with its signed amount in the line's own.

    `role` is the account role it was posted for, empty in a manual entry.
    """

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    journal_entry = models.ForeignKey(
        JournalEntry, on_delete=models.PROTECT, related_name="postings", db_index=False
    )
    line_number = models.PositiveIntegerField()
    account = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="postings", db_index=False
    )
    posting_date = models.DateField()
    role = models.CharField(max_length=40, blank=True)
    debit = amount_field(default=0)
    credit = amount_field(default=0)
    currency = currency_field()
    amount = amount_field()
    exchange_rate = rate_field()
    rate_date = models.DateField()
    item_id = models.UUIDField(null=True, blank=True)
    site_id = models.UUIDField(null=True, blank=True)
    party_id = models.UUIDField(null=True, blank=True)
    quantity = quantity_field(null=True, blank=True)
    tax_code = code_field(blank=True)
    text = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_posting"
        constraints = [
            models.UniqueConstraint(
                fields=["journal_entry", "line_number"], name="erp_posting_line"
            ),
            models.CheckConstraint(
                name="erp_posting_one_side",
                condition=Q(debit__gt=0, credit=0, amount__gte=0)
                | Q(credit__gt=0, debit=0, amount__lte=0)
                | (Q(debit=0, credit=0) & ~Q(amount=0)),
            ),
            positive("erp_posting_rate", "exchange_rate"),
        ]
        indexes = [
            models.Index(
                fields=["company", "party_id", "id"],
                condition=models.Q(party_id__isnull=False),
                name="erp_posting_of_party",
            ),
            models.Index(
                fields=["company", "account", "posting_date"],
                include=["debit", "credit"],
                name="erp_posting_of_account",
            ),
            models.Index(fields=["company", "role"], name="erp_posting_of_role"),
        ]

    @property
    def functional_amount(self) -> Decimal:
        """Signed, a debit positive."""
        return Decimal(self.debit - self.credit)
