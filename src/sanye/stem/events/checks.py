"""What must hold of the log and its cursors."""

from typing import Any
from uuid import UUID

from django.db import connection

from sanye.kernel.checks import Outcome, check
from sanye.kernel.ids import NO_COMPANY
from sanye.stem.events.cursors import registered_cursors
from sanye.stem.events.models import CursorRow


def _lies_behind(done: str, target: str, page: str) -> str:
    return (
        f"(pg_visible_in_snapshot(e.xid, %({done})s::pg_snapshot)"
        f" OR (%({target})s::text IS NOT NULL AND e.position <= %({page})s"
        f" AND pg_visible_in_snapshot(e.xid, %({target})s::pg_snapshot)))"
    )


_BEFORE_START = _lies_behind("start", "start_target", "start_page")
_SINCE_START = (
    "WHERE e.company_id = ANY(%(companies)s)"
    " AND (%(types)s::text[] IS NULL OR e.type = ANY(%(types)s))"
    f" AND NOT {_BEFORE_START} AND {_lies_behind('done', 'target', 'page')}"
)


@check("stem.events.cursors_complete")
def cursors_complete(company_id: UUID) -> Outcome:
    """Every cursor has handled or parked each event behind it: none left out, none twice. Counted
    since it began, or since it follows the types that it does, or since a restore."""
    problems = []
    checked = 0
    for row in _rows(company_id):
        behind, parked = _count_behind(row), row.parked.count()
        checked += behind
        if row.handled_count + parked != behind:
            problems.append(
                f"{row.name}: {behind} events behind it, {row.handled_count} handled,"
                f" {parked} parked"
            )
    return Outcome(checked=checked, problems=tuple(problems))


@check("stem.events.effects_once")
def effects_once(company_id: UUID) -> Outcome:
    """Every reaction has exactly one effect for each event it handled since it began."""
    problems = []
    checked = 0
    for row in _rows(company_id, kind="REACTION"):
        effects, handled = _count_effects(row), row.handled_count + _count_owed(row)
        checked += effects
        if effects != handled:
            problems.append(f"{row.name}: {handled} handled, {effects} effects")
    return Outcome(checked=checked, problems=tuple(problems))


@check("stem.events.nothing_parked")
def nothing_parked(company_id: UUID) -> Outcome:
    """No event waits for an operator and no cursor stands still."""
    rows = _rows(company_id)
    problems = [
        f"{row.name}: position {parked.position} {parked.state}: {parked.error}"
        for row in rows
        for parked in row.parked.order_by("position")
    ]
    problems += [f"{row.name} stands still: {row.error}" for row in rows if row.error]
    return Outcome(checked=len(rows), problems=tuple(problems))


@check("stem.events.causes_known")
def causes_known(company_id: UUID) -> Outcome:
    """Every event was published by a command that stands in the command log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE c.id IS NULL) FROM stem_event e"
            " LEFT JOIN stem_command_log c ON c.id = e.command_id WHERE e.company_id = %s",
            [company_id],
        )
        checked, orphans = cursor.fetchone()
    problems = (f"{orphans} events without their command",) if orphans else ()
    return Outcome(checked=checked, problems=problems)


def _rows(company_id: UUID, **filters: str) -> list[CursorRow]:
    rows = CursorRow.objects.filter(company_id=company_id, **filters).order_by("name")
    return [row for row in rows if row.name in registered_cursors]


def _count_behind(row: CursorRow) -> int:
    return _count(row, f"SELECT count(*) FROM stem_event e {_SINCE_START}")  # noqa: S608 - constants


def _count_effects(row: CursorRow) -> int:
    return _count(
        row,
        "SELECT count(*) FROM stem_event e JOIN stem_effect f"  # noqa: S608 - constants
        f" ON f.event_id = e.event_id AND f.cursor_name = %(name)s {_SINCE_START}",
    )


def _count_owed(row: CursorRow) -> int:
    """What has been parked since before its count began: `handled_count` began below zero by it."""
    return _count(
        row,
        "SELECT count(*) FROM stem_event e JOIN stem_parked_event p"  # noqa: S608 - constants
        f" ON p.position = e.position AND p.cursor_id = %(id)s WHERE {_BEFORE_START}",
    )


def _count(row: CursorRow, sql: str) -> int:
    values: dict[str, Any] = {
        "id": row.id,
        "name": row.name,
        "companies": [row.company_id, NO_COMPANY],
        "types": registered_cursors[row.name].types,
        "start": row.start,
        "start_target": row.start_target,
        "start_page": row.start_page_position,
        "done": row.done,
        "target": row.target,
        "page": row.page_position,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])
