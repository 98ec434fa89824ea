"""Reads of open items, for both sides."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from sanye.contracts.erp.ports import OpenDay, OpenDocument
from sanye.erp.ledger.queries import get_functional_currency
from sanye.erp.open_items.domain.ageing import Aged, AgeingRow, age
from sanye.erp.open_items.domain.kinds import Side
from sanye.erp.open_items.models import OpenItem, Payment, Settlement
from sanye.kernel.actors import Actor
from sanye.kernel.days import days_between, running
from sanye.kernel.unit_of_work import current
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of

__all__ = [
    "AgeingRow",
    "OpenItem",
    "PartyStatement",
    "Payment",
    "Position",
    "Side",
    "StatementEntry",
    "get_ageing",
    "get_position",
    "get_statement",
    "list_open_days",
    "list_open_documents",
    "list_open_items",
    "list_payments",
]
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What one party has open in functional currency; credits and prepayments lower it."""

    currency: str
    open_amount: Decimal
    overdue_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementEntry:
    """A document (`amount` as it was posted) or what settled one (the other sign)."""

    posting_date: date
    kind: str
    document_number: str
    amount: Decimal
    balance_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyStatement:
    party_id: UUID
    currency: str
    from_date: date
    to_date: date
    opening_amount: Decimal
    closing_amount: Decimal
    entries: tuple[StatementEntry, ...]


@query
def get_position(*, side: Side, party_id: UUID, as_of: date | None = None, by: Actor) -> Position:
    """Open and overdue amounts of one party as they stand now."""
    day = as_of or _day_of_work(by)
    rows = OpenItem.objects.filter(side=side, party_id=party_id, settled_date__isnull=True)
    sums = rows.aggregate(
        open=Coalesce(Sum("open_functional_amount"), ZERO),
        overdue=Coalesce(
            Sum("open_functional_amount", filter=Q(due_date__lt=day, open_amount__gt=0)), ZERO
        ),
    )
    return Position(
        currency=get_functional_currency(by=by),
        open_amount=sums["open"],
        overdue_amount=sums["overdue"],
    )


