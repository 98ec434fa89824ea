"""Documents while they are thought out: what leaves stock still lacks its lots."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.kernel.ids import new_id
from sanye.project.demo.past.buyers import Buyer
from sanye.project.demo.past.world import Good, Place


@dataclass(slots=True)
class Taken:
    """What leaves a place on a day. `pieces` are lots with their quantities, or serial numbers
    of one piece each; empty where goods are not told apart."""

    place: Place
    on: date
    quantity: Decimal
    pieces: list[tuple[str, Decimal]] = field(default_factory=list)


@dataclass(slots=True)
class Brought:
    """What comes to a place on a day; `pieces` as what leaves has them."""

    place: Place
    on: date
    quantity: Decimal
    pieces: list[tuple[str, Decimal]] = field(default_factory=list)


@dataclass(slots=True)
class SalesPart:
    """A schedule line to be; `taken` None: nothing of it left."""

    quantity: Decimal
    requested: date
    promised: date
    shipped: date | None = None
    received: date | None = None
    taken: Taken | None = None


@dataclass(slots=True)
class SalesLine:
    """`wish` is what is wanted before the plants' size is known."""

    good: Good
    site_id: UUID
    wish: float
    price: Decimal = Decimal(0)
    parts: list[SalesPart] = field(default_factory=list)
    id: UUID = field(default_factory=new_id)


@dataclass(slots=True)
class SalesDraft:
    buyer: Buyer
    ordered: date
    asked: date
    lines: list[SalesLine]
    is_cancelled: bool = False
    amendments: int = 0
    id: UUID = field(default_factory=new_id)

    @property
    def shipped(self) -> date | None:
        """The last day on which anything of it left."""
        days = [part.shipped for line in self.lines for part in line.parts if part.shipped]
        return max(days, default=None)

    @property
    def arrived(self) -> date | None:
        """The day on which the customer had all of it."""
        days = [part.received for line in self.lines for part in line.parts if part.taken]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None


@dataclass(slots=True)
class MakingDraft:
    """A production order to be."""

    good: Good
    place: Place
    quantity: Decimal
    completed: Decimal
    scrapped: Decimal
    planned_start: date
    planned_due: date
    start: date
    brought: Brought
    needs: list[Taken] = field(default_factory=list)


@dataclass(slots=True)
class TransferDraft:
    """Goods from site to site: what comes are the very pieces that left."""

    good: Good
    taken: Taken
    brought: Brought


@dataclass(slots=True)
class PurchaseLine:
    """A line to be; what came less what was rejected is `brought`."""

    good: Good
    quantity: Decimal
    unit_price: Decimal
    requested: date
    confirmed: date | None
    received: Decimal
    rejected: Decimal
    brought: Brought


@dataclass(slots=True)
class PurchaseDraft:
    supplier_id: UUID
    currency: str
    site_id: UUID
    ordered: date
    answered: date | None
    lines: list[PurchaseLine]
