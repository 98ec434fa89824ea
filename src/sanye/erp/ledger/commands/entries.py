"""Posting journal entries. Locks: the fiscal period, then, last, the number series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from uuid import UUID

from sanye.contracts.erp.finance import JournalEntryPosted
from sanye.erp.ledger import errors
from sanye.erp.ledger.commands.books import get_account, get_accounts
from sanye.erp.ledger.commands.choosing import accounts_of
from sanye.erp.ledger.commands.periods import first_open_day
from sanye.erp.ledger.domain.entries import EntryKind, EntryLine, Money, balance, merged
from sanye.erp.ledger.models import FiscalPeriod, JournalEntry, LedgerAccount, Posting
from sanye.erp.ledger.queries import check_period_open, get_functional_currency
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_money
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.bulk import insert_rows

ZERO = Decimal(0)
NUMBER_PREFIX = "JE"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySource:
    """What an entry is posted for. `fact_id` names the invoice, payment, valuation itself;
    `id` the document that people know it by."""

    kind: EntryKind
    type: str = ""
    id: UUID | None = None
    number: str = ""
    fact_id: UUID | None = None
    event_id: UUID | None = None
    correlation_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What a business event posts: amounts in `money`'s currency, on the document's day."""

    source: EntrySource
    lines: Sequence[EntryLine]
    money: Money
    document_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualLine:
    """A line as a person enters it: a debit or a credit in the entry's currency."""

    account_code: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    text: str = ""
    party_id: UUID | None = None
    item_id: UUID | None = None
    site_id: UUID | None = None


@command
def post_entries(*, entries: Sequence[NewEntry], by: Actor, at: datetime) -> list[JournalEntry]:
    """Post business events in their order; one in which nothing has a value is left out. Where its
    day is closed, the first open day after it is taken.

    A company without a chart gets its own first. Raises RoleWithoutAccount, EntryUnbalanced.
    """
    functional = get_functional_currency(by=by)
    valued = [
        (new, kept)
        for new in entries
        if any(line.amount or line.functional for line in new.lines)
        and (kept := _kept(new, functional))
    ]
    accounts = iter(accounts_of([line for _, kept in valued for line in kept], by=by, at=at))
    drafts = [
        EntryDraft(
            source=new.source,
            lines=kept,
            account_ids=list(islice(accounts, len(kept))),
            money=new.money,
            document_date=new.document_date,
        )
        for new, kept in valued
    ]
    return _write(drafts, functional, by=by, at=at)


def _kept(new: NewEntry, functional: str) -> list[EntryLine]:
    balanced = merged(balance(new.lines, new.money, functional))
    return [line for line in balanced if line.amount or line.functional]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """An entry in balance whose accounts are known, one for each line."""

    source: EntrySource
    lines: Sequence[EntryLine]
    account_ids: Sequence[UUID]
    money: Money
    document_date: date
    reverses: JournalEntry | None = None


def _write(
    drafts: Sequence[EntryDraft], functional_currency: str, *, by: Actor, at: datetime
) -> list[JournalEntry]:
    """Number, store and publish; the day is the document's, or the first open one after it."""
    days = {draft.document_date for draft in drafts}
    open_days = {day: first_open_day(day, by=by, at=at) for day in sorted(days)}
    for draft in drafts:
        if draft.source.event_id is None:
            _refuse_other_day(draft.document_date, open_days[draft.document_date][1])
    posting_dates = [open_days[draft.document_date][1] for draft in drafts]
    numbers = draw_numbers_for(NUMBER_PREFIX, posting_dates, gapless=True)
    entries = [
        _entry(draft, open_days[draft.document_date], number, by=by, at=at)
        for draft, number in zip(drafts, numbers, strict=True)
    ]
    insert_rows(entries)
    insert_rows(
        [
            _posting(entry, number, line, account_id, draft.money)
            for draft, entry in zip(drafts, entries, strict=True)
            for number, (line, account_id) in enumerate(
                zip(draft.lines, draft.account_ids, strict=True), start=1
            )
        ]
    )
    publish(
        *(_fact(entry, functional_currency) for entry in entries),
        correlation_ids=[draft.source.correlation_id for draft in drafts],
    )
    return entries


