"""Rows of tables that seldom change, kept in the memory of the process and proven unchanged.

    _TAXES: Kept[str, Tax] = Kept("stem_tax")

    moment = ask_what_changed()
    taxes = _TAXES.get(codes, read_taxes, moment)

Triggers note the transaction of every statement that changes such a table (`stem_kept_change`),
and of some tables the ids of what was changed, as far as they are few. One statement asks which of
them have become visible since the last time anybody of the process asked; what was kept of their
tables, or of these ids, is forgotten. So whoever asks gets what reading would have given him at
that moment: what others have committed, and never what he has changed himself from
memory. Rows are kept apart by row scope, so that nobody is given what he may not see.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.migrations import RunSQL

from sanye.kernel.unit_of_work import current
from sanye.stem.postgresql.base import planned_once
from sanye.stem.rows.errors import ScopeMissing
from sanye.stem.rows.replica import is_reading_replica

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

LONGEST_SECONDS = 3600
"""Who has not asked for so long forgets all; changes are kept on record for days."""
MOST = 20_000
"""Keys that one `Kept` holds before it starts anew."""

_ASK = """
SELECT pg_current_snapshot()::text, extract(epoch FROM statement_timestamp())::float8,
       extract(epoch FROM pg_postmaster_start_time())::float8,
       pg_snapshot_xmax(pg_current_snapshot()) >= pg_snapshot_xmax(%(seen)s::pg_snapshot),
       current_setting('transaction_isolation') = 'read committed',
       ARRAY(SELECT table_name || coalesce(' ' || key, '')
               FROM stem_kept_change LEFT JOIN LATERAL unnest(keys) AS key ON true
              WHERE xid >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
                AND NOT pg_visible_in_snapshot(xid, %(seen)s::pg_snapshot)
                AND xid IS DISTINCT FROM pg_current_xact_id_if_assigned()),
       ARRAY(SELECT table_name FROM stem_kept_change WHERE xid = pg_current_xact_id_if_assigned())
"""
_CHANGED = """
SELECT pg_current_snapshot()::text,
       pg_snapshot_xmax(pg_current_snapshot()) >= pg_snapshot_xmax(seen),
       ARRAY(SELECT table_name || coalesce(' ' || key, '')
               FROM stem_kept_change LEFT JOIN LATERAL unnest(keys) AS key ON true
              WHERE table_name = ANY(%s)
                AND (xid >= pg_snapshot_xmin(seen) AND NOT pg_visible_in_snapshot(xid, seen)
                     OR xid = pg_current_xact_id_if_assigned()))
  FROM (SELECT %s::pg_snapshot AS seen) AS before
"""
_NOTHING_SEEN = "1:1:"
_NOTE = """
CREATE TRIGGER {table}_kept AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION stem_note_change();
"""
_NOTE_KEYS = """
CREATE OR REPLACE TRIGGER {table}_kept AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION stem_note_change();
CREATE TRIGGER {table}_kept_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stem_note_keys({keys});
CREATE TRIGGER {table}_kept_was AFTER UPDATE ON {table} REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stem_note_keys({keys});
CREATE TRIGGER {table}_kept_is AFTER UPDATE ON {table} REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stem_note_keys({keys});
CREATE TRIGGER {table}_kept_gone AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION stem_note_keys({keys});
"""
_NO_KEYS = """
DROP TRIGGER {table}_kept_new ON {table};
DROP TRIGGER {table}_kept_was ON {table};
DROP TRIGGER {table}_kept_is ON {table};
DROP TRIGGER {table}_kept_gone ON {table};
DROP TRIGGER {table}_kept ON {table};
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody asked; `changed_here` are tables that his own transaction has changed.

    `is_now`: what he reads is as of now. Otherwise, on a replica or in a transaction that sees all
    as of its start, he reads for himself alone.
    """

    generation: int = 0
    changed_here: frozenset[str] = frozenset()
    is_now: bool = False


@dataclass(slots=True)
class _Seen:
    """What the process knows: as of which snapshot, of which database, when.

    `server`: since when it runs. A replica that was promoted may lack the last that its primary has
    told us, and soon gives out the same transaction ids anew.
    """

    snapshot: str = _NOTHING_SEEN
    database: str = ""
    server: float = 0.0
    seconds: float = 0.0
    generation: int = 0


class Kept(Generic[K, V]):
    """What was read of some tables by key, until one of them changes.

    `follows` says of what is known by a key (None: that nothing is) whether it may follow from rows
    of these ids; all tables that note ids note such. Without it all is forgotten. `is_scoped`
    False: the same for whoever asks, so that it may be asked before anybody acts.
    """

    def __init__(
        self,
        *tables: str,
        follows: Callable[[K, V | None, Set[UUID]], bool] | None = None,
        most: int = MOST,
        is_scoped: bool = True,
    ) -> None:
        self.tables = frozenset(tables)
        self._follows = follows
        self._is_scoped = is_scoped
        self._most = most
        self._known: dict[tuple[Hashable, K], V | None] = {}
        _all.append(self)

    def get(
        self, keys: Iterable[K], read: Callable[[list[K]], Mapping[K, V]], moment: Moment
    ) -> dict[K, V]:
        """The values of those keys that have one; `read` is asked for those not known."""
        wanted = dict.fromkeys(keys)
        if not wanted:
            return {}
        if not moment.is_now or self.tables & moment.changed_here:
            return dict(read(list(wanted)))
        scope = _scope() if self._is_scoped else None
        known = self._known
        found = {key: known.get((scope, key), _UNKNOWN) for key in wanted}
        missing = [key for key, value in found.items() if value is _UNKNOWN]
        if missing:
            fresh = read(missing)
            found |= {key: fresh.get(key) for key in missing}
            self._keep({(scope, key): found[key] for key in missing}, moment)
        return {key: value for key, value in found.items() if value is not None}

    def forget(self, ids: Set[UUID] | None = None) -> None:
        """Keep nothing, or nothing that follows from these ids; who reads at this moment goes on
        with what he has."""
        follows = self._follows
        if ids is None or follows is None:
            self._known = {}
            return
        self._known = {
            (scope, key): value
            for (scope, key), value in self._known.items()
            if not follows(key, value, ids)
        }

    def _keep(self, fresh: dict[tuple[Hashable, K], Any], moment: Moment) -> None:
        """Not what was read before somebody else learned of a change."""
        with _lock:
            if moment.generation != _seen.generation:
                return
            if len(self._known) + len(fresh) > self._most:
                self._known = {}
            self._known |= fresh


_UNKNOWN: Any = object()
_all: list[Kept[Any, Any]] = []
_lock = Lock()
_seen = _Seen()


def ask_what_changed() -> Moment:
    """Forget what others have changed; the moment is good for reads of the running command."""
    if is_reading_replica():
        return Moment()
    database = str(connection.settings_dict["NAME"])
    seen = _seen.snapshot if database == _seen.database else _NOTHING_SEEN
    with planned_once() as cursor:
        cursor.execute(_ASK, {"seen": seen})
        snapshot, seconds, server, goes_on, is_now, changed, changed_here = cursor.fetchone()
    if not is_now:
        return Moment()
    with _lock:
        is_same = database == _seen.database and server == _seen.server and goes_on
        if not is_same or seconds - _seen.seconds > LONGEST_SECONDS:
            _forget(_all)
        elif changed:
            _forget_changed(changed)
        _seen.snapshot, _seen.database = snapshot, database
        _seen.server, _seen.seconds = server, seconds
        return Moment(_seen.generation, frozenset(changed_here), is_now=True)


def take_snapshot() -> str:
    """Of the database, as of now: by it :func:`changed_ids` tells later what came after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        snapshot: str = cursor.fetchone()[0]
        return snapshot


