"""What quality does when others report a fact."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sanye.contracts.erp.purchasing import GoodsReceived
from sanye.erp.quality import commands
from sanye.erp.quality.domain.failures import FACTS
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

LIVE = timedelta(hours=1)
"""What was recorded longer ago is a replay or a backlog: the daily job judges it."""

inspections = Cursor("erp.quality.inspections", kind="REACTION", on_failure="PARK")
failures = Cursor("erp.quality.failures", kind="PROJECTION", rebuild=commands.empty_failures)


@inspections.on(GoodsReceived)
def goods_received(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """What came into quarantine is inspected."""
    for event in batch:
        if any(line.status == "QUARANTINE" for line in event.data.lines):
            commands.inspect_receipt(receipt_id=event.data.receipt_id, by=by, at=at)


@failures.on(*FACTS)
def failures_told(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Keep every failure once, and judge the trends it belongs to."""
    facts = [(event.data, event.recorded_at) for event in batch]
    is_live = at - batch[-1].recorded_at <= LIVE
    commands.record_failures(facts=facts, is_live=is_live, by=by, at=at)
