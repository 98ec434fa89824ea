"""`/people/employee-skills`: who can do what until when."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.people import commands, queries
from sanye.erp.people.http.schemas import today
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.bulk import Rows
from sanye.stem.http.types import Code, Day

router = Router(tags=["people"])


class EmployeeSkillIn(Schema):
    """`employee` by number, `skill` by code (or both by id); expires at the end of its last day."""

    employee: Code
    skill: Code
    level: int = Field(1, ge=1, le=5)
    acquired_date: Day
    expires_date: Day | None = None


class EmployeeSkillOut(Schema):
    id: UUID
    employee_id: UUID
    employee_number: str = Field(alias="employee.number")
    name: str = ""
    skill_id: UUID
    skill_code: str = Field(alias="skill.code")
    level: int
    acquired_date: date
    expires_date: date | None

    @staticmethod
    def resolve_name(row: Any) -> str:
        return str(getattr(row, "name", ""))


class LastDayIn(Schema):
    last_date: Day


@router.get("", response=Page[EmployeeSkillOut])
def list_employee_skills(
    request: HttpRequest,
    employee_id: UUID | None = None,
    skill_id: UUID | None = None,
    expires_before: Day | None = None,
) -> HttpResponse:
    """Skills of people; `expires_before` lists what is to be renewed."""
    rows = queries.list_employee_skills(
        on=today(request),
        employee_id=employee_id,
        skill_id=skill_id,
        expires_before=expires_before,
        by=actor_of(request),
    )
    return page_of(request, rows, EmployeeSkillOut, sortable=["expires_date", "acquired_date"])


@router.post("/bulk", response=list[EmployeeSkillOut])
def put_employee_skills(request: HttpRequest, rows: Rows[EmployeeSkillIn]) -> object:
    """Make or change skills by employee and skill."""
    given = [row.model_dump(exclude_unset=True) for row in rows]
    return commands.put_employee_skills(employee_skills=given, by=actor_of(request), at=now()).rows


@router.post("/{uuid:employee_skill_id}/end", response=EmployeeSkillOut)
def end_employee_skill(request: HttpRequest, employee_skill_id: UUID, body: LastDayIn) -> object:
    """It holds until the day and no longer."""
    return commands.end_employee_skill(
        employee_skill_id=employee_skill_id,
        last_date=body.last_date,
        by=actor_of(request),
        at=now(),
    )
