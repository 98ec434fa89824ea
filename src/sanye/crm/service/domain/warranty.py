"""Warranty: how many months from which day."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class WarrantyReason(StrEnum):
    """Why a unit is in warranty or not."""

    IN_WARRANTY = "IN_WARRANTY"
    EXPIRED = "EXPIRED"
    BEFORE_START = "BEFORE_START"
    TAKEN_BACK = "TAKEN_BACK"
    NO_TERM = "NO_TERM"
    NOT_SHIPPED_BY_US = "NOT_SHIPPED_BY_US"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Months for what is shipped from a day on: of an item, a family, or (both None) everything."""

    item_id: UUID | None
    family_id: UUID | None
    months: int
    valid_from_date: date


def months_for(
    terms: Iterable[Term],
    *,
    item_id: UUID,
    family_ids: Iterable[UUID],
    shipped_date: date,
) -> int | None:
    """The item's term, else that of the nearest family, else the company's; None without any.

    `family_ids` from the item's own family upwards.
    """
    current: dict[tuple[UUID | None, UUID | None], Term] = {}
    for term in terms:
        key = (term.item_id, term.family_id)
        if term.valid_from_date <= shipped_date and (
            key not in current or current[key].valid_from_date < term.valid_from_date
        ):
            current[key] = term
    keys = [(item_id, None), *((None, family_id) for family_id in family_ids), (None, None)]
    found = [current[key] for key in keys if key in current]
    return found[0].months if found else None


def families_up(family_id: UUID | None, parents: Mapping[UUID, UUID | None]) -> list[UUID]:
    """The family and those above it; a circle ends where it began."""
    found: list[UUID] = []
    while family_id is not None and family_id not in found:
        found.append(family_id)
        family_id = parents.get(family_id)
    return found


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last: 31 January + 1 is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def reason_for(
    *, starts_date: date, until_date: date | None, is_taken_back: bool, on_date: date
) -> WarrantyReason:
    """`until_date` is the first day without warranty; None where no term was set."""
    if is_taken_back:
        return WarrantyReason.TAKEN_BACK
    if until_date is None:
        return WarrantyReason.NO_TERM
    if on_date < starts_date:
        return WarrantyReason.BEFORE_START
    return WarrantyReason.IN_WARRANTY if on_date < until_date else WarrantyReason.EXPIRED
