"""Facts of people: ids only, for what is personal stays where it can be erased."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event


@event("sanye.erp.employee.hired.v1", key="employee_id")
class EmployeeHired:
    employee_id: UUID
    number: str
    org_unit_id: UUID | None
    position_code: str
    site_id: UUID | None
    from_date: date


@event("sanye.erp.employee.changed.v1", key="employee_id")
class EmployeeChanged:
    """Another unit, position or site from a day on."""

    employee_id: UUID
    number: str
    org_unit_id: UUID | None
    position_code: str
    site_id: UUID | None
    from_date: date


@event("sanye.erp.employee.left.v1", key="employee_id")
class EmployeeLeft:
    employee_id: UUID
    number: str
    last_date: date
    reason_code: str


@event("sanye.erp.employee.erased.v1", key="employee_id")
class EmployeeErased:
    """What was personal is gone; whoever keeps a copy outside must delete it too."""

    employee_id: UUID
    number: str


@event("sanye.erp.leave.decided.v1", key="leave_id")
class LeaveDecided:
    """`status` is APPROVED, REFUSED or CANCELLED; the last day is included."""

    leave_id: UUID
    employee_id: UUID
    kind: str
    first_date: date
    last_date: date
    status: str


@event("sanye.erp.attendance.recorded.v1", key="attendance_id")
class AttendanceRecorded:
    attendance_id: UUID
    employee_id: UUID
    work_date: date
    started_at: datetime
    ended_at: datetime | None
    worked_minutes: Decimal | None


@event("sanye.erp.roster.published.v1", key="roster_id")
class RosterPublished:
    """Who works when at a site, from the first day to the last, both included."""

    roster_id: UUID
    site_id: UUID
    first_date: date
    last_date: date
    version: int


@event("sanye.erp.work_center_capacity.changed.v1", key="work_center_id")
class WorkCenterCapacityChanged:
    """Rosters, leave or skills changed what a work center can do on these days, both included."""

    work_center_id: UUID
    site_id: UUID
    first_date: date
    last_date: date
