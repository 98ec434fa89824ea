"""What a request for leave must keep; what many are checked against is read once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sanye.erp.people.domain.choices import LeaveStatus
from sanye.erp.people.domain.leave import LeaveAccount, balance_on, first_overdrawn
from sanye.erp.people.domain.shifts import days_of
from sanye.erp.people.errors import LeaveOverlaps, LeaveTooLong, NotEmployed, NoWorkingDay
from sanye.erp.people.models import (
    Assignment,
    Employee,
    LeaveAdjustment,
    LeaveKind,
    LeaveRequest,
)
from sanye.erp.people.queries.capacity import check_span
from sanye.erp.people.queries.leave import rule_of
from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.stem.masterdata.queries import working_calendar

MOST_DAYS_OF_LEAVE = 400
COUNTED = (LeaveStatus.REQUESTED, LeaveStatus.APPROVED)
Span = tuple[date, date]


@dataclass(slots=True)
class Standing:
    """What is known of locked employees: their leave, days given by hand, where they stand."""

    by: Actor
    requests: dict[UUID, list[LeaveRequest]] = field(default_factory=lambda: defaultdict(list))
    given: dict[UUID, list[LeaveAdjustment]] = field(default_factory=lambda: defaultdict(list))
    places: dict[UUID, list[Assignment]] = field(default_factory=lambda: defaultdict(list))
    calendars: dict[UUID, WorkingCalendar] = field(default_factory=dict)

    def find(self, employee: Employee, kind: LeaveKind, span: Span) -> LeaveRequest | None:
        """The same leave, asked for or granted."""
        for one in self.requests[employee.id]:
            if one.kind_id == kind.id and (one.first_date, one.last_date) == span:
                return one
        return None

    def check(self, employee: Employee, kind: LeaveKind, span: Span) -> list[date]:
        """The working days of a new request. Raises what `request_leave` raises."""
        first, last = span
        check_span(first, last, MOST_DAYS_OF_LEAVE)
        leaves = employee.last_date
        if first < employee.hired_date or (leaves is not None and last > leaves):
            day = first if first < employee.hired_date else last
            raise NotEmployed(number=employee.number, date=day, field="first_date")
        for other in self.requests[employee.id]:
            if other.first_date <= last and other.last_date >= first:
                raise LeaveOverlaps(number=employee.number, leave=other.number, field="first_date")
        calendar = self._calendar(employee, first)
        dates = [day for day in days_of(first, last) if calendar.is_working(day)]
        if not dates:
            raise NoWorkingDay(first_date=first, last_date=last, field="first_date")
        if kind.days_per_year is not None:
            check_account(kind, self._account(employee, kind), dates)
        return dates

    def _account(self, employee: Employee, kind: LeaveKind) -> LeaveAccount:
        mine = [one for one in self.requests[employee.id] if one.kind_id == kind.id]
        given = [one for one in self.given[employee.id] if one.kind_id == kind.id]
        return LeaveAccount(
            hired_date=employee.hired_date,
            last_date=employee.last_date,
            taken=[day for one in mine for day in one.dates],
            adjustments=[(one.effective_date, one.days) for one in given],
        )

    def _calendar(self, employee: Employee, on: date) -> WorkingCalendar:
        """That of the site where somebody stands on the day; without one, Monday to Friday."""
        for one in self.places[employee.id]:
            until = one.valid_to_date
            if one.valid_from_date <= on and (until is None or until > on):
                return self._calendar_of(one.site_id)
        return WorkingCalendar.monday_to_friday()

    def _calendar_of(self, site_id: UUID | None) -> WorkingCalendar:
        if site_id is None:
            return WorkingCalendar.monday_to_friday()
        if site_id not in self.calendars:
            self.calendars[site_id] = working_calendar(site_id=site_id, by=self.by)
        return self.calendars[site_id]


def standing_of(employees: Sequence[Employee], by: Actor) -> Standing:
    """One read per table."""
    standing = Standing(by)
    ids = [employee.id for employee in employees]
    for request in LeaveRequest.unscoped.filter(employee__in=ids, status__in=COUNTED):
        standing.requests[request.employee_id].append(request)
    for given in LeaveAdjustment.unscoped.filter(employee__in=ids):
        standing.given[given.employee_id].append(given)
    for place in Assignment.unscoped.filter(employee__in=ids):
        standing.places[place.employee_id].append(place)
    return standing


def check_account(kind: LeaveKind, account: LeaveAccount, dates: Sequence[date]) -> None:
    """These days, and all that are asked for or granted after them, must be there.

    Raises LeaveTooLong.
    """
    asked = LeaveAccount(
        account.hired_date, account.last_date, [*account.taken, *dates], account.adjustments
    )
    short = first_overdrawn(rule_of(kind), asked, dates[0])
    if short is not None:
        left = balance_on(rule_of(kind), account, short).balance
        raise LeaveTooLong(
            days=len(dates), kind=kind.code, balance=left, date=short, field="last_date"
        )
