"""Fiscal years and periods. Periods are closed in their order and reopened from the last."""

from datetime import date, datetime

from sanye.contracts.erp.finance import FiscalPeriodClosed, FiscalPeriodReopened
from sanye.erp.ledger import errors
from sanye.erp.ledger.domain.kinds import PeriodStatus
from sanye.erp.ledger.domain.periods import PlannedYear, check_reach, is_in_reach, plan_year
from sanye.erp.ledger.models import FiscalPeriod, FiscalYear
from sanye.erp.ledger.queries import check_period_open, get_posting_date
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.events.queries import get_backlog
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.identity.models import Company
from sanye.stem.rows.advisory import lock_name

POSTING_CURSOR = "erp.ledger.posting"


@command
def open_fiscal_year(*, day: date, by: Actor, at: datetime) -> FiscalYear:
    """The fiscal year that holds a day, with its twelve periods; made if there is none yet.

    None is made before a closed period, for its periods would be open. Raises DateOutOfReach,
    PeriodClosed.
    """
    check_reach(day, fixed_of(by).day_at(at))
    company = Company.objects.select_for_update().get(id=by.company_id)
    plan = plan_year(day, company.fiscal_year_starts_month)
    years = FiscalYear.unscoped.filter(company=company, starts_date=plan.starts_date)
    found: FiscalYear | None = years.first()
    if found is None:
        check_period_open(posting_date=plan.starts_date, by=by)
    return found or make_year(company, plan)


def make_year(company: Company, plan: PlannedYear) -> FiscalYear:
    """A planned year with its periods, all open; the company's row is locked by the caller."""
    year: FiscalYear = FiscalYear.objects.create(
        company=company, code=plan.code, starts_date=plan.starts_date, ends_date=plan.ends_date
    )
    FiscalPeriod.objects.bulk_create(
        FiscalPeriod(
            company=company,
            fiscal_year=year,
            code=period.code,
            starts_date=period.starts_date,
            ends_date=period.ends_date,
        )
        for period in plan.periods
    )
    return year


def first_open_day(document_date: date, *, by: Actor, at: datetime) -> tuple[FiscalPeriod, date]:
    """The open period and day for a document: its own day, else the first open one after it.

    A day out of reach cannot be meant: the fact is then posted on the day of `at`.
    """
    today = fixed_of(by).day_at(at)
    day = document_date if is_in_reach(document_date, today) else today
    found = _period_of(day, by=by)
    if found is not None and found.status == PeriodStatus.OPEN:
        return found, day
    day = get_posting_date(document_date=day, by=by)
    found = _period_of(day, by=by)
    if found is None:
        company = Company.objects.select_for_update().get(id=by.company_id)
        make_year(company, plan_year(day, company.fiscal_year_starts_month))
        found = FiscalPeriod.objects.get(starts_date__lte=day, ends_date__gte=day)
    return found, day


def hold_open_day(posting_date: date, *, by: Actor) -> None:
    """The day is open and stays so until what is dated on it is there. Raises PeriodClosed,
    DateOutOfReach."""
    _period_of(posting_date, by=by)
    check_period_open(posting_date=posting_date, by=by)


_LOCK_PERIOD = """
    SELECT * FROM erp_fiscal_period
     WHERE company_id = %s AND %s BETWEEN starts_date AND ends_date FOR SHARE
"""


def _period_of(day: date, *, by: Actor) -> FiscalPeriod | None:
    """The period of a day as it is once nobody closes it; it stays so until the entry is there."""
    return next(iter(FiscalPeriod.unscoped.raw(_LOCK_PERIOD, [by.company_id, day])), None)


@command
def close_period(*, code: str, by: Actor, at: datetime) -> FiscalPeriod:
    """Nothing more is posted into the period. Raises PeriodUnknown, PostingsWaiting, PeriodClosed,
    EarlierPeriodOpen."""
    period = _lock(code, by)
    if period.status == PeriodStatus.CLOSED:
        raise errors.PeriodClosed(posting_date=period.starts_date, period=code, field="code")
    earlier = FiscalPeriod.objects.filter(
        starts_date__lt=period.starts_date, status=PeriodStatus.OPEN
    )
    first = earlier.order_by("starts_date").first()
    if first is not None:
        raise errors.EarlierPeriodOpen(earlier=first.code, field="code")
    _set_status(period, PeriodStatus.CLOSED, "", by=by, at=at)
    publish(
        FiscalPeriodClosed(fiscal_period_id=period.id, code=period.code, ends_date=period.ends_date)
    )
    return period


@command
def reopen_period(*, code: str, reason: str, by: Actor, at: datetime) -> FiscalPeriod:
    """Let entries into a closed period again; who did it, when and why stays in its history.

    Raises PeriodUnknown, PostingsWaiting, PeriodNotClosed, LaterPeriodClosed, ReasonMissing.
    """
    if not reason.strip():
        raise errors.ReasonMissing(field="reason")
    period = _lock(code, by)
    if period.status == PeriodStatus.OPEN:
        raise errors.PeriodNotClosed(period=code, field="code")
    later = FiscalPeriod.objects.filter(
        starts_date__gt=period.starts_date, status=PeriodStatus.CLOSED
    )
    last = later.order_by("-starts_date").first()
    if last is not None:
        raise errors.LaterPeriodClosed(later=last.code, field="code")
    _set_status(period, PeriodStatus.OPEN, reason, by=by, at=at)
    publish(FiscalPeriodReopened(fiscal_period_id=period.id, code=period.code, reason=reason))
    return period


def _lock(code: str, by: Actor) -> FiscalPeriod:
    """The period; waits until entries being posted into it are there, and for whoever closes or
    reopens another of the company, for the order of periods decides. Not for the company's row:
    who posts into a period may yet have to make a fiscal year, and takes it for that."""
    lock_name(f"erp.ledger.periods {by.company_id}")
    rows = FiscalPeriod.objects.select_for_update(of=("self",))
    period: FiscalPeriod | None = rows.filter(code=code).first()
    if period is None:
        raise errors.PeriodUnknown(period=code, field="code")
    _refuse_waiting(period.ends_date, by)
    return period


def _refuse_waiting(until: date, by: Actor) -> None:
    """What waits was given its posting date with the periods as they are: to be posted on the same
    day it must find them so."""
    at_most = ("posting_date", until.isoformat())
    count = get_backlog(cursor_name=POSTING_CURSOR, at_most=at_most, by=by)
    if count:
        raise errors.PostingsWaiting(count=count, until=until, field="code")


def _set_status(
    period: FiscalPeriod, status: PeriodStatus, reason: str, *, by: Actor, at: datetime
) -> None:
    period.status = status
    period.status_at = at
    period.status_by = by.name
    period.reason = reason
    period.save(update_fields=["status", "status_at", "status_by", "reason"])
