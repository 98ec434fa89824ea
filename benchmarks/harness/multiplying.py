"""A million rows in a minute: what the product wrote once, written many times by SQL.

Every copy is a document of its own: ids of the copied rows, and whatever refers to them, become
new ones; all else is the same. Triggers and foreign keys are passed over, so whoever uses this
proves the result (`sanye verify`).
"""

from collections.abc import Mapping, Sequence

from django.db import connection

_COLUMNS = """
    SELECT attname, atttypid::regtype::text, attidentity <> '', attgenerated <> ''
      FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
     ORDER BY attnum
"""
Overrides = Mapping[tuple[str, str], str]


def multiply(
    seeds: Mapping[str, str], times: int, overrides: Overrides | None = None, *, causes: str = ""
) -> int:
    """Copy the rows of tables so many times; `seeds`: a condition for each table.

    `overrides` says by SQL what a (table, column) becomes in copy `n` (1 …); `causes` selects ids
    of events that are not copied, but of which every copy names one of its own. Returns how many
    rows were made.
    """
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL synchronous_commit = off")
        ids = _ids(cursor, seeds, causes)
        made = 0
        for table, where in seeds.items():
            made += _copy(cursor, table, where, times, ids, overrides or {})
        cursor.execute("COMMIT")
    return made


def _ids(cursor, seeds: Mapping[str, str], causes: str) -> list[str]:
    """Every UUID that is another one in a copy."""
    found: set[str] = set()
    wanted = [f"SELECT id FROM {table} WHERE {where}" for table, where in seeds.items()]
    for words in [*wanted, *filter(None, [causes])]:
        cursor.execute(f"SELECT id::text FROM ({words}) AS of_seed (id)")
        found |= {row[0] for row in cursor.fetchall() if len(row[0]) == 36}
    return sorted(found)


def _copy(
    cursor, table: str, where: str, times: int, ids: Sequence[str], overrides: Overrides
) -> int:
    cursor.execute(_COLUMNS, [table])
    names, values = [], []
    for name, kind, is_identity, is_generated in cursor.fetchall():
        if is_identity or is_generated:
            continue
        names.append(f'"{name}"')
        values.append(overrides.get((table, name)) or _value(name, kind))
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)})"
        f" SELECT {', '.join(values)} FROM generate_series(1, %(times)s) AS n,"
        f" (SELECT * FROM {table} WHERE {where}) AS seed",
        {"times": times, "ids": list(ids)},
    )
    return cursor.rowcount


def _value(name: str, kind: str) -> str:
    if kind == "xid8":
        return "pg_current_xact_id()"
    if kind == "uuid":
        same = f'seed."{name}"'
        return (
            f"CASE WHEN {same} = ANY(%(ids)s::uuid[])"
            f" THEN md5({same}::text || n)::uuid ELSE {same} END"
        )
    if name == "number":
        return "seed.number || '-' || n"
    return f'seed."{name}"'
