"""How old open items are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

ZERO = Decimal(0)
BUCKET_DAYS = (30, 60, 90)
"""Upper ends of the overdue buckets: 1-30, 31-60, 61-90, more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """A part of what was open on the day asked for; settlements are negative parts."""

    party_id: UUID
    currency: str
    due_date: date
    amount: Decimal
    functional_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingRow:
    """One party's open amounts in one currency; `overdue` has one more bucket than BUCKET_DAYS."""

    party_id: UUID
    currency: str
    not_due_amount: Decimal
    overdue_amounts: tuple[Decimal, ...]
    open_amount: Decimal
    open_functional_amount: Decimal


def bucket_of(due_date: date, as_of: date) -> int | None:
    """None when not due yet, else the index of the overdue bucket."""
    days = (as_of - due_date).days
    if days <= 0:
        return None
    return sum(1 for upper in BUCKET_DAYS if days > upper)


def age(items: Iterable[Aged], *, as_of: date) -> tuple[AgeingRow, ...]:
    """Rows by party and currency, in the order of the party's id."""
    sums: dict[tuple[UUID, str], list[Decimal]] = {}
    for item in items:
        row = sums.setdefault((item.party_id, item.currency), [ZERO] * (len(BUCKET_DAYS) + 4))
        bucket = bucket_of(item.due_date, as_of)
        row[0 if bucket is None else bucket + 1] += item.amount
        row[-2] += item.amount
        row[-1] += item.functional_amount
    return tuple(
        AgeingRow(
            party_id=party_id,
            currency=currency,
            not_due_amount=row[0],
            overdue_amounts=tuple(row[1:-2]),
            open_amount=row[-2],
            open_functional_amount=row[-1],
        )
        for (party_id, currency), row in sorted(sums.items())
        if any(row)
    )
