"""The whole company loaded once: every desk has work, and all that follows from it agrees."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from sanye.project.demo.company import load_demo
from sanye.project.verification import verify
from sanye.stem.identity.models import Company
from tests.conftest import Cursors

NOW = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)

STATES = {
    "crm_lead": {"NEW", "QUALIFIED", "DROPPED"},
    "crm_quotation_version": {"DRAFT", "AWAITING_APPROVAL", "SENT", "DECLINED"},
    "crm_case": {"NEW", "OPEN", "WAITING", "RESOLVED"},
    "erp_sales_order": {"PLACED", "CREDIT_BLOCKED", "CONFIRMED"},
    "erp_delivery": {"CREATED", "PICKED", "SHIPPED", "PROVEN"},
    "erp_purchase_order": {"DRAFT", "AWAITING_APPROVAL", "SENT", "CONFIRMED", "CLOSED"},
    "erp_supplier_invoice": {"BLOCKED", "MATCHED", "POSTED"},
    "erp_production_order": {"CREATED", "RELEASED", "STARTED"},
    "erp_transfer_order": {"CREATED", "SHIPPED"},
    "erp_leave_request": {"REQUESTED", "APPROVED"},
    "erp_inspection": {"OPEN"},
    "scm_planned_order": {"PLANNED"},
    "scm_supplier_alert": {"OPEN"},
}
"""Table → states that somebody works on, found after the workers have run."""


def _count(sql: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("db")
def test_every_desk_has_work_the_plan_is_small_and_everything_agrees() -> None:
    load_demo(at=NOW, size="FULL", months=0)
    company = Company.objects.get()
    Cursors(company.id, NOW)()

    for table, states in STATES.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT status FROM {table}")
            found = {row[0] for row in cursor.fetchall()}
        assert states <= found, f"{table}: {states - found} is missing"
    assert _count("SELECT count(DISTINCT stage) FROM crm_opportunity") == 6
    assert _count("SELECT count(*) FROM erp_employee") > 110
    assert 0 < _count("SELECT count(*) FROM scm_planned_order") < 600
    problems = [
        f"{finding.check}: {problem}"
        for finding in verify(company.id, company.code)
        if not finding.check.startswith("stem.events.")
        for problem in finding.problems
    ]
    assert problems == []
