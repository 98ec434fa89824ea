"""How PostgreSQL keeps tables: room for changes, and when it vacuums and analyses them.

A table that is analysed while it has a page or two gets sequential scans for the checks of foreign
keys that name it, and sessions keep these plans while it grows; one that was never analysed gets
its index (PostgreSQL supposes ten pages). So no table of ours is analysed before it has a thousand
new rows, by autovacuum (`settle`) or by ourselves (`ANALYZE_GROWN`).
"""

from collections.abc import Collection

from django.db.migrations import RunSQL

FIRST_ANALYSED = 1000
"""Changed rows before autovacuum analyses a table."""

APPENDED = {
    "autovacuum_vacuum_insert_scale_factor": "0",
    "autovacuum_vacuum_insert_threshold": "100000",
    "autovacuum_analyze_scale_factor": "0.02",
}
"""Rows come and stay: every 100,000 are made visible to index-only scans and frozen, whatever the
size, and the newest days are known to the planner before they are a tenth of all."""

APPENDED_LATE = APPENDED | {"autovacuum_analyze_threshold": str(FIRST_ANALYSED)}
"""Of a table that no migration makes and so none settles."""

HEAPS = {
    "fillfactor": "80",
    "autovacuum_vacuum_scale_factor": "0.02",
    "autovacuum_vacuum_threshold": "500",
}
"""Few rows changed at every document: room on the page for the next version."""

CHANGED_ONCE = {"fillfactor": "50"}
"""Every row is changed soon after it came, in columns that no index has."""

QUEUES = {"autovacuum_vacuum_scale_factor": "0", "autovacuum_vacuum_threshold": "1000"}
"""Rows come and go at once: what is dead is cleared before it is many pages to read."""

_EACH = """
DO $$
DECLARE found regclass;
BEGIN
    FOR found IN
        SELECT oid FROM pg_class
         WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
           AND starts_with(relname, '{prefix}') AND ({which})
    LOOP
        EXECUTE format('ALTER TABLE %s SET ({options})', found);
    END LOOP;
END $$
"""
_HAS_HISTORY = (
    "EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'pgh_id')"
)


def settle(prefix: str) -> list[RunSQL]:
    """For a migration: all tables so named that stand are analysed late; histories are appended."""
    late = {"autovacuum_analyze_threshold": str(FIRST_ANALYSED)}
    return [
        RunSQL(_EACH.format(prefix=prefix, which=which, options=listed(options)), RunSQL.noop)
        for which, options in (("true", late), (_HAS_HISTORY, APPENDED))
    ]


def keep(tables: Collection[str], options: dict[str, str]) -> RunSQL:
    """For a migration: these tables are kept so."""
    return RunSQL(
        ";\n".join(f"ALTER TABLE {table} SET ({listed(options)})" for table in tables),
        RunSQL.noop,
    )


def listed(options: dict[str, str]) -> str:
    """As SQL takes them."""
    return ", ".join(f"{name} = {value}" for name, value in options.items())