def _refuse_other_day(document_date: date, posting_date: date) -> None:
    """Only what follows from a fact may be posted on another day than it is dated."""
    if posting_date != document_date:
        raise errors.PeriodClosed(
            posting_date=document_date, period=f"{document_date:%Y-%m}", field="posting_date"
        )


def _entry(
    draft: EntryDraft, day: tuple[FiscalPeriod, date], number: str, *, by: Actor, at: datetime
) -> JournalEntry:
    source, (period, posting_date) = draft.source, day
    return JournalEntry(
        id=new_id(),
        company_id=by.company_id,
        number=number,
        kind=source.kind,
        fiscal_period=period,
        posting_date=posting_date,
        document_date=draft.document_date,
        source_type=source.type,
        source_id=source.id,
        source_number=source.number,
        fact_id=source.fact_id,
        event_id=source.event_id,
        reverses=draft.reverses,
        text=source.text,
        debit_amount=sum((max(line.functional, ZERO) for line in draft.lines), ZERO),
        posted_at=at,
        posted_by=by.name,
    )


def _fact(entry: JournalEntry, functional_currency: str) -> JournalEntryPosted:
    return JournalEntryPosted(
        journal_entry_id=entry.id,
        number=entry.number,
        posting_date=entry.posting_date,
        source_type=entry.source_type,
        source_id=entry.source_id or entry.id,
        source_number=entry.source_number,
        functional_currency=functional_currency,
        debit_amount=entry.debit_amount,
    )


def _posting(
    entry: JournalEntry, number: int, line: EntryLine, account_id: UUID, money: Money
) -> Posting:
    return Posting(
        company_id=entry.company_id,
        journal_entry=entry,
        line_number=number,
        account_id=account_id,
        posting_date=entry.posting_date,
        role=line.role,
        debit=max(line.functional, ZERO),
        credit=max(-line.functional, ZERO),
        currency=money.currency,
        amount=line.amount,
        exchange_rate=money.exchange_rate,
        rate_date=money.rate_date,
        item_id=line.item_id,
        site_id=line.site_id,
        party_id=line.party_id,
        quantity=line.quantity,
        tax_code=line.tax_code,
        text=line.text,
    )


@command
def post_manual_entry(
    *,
    posting_date: date,
    lines: Sequence[ManualLine],
    text: str,
    currency: str | None = None,
    exchange_rate: Decimal = Decimal(1),
    by: Actor,
    at: datetime,
) -> JournalEntry:
    """An entry that no document makes. Control accounts are refused: their subledger posts them.

    Raises DebitAndCredit, AmountTooFine, AccountUnknown, AccountIsControlled, EntryUnbalanced,
    EntryEmpty, PeriodClosed, RateNotPositive.
    """
    functional = get_functional_currency(by=by)
    money = Money(
        currency=currency or functional, exchange_rate=exchange_rate, rate_date=posting_date
    )
    _check_money(money, functional)
    check_period_open(posting_date=posting_date, by=by)
    known = get_accounts({line.account_code for line in lines})
    accounts = [
        _manual_account(line, known, money.currency, row) for row, line in enumerate(lines, 1)
    ]
    entered = [
        EntryLine(
            account_code=line.account_code,
            amount=line.debit - line.credit,
            text=line.text,
            party_id=line.party_id,
            item_id=line.item_id,
            site_id=line.site_id,
        )
        for line in lines
    ]
    balanced = balance(entered, money, functional)
    if len(balanced) < len(entered) or len(entered) < 2:
        raise errors.EntryEmpty(field="lines")
    rounding = accounts_of(balanced[len(entered) :], by=by, at=at)
    draft = EntryDraft(
        source=EntrySource(kind=EntryKind.MANUAL, text=text),
        lines=balanced,
        account_ids=[*(account.id for account in accounts), *rounding],
        money=money,
        document_date=posting_date,
    )
    return _write([draft], functional, by=by, at=at)[0]


