"""Counts over cases."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from sanye.crm.service.domain.states import ALIVE, CaseStatus
from sanye.crm.service.models import Case
from sanye.crm.service.queries.cases import is_at_risk, is_breached
from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of

MOST_COUNTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCount:
    """Open cases of a queue; a case may be breached and unassigned at once."""

    queue_code: str
    name: str
    name_zh: str
    new: int
    open: int
    waiting: int
    unassigned: int
    at_risk: int
    breached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureCount:
    """How often an item showed a failure in a month (its first day), imported cases included."""

    item_id: UUID | None
    item_code: str | None
    failure_code: str
    month: date
    count: int
    in_warranty_count: int


@query
def count_cases(*, at: datetime, by: Actor) -> list[QueueCount]:
    """Open cases per queue at a moment."""
    rows = (
        Case.objects.filter(status__in=ALIVE)
        .values("queue__code", "queue__name", "queue__name_zh")
        .annotate(
            new=Count("id", filter=Q(status=CaseStatus.NEW)),
            open=Count("id", filter=Q(status=CaseStatus.OPEN)),
            waiting=Count("id", filter=Q(status=CaseStatus.WAITING)),
            unassigned=Count("id", filter=Q(owner__isnull=True)),
            at_risk=Count("id", filter=is_at_risk(at)),
            breached=Count("id", filter=is_breached(at)),
        )
        .order_by("queue__code")
    )
    return [QueueCount(**{_short(name): value for name, value in row.items()}) for row in rows]


@query
def count_failures(
    *,
    from_date: date,
    until_date: date,
    item_id: UUID | None = None,
    failure_code: str | None = None,
    by: Actor,
) -> list[FailureCount]:
    """Cases by item, failure code and month in which they were opened (company's time zone).

    Days both included; the most frequent first, at most 1,000 rows.
    """
    zone = fixed_of(by).zone
    rows = _with_failure(from_date, until_date, zone)
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    if failure_code is not None:
        rows = rows.filter(failure_code=failure_code)
    counted = (
        rows.annotate(month=TruncMonth("opened_at", tzinfo=zone))
        .values("item_id", "item__code", "failure_code", "month")
        .annotate(count=Count("id"), in_warranty=Count("id", filter=Q(is_in_warranty=True)))
        .order_by("-count", "month", "item_id", "failure_code")
    )
    return [
        FailureCount(
            item_id=row["item_id"],
            item_code=row["item__code"],
            failure_code=row["failure_code"],
            month=row["month"].astimezone(zone).date(),
            count=row["count"],
            in_warranty_count=row["in_warranty"],
        )
        for row in counted[:MOST_COUNTS]
    ]


def _with_failure(from_date: date, until_date: date, zone: ZoneInfo) -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.exclude(failure_code="").exclude(status=CaseStatus.MERGED)
    return rows.filter(
        opened_at__gte=datetime.combine(from_date, time(), zone),
        opened_at__lt=datetime.combine(until_date + timedelta(days=1), time(), zone),
    )


def _short(name: str) -> str:
    return "queue_code" if name == "queue__code" else name.removeprefix("queue__")
