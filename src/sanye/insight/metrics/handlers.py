"""What metrics are told."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.erp import events as erp
from sanye.insight.metrics import commands
from sanye.insight.metrics.commands import documents, lines, offers, orders
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

FACTS = dict.fromkeys(
    (
        *lines.LINED,
        *orders.FOLLOWED,
        erp.CreditNoteIssued,
        *documents.OPENED,
        *documents.CANCELLED,
        *offers.OPENED,
        *offers.WON,
        *offers.LOST,
        *offers.ANSWERED,
    )
)
facts = Cursor("insight.metrics.facts", kind="PROJECTION", rebuild=commands.empty_facts)


@facts.on(*FACTS)
def facts_recorded(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Note what happened to orders, offers, answers and documents."""
    told = [commands.Told(one.key, one.data, one.recorded_at) for one in batch]
    commands.record_facts(facts=told, by=by, at=at)
