"""Working out how customers buy and how they are doing, from what is known of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sanye.contracts.crm.customers import CustomerHealthChanged, HealthReason
from sanye.crm.loyalty.commands.buying import review_behaviour
from sanye.crm.loyalty.domain.health import (
    FULL,
    Level,
    Levels,
    Taken,
    level_of,
    reasons_of,
    score_of,
)
from sanye.crm.loyalty.models import Behaviour, DueReview, Health
from sanye.crm.loyalty.models import HealthReason as HealthReasonRow
from sanye.crm.loyalty.queries import count_found, get_health_levels, get_health_weights
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.events.queries import get_backlog
from sanye.stem.masterdata.models import Party
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.rows.advisory import lock_name
from sanye.stem.rows.bulk import insert_rows, update_rows

FACTS_CURSOR = "crm.loyalty.facts"
LARGEST_BACKLOG = 1000
AT_ONCE = 500
_TAKE = """
    DELETE FROM crm_due_review WHERE id IN
           (SELECT id FROM crm_due_review WHERE company_id = %s ORDER BY customer_id FOR UPDATE)
    RETURNING customer_id
"""
"""In the order in which they are noted, for who notes customers that are being taken waits."""


@command(logged=False)
def review_due_customers(*, by: Actor, at: datetime) -> int:
    """Look again at the customers about whom facts came in; returns how many.

    While facts are still being taken in by the thousand, as in a replay, nobody is looked at:
    half of what is known would say that everybody has gone quiet.
    """
    if get_backlog(cursor_name=FACTS_CURSOR, by=by) > LARGEST_BACKLOG:
        return 0
    _lock(by)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [by.company_id])
        due = [row[0] for row in cursor.fetchall()]
    return _review(due, by, at)


@command
def review_customers(
    *, customer_ids: Collection[UUID] | None = None, by: Actor, at: datetime
) -> int:
    """Look at these customers again, or at all of whom anything is known; returns how many."""
    _lock(by)
    if customer_ids is None:
        known = set(Behaviour.objects.order_by().values_list("customer_id", flat=True))
        customer_ids = known | set(DueReview.objects.values_list("customer_id", flat=True))
    return _review(list(customer_ids), by, at)


def _lock(by: Actor) -> None:
    """One review of a company at a time."""
    lock_name(f"crm.loyalty review {by.company_id}")


def _review(customer_ids: Sequence[UUID], by: Actor, at: datetime) -> int:
    as_of = get_business_date(at=at, by=by)
    known = Party.objects.filter(id__in=customer_ids).order_by("id")
    ids = list(known.values_list("id", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        chunk = ids[start : start + AT_ONCE]
        review_behaviour(chunk, as_of, by)
        _review_health(chunk, as_of, by)
    return len(ids)


def _review_health(customer_ids: Sequence[UUID], as_of: date, by: Actor) -> None:
    weights, levels = get_health_weights(by=by), get_health_levels(by=by)
    counts = count_found(weights, as_of, customer_ids)
    taken = {one: reasons_of(counts.get(one, {}), weights) for one in customer_ids}
    _write_health(taken, levels, as_of, by)


def _write_health(
    taken: Mapping[UUID, tuple[Taken, ...]], levels: Levels, as_of: date, by: Actor
) -> None:
    stored = {row.customer_id: row for row in Health.objects.filter(customer_id__in=taken)}
    old = list(stored.values())
    new, changes = [], []
    for customer_id, reasons in taken.items():
        row = stored.get(customer_id)
        if row is None:
            row = Health(
                company_id=by.company_id,
                customer_id=customer_id,
                score=FULL,
                level=Level.GOOD,
                level_since_date=as_of,
            )
            stored[customer_id] = row
            new.append(row)
        fact = _grade(row, reasons, levels, as_of)
        changes += [] if fact is None else [fact]
    insert_rows(new)
    update_rows(old, ["as_of_date", "score", "level", "level_since_date"])
    _replace_reasons(stored, taken)
    publish(*changes)


def _grade(
    row: Health, reasons: tuple[Taken, ...], levels: Levels, as_of: date
) -> CustomerHealthChanged | None:
    """Set score and level; the fact to tell if the level is another."""
    before = Level(row.level)
    row.as_of_date, row.score = as_of, score_of(reasons)
    row.level = level_of(row.score, before, levels)
    if row.level == before:
        return None
    row.level_since_date = as_of
    return CustomerHealthChanged(
        customer_id=row.customer_id,
        score=row.score,
        level=row.level,
        from_level=before,
        as_of_date=as_of,
        reasons=tuple(
            HealthReason(code=one.reason, points=one.points, evidence_count=one.evidence_count)
            for one in reasons
        ),
    )


def _replace_reasons(
    stored: Mapping[UUID, Health], taken: Mapping[UUID, tuple[Taken, ...]]
) -> None:
    HealthReasonRow.objects.filter(health_id__in=[row.id for row in stored.values()]).delete()
    insert_rows(
        [
            HealthReasonRow(
                id=new_id(),
                company_id=stored[customer_id].company_id,
                health_id=stored[customer_id].id,
                reason=one.reason,
                points=one.points,
                evidence_count=one.evidence_count,
            )
            for customer_id, reasons in taken.items()
            for one in reasons
        ]
    )
