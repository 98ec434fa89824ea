"""Keeping what is known of customers as the facts of all leaves tell it, set-wise."""

from collections.abc import Sequence
from datetime import datetime

from sanye.crm.loyalty.commands.due import ask_for_review
from sanye.crm.loyalty.commands.keeping import Told
from sanye.crm.loyalty.commands.money import MONEY_FACTS, keep_money
from sanye.crm.loyalty.commands.orders import LINE_FACTS, Books, keep_lines, keep_orders
from sanye.crm.loyalty.commands.service import (
    ANSWER_FACTS,
    CASE_FACTS,
    RETURN_FACTS,
    keep_answers,
    keep_cases,
    keep_returns,
)
from sanye.crm.loyalty.models import (
    KnownAnswer,
    KnownCase,
    KnownInvoice,
    KnownLine,
    KnownOrder,
    KnownReturn,
    KnownSettlement,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import command

FACTS = tuple(dict.fromkeys((*LINE_FACTS, *MONEY_FACTS, *RETURN_FACTS, *CASE_FACTS, *ANSWER_FACTS)))
_KNOWN = (
    KnownAnswer,
    KnownCase,
    KnownInvoice,
    KnownLine,
    KnownOrder,
    KnownReturn,
    KnownSettlement,
)


@command(logged=False)
def keep_facts(*, facts: Sequence[Told], by: Actor, at: datetime) -> None:
    """Keep what these facts say, and ask for a review of the customers they concern."""
    books = Books(by)
    touched = keep_orders(facts, books) | keep_lines(facts, books) | keep_money(facts, by)
    touched |= keep_returns(facts, by) | keep_cases(facts, by) | keep_answers(facts, by)
    ask_for_review(touched, by, at)


@command(logged=False)
def forget_facts(*, by: Actor, at: datetime) -> None:
    """Forget everything, to be replayed. What was worked out stays until it is reviewed."""
    for model in _KNOWN:
        model.objects.all().delete()
