"""`/people/work-center-capacity`: what work centers can do, by day."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field

from sanye.erp.people import queries
from sanye.stem.http import Router, Schema, actor_of
from sanye.stem.http.types import Day

router = Router(tags=["people"])


class CapacityOut(Schema):
    """Minutes of work; `basis` says what limits them: CALENDAR, UNMANNED, MACHINE or PEOPLE."""

    work_center_id: UUID = Field(alias="work_center.id")
    work_center_code: str = Field(alias="work_center.code")
    work_date: date
    minutes: Decimal
    machine_minutes: Decimal
    basis: str
    rostered_count: int
    on_leave_count: int
    unskilled_count: int


@router.get("", response=list[CapacityOut])
def list_work_center_capacity(
    request: HttpRequest,
    site_id: UUID,
    from_date: Day,
    to_date: Day,
    work_center_id: UUID | None = None,
) -> object:
    """Capacity of a site's work centers on each day, both days included, at most 400 days."""
    return queries.list_work_center_capacity(
        site_id=site_id,
        first_date=from_date,
        last_date=to_date,
        work_center_ids=None if work_center_id is None else [work_center_id],
        by=actor_of(request),
    )
