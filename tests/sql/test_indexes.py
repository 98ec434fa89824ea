"""Every row is written into each index of its table, so none is there that another can do for."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

COVERED = """
    SELECT own.relname || ' by ' || other.relname
      FROM pg_index i JOIN pg_index j ON j.indrelid = i.indrelid AND j.indexrelid <> i.indexrelid
      JOIN pg_class own ON own.oid = i.indexrelid JOIN pg_class other ON other.oid = j.indexrelid
      JOIN pg_class t ON t.oid = i.indrelid
     WHERE t.relnamespace = 'public'::regnamespace AND t.relname ~ '^(stem|crm|erp|scm|insight)_'
       AND NOT i.indisunique AND i.indpred IS NULL AND j.indpred IS NULL
       AND i.indexprs IS NULL AND j.indexprs IS NULL AND own.relam = other.relam
       AND i.indnatts = i.indnkeyatts AND i.indnkeyatts <= j.indnkeyatts
       AND (j.indkey::int[])[0:i.indnkeyatts-1] = (i.indkey::int[])[0:i.indnkeyatts-1]
       AND (j.indclass::oid[])[0:i.indnkeyatts-1] = (i.indclass::oid[])[0:i.indnkeyatts-1]
"""
"""Indexes whose columns another one begins with; with the same columns, each by the other."""


KNOWN = ("scm_track_event_shipment_id_", "stem_parked_event_cursor_id_")
"""Foreign keys of tables with few writes that still have their own."""


def covered() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(COVERED)
        return sorted(row[0] for row in cursor.fetchall() if not row[0].startswith(KNOWN))


def test_no_index_is_covered_by_another() -> None:
    """A foreign key's own index is left out by `db_index=False` (see `IndexedByAnother`)."""
    assert covered() == []


def test_an_index_that_another_covers_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX again ON erp_sales_order_line (order_id)")

    assert covered() == ["again by erp_sales_order_line_number"]
