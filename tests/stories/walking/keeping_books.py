"""The accountant's desk: charts, rules, banks, fiscal years, and entries that no document makes."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger import commands as ledger
from sanye.erp.ledger import queries
from sanye.erp.ledger.models import FiscalPeriod, JournalEntry, LedgerAccount
from tests.stories.walking.walk import Walk, step

CURRENCIES = ("CNY", "EUR", "USD", "JPY", "KWD", "XXQ")
AMOUNTS = ("0.01", "1", "99.99", "1000", "0.005", "12.345", "0")
SHAPES = (("EXPENSE", "ADMINISTRATIVE_EXPENSES"), ("REVENUE", "REVENUE"))
REMAPPED = (
    AccountRole.REVENUE, AccountRole.SALES_RETURNS, AccountRole.PURCHASE_EXPENSE,
    AccountRole.EXCHANGE_DIFFERENCE, AccountRole.EXCHANGE_ROUNDING, AccountRole.BAD_DEBT,
    AccountRole.DISCOUNT_ALLOWED, AccountRole.FREIGHT_EXPENSE,
)  # fmt: skip


@step(1)
def add_account(walk: Walk) -> None:
    kind, section = walk.random.choice(SHAPES)
    ledger.add_account(
        code=f"9{walk.random.randint(0, 30):03}",
        name="own",
        kind=kind,
        section=section,
        is_control=walk.chance(0.1),
        **walk.who,
    )


@step(1)
def archive_account(walk: Walk) -> None:
    own = LedgerAccount.unscoped.filter(code__startswith="9")
    taken = LedgerAccount.unscoped.filter(rules__isnull=False).distinct()
    account = walk.pick(own if walk.chance(0.7) else taken)
    ledger.archive_account(code=account.code, **walk.who)


@step(1)
def set_posting_rule(walk: Walk) -> None:
    role = walk.random.choice(REMAPPED)
    account = walk.pick(LedgerAccount.unscoped.filter(code__startswith="9"))
    narrow: dict[str, Any] = walk.random.choice(
        [{}, {"item_group": "MAKE"}, {"tax_code": "VAT13"}, {"party_group": "RETAIL"}]
    )
    ledger.set_posting_rule(role=role, account_code=account.code, **narrow, **walk.who)


@step(1)
def add_bank_account(walk: Walk) -> None:
    ledger.add_bank_account(
        code=f"B-{walk.random.randint(1, 9)}",
        currency=walk.random.choice(["CNY", "EUR", "USD"]),
        account_code="1002",
        **walk.who,
    )


@step(1)
def open_fiscal_year(walk: Walk) -> None:
    days = walk.random.choice([0, 200, 366, 400, -30, -400, -3000])
    ledger.open_fiscal_year(day=walk.today + timedelta(days=days), **walk.who)


@step(5)
def post_entry_of_many_lines(walk: Walk) -> None:
    """In any currency, on any day, now and then a bit too fine or out of balance."""
    currency = walk.random.choice(CURRENCIES)
    open_accounts = LedgerAccount.unscoped.filter(is_control=False, archived_at=None)
    accounts = [walk.pick(open_accounts).code for _ in range(walk.random.randint(2, 7))]
    amounts = [Decimal(walk.random.choice(AMOUNTS)) for _ in accounts[1:]]
    if currency == "JPY" or walk.chance(0.6):
        amounts = [max(amount, Decimal(1)).quantize(Decimal(1)) for amount in amounts]
    lines = [
        ledger.ManualLine(account_code=code, debit=amount, **_about(walk))
        for code, amount in zip(accounts[1:], amounts, strict=True)
    ]
    total = sum(amounts, Decimal(0)) + (1 if walk.chance(0.05) else 0)
    rate = "1" if currency == "CNY" else walk.random.choice(["7.15", "0.0481", "0.000001", "23.4"])
    ledger.post_manual_entry(
        posting_date=_any_day(walk),
        lines=[*lines, ledger.ManualLine(account_code=accounts[0], credit=total)],
        text="as the auditor says",
        currency=currency,
        exchange_rate=Decimal(rate),
        **walk.who,
    )


def _about(walk: Walk) -> dict[str, Any]:
    """What a line may say of itself."""
    about: dict[str, Any] = {"text": walk.random.choice(["", "part"])}
    if walk.chance(0.3):
        about["item_id"] = walk.aurora.item("EK-100")
    if walk.chance(0.3):
        about["party_id"] = walk.aurora.party("C-HUAYU")
    return about


def _any_day(walk: Walk) -> date:
    """Mostly lately; else the first or the last day of a fiscal month, or one far away."""
    if walk.chance(0.6):
        return walk.lately()
    if walk.chance(0.2):
        return walk.today + timedelta(days=walk.random.choice([365, 366, 367, 5000, -5000, -366]))
    period = walk.pick(FiscalPeriod.unscoped)
    return walk.random.choice([period.starts_date, period.ends_date])


@step(2)
def reverse_any_entry(walk: Walk) -> None:
    """A person's, its reversal's, or one that a document made."""
    rows = JournalEntry.unscoped.exclude(kind="AUTOMATIC") if walk.chance(0.8) else None
    entry = walk.pick_late(JournalEntry.unscoped if rows is None else rows)
    ledger.reverse_entry(entry_id=entry.id, posting_date=_any_day(walk), text="not so", **walk.who)


@step(1)
def read_statements(walk: Walk) -> None:
    """Assets are what is owed and owned, on whatever day one looks."""
    sheet = queries.get_balance_sheet(as_of=_any_day(walk), by=walk.by)
    assert sheet.assets_amount == (
        sheet.liabilities_amount
        + sheet.equity_amount
        + sheet.earlier_result_amount
        + sheet.result_amount
    )
