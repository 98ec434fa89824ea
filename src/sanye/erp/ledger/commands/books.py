"""Opening the books and shaping the chart."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger import errors
from sanye.erp.ledger.domain.charts import ChartAccount, read_chart
from sanye.erp.ledger.domain.kinds import SECTIONS
from sanye.erp.ledger.domain.rules import SUBLEDGER_ROLES
from sanye.erp.ledger.models import BankAccount, LedgerAccount, PostingRule
from sanye.kernel.actors import Actor
from sanye.kernel.money import is_currency
from sanye.stem.commands import command
from sanye.stem.identity.models import Company

MAIN_BANK_ACCOUNT = "MAIN"


@command
def open_books(*, chart: str | None = None, by: Actor, at: datetime) -> list[LedgerAccount]:
    """Give the company a chart (`chart`, else its own), posting rules and a bank account.

    What exists already stays as it is. Returns the accounts that are new. Raises ChartUnknown.
    """
    company = Company.objects.select_for_update().get(id=by.company_id)
    accounts = read_chart(chart or company.chart)
    accounts_there = LedgerAccount.unscoped.filter(company=company)
    known = set(accounts_there.values_list("code", flat=True))
    new = LedgerAccount.objects.bulk_create(
        LedgerAccount(
            company_id=by.company_id,
            code=account.code,
            name=account.name,
            name_zh=account.name_zh,
            kind=account.kind,
            section=account.section,
            is_control=account.is_control,
        )
        for account in accounts
        if account.code not in known
    )
    ids = dict(accounts_there.values_list("code", "id"))
    PostingRule.objects.bulk_create(
        [
            PostingRule(
                company_id=by.company_id, role=role, item_group=group, account_id=ids[account.code]
            )
            for account in accounts
            for role, group in account.roles
        ],
        ignore_conflicts=True,
    )
    _add_main_bank_account(company)
    return list(new)


@command
def open_accounts_of(*, roles: Collection[str], by: Actor, at: datetime) -> None:
    """Give roles that no rule names yet their accounts of the company's chart.

    So a company that opened its books before a role existed goes on; what it has set stays.
    """
    company = Company.objects.select_for_update().get(id=by.company_id)
    wanted = [
        account
        for account in read_chart(company.chart)
        if any(role in roles for role, _ in account.roles)
    ]
    known = dict(LedgerAccount.unscoped.filter(company=company).values_list("code", "id"))
    for account in wanted:
        if account.code not in known:
            known[account.code] = _add_chart_account(company, account).id
    PostingRule.objects.bulk_create(
        [
            PostingRule(
                company=company, role=role, item_group=group, account_id=known[account.code]
            )
            for account in wanted
            for role, group in account.roles
            if role in roles
        ],
        ignore_conflicts=True,
    )


def _add_chart_account(company: Company, account: ChartAccount) -> LedgerAccount:
    row: LedgerAccount = LedgerAccount.objects.create(
        company=company,
        code=account.code,
        name=account.name,
        name_zh=account.name_zh,
        kind=account.kind,
        section=account.section,
        is_control=account.is_control,
    )
    return row


def _add_main_bank_account(company: Company) -> None:
    bank = PostingRule.unscoped.filter(company=company, role=AccountRole.BANK).first()
    if bank is not None and not BankAccount.unscoped.filter(company=company).exists():
        BankAccount.objects.create(
            company=company,
            code=MAIN_BANK_ACCOUNT,
            currency=company.functional_currency,
            account_id=bank.account_id,
        )


@command
def add_account(
    *,
    code: str,
    name: str,
    kind: str,
    section: str,
    name_zh: str = "",
    is_control: bool = False,
    by: Actor,
    at: datetime,
) -> LedgerAccount:
    """A further account of the chart. Raises AccountExists, SectionDiffers."""
    if section not in SECTIONS.get(kind, ()):
        raise errors.SectionDiffers(kind=kind, section=section, field="section")
    if LedgerAccount.unscoped.filter(company_id=by.company_id, code=code).exists():
        raise errors.AccountExists(account=code, field="code")
    account: LedgerAccount = LedgerAccount.objects.create(
        company_id=by.company_id,
        code=code,
        name=name,
        name_zh=name_zh,
        kind=kind,
        section=section,
        is_control=is_control,
    )
    return account


@command
def archive_account(*, code: str, by: Actor, at: datetime) -> LedgerAccount:
    """Nothing new is posted to it by hand. Raises AccountUnknown, AccountInUse, AccountOfBank."""
    account = _lock_account(code)
    if account.rules.exists():
        raise errors.AccountInUse(account=code, field="code")
    bank = BankAccount.objects.filter(account=account, archived_at=None).order_by("code").first()
    if bank is not None:
        raise errors.AccountOfBank(bank_account=bank.code, account=code, field="code")
    account.archived_at = at
    account.save(update_fields=["archived_at"])
    return account


def get_accounts(codes: Collection[str]) -> dict[str, LedgerAccount]:
    """The accounts that there are, by code; `get_account` refuses by them."""
    return {account.code: account for account in LedgerAccount.objects.filter(code__in=codes)}


def get_account(
    code: str, *, among: Mapping[str, LedgerAccount] | None = None, row: int | None = None
) -> LedgerAccount:
    """The account by its code, from those read before. Raises AccountUnknown, AccountArchived."""
    account = (get_accounts([code]) if among is None else among).get(code)
    if account is None:
        raise errors.AccountUnknown(account=code, field="account_code", row=row)
    if account.archived_at is not None:
        raise errors.AccountArchived(account=code, field="account_code", row=row)
    return account


def _lock_account(code: str) -> LedgerAccount:
    """Locked: none is archived while it is given a role. Raises as `get_account` does."""
    rows = LedgerAccount.objects.select_for_update(of=("self",))
    return get_account(code, among={row.code: row for row in rows.filter(code=code)})


@command
def set_posting_rule(
    *,
    role: str,
    account_code: str,
    item_group: str = "",
    tax_code: str = "",
    party_group: str = "",
    by: Actor,
    at: datetime,
) -> PostingRule:
    """From now on `account_code` plays the role, for all or for one group, code or party group.

    What is posted stays where it is. Raises RoleUnknown, AccountUnknown, AccountArchived,
    AccountNotControlled, AccountIsControlled.
    """
    if role not in set(AccountRole):
        raise errors.RoleUnknown(role=role, field="role")
    account = _lock_account(account_code)
    if role in SUBLEDGER_ROLES and not account.is_control:
        raise errors.AccountNotControlled(role=role, account=account_code, field="account_code")
    if role not in SUBLEDGER_ROLES and account.is_control:
        raise errors.AccountIsControlled(account=account_code, field="account_code")
    rule: PostingRule
    rule, _ = PostingRule.objects.update_or_create(
        company_id=by.company_id,
        role=role,
        item_group=item_group,
        tax_code=tax_code,
        party_group=party_group,
        defaults={"account": account},
    )
    return rule


@command
def add_bank_account(
    *, code: str, currency: str, account_code: str, name: str = "", by: Actor, at: datetime
) -> BankAccount:
    """A bank account that payments may name. Raises CurrencyUnknown, AccountUnknown,
    AccountArchived, AccountIsControlled, AccountExists."""
    if not is_currency(currency):
        raise errors.CurrencyUnknown(currency=currency, field="currency")
    account = _lock_account(account_code)
    if account.is_control:
        raise errors.AccountIsControlled(account=account_code, field="account_code")
    if BankAccount.objects.filter(code=code).exists():
        raise errors.AccountExists(account=code, field="code")
    bank: BankAccount = BankAccount.objects.create(
        company_id=by.company_id, code=code, name=name, currency=currency, account=account
    )
    return bank
