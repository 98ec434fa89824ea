"""Keeping what metrics are made of, in runs of events."""

from collections.abc import Sequence
from datetime import datetime

from sanye.insight.metrics.commands.documents import keep_documents
from sanye.insight.metrics.commands.facts import Told
from sanye.insight.metrics.commands.lines import keep_lines
from sanye.insight.metrics.commands.offers import keep_answers, keep_offers
from sanye.insight.metrics.commands.orders import keep_orders
from sanye.insight.metrics.models import (
    AnswerFact,
    DocumentFact,
    DocumentOrder,
    LineFact,
    OfferFact,
    OrderFact,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of

__all__ = ["Told", "empty_facts", "record_facts"]


@command(logged=False)
def record_facts(*, facts: Sequence[Told], by: Actor, at: datetime) -> None:
    """Note a run of facts, in the order they happened."""
    zone = fixed_of(by).zone
    keep_documents(facts, zone, by)  # compares amendments with lines as they were before this run
    keep_lines(facts, zone, by)
    keep_orders(facts, zone, by)
    keep_offers(facts, by)
    keep_answers(facts, by)


@command(logged=False)
def empty_facts(*, by: Actor, at: datetime) -> None:
    """Forget everything, to be replayed."""
    for table in (OrderFact, LineFact, DocumentOrder, OfferFact, AnswerFact, DocumentFact):
        table.objects.all().delete()
