"""Alerts brought in line with their causes: raised, kept up to date, woken, closed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_to
from sanye.scm.suppliers.commands.causes import Cause, Key
from sanye.scm.suppliers.commands.endangered import Customers, Endangered
from sanye.scm.suppliers.domain.alarms import Ending, ending_of, severity_of
from sanye.scm.suppliers.domain.states import (
    RANK,
    AlertKind,
    AlertStatus,
    CloseReason,
    Result,
    Severity,
)
from sanye.scm.suppliers.models import SupplierAlert, SupplierLine
from sanye.scm.suppliers.publishing import publish_closed, publish_raised
from sanye.stem.masterdata.models import ItemSite
from sanye.stem.rows.bulk import insert_rows, update_rows

BUYER = "BUYER"
_CONTENT = (
    "severity",
    "subject_date",
    "quantity",
    "asked_date",
    "expected_date",
    "late_ratio",
    "sales_order_ids",
    "sales_order_numbers",
    "customer_ids",
    "breaks_promise",
    "money_at_stake",
    "currency",
    "owner_id",
)
_REFRESHED = (*_CONTENT, "status", "snoozed_until_date")
_CLOSED = ("status", "closed_at", "close_reason", "is_false_alarm")


@dataclass(frozen=True, slots=True)
class Desk:
    """The live alerts of some suppliers, and what people closed of them."""

    live: Mapping[Key, SupplierAlert]
    settled: frozenset[tuple[str, UUID, object]]

    @property
    def likely_late(self) -> set[UUID]:
        return {subject for kind, subject in self.live if kind == AlertKind.LIKELY_LATE}


def open_desk(supplier_ids: Collection[UUID], kinds: Collection[AlertKind]) -> Desk:
    """What stands there now of these kinds; people wait with the live ones until this is done."""
    rows = SupplierAlert.objects.filter(supplier_id__in=supplier_ids, kind__in=kinds)
    live = {(row.kind, row.subject_id): row for row in _locked(rows)}
    settled = rows.filter(is_closed_by_hand=True)
    return Desk(
        live=live,
        settled=frozenset(settled.values_list("kind", "subject_id", "subject_date")),
    )


def _locked(rows: QuerySet[SupplierAlert]) -> QuerySet[SupplierAlert]:
    """Those of the rows that are live, locked by id."""
    live = rows.exclude(status=AlertStatus.CLOSED).order_by("id")
    return live.select_for_update(of=("self",))


def reconcile_alerts(
    desk: Desk,
    causes: Iterable[Cause],
    lines: Mapping[UUID, SupplierLine],
    as_of: date,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Raise what is new, refresh what lasts, close what has ended; `lines` say how."""
    wanted = {cause.key: cause for cause in causes}
    customers = Customers(list(wanted.values()), as_of=as_of, by=by)
    planners = _planners(wanted.values())
    raised: list[SupplierAlert] = []
    refreshed: list[SupplierAlert] = []
    risen: list[SupplierAlert] = []
    for key, cause in wanted.items():
        row = desk.live.get(key)
        if row is None and (*key, cause.subject_date) in desk.settled:
            continue
        fresh = _content(cause, customers, planners)
        if row is None:
            raised.append(_new_row(cause, fresh, by=by, at=at))
            continue
        rises = _rises(row, fresh)
        if _refresh(row, fresh, as_of):
            refreshed.append(row)
            risen += [row] if rises else []
    ended = [row for key, row in desk.live.items() if key not in wanted]
    for row in ended:
        _end(row, _ending(row, lines, as_of), at)
    insert_rows(raised)
    update_rows(refreshed, _REFRESHED)
    update_rows(ended, _CLOSED)
    publish_raised(*raised, *risen)
    publish_closed(*ended)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A live alert as a cause of trouble for customers."""

    row: SupplierAlert

    @property
    def key(self) -> Key:
        return (self.row.kind, self.row.subject_id)

    @property
    def owed_line_id(self) -> UUID | None:
        return self.row.line_id

    @property
    def owed_order_number(self) -> str:
        return str(self.row.order_number)

    @property
    def rejected_place(self) -> tuple[UUID, UUID] | None:
        item_id, site_id = self.row.item_id, self.row.site_id
        if self.row.kind != AlertKind.REJECTED_LOT or item_id is None or site_id is None:
            return None
        return (item_id, site_id)


def refresh_customers(as_of: date, by: Actor) -> int:
    """Name anew who waits for what the live alerts are about; how many alerts changed."""
    rows = SupplierAlert.objects.exclude(kind=AlertKind.SCORE)
    standing = [_Standing(row) for row in _locked(rows)]
    customers = Customers(standing, as_of=as_of, by=by)
    refreshed: list[SupplierAlert] = []
    risen: list[SupplierAlert] = []
    for one in standing:
        found = customers.of(one)
        severity = severity_of(AlertKind(one.row.kind), breaks_promise=found.breaks_promise)
        content = {"severity": severity, **_waiting(found, customers.currency)}
        rises = _rises(one.row, content)
        if _refresh(one.row, content, as_of):
            refreshed.append(one.row)
            risen += [one.row] if rises else []
    update_rows(refreshed, _REFRESHED)
    publish_raised(*risen)
    return len(refreshed)


def close_alert(row: SupplierAlert, ending: Ending, *, at: datetime) -> None:
    """The alert has ended."""
    _end(row, ending, at)
    row.save()
    publish_closed(row)


def _end(row: SupplierAlert, ending: Ending, at: datetime) -> None:
    row.status = AlertStatus.CLOSED
    row.closed_at = at
    row.close_reason = ending.reason
    row.is_false_alarm = ending.is_false


def _new_row(cause: Cause, content: dict[str, object], *, by: Actor, at: datetime) -> SupplierAlert:
    return SupplierAlert(
        id=new_id(),
        company_id=by.company_id,
        kind=cause.kind,
        subject_id=cause.subject_id,
        supplier_id=cause.supplier_id,
        owner_role=BUYER,
        raised_at=at,
        **_place(cause),
        **content,
    )


def _rises(row: SupplierAlert, content: dict[str, object]) -> bool:
    return RANK[Severity(str(content["severity"]))] > RANK[Severity(row.severity)]


def _refresh(row: SupplierAlert, content: dict[str, object], as_of: date) -> bool:
    """Bring the row to today, in memory; whether anything differs.

    What is worse than people have seen is open again; sleep ends on its day.
    """
    before = {name: getattr(row, name) for name in _CONTENT}
    rises = _rises(row, content)
    slept = (
        row.status == AlertStatus.SNOOZED
        and row.snoozed_until_date is not None
        and row.snoozed_until_date <= as_of
    )
    if not rises and not slept and before == {**before, **content}:
        return False
    for name, value in content.items():
        setattr(row, name, value)
    if (rises and row.status != AlertStatus.OPEN) or slept:
        row.status = AlertStatus.OPEN
        row.snoozed_until_date = None
    return True


def _content(
    cause: Cause, customers: Customers, planners: Mapping[tuple[UUID, UUID], UUID]
) -> dict[str, object]:
    found = customers.of(cause)
    line = cause.line
    place = _place(cause)
    item_id, site_id = place.get("item_id"), place.get("site_id")
    return {
        "severity": cause.severity or severity_of(cause.kind, breaks_promise=found.breaks_promise),
        "subject_date": cause.subject_date,
        "quantity": _quantity(cause),
        "asked_date": None if line is None else line.asked_date,
        "expected_date": None if line is None else line.confirmed_date or line.asked_date,
        "late_ratio": _ratio(cause.late_ratio),
        "owner_id": planners.get((item_id, site_id)) if item_id and site_id else None,
        **_waiting(found, customers.currency),
    }


def _waiting(found: Endangered, currency: str) -> dict[str, object]:
    return {
        "sales_order_ids": list(found.order_ids),
        "sales_order_numbers": list(found.order_numbers),
        "customer_ids": list(found.customer_ids),
        "breaks_promise": found.breaks_promise,
        "money_at_stake": found.amount,
        "currency": currency,
    }


def _place(cause: Cause) -> dict[str, Any]:
    """What the alert is about, fixed for its life."""
    source = cause.rejection or cause.line
    if source is None:
        return {}
    return {
        "order_id": source.order_id,
        "order_number": source.order_number,
        "line_id": source.line_id,
        "item_id": source.item_id,
        "site_id": source.site_id,
        "unit": source.unit,
    }


def _quantity(cause: Cause) -> Decimal | None:
    if cause.rejection is not None:
        rejected: Decimal = cause.rejection.quantity
        return rejected
    return None if cause.line is None else cause.line.open_quantity


def _ratio(value: float | None) -> Decimal | None:
    return None if value is None else round_to(Decimal(str(value)), 6)


def _planners(causes: Iterable[Cause]) -> dict[tuple[UUID, UUID], UUID]:
    """Who plans the item at the site, where somebody does."""
    places = {(p.get("item_id"), p.get("site_id")) for p in map(_place, causes)}
    rows = ItemSite.objects.filter(
        item_id__in=[item_id for item_id, _ in places if item_id], planner_id__isnull=False
    ).values_list("item_id", "site_id", "planner_id")
    return {(item_id, site_id): planner_id for item_id, site_id, planner_id in rows}


def _ending(row: SupplierAlert, lines: Mapping[UUID, SupplierLine], as_of: date) -> Ending:
    if row.kind == AlertKind.SCORE:
        return Ending(CloseReason.RECOVERED)
    if row.kind == AlertKind.REJECTED_LOT:
        return Ending(CloseReason.REPLACED)
    line = lines.get(row.line_id) if row.line_id is not None else None
    if line is None:
        return Ending(CloseReason.CANCELLED)
    is_open = line.open_quantity > 0
    due = row.subject_date
    return ending_of(
        AlertKind(row.kind),
        is_open=is_open,
        is_cancelled=line.is_cancelled or (not is_open and line.received_quantity == 0),
        is_overdue=is_open and due is not None and as_of > due,
        came_in_time=_came_in_time(line, row),
    )


def _came_in_time(line: SupplierLine, row: SupplierAlert) -> bool:
    """By the day that the alert doubted."""
    last, due = line.last_received_date, row.subject_date
    by_day = last is not None and due is not None and last <= due
    return by_day or line.asked_result == Result.IN_FULL
