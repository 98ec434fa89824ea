"""Employees, where they stand from when on, and what is personal about them."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from sanye.erp.people.domain.choices import EmploymentKind, LeavingReason, PayBasis
from sanye.stem.masterdata.models.columns import DateRange
from sanye.stem.rows.constraints import not_negative, one_of
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    code_field,
    currency_field,
    number_field,
)
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class Employee(CompanyRow):
    """Somebody who works for the company. What is personal stands in `EmployeePersonal` alone.

    `site` is that of the newest assignment and decides which site's people see the row.
    """

    scope_site = "site_id"
    scope_own = "user_id"

    number = number_field()
    user = models.ForeignKey("stem.User", models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey("stem.Site", models.PROTECT, null=True, blank=True, related_name="+")
    hired_date = models.DateField()
    last_date = models.DateField(null=True, blank=True)
    leaving_reason = choice_field(LeavingReason, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_employee"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_employee_unique"),
            models.UniqueConstraint(
                fields=["company", "user"],
                condition=Q(user__isnull=False),
                name="erp_employee_user_unique",
            ),
            models.CheckConstraint(
                name="erp_employee_days",
                condition=Q(last_date__isnull=True) | Q(last_date__gte=F("hired_date")),
            ),
            models.CheckConstraint(
                name="erp_employee_erased_after_leaving",
                condition=Q(erased_at__isnull=True) | Q(last_date__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "site", "number"], name="erp_employee_site"),
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Assignment(CompanyRow):
    """Where an employee stands on the days from `valid_from_date` until before `valid_to_date`."""

    scope_site = "employee__site_id"
    scope_own = "employee__user_id"

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="assignments")
    valid_from_date = models.DateField()
    valid_to_date = models.DateField(null=True, blank=True)
    org_unit = models.ForeignKey(
        "erp.OrgUnit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.ForeignKey("erp.Position", models.PROTECT, related_name="+")
    site = models.ForeignKey("stem.Site", models.PROTECT, null=True, blank=True, related_name="+")
    employment_kind = choice_field(EmploymentKind)
    weekly_minutes = models.PositiveIntegerField()

    class Meta(CompanyRow.Meta):
        db_table = "erp_assignment"
        constraints = [
            one_of("erp_assignment_kind", "employment_kind", EmploymentKind),
            models.CheckConstraint(
                name="erp_assignment_minutes", condition=Q(weekly_minutes__range=(1, 7 * 1440))
            ),
            models.CheckConstraint(
                name="erp_assignment_days",
                condition=Q(valid_to_date__isnull=True) | Q(valid_to_date__gt=F("valid_from_date")),
            ),
            ExclusionConstraint(
                name="erp_assignment_apart",
                expressions=[
                    ("employee", RangeOperators.EQUAL),
                    (DateRange("valid_from_date", "valid_to_date"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "employee", "valid_from_date"], name="erp_assignment_employee"
            )
        ]


class EmployeePersonal(CompanyRow):
    """Everything personal about an employee, and the only place where it stands.

    Without history, in no event and no log: deleting the row erases the person.
    """

    scope_site = "employee__site_id"
    scope_own = "employee__user_id"

    employee = models.OneToOneField(Employee, models.PROTECT, related_name="personal")
    name = models.CharField(max_length=150, blank=True)
    work_email = models.EmailField(blank=True)
    work_phone = models.CharField(max_length=40, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    private_email = models.EmailField(blank=True)
    private_phone = models.CharField(max_length=40, blank=True)
    home_address = models.CharField(max_length=400, blank=True)
    id_number = models.CharField(max_length=40, blank=True)
    bank_name = models.CharField(max_length=100, blank=True)
    bank_account = models.CharField(max_length=60, blank=True)
    emergency_contact = models.CharField(max_length=200, blank=True)
    badge_number = code_field(blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_employee_personal"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "badge_number"],
                condition=~Q(badge_number=""),
                name="erp_employee_badge_unique",
            )
        ]


class EmployeeContract(CompanyRow):
    """Pay agreed for the days from `valid_from_date` until before `valid_to_date`.

    Personal as well: no history but its own rows; an erased person's amounts are empty.
    """

    scope_site = "employee__site_id"
    scope_own = "employee__user_id"

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="contracts")
    valid_from_date = models.DateField()
    valid_to_date = models.DateField(null=True, blank=True)
    pay_grade = code_field(blank=True)
    pay_amount = amount_field(null=True)
    currency = currency_field()
    pay_basis = choice_field(PayBasis, default=PayBasis.MONTH)

    class Meta(CompanyRow.Meta):
        db_table = "erp_employee_contract"
        constraints = [
            one_of("erp_employee_contract_basis", "pay_basis", PayBasis),
            not_negative("erp_employee_contract_amount", "pay_amount"),
            models.CheckConstraint(
                name="erp_employee_contract_days",
                condition=Q(valid_to_date__isnull=True) | Q(valid_to_date__gt=F("valid_from_date")),
            ),
            ExclusionConstraint(
                name="erp_employee_contract_apart",
                expressions=[
                    ("employee", RangeOperators.EQUAL),
                    (DateRange("valid_from_date", "valid_to_date"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
