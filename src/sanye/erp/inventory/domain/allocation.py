"""Spreading a quantity over heaps: what expires first goes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

Heap = TypeVar("Heap")


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationLine:
    """What one demand wants: quantity in the item's stock unit, of one lot or serial number or of
    any."""

    demand_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    lot: str = ""
    serial_number: str = ""


@dataclass(slots=True)
class Candidate(Generic[Heap]):
    """A heap that could serve; `available` is on hand, not allocated and not taken by a line."""

    heap: Heap
    available: Decimal
    expires_date: date | None
    lot: str
    tie: str

    def is_expired(self, on: date) -> bool:
        return self.expires_date is not None and self.expires_date < on


@dataclass(frozen=True, slots=True)
class Taken(Generic[Heap]):
    candidate: Candidate[Heap]
    quantity: Decimal

    @property
    def heap(self) -> Heap:
        return self.candidate.heap


def spread(
    candidates: Iterable[Candidate[Heap]], quantity: Decimal
) -> tuple[list[Taken[Heap]], Decimal]:
    """Take the quantity from heaps, first expiry first, and say what is missing.

    Heaps without expiry come last, then lots by number, then the tie-breaker.
    """
    taken: list[Taken[Heap]] = []
    missing = quantity
    for candidate in sorted(candidates, key=_order):
        if missing <= 0:
            break
        part = min(missing, candidate.available)
        if part > 0:
            taken.append(Taken(candidate, part))
            missing -= part
    return taken, missing


def _order(candidate: Candidate[Heap]) -> tuple[date, str, str]:
    return (candidate.expires_date or date.max, candidate.lot, candidate.tie)