def _day_of_work(by: Actor) -> date:
    unit = current()
    if unit is not None and unit.at is not None:
        return fixed_of(by).day_at(unit.at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return fixed_of(by).day_at(cursor.fetchone()[0])


@query
def list_open_items(
    *,
    side: Side,
    party_id: UUID | None,
    is_open: bool | None,
    by: Actor,
) -> QuerySet[OpenItem]:
    """Open items of one side."""
    rows = OpenItem.objects.select_related("party").filter(side=side)
    if party_id is not None:
        rows = rows.filter(party_id=party_id)
    return rows if is_open is None else rows.filter(settled_date__isnull=is_open)


@query
def list_payments(
    *,
    side: Side,
    party_id: UUID | None,
    by: Actor,
) -> QuerySet[Payment]:
    """Payments of one side."""
    rows = Payment.objects.select_related("party").filter(side=side)
    return rows if party_id is None else rows.filter(party_id=party_id)


@query
def get_ageing(
    *,
    side: Side,
    as_of: date,
    party_id: UUID | None,
    by: Actor,
) -> tuple[AgeingRow, ...]:
    """Ages what was open at the end of a day, from the settlements up to that day."""
    unsettled = Q(settled_date__isnull=True) | Q(settled_date__gt=as_of)
    items = OpenItem.objects.filter(unsettled, side=side, posting_date__lte=as_of)
    if party_id is not None:
        items = items.filter(party_id=party_id)
    settled = Settlement.objects.filter(
        posting_date__lte=as_of, open_item__in=items.order_by().values("pk")
    )
    return age([*_aged(items, ""), *_aged(settled, "open_item__", sign=-1)], as_of=as_of)


def _aged(
    rows: QuerySet[OpenItem] | QuerySet[Settlement], to_item: str, *, sign: int = 1
) -> Iterator[Aged]:
    """Sums by party, currency and due date; what settled them counts against them."""
    columns = [f"{to_item}{name}" for name in ("party_id", "currency", "due_date")]
    sums = rows.order_by().values_list(*columns)
    for party_id, currency, due_date, amount, functional_amount in sums.annotate(
        total=Sum("amount"), functional_total=Sum("functional_amount")
    ):
        yield Aged(
            party_id=party_id,
            currency=currency,
            due_date=due_date,
            amount=sign * amount,
            functional_amount=sign * functional_amount,
        )


@query
def get_statement(
    *,
    side: Side,
    party_id: UUID,
    currency: str,
    from_date: date,
    to_date: date,
    by: Actor,
) -> PartyStatement:
    """Documents and settlements in the order of their days, with the running balance.

    Settlements of items against each other add up to zero, so a prepayment's own item and the
    money that made it cancel out as they should.
    """
    items = OpenItem.objects.filter(side=side, party_id=party_id, currency=currency)
    settlements = Settlement.objects.filter(
        open_item__side=side, open_item__party_id=party_id, open_item__currency=currency
    )
    before = _sum(items.filter(posting_date__lt=from_date)) - _sum(
        settlements.filter(posting_date__lt=from_date)
    )
    span = {"posting_date__gte": from_date, "posting_date__lte": to_date}
    moves = [
        (item.posting_date, item.created_at, item.kind, item.document_number, item.amount)
        for item in items.filter(**span)
    ] + [
        (row.posting_date, row.created_at, row.reason, row.number, -row.amount)
        for row in settlements.filter(**span)
    ]
    entries, balance = [], before
    for day, _, kind, number, amount in sorted(moves):
        balance += amount
        entries.append(
            StatementEntry(
                posting_date=day,
                kind=kind,
                document_number=number,
                amount=amount,
                balance_amount=balance,
            )
        )
    return PartyStatement(
        party_id=party_id,
        currency=currency,
        from_date=from_date,
        to_date=to_date,
        opening_amount=before,
        closing_amount=balance,
        entries=tuple(entries),
    )


def _sum(rows: QuerySet[OpenItem] | QuerySet[Settlement]) -> Decimal:
    total: Decimal = rows.aggregate(total=Coalesce(Sum("amount"), ZERO))["total"]
    return total


@query
def list_open_days(*, side: Side, from_date: date, to_date: date, by: Actor) -> list[OpenDay]:
    """What was open and overdue at the end of each day, in functional currency."""
    opened: dict[date, Decimal] = defaultdict(Decimal)
    overdue: dict[date, Decimal] = defaultdict(Decimal)
    for posted, due, amount in _changes(side, from_date, to_date):
        opened[posted] += amount
        overdue[max(posted, due + timedelta(days=1))] += amount
    days = days_between(from_date, to_date)
    late = dict(running(overdue, days))
    return [
        OpenDay(day=day, open_amount=amount, overdue_amount=late[day])
        for day, amount in running(opened, days)
    ]


def _changes(side: Side, since: date, until: date) -> Iterator[tuple[date, date, Decimal]]:
    """Posting date, due date and functional amount of items, and of settlements against them.

    Items settled before `since` came to nothing by then.
    """
    unsettled = Q(settled_date__isnull=True) | Q(settled_date__gte=since)
    items = OpenItem.objects.filter(unsettled, side=side, posting_date__lte=until).order_by()
    yield from items.values_list("posting_date", "due_date").annotate(
        total=Sum("functional_amount")
    )
    settled = Settlement.objects.filter(
        posting_date__lte=until, open_item__in=items.values("pk")
    ).order_by()
    for posted, due, amount in settled.values_list("posting_date", "open_item__due_date").annotate(
        total=Sum("functional_amount")
    ):
        yield posted, due, -amount


@query
def list_open_documents(*, side: Side, as_of: date, by: Actor) -> list[OpenDocument]:
    """Every document that was open at the end of a day, the oldest due first."""
    unsettled = Q(settled_date__isnull=True) | Q(settled_date__gt=as_of)
    items = OpenItem.objects.filter(unsettled, side=side, posting_date__lte=as_of)
    settled = dict(
        Settlement.objects.filter(posting_date__lte=as_of, open_item__in=items.order_by())
        .order_by()
        .values_list("open_item_id")
        .annotate(total=Sum("functional_amount"))
    )
    return [
        OpenDocument(
            document_id=item.document_id,
            number=item.document_number,
            party_id=item.party_id,
            due_date=item.due_date,
            amount=item.functional_amount - settled.get(item.pk, ZERO),
        )
        for item in items.order_by("due_date", "id")
    ]
