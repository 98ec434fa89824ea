"""Tables are vacuumed and analysed as what they hold asks for."""

import pytest
from django.db import connection

from sanye.stem.rows.storage import APPENDED, FIRST_ANALYSED, HEAPS, QUEUES

pytestmark = pytest.mark.django_db

APPEND_ONLY = [
    "crm_case_step",
    "erp_journal_entry",
    "erp_posting",
    "erp_settlement",
    "erp_stock_ledger",
    "erp_stock_movement",
    "erp_valuation",
    "erp_valuation_line",
    "pghistory_context",
    "scm_freight_charge",
    "stem_command_log",
    "stem_effect",
    "stem_event_p0",
    "stem_event_rest",
]


def options_of(where: str) -> dict[str, dict[str, str]]:
    """What is set for each of our tables that fits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, coalesce(reloptions, '{}') FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND (relname ~ '^(stem|crm|erp|scm|insight)_' OR relname = 'pghistory_context')"
            f" AND {where}"
        )
        return {name: dict(one.split("=") for one in set_) for name, set_ in cursor.fetchall()}


def lacking(found: dict[str, dict[str, str]], wanted: dict[str, str]) -> list[str]:
    return sorted(name for name, options in found.items() if not wanted.items() <= options.items())


def test_histories_and_ledgers_are_vacuumed_by_what_comes_in() -> None:
    histories = options_of(
        "EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'pgh_id')"
    )
    ledgers = options_of("relname = ANY('{%s}')" % ",".join(APPEND_ONLY))  # noqa: UP031

    assert lacking(histories, APPENDED) == []
    assert lacking(ledgers, APPENDED) == []
    assert len(histories) > 100
    assert len(ledgers) == len(APPEND_ONLY)


def test_rows_that_every_document_changes_have_room_for_their_next_version() -> None:
    heaps = options_of("relname IN ('erp_stock_balance', 'erp_item_value', 'stem_number_series')")
    queues = options_of("relname IN ('scm_net_change', 'stem_parked_event')")

    assert (len(heaps), lacking(heaps, HEAPS)) == (3, [])
    assert (len(queues), lacking(queues, QUEUES)) == (2, [])


def test_no_table_is_analysed_while_it_has_a_page_or_two() -> None:
    """A new table needs `settle` in its migration."""
    late = {"autovacuum_analyze_threshold": str(FIRST_ANALYSED)}

    assert lacking(options_of("relname NOT IN ('stem_cache', 'pghistory_context')"), late) == []
