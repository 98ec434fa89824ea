"""`/quality-alerts`, `/failure-trends`, `/failures`."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.quality import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of

alerts = Router(tags=["quality"])
trends = Router(tags=["quality"])
failures = Router(tags=["quality"])


class AlertOut(Schema):
    """Counts in the window and before it; the chance that it is nothing but chance."""

    id: UUID
    number: str
    status: str
    item_id: UUID
    item_code: str = Field(alias="item.code")
    failure_code: str
    supplier_id: UUID | None
    window_days: int
    count: int
    count_before: int
    probability_ratio: Decimal
    owner_id: UUID | None
    owner_role: str
    raised_at: datetime
    acknowledged_at: datetime | None
    closed_at: datetime | None
    close_reason_code: str
    close_note: str


class TrendOut(Schema):
    id: UUID
    item_id: UUID
    item_code: str = Field(alias="item.code")
    failure_code: str
    window_days: int
    base_days: int
    count: int
    count_before: int
    probability_ratio: Decimal
    as_of_date: date
    is_armed: bool


class FailureOut(Schema):
    """`root_id` is the case, the returned line or the inspection's decision."""

    id: UUID
    root_id: UUID
    source_type: str
    item_id: UUID
    item_code: str = Field(alias="item.code")
    failure_code: str
    failed_date: date
    supplier_id: UUID | None


class AssignmentIn(Schema):
    owner_id: UUID | None = None
    owner_role: str = Field("", max_length=40)


class ClosingIn(Schema):
    reason_code: str = Field(max_length=40)
    note: str = ""


class PolicyBody(Schema):
    window_days: int
    base_days: int
    minimum_count: int
    raise_ratio: Decimal
    quiet_ratio: Decimal
    owner_id: UUID | None = None
    owner_role: str = Field("", max_length=40)


def _shown(request: HttpRequest, alert_id: UUID) -> object:
    return queries.get_alert(alert_id=alert_id, by=actor_of(request))


def _policy(request: HttpRequest) -> PolicyBody:
    policy = queries.get_quality_policy(by=actor_of(request))
    rules = policy.trend
    return PolicyBody(
        window_days=rules.window_days,
        base_days=rules.base_days,
        minimum_count=rules.minimum_count,
        raise_ratio=rules.raise_ratio,
        quiet_ratio=rules.quiet_ratio,
        owner_id=policy.owner_id,
        owner_role=policy.owner_role,
    )


@alerts.get("", response=Page[AlertOut])
def list_alerts(
    request: HttpRequest,
    status: str | None = None,
    item_id: UUID | None = None,
    failure_code: str | None = None,
    supplier_id: UUID | None = None,
    owner_id: UUID | None = None,
    owner_role: str | None = None,
) -> HttpResponse:
    """Failures that come up more often than they used to."""
    rows = queries.list_alerts(
        status=status,
        item_id=item_id,
        failure_code=failure_code,
        supplier_id=supplier_id,
        owner_id=owner_id,
        owner_role=owner_role,
        by=actor_of(request),
    )
    return page_of(request, rows, AlertOut, sortable=["number", "raised_at", "probability_ratio"])


@alerts.get("/policy", response=PolicyBody)
def get_quality_policy(request: HttpRequest) -> object:
    """When alerts are raised, and whose they are."""
    return _policy(request)


@alerts.put("/policy", response=PolicyBody)
def set_quality_policy(request: HttpRequest, body: PolicyBody) -> object:
    """Set when alerts are raised, and whose they are."""
    commands.set_quality_policy(**body.dict(), by=actor_of(request), at=now())
    return _policy(request)


@alerts.get("/{uuid:alert_id}", response=AlertOut)
def get_alert(request: HttpRequest, alert_id: UUID) -> object:
    """One alert."""
    return _shown(request, alert_id)


@alerts.post("/{uuid:alert_id}/acknowledge", response=AlertOut)
def acknowledge_alert(request: HttpRequest, alert_id: UUID) -> object:
    """Take it up."""
    commands.acknowledge_alert(alert_id=alert_id, by=actor_of(request), at=now())
    return _shown(request, alert_id)


@alerts.post("/{uuid:alert_id}/assign", response=AlertOut)
def assign_alert(request: HttpRequest, alert_id: UUID, body: AssignmentIn) -> object:
    """Give it to a user or a role."""
    commands.assign_alert(alert_id=alert_id, **body.dict(), by=actor_of(request), at=now())
    return _shown(request, alert_id)


@alerts.post("/{uuid:alert_id}/close", response=AlertOut)
def close_alert(request: HttpRequest, alert_id: UUID, body: ClosingIn) -> object:
    """The cause is found, or there is none."""
    commands.close_alert(alert_id=alert_id, **body.dict(), by=actor_of(request), at=now())
    return _shown(request, alert_id)


@trends.get("", response=Page[TrendOut])
def list_failure_trends(
    request: HttpRequest, item_id: UUID | None = None, failure_code: str | None = None
) -> HttpResponse:
    """How often failures come up, against before."""
    rows = queries.list_failure_trends(
        item_id=item_id, failure_code=failure_code, by=actor_of(request)
    )
    return page_of(request, rows, TrendOut, sortable=["count", "probability_ratio"])


@failures.get("", response=Page[FailureOut])
def list_failures(
    request: HttpRequest,
    item_id: UUID | None = None,
    failure_code: str | None = None,
    source_type: str | None = None,
) -> HttpResponse:
    """The failures behind the counts."""
    rows = queries.list_failures(
        item_id=item_id, failure_code=failure_code, source_type=source_type, by=actor_of(request)
    )
    return page_of(request, rows, FailureOut, sortable=["failed_date"])
