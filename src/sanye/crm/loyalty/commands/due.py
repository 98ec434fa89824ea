"""Who is to be looked at again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sanye.contracts.crm.customers import CustomerReviewRequested
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.log import publish

# The row is written even where it stands, so that a review which is just taking it waits for this
# transaction and then sees its facts.
_NOTE = """
    INSERT INTO crm_due_review (id, company_id, customer_id, noted_at)
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[])
    ON CONFLICT (company_id, customer_id) DO UPDATE SET noted_at = excluded.noted_at
"""


def ask_for_review(customer_ids: Collection[UUID], by: Actor, at: datetime) -> None:
    """Note that these customers are to be looked at, and ask for it."""
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
