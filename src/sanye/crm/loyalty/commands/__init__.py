"""Keeping what is known of customers, working out what follows, and what a company decides."""

from sanye.crm.loyalty.commands.facts import FACTS, forget_facts, keep_facts
from sanye.crm.loyalty.commands.policies import (
    drop_segment,
    put_health_levels,
    put_health_weight,
    save_segment,
)
from sanye.crm.loyalty.commands.reviewing import review_customers, review_due_customers

__all__ = [
    "FACTS",
    "drop_segment",
    "forget_facts",
    "keep_facts",
    "put_health_levels",
    "put_health_weight",
    "review_customers",
    "review_due_customers",
    "save_segment",
]
