"""`/people/employees`: who works for us, as of any day."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.people import commands, queries
from sanye.erp.people.domain.choices import EmploymentKind, LeavingReason
from sanye.erp.people.http.schemas import (
    AssignmentOut,
    EmployeeKeyOut,
    EmployeeRowOut,
    PersonalIn,
    PersonOut,
    PlacementIn,
    today,
)
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.bulk import Rows
from sanye.stem.http.types import Code, Day

router = Router(tags=["people"])


class HireIn(Schema):
    """Without a number one is drawn."""

    from_date: Day
    number: Code = ""
    user_id: UUID | None = None
    placement: PlacementIn
    personal: PersonalIn | None = None


class ChangeIn(Schema):
    from_date: Day
    placement: PlacementIn


class LeavingIn(Schema):
    """The last day of work."""

    last_date: Day
    reason: LeavingReason = LeavingReason.OTHER


class UserIn(Schema):
    user_id: UUID | None


class EmployeeIn(PersonalIn):
    """A row of a list: codes instead of ids; a known number is changed from the day on."""

    number: Code = Field(min_length=1)
    from_date: Day
    position: Code
    org_unit: Code = ""
    site: Code = ""
    employment_kind: EmploymentKind = EmploymentKind.PERMANENT
    weekly_minutes: int = Field(2400, ge=1, le=10080)
    last_date: Day | None = None
    leaving_reason: LeavingReason | None = None


class PutOut(Schema):
    created: int
    changed: int
    unchanged: int
    ids: list[UUID]


def placement_of(body: PlacementIn) -> commands.Placement:
    kind = body.employment_kind
    given = body.model_dump(exclude={"employment_kind"})
    return commands.Placement(
        **given, employment_kind=None if kind is None else EmploymentKind(kind)
    )


@router.get("", response=Page[EmployeeRowOut])
def list_employees(
    request: HttpRequest,
    on: Day | None = None,
    is_employed: bool | None = None,  # noqa: FBT001 - a filter of the address
    site_id: UUID | None = None,
    org_unit_id: UUID | None = None,
    position_id: UUID | None = None,
    search: str = "",
) -> HttpResponse:
    """Employees as of a day, by default today; a unit with all units below it."""
    rows = queries.list_employees(
        on=on or today(request),
        is_employed=is_employed,
        site_id=site_id,
        org_unit_id=org_unit_id,
        position_id=position_id,
        search=search,
        by=actor_of(request),
    )
    return page_of(
        request, rows, EmployeeRowOut, sortable=["number", "name", "hired_date", "last_date"]
    )


@router.post("", response={201: EmployeeKeyOut})
def hire_employee(request: HttpRequest, body: HireIn) -> object:
    """Somebody works for us from a day on."""
    personal = {} if body.personal is None else body.personal.model_dump(exclude_unset=True)
    hire = commands.Hire(
        from_date=body.from_date,
        number=body.number,
        user_id=body.user_id,
        placement=placement_of(body.placement),
        personal=personal,
    )
    return commands.hire_employee(hire=hire, by=actor_of(request), at=now())


@router.post("/bulk", response=PutOut)
def put_employees(request: HttpRequest, rows: Rows[EmployeeIn]) -> object:
    """Hire the new ones of a list and change the known ones."""
    given = [row.model_dump(exclude_unset=True, mode="json") for row in rows]
    put = commands.put_employees(employees=given, by=actor_of(request), at=now())
    ids = [row.pk for row in put.rows]
    return {
        "created": put.created,
        "changed": put.changed,
        "unchanged": put.unchanged,
        "ids": ids,
    }


@router.get("/{uuid:employee_id}", response=PersonOut)
def get_employee(request: HttpRequest, employee_id: UUID, on: Day | None = None) -> object:
    """One employee as of a day, with as much of the person as the caller may see."""
    return queries.get_employee(
        employee_id=employee_id, on=on or today(request), by=actor_of(request)
    )


@router.get("/{uuid:employee_id}/assignments", response=Page[AssignmentOut])
def list_assignments(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """Where somebody stood, stands and will stand."""
    rows = queries.list_assignments(employee_id=employee_id, by=actor_of(request))
    return page_of(request, rows, AssignmentOut, order="valid_from_date")


@router.post("/{uuid:employee_id}/change", response=AssignmentOut)
def change_employee(request: HttpRequest, employee_id: UUID, body: ChangeIn) -> object:
    """Another unit, position, site, kind or week from a day on, which may lie ahead."""
    return commands.change_employee(
        employee_id=employee_id,
        from_date=body.from_date,
        placement=placement_of(body.placement),
        by=actor_of(request),
        at=now(),
    )


@router.post("/{uuid:employee_id}/end", response=EmployeeKeyOut)
def end_employment(request: HttpRequest, employee_id: UUID, body: LeavingIn) -> object:
    """Somebody leaves at the end of a day."""
    return commands.end_employment(
        employee_id=employee_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:employee_id}/user", response=EmployeeKeyOut)
def link_user(request: HttpRequest, employee_id: UUID, body: UserIn) -> object:
    """The employee signs in as this user, or as nobody."""
    return commands.link_user(
        employee_id=employee_id, user_id=body.user_id, by=actor_of(request), at=now()
    )
