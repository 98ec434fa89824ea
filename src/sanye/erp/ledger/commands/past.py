"""The books of the past: what finished documents post, one entry per kind, day, currency and rate.

A hundred thousand documents would be as many entries that nobody opens one by one; their rows say
which entry posted them (`posted_fact_id`), and the entry how many they are (docs/decisions/0008).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole, JournalEntryPosted
from sanye.erp.ledger.commands.choosing import AccountChoice
from sanye.erp.ledger.commands.entries import NUMBER_PREFIX
from sanye.erp.ledger.commands.periods import close_period, make_year
from sanye.erp.ledger.domain.entries import EntryKind
from sanye.erp.ledger.domain.kinds import PeriodStatus
from sanye.erp.ledger.domain.periods import plan_year
from sanye.erp.ledger.errors import PeriodClosed
from sanye.erp.ledger.models import FiscalPeriod, JournalEntry, Posting
from sanye.erp.ledger.queries import get_bank_account
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_product
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.identity.models import Company
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.copying import copy_rows

ZERO = Decimal(0)
ONE = Decimal(1)
SOURCE = "history"
_ENTRY = (
    "id", "number", "fiscal_period_id", "posting_date", "document_date", "source_number",
    "fact_id", "text", "debit_amount",
)  # fmt: skip
_POSTING = (
    "journal_entry_id", "line_number", "account_id", "posting_date", "role", "debit", "credit",
    "currency", "amount", "exchange_rate", "rate_date", "tax_code",
)  # fmt: skip
_HOLD_PERIODS = """
    SELECT * FROM erp_fiscal_period
     WHERE company_id = %s AND starts_date = ANY(%s) ORDER BY starts_date FOR SHARE
"""


class PastPosting(NamedTuple):
    """One side of what a document posts; amounts signed, a debit positive.

    `functional_amount` None is the amount at the document's rate. `bank_account_code` names the
    bank account that plays BANK.
    """

    role: str
    amount: Decimal
    functional_amount: Decimal | None = None
    item_id: UUID | None = None
    party_id: UUID | None = None
    tax_code: str = ""
    bank_account_code: str = ""


class _Key(NamedTuple):
    role: str
    item_id: UUID | None
    party_id: UUID | None
    tax_code: str
    bank_account_code: str


@dataclass(slots=True)
class _Entry:
    fact_id: UUID
    kind: str
    day: date
    currency: str
    exchange_rate: Decimal
    documents: int = 0
    sums: dict[_Key, list[Decimal]] = field(default_factory=dict)

    def add(self, key: _Key, amount: Decimal, functional: Decimal) -> None:
        found = self.sums.get(key)
        if found is None:
            self.sums[key] = [amount, functional]
        else:
            found[0] += amount
            found[1] += functional


class PastBooks:
    """Gathers what documents post, until `import_entries` writes it."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self._entries: dict[tuple[str, date, str, Decimal], _Entry] = {}

    def add(
        self,
        kind: str,
        day: date,
        lines: Sequence[PastPosting],
        currency: str,
        exchange_rate: Decimal,
    ) -> UUID | None:
        """One document, whose amounts add up to zero. The fact its entry will name; None: nothing.

        What conversion leaves goes to EXCHANGE_ROUNDING, document by document, as it would have.
        """
        if not any(line.amount or line.functional_amount for line in lines):
            return None
        entry = self.entry(kind, day, currency, exchange_rate)
        entry.documents += 1
        left = total = ZERO
        for role, amount, functional, item_id, party_id, tax_code, bank in lines:
            worth = functional
            if worth is None:
                worth = self._worth(amount, currency, exchange_rate)
            entry.add(_Key(role, item_id, party_id, tax_code, bank), amount, worth)
            left += worth
            total += amount
        if total:
            raise ValueError(f"{kind} of {day} is {total} {currency} apart")
        if left:
            entry.add(_Key(AccountRole.EXCHANGE_ROUNDING, None, None, "", ""), ZERO, -left)
        return entry.fact_id

    def add_value(self, entry: _Entry, role: str, item_id: UUID | None, amount: Decimal) -> None:
        """A line in functional currency; who adds sees to it that the lines come to zero."""
        entry.add(_Key(role, item_id, None, "", ""), amount, amount)

    def entry(self, kind: str, day: date, currency: str = "", rate: Decimal = ONE) -> _Entry:
        """The entry of these, new or found."""
        key = (kind, day, currency or self.currency, rate)
        found = self._entries.get(key)
        if found is None:
            found = self._entries[key] = _Entry(new_id(), *key)
        return found

    def entries(self) -> list[_Entry]:
        """All entries that have a value, by day."""
        found = [entry for entry in self._entries.values() if any(map(any, entry.sums.values()))]
        return sorted(found, key=lambda entry: (entry.day, entry.kind, entry.currency))

    def _worth(self, amount: Decimal, currency: str, exchange_rate: Decimal) -> Decimal:
        if currency == self.currency:
            return amount
        return round_product(amount, exchange_rate, self.currency)


