"""What freight does when transport reports."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.scm.transport import FreightAccrued
from sanye.erp.freight import commands
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

accruals = Cursor("erp.freight.accruals", kind="REACTION", on_failure="PARK")


@accruals.on(FreightAccrued)
def freight_accrued(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """A shipment has left, or its freight turned out otherwise."""
    for recorded in batch:
        commands.record_accrual(fact=recorded.data, by=by, at=at)
