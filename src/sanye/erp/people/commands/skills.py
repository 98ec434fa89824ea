"""Who can do what, and what work centers ask for."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sanye.erp.people.commands.capacity import tell_capacity_of_centers, tell_capacity_of_people
from sanye.erp.people.commands.masters import EMPLOYEE_SKILLS, WORK_CENTER_SKILLS
from sanye.erp.people.errors import SkillUnknown
from sanye.erp.people.models import EmployeeSkill, WorkCenterSkill
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.commands.masters import Put
from sanye.stem.masterdata.commands.putting import put
from sanye.stem.masterdata.queries import get_business_date

Rows = Sequence[Mapping[str, Any]]


@command
def put_employee_skills(*, employee_skills: Rows, only: str = "", by: Actor, at: datetime) -> Put:
    """Make or change skills of employees, by number and skill.

    Each work center that needs a skill and has one of these people on a published roster from today
    on is told to have another capacity.
    """
    done = put(EMPLOYEE_SKILLS, employee_skills, by=by, only=only)
    _tell(done.rows, get_business_date(at=at, by=by), by)
    return done


@command
def end_employee_skill(
    *, employee_skill_id: UUID, last_date: date, by: Actor, at: datetime
) -> EmployeeSkill:
    """The skill holds until the day and no longer. Raises SkillUnknown, SpanEmpty."""
    row = (
        EmployeeSkill.objects.select_related("employee", "skill")
        .filter(id=employee_skill_id)
        .first()
    )
    if row is None:
        raise SkillUnknown
    key = {"employee": row.employee_id, "skill": row.skill_id, "expires_date": last_date}
    done: EmployeeSkill = put_employee_skills(employee_skills=[key], by=by, at=at).row
    return done


@command
def put_work_center_skills(
    *, work_center_skills: Rows, only: str = "", by: Actor, at: datetime
) -> Put:
    """Say which skills one operation at a work center takes, and of how many people."""
    done = put(WORK_CENTER_SKILLS, work_center_skills, by=by, only=only)
    _tell_centers(done.rows, by=by, at=at)
    return done


@command
def remove_work_center_skill(*, work_center_skill_id: UUID, by: Actor, at: datetime) -> None:
    """The work center does not ask for it any more. Raises SkillUnknown."""
    row = WorkCenterSkill.objects.filter(id=work_center_skill_id).first()
    if row is None:
        raise SkillUnknown
    _tell_centers([row], by=by, at=at)
    row.delete()


def _tell_centers(rows: Sequence[WorkCenterSkill], *, by: Actor, at: datetime) -> None:
    ids = {row.work_center_id for row in rows}
    placed = WorkCenterSkill.unscoped.filter(work_center__in=ids)
    centers = dict(placed.values_list("work_center_id", "work_center__site_id"))
    today = get_business_date(at=at, by=by)
    tell_capacity_of_centers(work_centers=centers, from_date=today, by=by)


def _tell(rows: Sequence[EmployeeSkill], today: date, by: Actor) -> None:
    skills = {row.skill_id for row in rows}
    needing = WorkCenterSkill.unscoped.filter(company_id=by.company_id, skill__in=skills)
    tell_capacity_of_people(
        employee_ids={row.employee_id for row in rows},
        first=today,
        needing=set(needing.values_list("work_center_id", flat=True)),
        by=by,
    )
