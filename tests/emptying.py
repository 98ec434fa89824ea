"""Empties a test database by what is in it, for tests with real commits.

Django truncates every table, four hundred and their indexes, and makes permissions anew: a second
and a half for each test. Few tables have rows, and few rows.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg.sql import SQL, Identifier

KEPT = {"django_content_type", "auth_permission"}
"""What migrations leave there and no test changes."""


def empty() -> None:
    """Delete the rows of all tables of ours; no trigger and no foreign key asks about them."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    questions = [
        SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(table, Identifier(table))
        for table in tables
        if table not in KEPT
    ]
    with transaction.atomic(), connection.cursor() as sql:
        sql.execute("SET LOCAL session_replication_role = replica")
        sql.execute(SQL(" UNION ALL ").join(questions))
        for (table,) in sql.fetchall():
            sql.execute(SQL("DELETE FROM {}").format(Identifier(table)))


def install() -> None:
    """Let tests with real commits end in this way."""
    TransactionTestCase._fixture_teardown = lambda _: empty()
