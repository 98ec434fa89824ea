"""What is on its way between sites."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from sanye.erp.inventory.domain.keys import StockKey, StockStatus
from sanye.erp.inventory.models import StockLedgerLine
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@dataclass(frozen=True, slots=True)
class TransitHeap:
    """A quantity of one heap in transit for one line of a transfer order."""

    line_id: UUID
    key: StockKey
    quantity: Decimal


@query
def list_in_transit(*, transfer_order_id: UUID, by: Actor) -> list[TransitHeap]:
    """What of the order has left and not arrived, by line and lot: the sum of its ledger."""
    rows = StockLedgerLine.unscoped.filter(
        movement__source_type="transfer_order",
        movement__source_id=transfer_order_id,
        status=StockStatus.IN_TRANSIT,
    )
    sums = rows.values_list("source_line_id", *StockKey._fields).annotate(total=Sum("quantity"))
    ordered = sums.filter(total__gt=0).order_by("source_line_id", "lot", "serial_number")
    return [TransitHeap(row[0], StockKey(*row[1:-1]), row[-1]) for row in ordered]
