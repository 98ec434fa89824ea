"""From the facts of all leaves to the lines of one customer's timeline."""

from typing import Any

from sanye.crm.accounts.domain.timeline import crm, erp, scm
from sanye.crm.accounts.domain.timeline.entries import Entry
from sanye.crm.accounts.domain.timeline.sentences import Rule

RULES: dict[Any, Rule] = {**crm.RULES, **erp.RULES, **scm.RULES}

__all__ = ["RULES", "Entry", "entries_of"]


def entries_of(fact: Any) -> list[Entry]:
    """What a fact says to timelines; nothing for a fact that names nobody."""
    return list(RULES[type(fact)](fact))
