"""The weighted pipeline, as it is and as it was seen before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum

from sanye.kernel.actors import Actor
from sanye.kernel.quantity import round_quantity
from sanye.scm.demand.domain.periods import period_of
from sanye.scm.demand.domain.states import Bucket, OpportunityStatus
from sanye.scm.demand.models import PipelineLine, PipelineVintage
from sanye.stem.commands import query


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineWeek:
    """`expected_quantity`: each open quantity times the probability of winning it."""

    item_id: UUID
    site_id: UUID | None
    week_date: date
    expected_quantity: Decimal
    open_quantity: Decimal
    unit: str
    opportunity_count: int


def weighted_pipeline(*, as_of: date, item_id: UUID | None = None) -> list[PipelineWeek]:
    """By item, site and week of the expected close; what should have closed counts this week."""
    rows = PipelineLine.objects.filter(status=OpportunityStatus.OPEN)
    rows = rows if item_id is None else rows.filter(item_id=item_id)
    grouped = rows.values("item_id", "site_id", "expected_close_date", "unit").annotate(
        expected=Sum(F("quantity") * F("probability_ratio")),
        open=Sum("quantity"),
        count=Count("opportunity_id", distinct=True),
    )
    weeks: dict[tuple[UUID, UUID | None, date, str], list[tuple[Decimal, Decimal, int]]] = {}
    for row in grouped:
        week = period_of(max(row["expected_close_date"], as_of), Bucket.WEEK)
        key = (row["item_id"], row["site_id"], week, row["unit"])
        weeks.setdefault(key, []).append((row["expected"], row["open"], row["count"]))
    return [
        PipelineWeek(
            item_id=item,
            site_id=site,
            week_date=week,
            expected_quantity=round_quantity(sum((part[0] for part in parts), Decimal(0))),
            open_quantity=sum((part[1] for part in parts), Decimal(0)),
            unit=unit,
            opportunity_count=sum(part[2] for part in parts),
        )
        for (item, site, week, unit), parts in sorted(weeks.items(), key=lambda p: _order(p[0]))
    ]


def _order(key: tuple[UUID, UUID | None, date, str]) -> tuple[str, str, date, str]:
    item_id, site_id, week, unit = key
    return (str(item_id), str(site_id or ""), week, unit)


@query
def list_pipeline(*, as_of: date, item_id: UUID | None = None, by: Actor) -> list[PipelineWeek]:
    """The weighted pipeline as it is now, from the week of `as_of` on."""
    return weighted_pipeline(as_of=as_of, item_id=item_id)


@query
def list_pipeline_vintages(
    *,
    item_id: UUID | None = None,
    as_of_date: date | None = None,
    week_date: date | None = None,
    by: Actor,
) -> QuerySet[PipelineVintage]:
    """What the pipeline looked like on earlier days."""
    given = {"item_id": item_id, "as_of_date": as_of_date, "week_date": week_date}
    return PipelineVintage.objects.filter(**{k: v for k, v in given.items() if v is not None})
