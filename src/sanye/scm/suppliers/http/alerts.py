"""`/supplier-alerts`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.scm.suppliers import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of

router = Router(tags=["suppliers"])
Note = Annotated[str, Field(max_length=400)]


class AlertOut(Schema):
    """`sales_order_…`: the customers' orders that wait for it; money in functional currency."""

    id: UUID
    kind: str
    severity: str
    status: str
    supplier_id: UUID
    supplier_code: str
    order_id: UUID | None
    order_number: str
    line_id: UUID | None
    item_id: UUID | None
    item_code: str
    site_id: UUID | None
    quantity: Decimal | None
    unit: str
    asked_date: date | None
    expected_date: date | None
    late_ratio: Decimal | None
    sales_order_ids: list[UUID]
    sales_order_numbers: list[str]
    customer_ids: list[UUID]
    breaks_promise: bool
    money_at_stake: Decimal
    currency: str
    owner_id: UUID | None
    owner_role: str
    raised_at: datetime
    acknowledged_at: datetime | None
    snoozed_until_date: date | None
    escalated_at: datetime | None
    closed_at: datetime | None
    close_reason: str
    close_note: str
    is_false_alarm: bool | None

    @staticmethod
    def resolve_supplier_code(row: Any) -> str:
        return str(row.supplier.code)

    @staticmethod
    def resolve_item_code(row: Any) -> str:
        return "" if row.item is None else str(row.item.code)


class ActionOut(Schema):
    action: str
    order_id: UUID | None
    line_id: UUID | None
    wanted_date: date | None
    supplier_id: UUID | None
    supplier_code: str
    supplier_colour: str
    lead_time_days: int | None
    expected_date: date | None
    unit_price: Decimal | None
    unit: str
    currency: str
    sales_order_ids: list[UUID]


class QualityOut(Schema):
    kind: str
    live_count: int
    closed_count: int
    decided_count: int
    false_count: int
    false_ratio: Decimal | None


class SnoozeIn(Schema):
    until_date: date


class CloseIn(Schema):
    reason: str = "HANDLED"
    note: Note


@router.get("", response=Page[AlertOut])
def list_supplier_alerts(
    request: HttpRequest,
    status: str | None = None,
    is_live: bool | None = True,  # noqa: FBT001, FBT002 - a filter
    kind: str | None = None,
    least_severity: str | None = None,
    supplier_id: UUID | None = None,
    item_id: UUID | None = None,
    order_id: UUID | None = None,
    sales_order_id: UUID | None = None,
    owner_id: UUID | None = None,
    owner_role: str | None = None,
) -> HttpResponse:
    """What endangers whom; by default what is not closed."""
    rows = queries.list_supplier_alerts(
        status=status,
        is_live=is_live if status is None else None,
        kind=kind,
        least_severity=least_severity,
        supplier_id=supplier_id,
        item_id=item_id,
        order_id=order_id,
        sales_order_id=sales_order_id,
        owner_id=owner_id,
        owner_role=owner_role,
        by=actor_of(request),
    )
    return page_of(
        request, rows, AlertOut, sortable=["raised_at", "money_at_stake", "expected_date"]
    )


@router.get("/quality", response=list[QualityOut])
def list_alert_quality(
    request: HttpRequest, raised_from: date | None = None, supplier_id: UUID | None = None
) -> object:
    """How often alerts of each kind were for nothing."""
    return queries.list_alert_quality(
        raised_from=raised_from, supplier_id=supplier_id, by=actor_of(request)
    )


@router.get("/{uuid:alert_id}", response=AlertOut)
def get_supplier_alert(request: HttpRequest, alert_id: UUID) -> object:
    """One alert."""
    return queries.get_supplier_alert(alert_id=alert_id, by=actor_of(request))


@router.get("/{uuid:alert_id}/actions", response=list[ActionOut])
def list_proposed_actions(request: HttpRequest, alert_id: UUID) -> object:
    """What could be done: expedite, another source, a new promise …"""
    return queries.list_proposed_actions(alert_id=alert_id, at=now(), by=actor_of(request))


@router.post("/{uuid:alert_id}/acknowledge", response=AlertOut)
def acknowledge_supplier_alert(request: HttpRequest, alert_id: UUID) -> object:
    """You have seen it and see to it."""
    return commands.acknowledge_supplier_alert(alert_id=alert_id, by=actor_of(request), at=now())


@router.post("/{uuid:alert_id}/snooze", response=AlertOut)
def snooze_supplier_alert(request: HttpRequest, alert_id: UUID, body: SnoozeIn) -> object:
    """Let it rest until a day; it wakes earlier when it gets worse."""
    return commands.snooze_supplier_alert(
        alert_id=alert_id, until_date=body.until_date, by=actor_of(request), at=now()
    )


@router.post("/{uuid:alert_id}/escalate", response=AlertOut)
def escalate_supplier_alert(request: HttpRequest, alert_id: UUID) -> object:
    """Give it to the manager."""
    return commands.escalate_supplier_alert(alert_id=alert_id, by=actor_of(request), at=now())


@router.post("/{uuid:alert_id}/close", response=AlertOut)
def close_supplier_alert(request: HttpRequest, alert_id: UUID, body: CloseIn) -> object:
    """End it by hand: HANDLED or FALSE_ALARM, with a note."""
    return commands.close_supplier_alert(
        alert_id=alert_id, reason=body.reason, note=body.note, by=actor_of(request), at=now()
    )
