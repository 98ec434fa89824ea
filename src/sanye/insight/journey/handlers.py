"""Which facts make documents follow from one another."""

from collections.abc import Sequence
from datetime import datetime

from sanye.insight.journey import commands
from sanye.insight.journey.domain.links import PAYMENTS, RULES
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

links = Cursor("insight.journey.links", kind="PROJECTION", rebuild=commands.empty_links)


@links.on(*RULES, *PAYMENTS)
def facts_recorded(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Note what follows from what."""
    facts = [(recorded.key, document_type(recorded.type), recorded.data) for recorded in batch]
    commands.record_facts(facts=facts, by=by, at=at)


def document_type(event_type: str) -> str:
    """`sanye.erp.sales_order.confirmed.v1` tells of a `erp.sales_order`."""
    return event_type.removeprefix("sanye.").rsplit(".", 2)[0]
