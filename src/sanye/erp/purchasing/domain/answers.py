"""What a supplier's answer does to a schedule line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sanye.erp.purchasing.domain.states import Answer

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """So much on that day, in the order line's unit."""

    quantity: Decimal
    confirmed_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`parts` take the place of what was open; `refused` of it will not come."""

    answer: Answer
    parts: tuple[Part, ...]
    refused: Decimal


def outcome(parts: Sequence[Part], *, open_quantity: Decimal, requested_date: date) -> Outcome:
    """The open quantity parted by date. What the parts leave out is refused by the supplier."""
    ordered = sorted(parts, key=lambda part: part.confirmed_date)
    given = sum((part.quantity for part in ordered), ZERO)
    refused = max(open_quantity - given, ZERO)
    if not ordered:
        return Outcome(answer=Answer.REJECTED, parts=(), refused=refused)
    as_asked = [Part(open_quantity, requested_date)] == ordered
    answer = Answer.ACCEPTED if as_asked else Answer.CHANGED
    return Outcome(answer=answer, parts=tuple(ordered), refused=refused)
