"""Rows that a run makes anew: those that say the same as before stay, with their ids."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sanye.scm.planning.models import LateNeed, PlanPeg, PlanRequirement
from sanye.stem.rows.bulk import insert_values

Table = type[PlanRequirement] | type[PlanPeg] | type[LateNeed]
Values = tuple[object, ...]


def replace_rows(
    table: Table,
    columns: tuple[str, ...],
    known: Mapping[Any, Sequence[UUID]],
    fresh: Sequence[Values],
) -> None:
    """Drop what is left of the known rows (ids by what they say), add the fresh ones: id, company
    and what they say."""
    gone = [row_id for ids in known.values() for row_id in ids]
    if gone:
        table.objects.filter(id__in=gone).delete()
    insert_values(table, ("id", "company_id", *columns), fresh)
