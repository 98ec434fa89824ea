"""The chart, its rules, bank accounts and fiscal periods."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger import commands, queries
from sanye.erp.ledger.domain.kinds import AccountKind, PeriodStatus, Section
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of

accounts = Router(tags=["ledger accounts"])
rules = Router(tags=["posting rules"])
bank_accounts = Router(tags=["bank accounts"])
periods = Router(tags=["fiscal periods"])


class BooksIn(Schema):
    chart: str | None = None


class AccountIn(Schema):
    code: str
    name: str
    name_zh: str = ""
    kind: AccountKind
    section: Section
    is_control: bool = False


class AccountOut(AccountIn):
    id: UUID
    archived_at: datetime | None


class RuleIn(Schema):
    role: AccountRole
    account_code: str
    item_group: str = ""
    tax_code: str = ""
    party_group: str = ""


class RuleOut(Schema):
    id: UUID
    role: str
    item_group: str
    tax_code: str
    party_group: str
    account: AccountOut


class BankAccountIn(Schema):
    code: str
    currency: str
    account_code: str
    name: str = ""


class BankAccountOut(Schema):
    id: UUID
    code: str
    name: str
    currency: str
    account: AccountOut


class YearIn(Schema):
    day: date


class ReopenIn(Schema):
    reason: str


class PeriodOut(Schema):
    id: UUID
    code: str
    starts_date: date
    ends_date: date
    status: PeriodStatus
    status_at: datetime | None
    status_by: str
    reason: str


@accounts.get("", response=Page[AccountOut])
def list_accounts(request: HttpRequest) -> HttpResponse:
    """The company's chart."""
    rows = queries.list_accounts(by=actor_of(request))
    return page_of(request, rows, AccountOut, order="code", sortable=["id", "section"])


@accounts.post("/open-books", response=list[AccountOut])
def open_books(request: HttpRequest, body: BooksIn) -> object:
    """Give the company a chart, posting rules and a bank account; answers what is new."""
    return commands.open_books(chart=body.chart, by=actor_of(request), at=now())


@accounts.post("", response={201: AccountOut})
def add_account(request: HttpRequest, body: AccountIn) -> object:
    """A further account."""
    return commands.add_account(**body.dict(), by=actor_of(request), at=now())


@accounts.post("/{code}/archive", response=AccountOut)
def archive_account(request: HttpRequest, code: str) -> object:
    """Nothing new is posted to it by hand."""
    return commands.archive_account(code=code, by=actor_of(request), at=now())


@rules.get("", response=Page[RuleOut])
def list_posting_rules(request: HttpRequest) -> HttpResponse:
    """Which account plays which role."""
    rows = queries.list_posting_rules(by=actor_of(request))
    return page_of(request, rows, RuleOut, order="role")


@rules.put("", response=RuleOut)
def set_posting_rule(request: HttpRequest, body: RuleIn) -> object:
    """Let an account play a role from now on."""
    return commands.set_posting_rule(**body.dict(), by=actor_of(request), at=now())


@bank_accounts.get("", response=Page[BankAccountOut])
def list_bank_accounts(request: HttpRequest) -> HttpResponse:
    """Where money comes in and goes out."""
    rows = queries.list_bank_accounts(by=actor_of(request))
    return page_of(request, rows, BankAccountOut, order="code")


@bank_accounts.post("", response={201: BankAccountOut})
def add_bank_account(request: HttpRequest, body: BankAccountIn) -> object:
    """A bank account that payments may name."""
    return commands.add_bank_account(**body.dict(), by=actor_of(request), at=now())


@periods.get("", response=Page[PeriodOut])
def list_fiscal_periods(request: HttpRequest, status: PeriodStatus | None = None) -> HttpResponse:
    """Fiscal periods, the latest first."""
    rows = queries.list_fiscal_periods(status=status, by=actor_of(request))
    return page_of(request, rows, PeriodOut, order="-starts_date")


@periods.post("/open-year", response=list[PeriodOut])
def open_fiscal_year(request: HttpRequest, body: YearIn) -> object:
    """The periods of the fiscal year that holds a day, made if there are none yet."""
    year = commands.open_fiscal_year(day=body.day, by=actor_of(request), at=now())
    return year.periods.order_by("starts_date")


@periods.post("/{code}/close", response=PeriodOut)
def close_period(request: HttpRequest, code: str) -> object:
    """Nothing more is posted into it."""
    return commands.close_period(code=code, by=actor_of(request), at=now())


@periods.post("/{code}/reopen", response=PeriodOut)
def reopen_period(request: HttpRequest, code: str, body: ReopenIn) -> object:
    """Let entries in again, and say why."""
    return commands.reopen_period(code=code, reason=body.reason, by=actor_of(request), at=now())
