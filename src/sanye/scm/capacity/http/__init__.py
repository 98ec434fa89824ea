"""`/capacity`."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field

from sanye.scm.capacity import queries
from sanye.stem.http import Router, Schema, actor_of
from sanye.stem.http.types import Day

router = Router(tags=["capacity"])


class OrderLoadOut(Schema):
    order_type: str
    order_id: UUID
    order_number: str
    item_id: UUID
    operation_number: int
    minutes: Decimal


class DayOut(Schema):
    """Minutes of work; `basis`: CALENDAR, UNMANNED, MACHINE or PEOPLE."""

    work_date: date
    capacity_minutes: Decimal
    load_minutes: Decimal
    overload_minutes: Decimal
    basis: str


class CenterOut(Schema):
    """`earlier_minutes`: work that should have been done before the first day."""

    work_center_id: UUID = Field(alias="work_center.id")
    work_center_code: str = Field(alias="work_center.code")
    earlier_minutes: Decimal
    capacity_minutes: Decimal
    load_minutes: Decimal
    days: list[DayOut]


class ReportOut(Schema):
    centers: list[CenterOut]
    unrouted_order_ids: list[UUID]


class OverloadOut(DayOut):
    work_center_id: UUID = Field(alias="work_center.id")
    work_center_code: str = Field(alias="work_center.code")
    orders: list[OrderLoadOut]


@router.get("/load", response=ReportOut)
def get_load_report(request: HttpRequest, site_id: UUID, from_date: Day, to_date: Day) -> object:
    """Load and capacity of a site's work centers on each day, at most 400."""
    return queries.get_load_report(
        site_id=site_id, from_date=from_date, to_date=to_date, by=actor_of(request)
    )


@router.get("/overloads", response=list[OverloadOut])
def list_overloads(request: HttpRequest, site_id: UUID, from_date: Day, to_date: Day) -> object:
    """Days on which more is asked than can be done, with the orders, worst first."""
    return queries.list_overloads(
        site_id=site_id, from_date=from_date, to_date=to_date, by=actor_of(request)
    )
