"""Which account plays a role: the most telling rule wins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger.errors import RoleWithoutAccount

SUBLEDGER_ROLES = frozenset(
    {
        AccountRole.RECEIVABLE,
        AccountRole.PAYABLE,
        AccountRole.CUSTOMER_PREPAYMENT,
        AccountRole.SUPPLIER_PREPAYMENT,
        AccountRole.STOCK,
        AccountRole.STOCK_IN_TRANSIT,
        AccountRole.WORK_IN_PROCESS,
        AccountRole.GOODS_RECEIVED_NOT_INVOICED,
        AccountRole.FREIGHT_ACCRUED,
    }
)
"""Their accounts have the details elsewhere: control accounts play them, and nothing else."""


class Rule(Protocol):
    """`role` on `account_id`, for all or for one item group, tax code or party group."""

    role: str
    item_group: str
    tax_code: str
    party_group: str
    account_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a line is about; item groups from the most telling to the least."""

    role: str
    item_groups: Sequence[str] = ()
    tax_code: str = ""
    party_group: str = ""


def choose_account(rules: Iterable[Rule], subject: Subject) -> UUID:
    """The account of the rule that names most of the subject, item before tax before party.

    Raises RoleWithoutAccount.
    """
    fitting = [(_weight(rule, subject), rule) for rule in rules if _fits(rule, subject)]
    if not fitting:
        raise RoleWithoutAccount(role=subject.role)
    return max(fitting, key=lambda pair: pair[0])[1].account_id


def _fits(rule: Rule, subject: Subject) -> bool:
    return (
        rule.role == subject.role
        and (not rule.item_group or rule.item_group in subject.item_groups)
        and rule.tax_code in {"", subject.tax_code}
        and rule.party_group in {"", subject.party_group}
    )


def _weight(rule: Rule, subject: Subject) -> tuple[int, int, bool, bool]:
    named = sum(1 for name in (rule.item_group, rule.tax_code, rule.party_group) if name)
    groups = list(subject.item_groups)
    near = len(groups) - groups.index(rule.item_group) if rule.item_group else 0
    return (named, near, bool(rule.tax_code), bool(rule.party_group))