def changed_ids(tables: Collection[str], *, since: str) -> tuple[str, Set[UUID] | None]:
    """A snapshot as of now, and of what ids something of the tables has changed since another one
    of late, or in the running transaction. None where nobody can say of which, or whether anything
    has, for the snapshot is of a database that was restored elsewhere since."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [list(tables), since])
        snapshot, goes_on, changed = cursor.fetchone()
    entirely, by_ids = _told(changed)
    return snapshot, frozenset().union(*by_ids.values()) if goes_on and not entirely else None


def note_changes(tables: Collection[str]) -> RunSQL:
    """For a migration: rows of these tables may be kept."""
    return RunSQL(
        "".join(_NOTE.format(table=table) for table in tables),
        "".join(f"DROP TRIGGER {table}_kept ON {table};" for table in tables),
    )


def note_changed_ids(queries: Mapping[str, str]) -> RunSQL:
    """For a migration: changes of these tables, noted so far, are noted with ids. The query of a
    table gives them as `key` from its rows that are called `changed`."""
    tables = {table: "'{}'".format(keys.replace("'", "''")) for table, keys in queries.items()}
    return RunSQL(
        "".join(_NOTE_KEYS.format(table=table, keys=keys) for table, keys in tables.items()),
        "".join((_NO_KEYS + _NOTE).format(table=table) for table in tables),
    )


def forget_all() -> None:
    """For tests, and for whoever puts another database under a running process."""
    with _lock:
        _forget(_all)
        _seen.snapshot = _NOTHING_SEEN


def _forget(what: Iterable[Kept[Any, Any]]) -> None:
    _seen.generation += 1
    for kept in what:
        kept.forget()


def _forget_changed(changed: Iterable[str]) -> None:
    entirely, by_ids = _told(changed)
    _seen.generation += 1
    for kept in _all:
        if not kept.tables.isdisjoint(entirely):
            kept.forget()
        elif ids := [by_ids[table] for table in kept.tables & by_ids.keys()]:
            kept.forget(set[UUID]().union(*ids))


def _told(changed: Iterable[str]) -> tuple[set[str], dict[str, set[UUID]]]:
    """Tables of which anything may have changed, and of the others ids."""
    entirely: set[str] = set()
    by_ids: dict[str, set[UUID]] = defaultdict(set)
    for entry in changed:
        table, _, key = entry.partition(" ")
        if key:
            by_ids[table].add(UUID(key))
        else:
            entirely.add(table)
    return entirely, by_ids


def _scope() -> Hashable:
    """Whose rows these are: what `ScopedManager` narrows a table by."""
    unit = current()
    if unit is None:
        raise ScopeMissing("kept rows")
    actor = unit.actor
    own = actor.user_id if actor.own_only else None
    return (actor.company_id, actor.site_ids, actor.party_ids, own)
