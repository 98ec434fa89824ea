"""Which event types a cursor follows by the latest release that worked on it.

A batch passes over the types that its worker does not follow. During an upgrade a worker of the
release before would so pass over what the new release follows, and no worker would see it again.
The cursor's row therefore says what is followed; who follows less leaves the cursor alone.
"""

from uuid import UUID

import structlog
from django.db import connection, transaction

from sanye.stem.events.cursors import Cursor, registered_cursors
from sanye.stem.events.models import CursorRow

log = structlog.get_logger(__name__)

EVERYTHING = "*"
_told: set[tuple[str, UUID]] = set()


def followed_by(cursor: Cursor) -> str:
    """What this release's declaration follows, as CursorRow.follows has it."""
    return EVERYTHING if cursor.types is None else " ".join(cursor.types)


def lacking(cursor: Cursor, row: CursorRow) -> list[str]:
    """What the row says is followed, and this release's declaration does not follow."""
    return [type_ for type_ in row.follows.split() if not cursor.follows(type_)]


def may_work(cursor: Cursor, row: CursorRow) -> bool:
    """Whether this release follows all that is followed, noting what more it does: the row is
    locked. One that does not says so once."""
    if row.follows == followed_by(cursor):
        return True
    lacks = lacking(cursor, row)
    if lacks:
        _tell(cursor.name, row.company_id, lacks)
        return False
    note_change(cursor, row)
    return True


def note_change(cursor: Cursor, row: CursorRow) -> None:
    """It follows this release's types from here on: what lies behind it of the others was passed
    over, so what it handles is counted anew. The row is locked."""
    if row.follows != followed_by(cursor):
        row.follows = followed_by(cursor)
        count_from_here(row)
        row.save()


def count_from_here(row: CursorRow) -> None:
    """What was parked before is counted when it succeeds; so it is owed."""
    row.start, row.start_target, row.start_page_position = row.done, row.target, row.page_position
    row.handled_count = -row.parked.count()


def _tell(name: str, company_id: UUID, lacks: list[str]) -> None:
    if (name, company_id) not in _told:
        _told.add((name, company_id))
        log.warning("cursor_of_newer_release", cursor=name, company=str(company_id), lacks=lacks)


def note_what_is_followed(*, is_newer: bool) -> None:
    """Before any worker of this release begins, so that older ones pass over nothing more.

    A release that `is_newer` than all before may also follow less. Each row is waited for: who has
    it is within a batch.
    """
    for key in CursorRow.objects.order_by("name", "company_id").values_list("pk", flat=True):
        with transaction.atomic():
            with connection.cursor() as sql:
                sql.execute("SET LOCAL lock_timeout = 0")
            row = CursorRow.objects.select_for_update().get(pk=key)
            cursor = registered_cursors.get(row.name)
            if cursor is not None and (is_newer or not lacking(cursor, row)):
                note_change(cursor, row)
