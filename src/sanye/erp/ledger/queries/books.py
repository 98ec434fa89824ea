"""The books: accounts, rules, periods, currency."""

from datetime import date

from django.db.models import QuerySet

from sanye.erp.ledger.domain.kinds import PeriodStatus
from sanye.erp.ledger.domain.periods import check_reach, first_open_day
from sanye.erp.ledger.errors import (
    AccountArchived,
    BankAccountUnknown,
    PeriodClosed,
)
from sanye.erp.ledger.models import (
    BankAccount,
    FiscalPeriod,
    LedgerAccount,
    PostingRule,
)
from sanye.kernel.actors import Actor
from sanye.kernel.unit_of_work import current
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of


@query
def get_functional_currency(*, by: Actor) -> str:
    """The currency of the acting company's books."""
    return fixed_of(by).functional_currency


@query
def check_period_open(*, posting_date: date, by: Actor) -> None:
    """Raises PeriodClosed, DateOutOfReach (a year after, ten before the command)."""
    last = _last_closed(by)
    if last is not None and posting_date <= last.ends_date:
        raise PeriodClosed(posting_date=posting_date, period=last.code, field="posting_date")
    unit = current()
    if unit is not None and unit.at is not None:
        check_reach(posting_date, fixed_of(by).day_at(unit.at))


@query
def get_posting_date(*, document_date: date, by: Actor) -> date:
    """The day itself, or the first day after all closed periods."""
    last = _last_closed(by)
    return first_open_day(document_date, last.ends_date if last else None)


def _last_closed(by: Actor) -> FiscalPeriod | None:
    """Periods are closed in their order, so all days up to the end of this one are closed: to
    those who see only some of its parties, too."""
    rows = FiscalPeriod.unscoped.filter(company_id=by.company_id, status=PeriodStatus.CLOSED)
    found: FiscalPeriod | None = rows.order_by("-ends_date").first()
    return found


@query
def get_bank_account(*, code: str, currency: str, by: Actor) -> BankAccount | None:
    """The bank account of this code; without a code the first one kept in this currency, if any.

    Raises BankAccountUnknown, AccountArchived.
    """
    if not code:
        rows = BankAccount.objects.filter(currency=currency, archived_at__isnull=True)
        own: BankAccount | None = rows.select_related("account").order_by("code").first()
        return own
    found: BankAccount | None = (
        BankAccount.objects.select_related("account").filter(code=code).first()
    )
    if found is None:
        raise BankAccountUnknown(bank_account=code, field="bank_account_code")
    if found.archived_at is not None:
        raise AccountArchived(account=code, field="bank_account_code")
    return found


@query
def list_accounts(*, by: Actor) -> QuerySet[LedgerAccount]:
    """The chart of the acting company."""
    return LedgerAccount.objects.all()


@query
def list_posting_rules(*, by: Actor) -> QuerySet[PostingRule]:
    """Which account plays which role."""
    return PostingRule.objects.select_related("account")


@query
def list_bank_accounts(*, by: Actor) -> QuerySet[BankAccount]:
    """Where money comes in and goes out."""
    return BankAccount.objects.select_related("account")


@query
def list_fiscal_periods(*, status: str | None = None, by: Actor) -> QuerySet[FiscalPeriod]:
    """Periods of all fiscal years that exist."""
    rows = FiscalPeriod.objects.select_related("fiscal_year")
    return rows if status is None else rows.filter(status=status)
