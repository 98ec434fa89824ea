"""The books: accounts, rules, periods, currency."""

from datetime import date

from django.db.models import QuerySet

from sanye.erp.ledger.domain.periods import first_open_day
from sanye.erp.ledger.errors import AccountArchived, BankAccountUnknown, PeriodClosed
from sanye.erp.ledger.models import (
    BankAccount,
    FiscalPeriod,
    LedgerAccount,
    PeriodStatus,
    PostingRule,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.identity.models import Company


@query
def get_functional_currency(*, by: Actor) -> str:
    """The currency of the acting company's books."""
    return str(Company.objects.values_list("functional_currency", flat=True).get(id=by.company_id))


@query
def check_period_open(*, posting_date: date, by: Actor) -> None:  # noqa: ARG001
    """Raises PeriodClosed. A day in a year that nobody opened yet is open."""
    period = FiscalPeriod.objects.filter(
        starts_date__lte=posting_date, ends_date__gte=posting_date, status=PeriodStatus.CLOSED
    ).first()
    if period is not None:
        raise PeriodClosed(posting_date=posting_date, period=period.code, field="posting_date")


@query
def get_posting_date(*, document_date: date, by: Actor) -> date:  # noqa: ARG001
    """The day itself, or the first day after it that no closed period holds."""
    closed = FiscalPeriod.objects.filter(
        status=PeriodStatus.CLOSED, ends_date__gte=document_date
    ).values_list("starts_date", "ends_date")
    return first_open_day(document_date, list(closed))


@query
def get_bank_account(*, code: str, currency: str, by: Actor) -> BankAccount | None:  # noqa: ARG001
    """The bank account of this code; without a code the first one kept in this currency, if any.

    Raises BankAccountUnknown, AccountArchived.
    """
    if not code:
        rows = BankAccount.objects.filter(currency=currency, archived_at__isnull=True)
        return rows.select_related("account").order_by("code").first()
    found = BankAccount.objects.select_related("account").filter(code=code).first()
    if found is None:
        raise BankAccountUnknown(bank_account=code, field="bank_account_code")
    if found.archived_at is not None:
        raise AccountArchived(account=code, field="bank_account_code")
    return found


@query
def list_accounts(*, by: Actor) -> QuerySet[LedgerAccount]:  # noqa: ARG001
    """The chart of the acting company."""
    return LedgerAccount.objects.all()


@query
def list_posting_rules(*, by: Actor) -> QuerySet[PostingRule]:  # noqa: ARG001
    return PostingRule.objects.select_related("account")


@query
def list_bank_accounts(*, by: Actor) -> QuerySet[BankAccount]:  # noqa: ARG001
    return BankAccount.objects.select_related("account")


@query
def list_fiscal_periods(*, status: str | None = None, by: Actor) -> QuerySet[FiscalPeriod]:  # noqa: ARG001
    rows = FiscalPeriod.objects.select_related("fiscal_year")
    return rows if status is None else rows.filter(status=status)
