"""What loyalty does when others report a fact: know it, and look at the customer again."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.crm.customers import CustomerReviewRequested
from sanye.crm.loyalty import commands
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

facts = Cursor("crm.loyalty.facts", kind="PROJECTION", rebuild=commands.forget_facts)
reviews = Cursor("crm.loyalty.reviews", kind="REACTION")


@facts.on(*commands.FACTS)
def facts_told(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Keep what they say of orders, money, returns, cases and satisfaction."""
    told = [(recorded.recorded_at, recorded.data) for recorded in batch]
    commands.keep_facts(facts=told, by=by, at=at)


@reviews.on(CustomerReviewRequested)
def review_requested(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Look at all customers who are due; later requests then find none."""
    commands.review_due_customers(by=by, at=at)