@command
def import_entries(*, books: PastBooks, by: Actor, at: datetime) -> int:
    """Write the entries into the fiscal periods of their days, which are made if there are none.

    Raises RoleWithoutAccount, BankAccountUnknown, PeriodClosed.
    """
    entries = books.entries()
    periods = _periods({entry.day for entry in entries}, by=by)
    choice = AccountChoice(by=by, at=at)
    choice.read({key.role for entry in entries for key in entry.sums}, _about(entries))
    banks = _banks(entries, by=by)
    drafts = [(entry, _postings(entry, choice, banks)) for entry in entries]
    drafts = [(entry, postings) for entry, postings in drafts if postings]
    numbers = draw_numbers_for(NUMBER_PREFIX, [entry.day for entry, _ in drafts], gapless=True)
    ids = [new_id() for _ in drafts]
    rows = [
        _entry_row(id_, number, entry, postings, periods)
        for id_, number, (entry, postings) in zip(ids, numbers, drafts, strict=True)
    ]
    company = {"company_id": by.company_id}
    copy_rows(
        JournalEntry,
        _ENTRY,
        rows,
        kind=EntryKind.AUTOMATIC,
        source_type=SOURCE,
        posted_at=at,
        posted_by=by.name,
        **company,
    )
    copy_rows(
        Posting,
        _POSTING,
        (
            row
            for id_, (entry, lines) in zip(ids, drafts, strict=True)
            for row in _rows(id_, entry, lines)
        ),
        **company,
    )
    publish(*(_fact(row, books.currency) for row in rows))
    return len(rows)


class _Line(NamedTuple):
    account_id: UUID
    role: str
    tax_code: str
    amount: Decimal
    functional: Decimal


def _about(entries: Sequence[_Entry]) -> tuple[set[UUID], set[UUID]]:
    keys = [key for entry in entries for key in entry.sums]
    items = {key.item_id for key in keys if key.item_id is not None}
    return items, {key.party_id for key in keys if key.party_id is not None}


def _banks(entries: Sequence[_Entry], *, by: Actor) -> Mapping[tuple[str, str], UUID]:
    """The accounts of bank accounts by code and currency; where there is none the rule decides."""
    wanted = {
        (key.bank_account_code, entry.currency)
        for entry in entries
        for key in entry.sums
        if key.role == AccountRole.BANK
    }
    found = {pair: get_bank_account(code=pair[0], currency=pair[1], by=by) for pair in wanted}
    return {pair: bank.account_id for pair, bank in found.items() if bank is not None}


def _postings(
    entry: _Entry, choice: AccountChoice, banks: Mapping[tuple[str, str], UUID]
) -> list[_Line]:
    """The entry's sums by account, role and tax; none without a value."""
    sums: dict[tuple[UUID, str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for key, (amount, functional) in entry.sums.items():
        account_id = None
        if key.role == AccountRole.BANK:
            account_id = banks.get((key.bank_account_code, entry.currency))
        if account_id is None:
            account_id = choice.account(key.role, key.item_id, key.party_id, key.tax_code)
        found = sums[account_id, key.role, key.tax_code]
        found[0] += amount
        found[1] += functional
    return [
        line
        for (account_id, role, tax_code), (amount, functional) in sums.items()
        for line in _one_sided(_Line(account_id, role, tax_code, amount, functional))
    ]


def _one_sided(line: _Line) -> Iterator[_Line]:
    """A line whose cents have another sign in each currency is two; an empty one is none."""
    if line.amount * line.functional < 0:
        yield line._replace(functional=ZERO)
        yield line._replace(amount=ZERO)
    elif line.amount or line.functional:
        yield line


def _entry_row(
    entry_id: UUID,
    number: str,
    entry: _Entry,
    postings: Sequence[_Line],
    periods: Mapping[tuple[int, int], UUID],
) -> tuple[Any, ...]:
    debit = sum((line.functional for line in postings if line.functional > 0), ZERO)
    return (
        entry_id,
        number,
        periods[entry.day.year, entry.day.month],
        entry.day,
        entry.day,
        entry.kind,
        entry.fact_id,
        f"{entry.kind} × {entry.documents}",
        debit,
    )


def _rows(entry_id: UUID, entry: _Entry, lines: Sequence[_Line]) -> Iterator[tuple[Any, ...]]:
    for number, line in enumerate(lines, start=1):
        yield (
            entry_id,
            number,
            line.account_id,
            entry.day,
            line.role,
            max(line.functional, ZERO),
            max(-line.functional, ZERO),
            entry.currency,
            line.amount,
            entry.exchange_rate,
            entry.day,
            line.tax_code,
        )


def _fact(row: tuple[Any, ...], currency: str) -> JournalEntryPosted:
    entry_id, number, _, day, _, kind, _, _, debit = row
    return JournalEntryPosted(
        journal_entry_id=entry_id,
        number=number,
        posting_date=day,
        source_type=SOURCE,
        source_id=entry_id,
        source_number=kind,
        functional_currency=currency,
        debit_amount=debit,
    )


def _periods(days: Collection[date], *, by: Actor) -> dict[tuple[int, int], UUID]:
    """The periods by year and month, which stay open until the entries are there; fiscal years that
    are missing are made, however long ago. Raises PeriodClosed."""
    company = Company.objects.select_for_update().get(id=by.company_id)
    known = _known_periods(by)
    for day in sorted(days):
        if (day.year, day.month) not in known:
            make_year(company, plan_year(day, company.fiscal_year_starts_month))
            known = _known_periods(by)
    first_days = sorted({day.replace(day=1) for day in days})
    for period in FiscalPeriod.unscoped.raw(_HOLD_PERIODS, [by.company_id, first_days]):
        if period.status == PeriodStatus.CLOSED:
            raise PeriodClosed(posting_date=period.starts_date, period=period.code)
    return known


def _known_periods(by: Actor) -> dict[tuple[int, int], UUID]:
    rows = FiscalPeriod.unscoped.filter(company_id=by.company_id).values_list("starts_date", "id")
    return {(starts.year, starts.month): id_ for starts, id_ in rows}


@command
def close_past_periods(*, until: date, by: Actor, at: datetime) -> list[FiscalPeriod]:
    """Close all open periods that end on the day or before it, in their order."""
    rows = FiscalPeriod.objects.filter(status=PeriodStatus.OPEN, ends_date__lte=until)
    codes = list(rows.order_by("starts_date").values_list("code", flat=True))
    return [close_period(code=code, by=by, at=at) for code in codes]
