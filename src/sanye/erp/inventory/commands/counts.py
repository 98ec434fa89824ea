"""Counting: what is really there is written down, and the difference posted."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.movements import post_movement
from sanye.erp.inventory.domain.keys import StockKey, StockStatus
from sanye.erp.inventory.domain.movements import MovementLine, refuse_on_the_way, with_locations
from sanye.erp.inventory.errors import (
    DocumentUnknown,
    HeapCountedSince,
    NotCounted,
    QuantityNegative,
    SiteUnknown,
)
from sanye.erp.inventory.models import (
    COUNT_STEPS,
    KEY,
    CountStatus,
    StockBalance,
    StockCount,
    StockCountLine,
)
from sanye.erp.inventory.queries.masters import get_codes, get_default_locations, get_sites
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.numbering.commands import draw_number


@command
def open_count(
    *,
    site_id: UUID,
    location_id: UUID | None = None,
    item_ids: Sequence[UUID] | None = None,
    is_blind: bool = True,
    by: Actor,
    at: datetime,
) -> StockCount:
    """List the heaps of a site that are to be counted, all or those of a location or items."""
    get_sites([site_id])
    heaps = StockBalance.objects.filter(site_id=site_id).exclude(on_hand=0)
    heaps = heaps.exclude(status=StockStatus.IN_TRANSIT)
    if location_id is not None:
        heaps = heaps.filter(location_id=location_id)
    if item_ids is not None:
        heaps = heaps.filter(item_id__in=item_ids)
    count: StockCount = StockCount.objects.create(
        id=new_id(),
        company_id=by.company_id,
        number=draw_number("SC", at=at),
        site_id=site_id,
        is_blind=is_blind,
    )
    StockCountLine.objects.bulk_create(
        StockCountLine(company_id=by.company_id, stock_count=count, **heap.key._asdict())
        for heap in heaps.order_by("location_id", "item_id", "lot", "serial_number")
    )
    return count


@command
def record_count(
    *, stock_count_id: UUID, found: Sequence[MovementLine], by: Actor, at: datetime
) -> StockCount:
    """Write down the quantities found (zero too), beside what the ledger says at this moment.

    A heap that was not on the list is added; a second count of a heap replaces the first.
    """
    count = _lock(stock_count_id)
    check_step(
        {CountStatus.OPEN: {CountStatus.OPEN}}, count.status, CountStatus.OPEN, subject=count.number
    )
    for row, line in enumerate(found, start=1):
        if line.quantity < 0:
            raise QuantityNegative(quantity=line.quantity, field="quantity", row=row)
        if line.site_id != count.site_id:
            raise SiteUnknown(id=line.site_id, field="site_id", row=row)
    refuse_on_the_way(found)
    placed = with_locations(found, get_default_locations(found, get_sites([count.site_id])))
    counted = {line.key: line.quantity for line in placed}
    book = _book(count.site_id, counted)
    StockCountLine.objects.bulk_create(
        [
            StockCountLine(
                company_id=by.company_id,
                stock_count=count,
                **key._asdict(),
                counted_quantity=quantity,
                book_quantity=book.get(key, Decimal(0)),
                counted_at=at,
            )
            for key, quantity in counted.items()
        ],
        update_conflicts=True,
        unique_fields=["stock_count", *KEY],
        update_fields=["counted_quantity", "book_quantity", "counted_at"],
    )
    return count


@command
def post_count(
    *, stock_count_id: UUID, posting_date: date, reason_code: str = "", by: Actor, at: datetime
) -> StockCount:
    """Post the differences in one movement; without any, the count is posted without one.

    Raises NotCounted while lines are open, HeapCountedSince for a heap that another count has
    corrected since it was counted here.
    """
    _lock_open_counts(stock_count_id)
    count = _lock(stock_count_id)
    check_step(COUNT_STEPS, count.status, CountStatus.POSTED, subject=count.number)
    lines = list(count.lines.order_by("id"))
    missing = sum(1 for line in lines if line.counted_quantity is None)
    if missing:
        raise NotCounted(number=count.number, missing=missing)
    differing = [line for line in lines if line.counted_quantity != line.book_quantity]
    _refuse_counted_since(count, differing)
    differences = [
        MovementLine.of(
            line.key, line.counted_quantity - line.book_quantity, source_line_id=line.id
        )
        for line in differing
    ]
    if differences:
        count.movement = post_movement(
            kind=MovementKind.COUNT,
            posting_date=posting_date,
            lines=differences,
            source_type="stock_count",
            source_id=count.id,
            source_number=count.number,
            reason_code=reason_code,
            by=by,
            at=at,
        )
    count.status = CountStatus.POSTED
    count.reason_code = reason_code
    count.save(update_fields=["status", "reason_code", "movement"])
    return count


@command
def cancel_count(*, stock_count_id: UUID, by: Actor, at: datetime) -> StockCount:
    """Give up a count; nothing is posted."""
    count = _lock(stock_count_id)
    check_step(COUNT_STEPS, count.status, CountStatus.CANCELLED, subject=count.number)
    count.status = CountStatus.CANCELLED
    count.save(update_fields=["status"])
    return count


def _book(site_id: UUID, keys: Iterable[StockKey]) -> dict[StockKey, Decimal]:
    """What the ledger says of the heaps now; those it does not know are left out."""
    rows = StockBalance.objects.filter(site_id=site_id, item_id__in={key.item_id for key in keys})
    return {row.key: row.on_hand for row in rows}


def _lock_open_counts(stock_count_id: UUID) -> None:
    """Those of the site, by id: of two that hold the same heap one is posted after the other."""
    sites = StockCount.objects.filter(id=stock_count_id).values("site_id")
    rows = StockCount.objects.filter(site_id__in=sites, status=CountStatus.OPEN)
    list(rows.order_by("id").select_for_update(of=("self",)).values_list("id"))


def _refuse_counted_since(count: StockCount, lines: Sequence[StockCountLine]) -> None:
    """Raises HeapCountedSince for the first of these lines that another count has corrected."""
    counted = {line.key: line.counted_at for line in lines if line.counted_at is not None}
    if not counted:
        return
    others = StockCountLine.objects.filter(
        stock_count__site_id=count.site_id,
        stock_count__status=CountStatus.POSTED,
        stock_count__movement__posted_at__gt=min(counted.values()),
    ).exclude(counted_quantity=F("book_quantity"))
    for other in others.select_related("stock_count__movement").order_by("id"):
        counted_at = counted.get(other.key)
        if counted_at is not None and other.stock_count.movement.posted_at > counted_at:
            raise HeapCountedSince(
                item=get_codes([other.item_id])[other.item_id],
                counted_at=counted_at.isoformat(),
                other=other.stock_count.number,
            )


def _lock(stock_count_id: UUID) -> StockCount:
    rows = StockCount.objects.select_for_update(of=("self",))
    count: StockCount | None = rows.filter(id=stock_count_id).first()
    if count is None:
        raise DocumentUnknown(what="stock count", id=stock_count_id)
    return count
