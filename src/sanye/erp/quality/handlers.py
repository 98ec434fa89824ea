"""What quality does when others report a fact."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.erp.purchasing import GoodsReceived
from sanye.erp.quality import commands
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

inspections = Cursor("erp.quality.inspections", kind="REACTION", on_failure="PARK")


@inspections.on(GoodsReceived)
def goods_received(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """What came into quarantine is inspected."""
    for event in batch:
        if any(line.status == "QUARANTINE" for line in event.data.lines):
            commands.inspect_receipt(receipt_id=event.data.receipt_id, by=by, at=at)
