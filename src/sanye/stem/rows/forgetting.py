"""Rows that are nobody's record are thrown away after a while, some at a time."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

MOST_AT_ONCE = 5_000
"""Rows of one transaction: who else writes waits for no longer than these take."""


def forget_some(rows: QuerySet[Any]) -> int:
    """Delete the first of these ordered rows, which a command calls until none is left.

    Only for tables that no other row names.
    """
    ids = list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])
    QuerySet(rows.model).filter(pk__in=ids).delete()
    return len(ids)


def first_id_of(moment: datetime) -> UUID:
    """No id that was made earlier is greater: rows of a time are found by the primary key."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def moment_of(row_id: UUID) -> datetime:
    """When the id was made."""
    return datetime.fromtimestamp((row_id.int >> 80) / 1000, UTC)
