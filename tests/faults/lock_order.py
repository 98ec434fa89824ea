"""Whether transactions could have waited for each other in a circle, though none of them did.

PostgreSQL's log of all statements tells in which order each transaction locked what. Two that
locked the same two rows in opposite orders would have met in a circle if they had come at once,
unless something that both had locked before kept the later one away. So one quiet run tells of
meetings that chance brings about once in many thousand.

Seen are rows named by their ids or by the key that they are put with (`ON CONFLICT`), and advisory
locks. Of rows found by other columns it is known only that they were locked then: a transaction
that has searched a table is taken to have locked there, in order, whatever it changes of it later,
and to be kept away by who holds any row of it. Not seen is what triggers and foreign keys lock.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations, permutations
from typing import NamedTuple

PREFIX = "%p|"
"""`log_line_prefix` of the log."""
MOST_HELD, MOST_AT_ONCE = 60, 12
"""So many rows of a transaction are looked at, and of one statement that names no order."""

Row = tuple[str, str]
"""Table and key, none of rows that were searched; or an advisory lock and its name."""
SEARCHED = ""


class Lock(NamedTuple):
    row: Row
    is_shared: bool = False
    waits: bool = True


@dataclass
class Transaction:
    """`name`: its cursor, else its first command. `own`: rows it made, which nobody else sees.
    `unordered`: rows of one statement that locks them in whatever order, with how many were held
    before."""

    name: str = ""
    held: dict[Row, Lock] = field(default_factory=dict)
    own: set[Row] = field(default_factory=set)
    unordered: list[tuple[int, list[Lock]]] = field(default_factory=list)

    def add(self, locks: Iterable[Lock], *, in_order: bool = True) -> None:
        fresh = [lock for lock in locks if not self._holds(lock.row)]
        if not in_order:
            self.unordered.append((len(self.held), fresh[:MOST_AT_ONCE]))
        self.held |= {lock.row: lock for lock in fresh}

    def _holds(self, row: Row) -> bool:
        return row in self.held or row in self.own or (row[0], SEARCHED) in self.held

    def steps(self) -> Iterator[tuple[Row, Row, frozenset[Lock]]]:
        """One row held while another was waited for, with what was held before both."""
        held = list(self.held.values())[:MOST_HELD]
        pairs = [(at, held[at], held[to]) for at, to in combinations(range(len(held)), 2)]
        for at, locks in self.unordered:
            pairs += [(at, first, then) for first, then in permutations(locks, 2)]
        for at, first, then in pairs:
            if then.waits and SEARCHED not in (first.row[1], then.row[1]):
                yield first.row, then.row, frozenset(held[:at])


def circles(log: Iterable[str]) -> list[str]:
    """Who could have met whom, and where: a line for each pair of names and of tables."""
    seen = defaultdict[tuple[Row, Row], list[tuple[Transaction, frozenset[Lock]]]](list)
    for transaction in _transactions(log):
        for first, then, before in transaction.steps():
            seen[first, then].append((transaction, before))
    return sorted(
        {
            f"{first[0]}, {then[0]}: {one.name} and {other.name}"
            for (first, then), those in seen.items()
            if first < then
            for one, before in those
            for other, also in seen.get((then, first), ())
            if all(_exclude(one.held[row], other.held[row]) for row in (first, then))
            and not _is_kept_away(before, also)
        }
    )


def _exclude(one: Lock, other: Lock) -> bool:
    return not (one.is_shared and other.is_shared)


def _is_kept_away(before: frozenset[Lock], also: frozenset[Lock]) -> bool:
    return any(
        lock.row[0] == other.row[0]
        and (lock.row == other.row or SEARCHED in (lock.row[1], other.row[1]))
        and _exclude(lock, other)
        for lock in before
        for other in also
    )


# The log

_LINE = re.compile(r"(\d+)\|(\w+):  ?(.*)", re.DOTALL)
_STATEMENT = re.compile(r"(?:statement|execute [^:]*): (.*)", re.DOTALL)
_OF_CURSOR = "FROM stem_cursor WHERE name = $1"
_CURSOR = re.compile(r"\$1 = '([\w.]+)'")


def _transactions(log: Iterable[str]) -> Iterator[Transaction]:
    """Those that ended, in the order of their ends."""
    started: dict[str, Transaction] = {}
    asked: dict[str, str] = {}
    for process, level, text in _entries(log):
        running = started.get(process)
        if level == "DETAIL" and running and _OF_CURSOR in asked[process]:
            running.name = _CURSOR.findall(text)[0]
            running.add([Lock(("stem_cursor", running.name))])
        told = _STATEMENT.fullmatch(text) if level == "LOG" else None
        if told is None:
            continue
        sql = asked[process] = told[1].strip()
        if sql.startswith("BEGIN"):
            started[process] = Transaction()
        elif running and sql.startswith(("COMMIT", "ROLLBACK")) and "SAVEPOINT" not in sql:
            yield started.pop(process)
        elif running:
            _note(running, sql)


def _entries(log: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Process, level and text of each entry, on however many lines."""
    lines: list[str] = []
    for line in chain(log, ["0|END: "]):
        if lines and _LINE.match(line):
            if found := _LINE.fullmatch("".join(lines)):
                yield found[1], found[2], found[3]
            lines = []
        lines.append(line)


