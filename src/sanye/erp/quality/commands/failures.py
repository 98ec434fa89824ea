"""Failures as facts tell of them: a projection, from which trends are judged."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sanye.erp.quality.commands.alerts import Trend, evaluate_trends
from sanye.erp.quality.domain.failures import Told, failures_of
from sanye.erp.quality.models import Failure
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of


@command(logged=False)
def record_failures(
    *, facts: Sequence[tuple[Any, datetime]], is_live: bool, by: Actor, at: datetime
) -> None:
    """Keep one row per failure, from facts with the moment at which each was recorded.

    Live, the trends that changed are judged at once; a replay or a backlog is left to the daily
    evaluation, so that no alert is raised on the way.
    """
    zone = fixed_of(by).zone
    told = [one for fact, recorded_at in facts for one in failures_of(fact, recorded_at, zone)]
    if not told:
        return
    roots = {one.root_id for one in told}
    before = {row.root_id: row for row in Failure.objects.filter(root_id__in=roots)}
    now = _follow(told, before, by.company_id)
    touched = {_trend(row) for row in before.values()} | {_trend(row) for row in now.values()}
    gone = [row.id for root_id, row in before.items() if root_id not in now]
    Failure.objects.filter(id__in=gone).delete()
    Failure.objects.bulk_create(
        now.values(),
        update_conflicts=True,
        unique_fields=["company", "root_id"],
        update_fields=["item", "failure_code", "failed_date", "supplier"],
    )
    if is_live and touched:
        evaluate_trends(trends=sorted(touched), by=by, at=at)


def _follow(
    told: Iterable[Told], before: dict[UUID, Failure], company_id: UUID
) -> dict[UUID, Failure]:
    """The failures as they are after all that was told, by root; in memory."""
    days = {root_id: row.failed_date for root_id, row in before.items()}
    now = {root_id: _copy(row) for root_id, row in before.items()}
    for one in told:
        if one.is_day_known or one.root_id not in days:
            days[one.root_id] = one.day
        if one.item_id is None or not one.failure_code:
            now.pop(one.root_id, None)
            days.pop(one.root_id, None)
            continue
        now[one.root_id] = Failure(
            id=before[one.root_id].id if one.root_id in before else new_id(),
            company_id=company_id,
            root_id=one.root_id,
            source_type=one.source_type,
            item_id=one.item_id,
            failure_code=one.failure_code[:40],
            failed_date=days[one.root_id],
            supplier_id=one.supplier_id,
        )
    return now


def _copy(row: Failure) -> Failure:
    return Failure(**{field.attname: getattr(row, field.attname) for field in row._meta.fields})  # noqa: SLF001


def _trend(row: Failure) -> Trend:
    return row.item_id, row.failure_code


@command
def empty_failures(*, by: Actor, at: datetime) -> None:
    """Forget the failures, to replay the log; trends and alerts stay."""
    Failure.objects.all().delete()
