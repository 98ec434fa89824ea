"""`/people/employees/{id}/…`: what is personal, pay, erasing, balances of leave."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.people import commands, queries
from sanye.erp.people.domain.choices import PayBasis
from sanye.erp.people.http.schemas import (
    BalanceOut,
    ContractOut,
    EmployeeKeyOut,
    PersonalIn,
    PersonalOut,
    today,
)
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Code, Day, Quantity, Reason

router = Router(tags=["people"])


class ContractIn(Schema):
    """Pay from a day on, until before another."""

    from_date: Day
    to_date: Day | None = None
    pay_grade: Code = ""
    pay_amount: Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)] | None = None
    currency: str = Field(max_length=3)
    pay_basis: PayBasis = PayBasis.MONTH


class ContractKeyOut(Schema):
    """A contract without its amount: the answer to a change, which is kept for repeats."""

    id: UUID
    valid_from_date: date
    valid_to_date: date | None


class AdjustmentIn(Schema):
    kind_id: UUID
    effective_date: Day
    days: Quantity
    reason: Reason


class AdjustmentOut(AdjustmentIn):
    id: UUID


@router.get("/{uuid:employee_id}/personal", response=PersonalOut)
def get_personal_data(request: HttpRequest, employee_id: UUID) -> object:
    """Everything personal."""
    return queries.get_personal_data(employee_id=employee_id, by=actor_of(request))


@router.put("/{uuid:employee_id}/personal", response=EmployeeKeyOut)
def put_personal_data(request: HttpRequest, employee_id: UUID, body: PersonalIn) -> object:
    """Change what is given."""
    return commands.put_personal_data(
        employee_id=employee_id,
        personal=body.model_dump(exclude_unset=True),
        by=actor_of(request),
        at=now(),
    )


@router.get("/{uuid:employee_id}/contracts", response=Page[ContractOut])
def list_contracts(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """Pay over time."""
    rows = queries.list_contracts(employee_id=employee_id, by=actor_of(request))
    return page_of(request, rows, ContractOut, order="valid_from_date")


@router.post("/{uuid:employee_id}/contracts", response={201: ContractKeyOut})
def put_contract(request: HttpRequest, employee_id: UUID, body: ContractIn) -> object:
    """Pay from a day on."""
    return commands.put_contract(
        employee_id=employee_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:employee_id}/erase", response=EmployeeKeyOut)
def erase_person(request: HttpRequest, employee_id: UUID) -> object:
    """Delete everything personal of somebody who has left."""
    return commands.erase_person(employee_id=employee_id, by=actor_of(request), at=now())


@router.get("/{uuid:employee_id}/leave-balances", response=list[BalanceOut])
def list_leave_balances(request: HttpRequest, employee_id: UUID, on: Day | None = None) -> object:
    """Leave on a day, by default today."""
    return queries.list_leave_balances(
        employee_id=employee_id, on=on or today(request), by=actor_of(request)
    )


@router.post("/{uuid:employee_id}/leave-adjustments", response={201: AdjustmentOut})
def adjust_leave(request: HttpRequest, employee_id: UUID, body: AdjustmentIn) -> object:
    """Give or take days."""
    return commands.adjust_leave(
        employee_id=employee_id, **body.dict(), by=actor_of(request), at=now()
    )
