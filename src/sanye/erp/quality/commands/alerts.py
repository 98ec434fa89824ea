"""Trends are judged, alerts raised, taken up and closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q

from sanye.erp.inventory.queries import list_first_moved
from sanye.erp.quality.domain.alerts import ALERT_STEPS, AlertStatus
from sanye.erp.quality.domain.trend import TrendPolicy, Verdict, chance, judge
from sanye.erp.quality.errors import AlertUnknown, OwnerMissing, PolicyOutOfOrder, ReasonMissing
from sanye.erp.quality.models import Failure, FailureTrend, QualityAlert, QualityPolicy
from sanye.erp.quality.publishing import publish_alert_closed, publish_raised
from sanye.erp.quality.queries import get_quality_policy
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.numbering.commands import draw_numbers

Trend = tuple[UUID, str]
"""An item and a failure code."""
SUBSIDED = "SUBSIDED"


@dataclass(slots=True)
class _Counts:
    count: int = 0
    before: int = 0
    suppliers: set[UUID | None] = field(default_factory=set)


@command(logged=False)
def evaluate_trends(
    *, trends: Sequence[Trend] | None = None, by: Actor, at: datetime
) -> list[QualityAlert]:
    """Judge some trends, or all, on the window that ends today; the alerts that are raised.

    An alert that nobody took up is closed when its trend is quiet again; one that somebody works
    on stays until its owner closes it.
    """
    policy = get_quality_policy(by=by)
    rules = policy.trend
    today = get_business_date(at=at, by=by)
    rows = _trend_rows(trends)
    counts = _counts(trends, rules, today)
    for item_id, failure_code in counts.keys() - rows.keys():
        rows[item_id, failure_code] = FailureTrend(
            id=new_id(), company_id=by.company_id, item_id=item_id, failure_code=failure_code
        )
    bases = _base_days({item_id for item_id, _ in rows}, rules, today, by=by)
    raised: list[tuple[FailureTrend, _Counts]] = []
    quiet: list[Trend] = []
    for key, row in rows.items():
        found = counts.get(key, _Counts())
        verdict = _judge(row, found, bases[row.item_id], rules, today)
        if verdict is Verdict.RAISE:
            raised.append((row, found))
        elif verdict is Verdict.ARM:
            quiet.append(key)
    FailureTrend.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["company", "item", "failure_code"],
        update_fields=[
            "window_days",
            "base_days",
            "count",
            "count_before",
            "probability_ratio",
            "as_of_date",
            "is_armed",
        ],
    )
    _close_quiet(quiet, at=at)
    return _raise(raised, policy.owner_id, policy.owner_role, by=by, at=at)


def _trend_rows(trends: Sequence[Trend] | None) -> dict[Trend, FailureTrend]:
    rows = FailureTrend.objects.order_by("item_id", "failure_code").select_for_update(of=("self",))
    if trends is not None:
        rows = rows.filter(item_id__in={item_id for item_id, _ in trends})
    wanted = None if trends is None else set(trends)
    return {
        (row.item_id, row.failure_code): row
        for row in rows
        if wanted is None or (row.item_id, row.failure_code) in wanted
    }


def _counts(
    trends: Sequence[Trend] | None, rules: TrendPolicy, today: date
) -> dict[Trend, _Counts]:
    starts = today - timedelta(days=rules.window_days)
    rows = Failure.objects.filter(
        failed_date__lte=today, failed_date__gt=starts - timedelta(days=rules.base_days)
    )
    if trends is not None:
        rows = rows.filter(item_id__in={item_id for item_id, _ in trends})
    wanted = None if trends is None else set(trends)
    found: dict[Trend, _Counts] = {}
    sums = rows.values_list("item_id", "failure_code", "supplier_id").annotate(
        inside=Count("id", filter=Q(failed_date__gt=starts)),
        before=Count("id", filter=Q(failed_date__lte=starts)),
    )
    for item_id, failure_code, supplier_id, inside, before in sums:
        if wanted is not None and (item_id, failure_code) not in wanted:
            continue
        one = found.setdefault((item_id, failure_code), _Counts())
        one.count += inside
        one.before += before
        if inside:
            one.suppliers.add(supplier_id)
    return found


def _base_days(
    item_ids: Collection[UUID], rules: TrendPolicy, today: date, *, by: Actor
) -> dict[UUID, int]:
    """How many days before the window the item could fail at all: none before it first moved."""
    first = list_first_moved(item_ids=item_ids, by=by)
    starts = today - timedelta(days=rules.window_days)
    return {
        item_id: max(min(rules.base_days, (starts - first[item_id]).days), 0)
        if item_id in first
        else rules.base_days
        for item_id in item_ids
    }


def _judge(
    row: FailureTrend, found: _Counts, base_days: int, rules: TrendPolicy, today: date
) -> Verdict:
    """Bring the trend to today, in memory."""
    row.window_days, row.base_days, row.as_of_date = rules.window_days, base_days, today
    row.count, row.count_before = found.count, found.before
    row.probability_ratio = chance(
        found.count, found.before, window_days=rules.window_days, base_days=base_days
    )
    verdict = judge(found.count, row.probability_ratio, is_armed=row.is_armed, policy=rules)
    if verdict is not Verdict.STAY:
        row.is_armed = verdict is Verdict.ARM
    return verdict


def _raise(
    raised: Sequence[tuple[FailureTrend, _Counts]],
    owner_id: UUID | None,
    owner_role: str,
    *,
    by: Actor,
    at: datetime,
) -> list[QualityAlert]:
    """An alert each, but where one is open already."""
    items = [row.item_id for row, _ in raised]
    is_open = set(
        QualityAlert.objects.exclude(status=AlertStatus.CLOSED)
        .filter(item_id__in=items)
        .values_list("item_id", "failure_code")
    )
    fresh = [one for one in raised if (one[0].item_id, one[0].failure_code) not in is_open]
    numbers = draw_numbers("QA", len(fresh), at=at) if fresh else []
    alerts = [
        QualityAlert(
            id=new_id(),
            company_id=by.company_id,
            number=number,
            item_id=row.item_id,
            failure_code=row.failure_code,
            supplier_id=next(iter(found.suppliers)) if len(found.suppliers) == 1 else None,
            window_days=row.window_days,
            count=row.count,
            count_before=row.count_before,
            probability_ratio=row.probability_ratio,
            owner_id=owner_id,
            owner_role=owner_role,
            raised_at=at,
        )
        for number, (row, found) in zip(numbers, fresh, strict=True)
    ]
    QualityAlert.objects.bulk_create(alerts)
    publish_raised(alerts)
    return alerts


def _close_quiet(quiet: Sequence[Trend], *, at: datetime) -> None:
    rows = QualityAlert.objects.filter(
        status=AlertStatus.OPEN, item_id__in={item_id for item_id, _ in quiet}
    )
    for row in rows.order_by("id").select_for_update(of=("self",)):
        if (row.item_id, row.failure_code) in set(quiet):
            _close(row, SUBSIDED, "", at=at)


@command
def acknowledge_alert(*, alert_id: UUID, by: Actor, at: datetime) -> QualityAlert:
    """Take it up; who has no owner yet is owned by who does. Raises AlertUnknown,
    StepNotAllowed."""
    row = _lock(alert_id)
    _step(row, AlertStatus.ACKNOWLEDGED)
    row.acknowledged_at = at
    row.owner_id = row.owner_id or by.user_id
    row.save(update_fields=["status", "acknowledged_at", "owner"])
    return row


@command
def assign_alert(
    *, alert_id: UUID, owner_id: UUID | None = None, owner_role: str = "", by: Actor, at: datetime
) -> QualityAlert:
    """Give it to a user or a role. Raises AlertUnknown, OwnerMissing, StepNotAllowed if closed."""
    if owner_id is None and not owner_role.strip():
        raise OwnerMissing(field="owner_id")
    row = _lock(alert_id)
    if row.status == AlertStatus.CLOSED:
        _step(row, AlertStatus.ACKNOWLEDGED)
    row.owner_id, row.owner_role = owner_id, owner_role.strip()
    row.save(update_fields=["owner", "owner_role"])
    return row


@command
def close_alert(
    *, alert_id: UUID, reason_code: str, note: str = "", by: Actor, at: datetime
) -> QualityAlert:
    """The cause is found, or there is none. Raises AlertUnknown, ReasonMissing, StepNotAllowed."""
    if not reason_code.strip():
        raise ReasonMissing(field="reason_code")
    row = _lock(alert_id)
    _close(row, reason_code.strip(), note, at=at)
    return row


def _close(row: QualityAlert, reason_code: str, note: str, *, at: datetime) -> None:
    _step(row, AlertStatus.CLOSED)
    row.closed_at, row.close_reason_code, row.close_note = at, reason_code[:40], note[:400]
    row.save(update_fields=["status", "closed_at", "close_reason_code", "close_note"])
    publish_alert_closed(row)


def _lock(alert_id: UUID) -> QualityAlert:
    rows = QualityAlert.objects.select_for_update(of=("self",))
    found: QualityAlert | None = rows.filter(id=alert_id).first()
    if found is None:
        raise AlertUnknown(id=str(alert_id))
    return found


def _step(row: QualityAlert, to: AlertStatus) -> None:
    check_step(ALERT_STEPS, AlertStatus(row.status), to, subject=row.number)
    row.status = to


@command
def set_quality_policy(
    *,
    window_days: int,
    base_days: int,
    minimum_count: int,
    raise_ratio: Decimal,
    quiet_ratio: Decimal,
    owner_id: UUID | None = None,
    owner_role: str = "",
    by: Actor,
    at: datetime,
) -> QualityPolicy:
    """When alerts are raised and whose they are. Raises PolicyOutOfOrder, OwnerMissing."""
    days = min(window_days, base_days, minimum_count)
    if days < 1 or not 0 < raise_ratio < quiet_ratio <= 1:
        raise PolicyOutOfOrder(field="raise_ratio")
    if owner_id is None and not owner_role.strip():
        raise OwnerMissing(field="owner_role")
    policy: QualityPolicy
    policy, _ = QualityPolicy.objects.update_or_create(
        company_id=by.company_id,
        defaults={
            "window_days": window_days,
            "base_days": base_days,
            "minimum_count": minimum_count,
            "raise_ratio": raise_ratio,
            "quiet_ratio": quiet_ratio,
            "owner_id": owner_id,
            "owner_role": owner_role.strip(),
        },
    )
    return policy