# A statement

_COMMAND = re.compile(r"INSERT INTO stem_command_log .*?, '([a-z_]+\.[a-z_.]+)'", re.DOTALL)
_ADVISORY = re.compile(r"pg_advisory_xact_lock(_shared)?\(.* FROM unnest\('\{(.*?)\}'")
_NAME = re.compile(r'"([^"]*)"|([^",]+)')
_CHOSEN = re.compile(r"FOR (NO KEY UPDATE|UPDATE|SHARE)(?: OF \"?(\w+)\"?)?( SKIP LOCKED)?\W*$")
_PARTS = re.compile(r"[()]|\b(?:SELECT|INSERT|UPDATE|DELETE)\b")
_TABLE = re.compile(r'^(?:UPDATE|DELETE FROM|INSERT INTO) "?(\w+)|\bFROM "?(\w+)')
_UUID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BY_ID = re.compile(r"\bid\"? (?:= ANY\(|IN \(|= )(.*?)(?:\)| AND |$)", re.DOTALL)
_ARRAY = re.compile(r"'\{(.*?)\}'::[\w ()]+\[\]", re.DOTALL)
_COLUMNS = re.compile(r"\(([^()]*)\)")
_SERIES = re.compile(r"INSERT INTO stem_number_series .*?'([A-Z]+)', (\d{4}), ", re.DOTALL)


def _note(transaction: Transaction, sql: str) -> None:
    if _OF_CURSOR in sql:  # its name is told by the entry's detail
        return
    if command := _COMMAND.match(sql):
        transaction.name = transaction.name or command[1]
        return
    for shared, names in _ADVISORY.findall(sql):
        for quoted, bare in _NAME.findall(names):
            transaction.add([Lock(("advisory", quoted or bare), is_shared=bool(shared))])
    chosen, deed = _CHOSEN.search(sql), _deed(sql)
    is_change = deed.startswith(("UPDATE", "DELETE"))
    is_put = deed.startswith("INSERT") and "ON CONFLICT" in deed
    table = _table(deed)
    if deed.startswith("INSERT") and not is_put:
        transaction.own |= {(table, key.replace("-", "")) for key in _UUID.findall(sql)}
    if not (chosen or is_change or is_put):
        return
    is_shared, waits = False, True
    if chosen and not is_change:
        table, is_shared, waits = chosen[2] or table, chosen[1] == "SHARE", not chosen[3]
    keys = _keys_put(sql) if is_put else _keys_of(sql)
    in_order = "ORDER BY" in sql
    transaction.add(
        [Lock((table, key), is_shared, waits) for key in (sorted(keys) if in_order else keys)],
        in_order=in_order,
    )


def _deed(sql: str) -> str:
    """What a statement does with what it names by WITH before."""
    depth = 0
    for found in _PARTS.finditer(sql):
        if found[0] in "()":
            depth += 1 if found[0] == "(" else -1
        elif not depth:
            return sql[found.start() :]
    return sql


def _table(sql: str) -> str:
    found = _TABLE.search(sql)
    return "" if found is None else found[1] or found[2]


def _keys_of(sql: str) -> list[str]:
    """The ids that the statement names."""
    if _deed(sql).startswith("UPDATE") and "FROM unnest(" in sql:
        named = _ARRAY.search(sql, sql.index("FROM unnest("))
    else:
        named = _BY_ID.search(sql, max(sql.find("WHERE"), 0))
    ids = _UUID.findall(named[1]) if named and "SELECT" not in named[1] else []
    return [key.replace("-", "") for key in ids] or [SEARCHED]


def _keys_put(sql: str) -> list[str]:
    """The values of the columns that tell one row from another."""
    if series := _SERIES.match(sql):
        return ["-".join(series.groups())]
    arrays = [array.split(",") for array in _ARRAY.findall(sql)]
    lists = [[name.strip(' "') for name in found.split(",")] for found in _COLUMNS.findall(sql)]
    given = next((names for names in reversed(lists) if len(names) == len(arrays)), None)
    same = re.search(r"ON CONFLICT \(([^)]*)\)", sql)
    if given is None or same is None:
        return []
    wanted = [name.strip(' "') for name in same[1].split(",")]
    columns = [array for name, array in zip(given, arrays, strict=True) if name in wanted]
    return ["|".join(key) for key in zip(*columns, strict=True)] if columns else []
