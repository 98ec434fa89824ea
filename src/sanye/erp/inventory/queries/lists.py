"""Lists of stock's documents."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Min, Prefetch, QuerySet

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.errors import DocumentUnknown
from sanye.erp.inventory.models import (
    Lot,
    SerialNumber,
    StockAllocation,
    StockCount,
    StockCountLine,
    StockLedgerLine,
    StockMovement,
    TransferLine,
    TransferOrder,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def list_movements(
    *,
    kind: str | None = None,
    source_type: str | None = None,
    source_id: UUID | None = None,
    posted_from_date: date | None = None,
    posted_to_date: date | None = None,
    item_id: UUID | None = None,
    by: Actor,
) -> QuerySet[StockMovement]:
    """Movements with their lines; the posting dates are both included."""
    wanted = {
        "kind": kind,
        "source_type": source_type,
        "source_id": source_id,
        "posting_date__gte": posted_from_date,
        "posting_date__lte": posted_to_date,
    }
    rows = StockMovement.objects.filter(**_given(wanted))
    if item_id is not None or by.site_ids is not None:
        seen = StockLedgerLine.objects.filter(**_given({"item_id": item_id}))
        rows = rows.filter(id__in=seen.values("movement_id"))
    lines = StockLedgerLine.objects.order_by("id")
    found: QuerySet[StockMovement] = rows.prefetch_related(Prefetch("lines", queryset=lines))
    return found


@query
def get_movement(*, movement_id: UUID, by: Actor) -> StockMovement:
    """One movement with its lines. Raises DocumentUnknown."""
    found = list_movements(by=by).filter(id=movement_id).first()
    if found is None:
        raise DocumentUnknown(what="stock movement", id=movement_id)
    return found


@query
def list_first_moved(*, item_ids: Collection[UUID], by: Actor) -> dict[UUID, date]:
    """The day on which each item's stock first moved; items that never did are missing."""
    rows = StockLedgerLine.objects.filter(item_id__in=item_ids)
    return dict(rows.values_list("item_id").annotate(day=Min("movement__posting_date")))


@query
def list_serial_shipments(
    *, serial_number: str, item_id: UUID | None = None, by: Actor
) -> QuerySet[StockLedgerLine]:
    """The ledger lines by which a serial number left for customers, latest first; their
    `source_line_id` is the delivery's line."""
    rows: QuerySet[StockLedgerLine] = StockLedgerLine.objects.filter(
        serial_number=serial_number,
        movement__kind=MovementKind.SHIPMENT,
        movement__source_type="delivery",
        quantity__lt=0,
    )
    return (rows if item_id is None else rows.filter(item_id=item_id)).order_by("-id")


@query
def list_allocations(
    *, demand_type: str | None = None, demand_id: UUID | None = None, by: Actor
) -> QuerySet[StockAllocation]:
    """Open allocations with their heaps."""
    wanted = _given({"demand_type": demand_type, "demand_id": demand_id})
    rows = StockAllocation.objects.filter(open_quantity__gt=0, **wanted)
    found: QuerySet[StockAllocation] = rows.select_related("balance")
    return found


@query
def list_lots(
    *, item_id: UUID | None = None, number: str | None = None, by: Actor
) -> QuerySet[Lot]:
    """Lots, of one item or with one number."""
    found: QuerySet[Lot] = Lot.objects.filter(**_given({"item_id": item_id, "number": number}))
    return found


@query
def list_serial_numbers(
    *, item_id: UUID | None = None, number: str | None = None, by: Actor
) -> QuerySet[SerialNumber]:
    """Serial numbers and where they are."""
    wanted = _given({"item_id": item_id, "number": number})
    found: QuerySet[SerialNumber] = SerialNumber.objects.filter(**wanted)
    return found


@query
def list_transfer_orders(
    *,
    status: str | None = None,
    from_site_id: UUID | None = None,
    to_site_id: UUID | None = None,
    by: Actor,
) -> QuerySet[TransferOrder]:
    """Transfer orders with their lines."""
    wanted = {"status": status, "from_site_id": from_site_id, "to_site_id": to_site_id}
    rows = TransferOrder.objects.filter(**_given(wanted))
    found: QuerySet[TransferOrder] = rows.prefetch_related(
        Prefetch("lines", queryset=TransferLine.objects.order_by("line_number"))
    )
    return found


@query
def get_transfer_order(*, transfer_order_id: UUID, by: Actor) -> TransferOrder:
    """One transfer order with its lines. Raises DocumentUnknown."""
    found = list_transfer_orders(by=by).filter(id=transfer_order_id).first()
    if found is None:
        raise DocumentUnknown(what="transfer order", id=transfer_order_id)
    return found


@query
def list_counts(
    *, status: str | None = None, site_id: UUID | None = None, by: Actor
) -> QuerySet[StockCount]:
    """Counts with their lines."""
    rows = StockCount.objects.filter(**_given({"status": status, "site_id": site_id}))
    found: QuerySet[StockCount] = rows.prefetch_related(
        Prefetch("lines", queryset=StockCountLine.objects.order_by("id"))
    )
    return found


@query
def get_count(*, stock_count_id: UUID, by: Actor) -> StockCount:
    """One count with its lines. Raises DocumentUnknown."""
    found = list_counts(by=by).filter(id=stock_count_id).first()
    if found is None:
        raise DocumentUnknown(what="stock count", id=stock_count_id)
    return found


def _given(wanted: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in wanted.items() if value is not None}