def _check_money(money: Money, functional: str) -> None:
    try:
        round_money(ZERO, money.currency)
    except ValueError as error:
        raise errors.CurrencyUnknown(currency=money.currency, field="currency") from error
    is_own = money.currency == functional
    if money.exchange_rate <= 0 or (is_own and money.exchange_rate != 1):
        raise errors.RateNotPositive(
            rate=money.exchange_rate, currency=money.currency, field="exchange_rate"
        )


def _manual_account(
    line: ManualLine, known: Mapping[str, LedgerAccount], currency: str, row: int
) -> LedgerAccount:
    if min(line.debit, line.credit) != 0 or max(line.debit, line.credit) <= 0:
        raise errors.DebitAndCredit(field="lines", row=row)
    amount = max(line.debit, line.credit)
    if round_money(amount, currency) != amount:
        raise errors.AmountTooFine(amount=amount, currency=currency, field="lines", row=row)
    account = get_account(line.account_code, among=known, row=row)
    if account.is_control:
        raise errors.AccountIsControlled(account=account.code, field="account_code", row=row)
    return account


@command
def reverse_entry(
    *, entry_id: UUID, posting_date: date, text: str, by: Actor, at: datetime
) -> JournalEntry:
    """The opposite of a manual entry. Raises EntryUnknown, EntryHasSource, ReversedAlready."""
    entry = _lock_entry(entry_id)
    if entry.kind == EntryKind.AUTOMATIC:
        raise errors.EntryHasSource(entry=entry.number, source=entry.source_number)
    check_period_open(posting_date=posting_date, by=by)
    source = EntrySource(kind=EntryKind.REVERSAL, text=text)
    return _reverse(entry, source, posting_date, by=by, at=at)


@command
def reverse_fact(
    *, source: EntrySource, document_date: date, by: Actor, at: datetime
) -> JournalEntry | None:
    """The opposite of what was posted for a fact; None if nothing was."""
    rows = JournalEntry.objects.filter(fact_id=source.fact_id, kind=EntryKind.AUTOMATIC)
    entry = rows.first()
    return None if entry is None else _reverse(entry, source, document_date, by=by, at=at)


def _lock_entry(entry_id: UUID) -> JournalEntry:
    rows = JournalEntry.objects.select_for_update(of=("self",))
    entry: JournalEntry | None = rows.filter(id=entry_id).first()
    if entry is None:
        raise errors.EntryUnknown(entry=entry_id)
    return entry


def _reverse(
    entry: JournalEntry, source: EntrySource, document_date: date, *, by: Actor, at: datetime
) -> JournalEntry:
    if entry.kind == EntryKind.REVERSAL or JournalEntry.objects.filter(reverses=entry).exists():
        raise errors.ReversedAlready(entry=entry.number)
    postings = list(entry.postings.order_by("line_number"))
    first = postings[0]
    money = Money(
        currency=first.currency, exchange_rate=first.exchange_rate, rate_date=first.rate_date
    )
    draft = EntryDraft(
        source=source,
        lines=[_opposite(posting) for posting in postings],
        account_ids=[posting.account_id for posting in postings],
        money=money,
        document_date=document_date,
        reverses=entry,
    )
    functional = get_functional_currency(by=by)
    return _write([draft], functional, by=by, at=at)[0]


def _opposite(posting: Posting) -> EntryLine:
    return EntryLine(
        amount=-posting.amount,
        functional_amount=-posting.functional_amount,
        role=posting.role,
        text=posting.text,
        item_id=posting.item_id,
        site_id=posting.site_id,
        party_id=posting.party_id,
        quantity=None if posting.quantity is None else -posting.quantity,
        tax_code=posting.tax_code,
    )
