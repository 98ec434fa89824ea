"""Proving the invariants of a live database."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from uuid import UUID

from django.db import connection, transaction

from sanye.kernel.actors import system_actor
from sanye.kernel.checks import all_checks
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.events.queries import list_cursors


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check on one company: what it looked at and what it found broken."""

    company: str
    check: str
    checked: int
    problems: tuple[str, ...]
    seconds: float


def verify(company_id: UUID, company_code: str) -> list[Finding]:
    """Run every check on one snapshot of the database, which others may go on changing."""
    with transaction.atomic(), entered(UnitOfWork(actor=system_actor(company_id, "sanye verify"))):
        if not connection.needs_rollback and len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return [_run(name, company_id, company_code) for name in sorted(all_checks)]


def _run(name: str, company_id: UUID, company_code: str) -> Finding:
    started = perf_counter()
    outcome = all_checks[name](company_id)
    return Finding(
        company=company_code,
        check=name,
        checked=outcome.checked,
        problems=outcome.problems,
        seconds=round(perf_counter() - started, 3),
    )


def wait_until_quiet(
    company_ids: list[UUID], seconds: float, *, sleep: Callable[[float], None] = time.sleep
) -> bool:
    """Wait until every cursor has handled what is visible; False if that took too long.

    A check that compares a projection with its source is only sharp when nothing is under way.
    """
    ends = time.monotonic() + seconds
    while True:
        if is_quiet(company_ids):
            return True
        if time.monotonic() >= ends:
            return False
        sleep(0.1)


def is_quiet(company_ids: list[UUID]) -> bool:
    """Whether every cursor has handled what is visible."""
    return not any(_waiting(company_id) for company_id in company_ids)


def _waiting(company_id: UUID) -> int:
    states = list_cursors(by=system_actor(company_id, "sanye verify"))
    return sum(state.waiting for state in states)
