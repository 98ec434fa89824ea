"""How much is there."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from sanye.erp.inventory.domain.keys import StockStatus
from sanye.erp.inventory.models import StockBalance, StockLedgerLine
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def get_on_hand(*, item_id: UUID, site_id: UUID, by: Actor) -> Decimal:
    """What stands at the site in any status, in the stock unit; not what is still in transit."""
    rows = StockBalance.objects.filter(item_id=item_id, site_id=site_id)
    return _sum(rows.exclude(status=StockStatus.IN_TRANSIT), "on_hand")


@query
def get_available(*, item_id: UUID, site_id: UUID, by: Actor) -> Decimal:
    """What could be promised: status AVAILABLE, our own, not allocated."""
    rows = StockBalance.objects.filter(
        item_id=item_id, site_id=site_id, status=StockStatus.AVAILABLE, owner=None
    )
    return _sum(rows.annotate(free=F("on_hand") - F("allocated")), "free")


@query
def list_available(*, item_ids: Collection[UUID], site_id: UUID, by: Actor) -> dict[UUID, Decimal]:
    """What could be promised of each item at the site; in one read."""
    rows = StockBalance.objects.filter(
        item_id__in=item_ids, site_id=site_id, status=StockStatus.AVAILABLE, owner=None
    )
    sums = rows.values_list("item_id").annotate(free=Sum(F("on_hand") - F("allocated")))
    found = dict(sums)
    return {item_id: found.get(item_id, Decimal(0)) for item_id in item_ids}


@query
def get_on_hand_at(*, item_id: UUID, site_id: UUID, instant: datetime, by: Actor) -> Decimal:
    """What stood at the site at a past instant: the sum of the ledger until then, included."""
    rows = StockLedgerLine.objects.filter(item_id=item_id, site_id=site_id, posted_at__lte=instant)
    return _sum(rows.exclude(status=StockStatus.IN_TRANSIT), "quantity")


@query
def list_balances(
    *,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    lot: str | None = None,
    status: str | None = None,
    by: Actor,
) -> QuerySet[StockBalance]:
    """The heaps that are not empty."""
    rows = StockBalance.objects.exclude(on_hand=0)
    wanted = {"item_id": item_id, "site_id": site_id, "lot": lot, "status": status}
    filters = {name: value for name, value in wanted.items() if value is not None}
    found: QuerySet[StockBalance] = rows.filter(**filters).select_related(
        "item", "site", "location"
    )
    return found


def _sum(rows: QuerySet[StockBalance] | QuerySet[StockLedgerLine], column: str) -> Decimal:
    total: Decimal | None = rows.aggregate(total=Sum(column))["total"]
    return total if total is not None else Decimal(0)
