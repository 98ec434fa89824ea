"""What is personal: written, seen and erased in one place. Never published, never logged."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.erp.people.commands.locking import lock_employee
from sanye.erp.people.domain.choices import PayBasis
from sanye.erp.people.domain.privacy import PERSONAL_COLUMNS
from sanye.erp.people.errors import (
    AlreadyErased,
    BadgeTaken,
    BeforeHired,
    CurrencyNotKnown,
    SpanEmpty,
    StillEmployed,
)
from sanye.erp.people.models import (
    Employee,
    EmployeeContract,
    EmployeePersonal,
    LeaveRequest,
    OrgUnit,
)
from sanye.erp.people.publishing import publish_erased
from sanye.erp.people.queries.privacy import holds_on
from sanye.kernel.actors import Actor
from sanye.kernel.money import is_currency
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date


@command
def put_personal_data(
    *, employee_id: UUID, personal: Mapping[str, Any], by: Actor, at: datetime
) -> Employee:
    """Change the given columns. Raises EmployeeUnknown, AlreadyErased, BadgeTaken."""
    employee = lock_employee(employee_id)
    write_personal(employee, personal)
    return employee


@command
def put_contract(
    *,
    employee_id: UUID,
    from_date: date,
    to_date: date | None = None,
    pay_grade: str = "",
    pay_amount: Decimal | None = None,
    currency: str,
    pay_basis: PayBasis = PayBasis.MONTH,
    by: Actor,
    at: datetime,
) -> EmployeeContract:
    """Pay agreed from a day on, until before `to_date`; what held on that day ends there.

    Raises EmployeeUnknown, AlreadyErased, BeforeHired, SpanEmpty, CurrencyNotKnown.
    """
    employee = lock_employee(employee_id)
    if employee.erased_at is not None:
        raise AlreadyErased(number=employee.number)
    if from_date < employee.hired_date:
        raise BeforeHired(
            number=employee.number,
            hired_date=employee.hired_date,
            date=from_date,
            field="from_date",
        )
    if to_date is not None and to_date <= from_date:
        raise SpanEmpty(first=from_date, last=to_date, field="to_date")
    if not is_currency(currency):
        raise CurrencyNotKnown(currency=currency, field="currency")
    later = EmployeeContract.unscoped.filter(
        employee_id=employee.id, valid_from_date__gt=from_date
    ).order_by("valid_from_date")
    follows = later.first()
    if follows is not None and (to_date is None or to_date > follows.valid_from_date):
        to_date = follows.valid_from_date
    standing = EmployeeContract.unscoped.filter(holds_on(from_date), employee_id=employee.id)
    contract = standing.first()
    if contract is not None and contract.valid_from_date < from_date:
        contract.valid_to_date = from_date
        contract.save(update_fields=["valid_to_date"])
        contract = None
    row = contract or EmployeeContract(company_id=by.company_id, employee=employee)
    row.valid_from_date, row.valid_to_date = from_date, to_date
    row.pay_grade, row.pay_amount = pay_grade, pay_amount
    row.currency, row.pay_basis = currency, pay_basis
    row.save()
    return row


@command
def erase_person(*, employee_id: UUID, by: Actor, at: datetime) -> Employee:
    """Delete everything personal of somebody who has left; rows, numbers and ids stay.

    Raises EmployeeUnknown, StillEmployed, AlreadyErased.
    """
    employee = lock_employee(employee_id)
    if employee.erased_at is not None:
        raise AlreadyErased(number=employee.number)
    if employee.last_date is None or employee.last_date >= get_business_date(at=at, by=by):
        raise StillEmployed(number=employee.number)
    EmployeePersonal.unscoped.filter(employee_id=employee.id).delete()
    EmployeeContract.unscoped.filter(employee_id=employee.id).update(pay_amount=None, pay_grade="")
    LeaveRequest.unscoped.filter(employee_id=employee.id).exclude(note="").update(note="")
    OrgUnit.unscoped.filter(head_id=employee.id).update(head=None)
    employee.user_id, employee.erased_at = None, at
    employee.save(update_fields=["user_id", "erased_at"])
    publish_erased(employee)
    return employee


def write_personal(employee: Employee, personal: Mapping[str, Any]) -> None:
    """Store the given columns. Raises AlreadyErased, BadgeTaken."""
    if employee.erased_at is not None:
        raise AlreadyErased(number=employee.number)
    badge = personal.get("badge_number")
    taken = EmployeePersonal.unscoped.filter(company_id=employee.company_id, badge_number=badge)
    if badge and taken.exclude(employee_id=employee.id).exists():
        raise BadgeTaken(field="badge_number")
    row = EmployeePersonal.unscoped.filter(employee_id=employee.id).first()
    if row is None:
        row = EmployeePersonal(company_id=employee.company_id, employee=employee)
    for name in PERSONAL_COLUMNS:
        if name in personal:
            setattr(row, name, personal[name])
    row.save()
