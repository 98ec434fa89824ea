"""Reads of leave: requests, balances, who is away when."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from sanye.erp.people.domain.choices import Accrual, LeaveStatus
from sanye.erp.people.domain.leave import LeaveAccount, LeaveBalance, LeaveRule, balance_on
from sanye.erp.people.domain.privacy import LEAVE_OF_ALL
from sanye.erp.people.errors import LeaveUnknown, NotAnEmployee, NotTheirHead
from sanye.erp.people.models import Employee, LeaveAdjustment, LeaveKind, LeaveRequest
from sanye.erp.people.queries.employees import find_row
from sanye.erp.people.queries.privacy import find_own_employee, shown_name, team_ids
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@dataclass(frozen=True, slots=True)
class KindBalance:
    """The balance of one kind of leave on a day."""

    kind: LeaveKind
    balance: LeaveBalance


@query
def list_leave_kinds(*, by: Actor) -> QuerySet[LeaveKind]:
    """All kinds of leave."""
    return LeaveKind.objects.all()


@query
def list_leave(
    *,
    on: date,
    status: str | None = None,
    employee_id: UUID | None = None,
    kind_id: UUID | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    of_my_team: bool = False,
    by: Actor,
) -> QuerySet[LeaveRequest]:
    """Requests with a day in from … to, of those whose leave the reader decides about.

    `of_my_team`: of people in units that the reader heads, also for who decides about everybody's.
    """
    rows: QuerySet[LeaveRequest] = LeaveRequest.objects.select_related("employee", "kind").annotate(
        name=shown_name(on=on, by=by)
    )
    given = {
        "status": status,
        "employee_id": employee_id,
        "kind_id": kind_id,
        "last_date__gte": from_date,
        "first_date__lte": to_date,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    if of_my_team or not by.may(LEAVE_OF_ALL):
        rows = rows.filter(employee_id__in=team_ids(by, on))
    return rows


@query
def get_leave(*, leave_id: UUID, on: date, by: Actor) -> LeaveRequest:
    """One of those that `list_leave` shows. Raises LeaveUnknown."""
    found: LeaveRequest | None = list_leave(on=on, by=by).filter(id=leave_id).first()
    if found is None:
        raise LeaveUnknown(id=leave_id)
    return found


@query
def list_own_leave(*, by: Actor) -> QuerySet[LeaveRequest]:
    """The requests of whoever is signed in. Raises NotAnEmployee."""
    return LeaveRequest.unscoped.filter(employee_id=_own(by).id).select_related("employee", "kind")


@query
def list_leave_balances(*, employee_id: UUID, on: date, by: Actor) -> list[KindBalance]:
    """What somebody has of each kind with a balance. Raises EmployeeUnknown, NotTheirHead."""
    employee = find_row(employee_id)
    if not by.may(LEAVE_OF_ALL) and employee.id not in team_ids(by, on):
        raise NotTheirHead(number=employee.number)
    return balances_of(employee, on)


@query
def list_own_leave_balances(*, on: date, by: Actor) -> list[KindBalance]:
    """What the one who is signed in has. Raises NotAnEmployee."""
    return balances_of(_own(by), on)


def balances_of(employee: Employee, on: date) -> list[KindBalance]:
    """Balances on a day from approved leave, of each kind that has one."""
    kinds = LeaveKind.unscoped.filter(company_id=employee.company_id, days_per_year__isnull=False)
    accounts = accounts_of(employee, [LeaveStatus.APPROVED])
    return [
        KindBalance(kind, balance_on(rule_of(kind), accounts[kind.id], on))
        for kind in kinds.order_by("code")
    ]


def accounts_of(
    employee: Employee, statuses: Collection[LeaveStatus], *, leaving_out: UUID | None = None
) -> dict[UUID, LeaveAccount]:
    """Per kind of leave what is taken (of requests in these states) and given by hand."""
    taken: dict[UUID, list[date]] = defaultdict(list)
    requests = LeaveRequest.unscoped.filter(employee_id=employee.id, status__in=statuses)
    for request_id, kind_id, dates in requests.values_list("id", "kind_id", "dates"):
        if request_id != leaving_out:
            taken[kind_id].extend(dates)
    given: dict[UUID, list[tuple[date, Decimal]]] = defaultdict(list)
    for row in LeaveAdjustment.unscoped.filter(employee_id=employee.id):
        given[row.kind_id].append((row.effective_date, row.days))

    def account(kind_id: UUID) -> LeaveAccount:
        return LeaveAccount(
            hired_date=employee.hired_date,
            last_date=employee.last_date,
            taken=taken[kind_id],
            adjustments=given[kind_id],
        )

    kinds = LeaveKind.unscoped.filter(company_id=employee.company_id)
    return {kind_id: account(kind_id) for kind_id in kinds.values_list("id", flat=True)}


def rule_of(kind: LeaveKind) -> LeaveRule:
    """The kind as the rules take it."""
    return LeaveRule(
        days_per_year=kind.days_per_year or Decimal(0),
        accrual=Accrual(kind.accrual),
        is_prorated=kind.is_prorated,
        carry_over_days=kind.carry_over_days,
    )


def _own(by: Actor) -> Employee:
    own = find_own_employee(by)
    if own is None:
        raise NotAnEmployee
    return own
