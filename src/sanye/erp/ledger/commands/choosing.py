"""Which accounts the lines of an entry go to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sanye.erp.ledger.commands.books import get_account, get_accounts, open_accounts_of, open_books
from sanye.erp.ledger.domain.entries import EntryLine
from sanye.erp.ledger.domain.rules import Subject, choose_account
from sanye.erp.ledger.models import LedgerAccount, PostingRule
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.queries import (
    get_customer_groups,
    get_items,
    list_item_companies,
    list_item_families,
)


def _rules(roles: Collection[str], *, by: Actor, at: datetime) -> list[PostingRule]:
    """Rules for the roles; without a chart, or a rule for one of them, from the own chart."""
    rows = PostingRule.objects.filter(role__in=set(roles))
    found = list(rows)
    missing = set(roles) - {rule.role for rule in found} - {""}
    if not missing:
        return found
    if not found and not LedgerAccount.objects.exists():
        open_books(by=by, at=at)
    else:
        open_accounts_of(roles=missing, by=by, at=at)
    return list(rows.all())


def accounts_of(lines: Sequence[EntryLine], *, by: Actor, at: datetime) -> list[UUID]:
    """The account of each line: by its code, else by its role. Raises RoleWithoutAccount."""
    choice = AccountChoice(by=by, at=at)
    choice.read(
        {line.role for line in lines},
        (
            {line.item_id for line in lines if line.item_id},
            {line.party_id for line in lines if line.party_id},
        ),
    )
    named = {line.account_code for line in lines if line.account_code}
    known = get_accounts(named) if named else {}
    return [
        get_account(line.account_code, among=known).id
        if line.account_code
        else choice.account(line.role, line.item_id, line.party_id, line.tax_code)
        for line in lines
    ]


class AccountChoice:
    """Which account plays a role, for many lines at once: rules and groups are read once."""

    def __init__(self, *, by: Actor, at: datetime) -> None:
        self._by, self._at = by, at
        self._rules: list[PostingRule] = []
        self._item_groups: dict[UUID, list[str]] = {}
        self._party_groups: dict[UUID, str] = {}
        self._chosen: dict[Subject, UUID] = {}

    def read(
        self, roles: Collection[str], about: tuple[Collection[UUID], Collection[UUID]]
    ) -> None:
        """Read the rules for the roles, and what they ask of the items and parties."""
        items, parties = about
        self._rules = _rules(roles, by=self._by, at=self._at)
        if any(rule.item_group for rule in self._rules):
            self._item_groups = _item_groups(items, by=self._by)
        if any(rule.party_group for rule in self._rules):
            self._party_groups = get_customer_groups(party_ids=parties, by=self._by)

    def account(
        self, role: str, item_id: UUID | None, party_id: UUID | None, tax_code: str
    ) -> UUID:
        """Raises RoleWithoutAccount."""
        subject = Subject(
            role=role,
            item_groups=tuple(self._item_groups.get(item_id, ())) if item_id else (),
            tax_code=tax_code,
            party_group=self._party_groups.get(party_id, "") if party_id else "",
        )
        found = self._chosen.get(subject)
        if found is None:
            found = self._chosen[subject] = choose_account(self._rules, subject)
        return found


def _item_groups(item_ids: Collection[UUID], *, by: Actor) -> dict[UUID, list[str]]:
    """An item's groups, the most telling first: its posting group, its family, its kind."""
    items = get_items(item_ids=item_ids, by=by)
    family_ids = {item.family_id for item in items.values() if item.family_id}
    families: dict[UUID, str] = {}
    if family_ids:
        rows = list_item_families(by=by).filter(id__in=family_ids)
        families = {family.id: family.code for family in rows}
    posting_groups = {
        row.item_id: row.posting_group for row in list_item_companies(item_ids=item_ids, by=by)
    }
    return {
        item.id: [
            group
            for group in (
                posting_groups.get(item.id, ""),
                families.get(item.family_id, "") if item.family_id else "",
                item.kind,
            )
            if group
        ]
        for item in items.values()
    }
