"""Keeping what is known of customers as the facts of all leaves tell it, set-wise."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sanye.contracts.crm.customers import CustomerReviewRequested
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
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish

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
# The row is written even where it stands, so that a review which is just taking it waits for this
# transaction and then sees its facts.
_NOTE = """
    INSERT INTO crm_due_review (id, company_id, customer_id, noted_at)
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[])
    ON CONFLICT (company_id, customer_id) DO UPDATE SET noted_at = excluded.noted_at
"""


@command(logged=False)
def keep_facts(*, facts: Sequence[Told], by: Actor, at: datetime) -> None:
    """Keep what these facts say, and ask for a review of the customers they concern."""
    books = Books(by)
    touched = keep_orders(facts, books) | keep_lines(facts, books) | keep_money(facts, by)
    touched |= keep_returns(facts, by) | keep_cases(facts, by) | keep_answers(facts, by)
    _ask_for_review(touched, by, at)


@command(logged=False)
def forget_facts(*, by: Actor, at: datetime) -> None:
    """Forget everything, to be replayed. What was worked out stays until it is reviewed."""
    for model in _KNOWN:
        model.objects.all().delete()


def _ask_for_review(customer_ids: Collection[UUID], by: Actor, at: datetime) -> None:
    if not customer_ids:
        return
    ids = sorted(customer_ids)
    given: list[list[Any]] = [
        [new_id() for _ in ids],
        [by.company_id] * len(ids),
        ids,
        [at] * len(ids),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, given)
    publish(CustomerReviewRequested(request_id=new_id()))
