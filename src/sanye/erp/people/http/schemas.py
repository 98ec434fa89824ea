"""Shapes that several doors of people share."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field

from sanye.stem.http import Schema, actor_of, now
from sanye.stem.http.types import Code
from sanye.stem.masterdata.queries import get_business_date


def today(request: HttpRequest) -> date:
    """The company's day, by which is judged who heads whom."""
    return get_business_date(at=now(), by=actor_of(request))


class AssignmentOut(Schema):
    """Where somebody stands from a day until before another; without that, from then on."""

    id: UUID
    valid_from_date: date
    valid_to_date: date | None
    org_unit_id: UUID | None
    position_id: UUID
    position_code: str = Field(alias="position.code")
    site_id: UUID | None
    employment_kind: str
    weekly_minutes: int


class EmployeeKeyOut(Schema):
    """An employee without anything personal: the answer to changes, which are kept for repeats."""

    id: UUID
    number: str
    user_id: UUID | None
    site_id: UUID | None
    hired_date: date
    last_date: date | None
    leaving_reason: str
    erased_at: datetime | None


class EmployeeRowOut(EmployeeKeyOut):
    """Name and work contact are empty where the caller may not see them."""

    name: str
    work_email: str
    work_phone: str
    assignment: AssignmentOut | None

    @staticmethod
    def resolve_assignment(row: Any) -> Any:
        return row.current[0] if row.current else None


class PersonalOut(Schema):
    """What is personal, as far as the caller may see it; the rest is null."""

    name: str | None = None
    work_email: str | None = None
    work_phone: str | None = None
    birth_date: date | None = None
    private_email: str | None = None
    private_phone: str | None = None
    home_address: str | None = None
    id_number: str | None = None
    bank_name: str | None = None
    bank_account: str | None = None
    emergency_contact: str | None = None
    badge_number: str | None = None


class PersonOut(Schema):
    """An employee as of a day. `sight`: NUMBER, NAME, CONTACT or ALL, what of them is shown."""

    employee: EmployeeKeyOut
    assignment: AssignmentOut | None
    sight: str
    personal: PersonalOut

    @staticmethod
    def resolve_sight(person: Any) -> str:
        return str(person.sight.name)


class ContractOut(Schema):
    """Pay agreed, per month or hour; empty once the person is erased."""

    id: UUID
    valid_from_date: date
    valid_to_date: date | None
    pay_grade: str
    pay_amount: Decimal | None
    currency: str
    pay_basis: str


class LineOut(Schema):
    """One shift of one employee; minutes after midnight of the day."""

    id: UUID
    roster_id: UUID
    employee_id: UUID
    employee_number: str = Field(alias="employee.number")
    work_date: date
    shift_id: UUID
    shift_code: str = Field(alias="shift.code")
    start_minute: int = Field(alias="shift.start_minute")
    end_minute: int = Field(alias="shift.end_minute")
    work_center_id: UUID | None
    work_center_code: str | None = None

    @staticmethod
    def resolve_work_center_code(line: Any) -> str | None:
        return None if line.work_center is None else str(line.work_center.code)


class NamedLineOut(LineOut):
    name: str


class AttendanceOut(Schema):
    id: UUID
    employee_id: UUID
    employee_number: str = Field(alias="employee.number")
    site_id: UUID | None
    work_date: date
    started_at: datetime
    ended_at: datetime | None
    break_minutes: Decimal
    worked_minutes: Decimal | None
    source: str
    correction_reason: str


class NamedAttendanceOut(AttendanceOut):
    name: str


class LeaveOut(Schema):
    """Days off, both ends included; `days` are the working days that they cost."""

    id: UUID
    number: str
    employee_id: UUID
    employee_number: str = Field(alias="employee.number")
    kind_id: UUID
    kind_code: str = Field(alias="kind.code")
    first_date: date
    last_date: date
    days: int
    status: str
    requested_at: datetime
    decided_at: datetime | None

    @staticmethod
    def resolve_days(leave: Any) -> int:
        return len(leave.dates)


class NamedLeaveOut(LeaveOut):
    name: str


class BalanceOut(Schema):
    """Days: carried + entitled + adjusted - taken = balance; planned ones are still to come."""

    kind_id: UUID = Field(alias="kind.id")
    kind_code: str = Field(alias="kind.code")
    carried: Decimal = Field(alias="balance.carried")
    entitled: Decimal = Field(alias="balance.entitled")
    adjusted: Decimal = Field(alias="balance.adjusted")
    taken: Decimal = Field(alias="balance.taken")
    planned: Decimal = Field(alias="balance.planned")
    balance: Decimal = Field(alias="balance.balance")


class PlacementIn(Schema):
    """In a change, what is left out stays as it was."""

    position_id: UUID | None = None
    org_unit_id: UUID | None = None
    site_id: UUID | None = None
    employment_kind: str | None = Field(None, pattern="^(PERMANENT|FIXED_TERM|AGENCY|APPRENTICE)$")
    weekly_minutes: int | None = Field(None, ge=1, le=10080)


class PersonalIn(Schema):
    """Only what is given is changed."""

    name: str = Field("", max_length=150)
    work_email: str = Field("", max_length=254)
    work_phone: Code = ""
    birth_date: date | None = None
    private_email: str = Field("", max_length=254)
    private_phone: Code = ""
    home_address: str = Field("", max_length=400)
    id_number: Code = ""
    bank_name: str = Field("", max_length=100)
    bank_account: str = Field("", max_length=60)
    emergency_contact: str = Field("", max_length=200)
    badge_number: Code = ""
