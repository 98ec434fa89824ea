"""What supplier invoices do when goods arrive."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.erp.purchasing import GoodsReceived
from sanye.erp.supplier_invoices import commands
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

matching = Cursor("erp.supplier_invoices.matching", kind="REACTION", on_failure="PARK")


@matching.on(GoodsReceived)
def goods_came(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """An invoice that waited for its goods is compared again."""
    for recorded in batch:
        commands.match_blocked_invoices(
            purchase_order_id=recorded.data.purchase_order_id, by=by, at=at
        )
