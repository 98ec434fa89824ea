"""Trial balance, balance sheet and income statement at any date."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from sanye.erp.ledger.domain.kinds import Section
from sanye.erp.ledger.domain.periods import plan_year
from sanye.erp.ledger.domain.statements import (
    RESULT_KINDS,
    AccountTotal,
    BalanceSheet,
    IncomeStatement,
    TrialBalance,
    balance_sheet,
    income_statement,
)
from sanye.erp.ledger.models import LedgerAccount, Posting
from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.identity.models import Company

ZERO = Decimal(0)


@query
def get_trial_balance(*, to_date: date, from_date: date | None = None, by: Actor) -> TrialBalance:
    """Opening, debits, credits and closing of every account with postings up to a day."""
    totals = _totals(from_date, to_date)
    company = Company.objects.get(id=by.company_id)
    return TrialBalance(
        currency=company.functional_currency,
        from_date=from_date,
        to_date=to_date,
        accounts=tuple(totals),
    )


@query
def get_balance_sheet(*, as_of: date, by: Actor) -> BalanceSheet:
    """Assets, liabilities and equity at the end of a day; results need no closing entry."""
    company = Company.objects.get(id=by.company_id)
    year = plan_year(as_of, company.fiscal_year_starts_month)
    return balance_sheet(
        _totals(year.starts_date, as_of),
        sections=list(Section),
        currency=company.functional_currency,
        as_of=as_of,
    )


@query
def get_income_statement(*, from_date: date, to_date: date, by: Actor) -> IncomeStatement:
    """Revenue and expenses of a span of days, both included."""
    company = Company.objects.get(id=by.company_id)
    results = LedgerAccount.objects.filter(kind__in=RESULT_KINDS).values_list("id", flat=True)
    postings = Posting.objects.filter(account_id__in=list(results), posting_date__gte=from_date)
    return income_statement(
        _totals(from_date, to_date, postings),
        sections=list(Section),
        currency=company.functional_currency,
        from_date=from_date,
        to_date=to_date,
    )


def _totals(
    from_date: date | None, to_date: date, postings: QuerySet[Any] | None = None
) -> list[AccountTotal]:
    """Sums per account in the order of codes, in one pass over these postings, or over all."""
    chosen: QuerySet[Any] = Posting.objects.all() if postings is None else postings
    inside = Q(posting_date__gte=from_date) if from_date else Q()
    before = Q(posting_date__lt=from_date) if from_date else Q(pk__isnull=True)
    sums = {
        row["account_id"]: row
        for row in chosen.filter(posting_date__lte=to_date)
        .order_by()
        .values("account_id")
        .annotate(
            opening_debit=Coalesce(Sum("debit", filter=before), ZERO),
            opening_credit=Coalesce(Sum("credit", filter=before), ZERO),
            inside_debit=Coalesce(Sum("debit", filter=inside), ZERO),
            inside_credit=Coalesce(Sum("credit", filter=inside), ZERO),
        )
    }
    accounts = LedgerAccount.objects.filter(id__in=sums).order_by("code")
    return [_total(account, sums[account.id]) for account in accounts]


def _total(account: LedgerAccount, sums: dict[str, Decimal]) -> AccountTotal:
    return AccountTotal(
        code=account.code,
        name=account.name,
        name_zh=account.name_zh,
        kind=account.kind,
        section=account.section,
        opening=sums["opening_debit"] - sums["opening_credit"],
        debit=sums["inside_debit"],
        credit=sums["inside_credit"],
    )
