"""Locks by name (PostgreSQL's advisory locks), where no row stands for what is to be locked."""

from django.db import connection


def lock_name(*names: str, is_shared: bool = False) -> None:
    """Hold these names, taken in their order, until the transaction ends: alone, or together with
    others who share them. Names begin with the module whose they are."""
    function = "pg_advisory_xact_lock_shared" if is_shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name",  # noqa: S608 - our own words
            [list(names)],
        )
