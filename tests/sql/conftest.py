"""What the main commands and all handlers send to the database."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Any

import pytest
from django.db import transaction

from sanye.erp.ledger.commands import open_books
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.cursors import Recorded, recorded_from_row, registered_cursors
from sanye.stem.events.models import EventRow
from sanye.stem.events.reading import COLUMNS
from sanye.stem.identity.models import Company
from tests.conftest import Cursors
from tests.sql.counting import Query, queries_of
from tests.sql.firm import Firm, walk
from tests.sql.lists import Listed, count_lists

Sent = dict[str, dict[int, list[Query]]]
"""Name of a command, or of a cursor and its handler → size → the call that sent most."""

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass
class Walked:
    """The walk of `firm.py` with 5 items and then with 50, in one company.

    `by_lines` counts commands and handlers for documents of 5 and 50 lines, `by_documents` the
    handlers of projections for the facts of the first walk, and for those of both, `by_rows` lists.
    """

    by_lines: Sent = field(default_factory=lambda: defaultdict(dict))
    by_documents: Sent = field(default_factory=lambda: defaultdict(dict))
    by_rows: dict[str, Listed] = field(default_factory=dict)


@pytest.fixture(scope="package")
def walked(django_db_setup: None, django_db_blocker: Any) -> Walked:
    found = Walked()
    with django_db_blocker.unblock(), transaction.atomic():
        by = _company()
        follow = Cursors(by.company_id, AT)
        last = []

        for lines in (5, 50):
            with _counted_handlers(found.by_lines, lines):
                firm = Firm(by=by, at=AT, size=lines, follow=follow)
                walk(firm, _taking(found.by_lines, lines))
            last.append(EventRow.objects.latest("position").position)
        for documents, position in enumerate(last, start=1):
            with _counted_handlers(found.by_documents, documents):
                _project(by, position)
        found.by_rows = count_lists(by, AT)
        transaction.set_rollback(True)
    return found


def _project(by: Actor, until: int) -> None:
    """Empty the projections and let them handle the log, the events of each type in one run."""
    events = EventRow.objects.filter(company_id=by.company_id, position__lte=until)
    columns = COLUMNS.split(", ")
    rows = [recorded_from_row(row) for row in events.order_by("position").values_list(*columns)]
    first = {row.type: row.position for row in reversed(rows)}
    rows.sort(key=lambda row: first[row.type])
    for cursor in registered_cursors.values():
        if cursor.rebuild is not None:
            cursor.rebuild(by=by, at=AT)
            cursor.handle([row for row in rows if row.type in (cursor.types or ())], at=AT)


def _company() -> Actor:
    row = Company.objects.create(
        id=new_id(),
        code="FIRM",
        name="Firm",
        country="CN",
        functional_currency="CNY",
    )
    by = Actor(user_id=None, company_id=row.id, name="tester", permissions=frozenset({"*"}))
    open_books(chart="CN", by=by, at=AT)
    return by


def _taking(found: Sent, size: int) -> Callable[[str, Callable[[], Any]], Any]:
    def take(name: str, work: Callable[[], Any]) -> Any:
        answer: list[Any] = []
        _note(found, name, size, queries_of(lambda: answer.append(work())))
        return answer[0]

    return take


def _note(found: Sent, name: str, size: int, sent: list[Query]) -> None:
    found[name][size] = max(found[name].get(size, []), sent, key=len)


@contextmanager
def _counted_handlers(found: Sent, size: int) -> Iterator[None]:
    """Inside, what each handler sends for one run of events is noted."""
    with pytest.MonkeyPatch.context() as patch:
        for cursor in registered_cursors.values():
            for type_, handler in cursor._handlers.items():
                counted = _counted(handler, f"{cursor.name} {handler.__name__}", found, size)
                patch.setitem(cursor._handlers, type_, counted)
        yield


def _counted(handler: Any, name: str, found: Sent, size: int) -> Any:
    @wraps(handler)
    def run(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
        sent = queries_of(lambda: handler(batch, by=by, at=at))
        _note(found, name, size, sent)

    return run
