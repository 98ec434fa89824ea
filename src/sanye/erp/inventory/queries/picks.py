"""What to take first."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery

from sanye.erp.inventory.domain.allocation import Candidate, spread
from sanye.erp.inventory.domain.keys import StockKey, StockStatus
from sanye.erp.inventory.models import Lot, StockBalance
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@dataclass(frozen=True, slots=True)
class Pick:
    """Take this quantity from this heap."""

    key: StockKey
    quantity: Decimal
    expires_date: date | None


@dataclass(frozen=True, slots=True)
class PickProposal:
    """Picks in the order of expiry, and what no heap can serve."""

    picks: tuple[Pick, ...]
    missing_quantity: Decimal


@query
def propose_picks(
    *,
    item_id: UUID,
    site_id: UUID,
    quantity: Decimal,
    on_date: date,
    minimum_remaining_days: int = 0,
    by: Actor,
) -> PickProposal:
    """First expiry first, from available stock that is not expired on the day.

    A customer who wants so many days of remaining life gets no lot that ends sooner. Reserves
    nothing.
    """
    lots = Lot.objects.filter(item_id=OuterRef("item_id"), number=OuterRef("lot"))
    last_day = on_date + timedelta(days=minimum_remaining_days)
    rows = StockBalance.objects.filter(
        item_id=item_id, site_id=site_id, status=StockStatus.AVAILABLE, owner=None
    ).annotate(free=F("on_hand") - F("allocated"), expires=Subquery(lots.values("expires_date")))
    fresh = rows.filter(Q(expires=None) | Q(expires__gte=last_day), free__gt=0)
    taken, missing = spread(
        [Candidate(row, row.free, row.expires, row.lot, row.serial_number) for row in fresh],
        quantity,
    )
    picks = tuple(Pick(part.heap.key, part.quantity, part.heap.expires) for part in taken)
    return PickProposal(picks, missing)
