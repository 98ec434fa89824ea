"""Rows that a run makes anew: those that say the same as before stay, with their ids."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sanye.scm.planning.models import LateNeed, PlanPeg, PlanRequirement
from sanye.scm.planning.queries.input import Place, PlanningInput
from sanye.stem.rows.bulk import insert_values
from sanye.stem.rows.copying import copy_rows

MANY = 2000
"""Rows from which on their references are proven together."""

Table = type[PlanRequirement] | type[PlanPeg] | type[LateNeed]
Values = tuple[object, ...]
Known = dict[Values, list[UUID]]


def known_rows(
    table: Table, columns: tuple[str, ...], given: PlanningInput, places: Collection[Place]
) -> Known:
    """The rows of the places: their ids by what they say, item and site first."""
    known: Known = defaultdict(list)
    rows = given.of_items(table.objects.all())
    for row_id, *values in rows.values_list("id", *columns):
        if (values[0], values[1]) in places:
            known[tuple(values)].append(row_id)
    return known


def replace_rows(
    table: Table, columns: tuple[str, ...], known: Known, fresh: Sequence[Values]
) -> None:
    """Drop what is left of the known rows, add the fresh ones: id, company and what they say."""
    gone = [row_id for ids in known.values() for row_id in ids]
    if gone:
        table.objects.filter(id__in=gone).delete()
    put = copy_rows if len(fresh) >= MANY else insert_values
    put(table, ("id", "company_id", *columns), fresh)
