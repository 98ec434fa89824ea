"""Invariants as SQL that finds the rows breaking them."""

from uuid import UUID

from django.db import connection

from sanye.kernel.checks import Outcome

SHOWN = 20


def find_broken(table: str, broken: str, company_id: UUID) -> Outcome:
    """Count the company's rows of a table and run a query that returns what is wrong.

    The query takes `%(company)s`; its columns become the sentence, so they are ids and numbers.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} WHERE company_id = %s",  # noqa: S608 - a constant
            [company_id],
        )
        checked: int = cursor.fetchone()[0]
        cursor.execute(broken, {"company": company_id})
        names = [column.name for column in cursor.description]
        problems = tuple(
            ", ".join(f"{name} {value}" for name, value in zip(names, row, strict=True))
            for row in cursor.fetchmany(SHOWN)
        )
    return Outcome(checked=checked, problems=problems)
