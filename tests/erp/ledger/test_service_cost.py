from datetime import date
from decimal import Decimal

import pytest

from sanye.contracts.crm.service import ServiceCostReported
from sanye.erp.ledger.models import JournalEntry
from sanye.kernel.ids import new_id


def report(amount, **fields):
    return ServiceCostReported(
        **{
            "report_id": new_id(),
            "case_id": new_id(),
            "case_number": "CS-1",
            "customer_id": new_id(),
            "item_id": None,
            "kind": "LABOR",
            "minutes": Decimal(30),
            "amount": Decimal(amount),
            "currency": "CNY",
            "posting_date": date(2026, 3, 2),
            "is_in_warranty": True,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("kind", "is_in_warranty", "debit", "credit"),
    [
        ("LABOR", True, "WARRANTY_EXPENSE", "LABOR_ABSORBED"),
        ("LABOR", False, "SERVICE_EXPENSE", "LABOR_ABSORBED"),
        ("TRAVEL", True, "WARRANTY_EXPENSE", "SERVICE_COST_ACCRUED"),
        ("PART", False, "SERVICE_EXPENSE", "SERVICE_COST_ACCRUED"),
    ],
)
def test_posts_what_service_cost(tell, books, kind, is_in_warranty, debit, credit):
    tell(report(80, kind=kind, is_in_warranty=is_in_warranty))

    assert (books(debit), books(credit)) == (80, -80)


def test_a_report_taken_back_leaves_nothing(tell, books):
    first = report(80)

    tell(first)
    tell(report(-80, case_id=first.case_id, reverses_report_id=first.report_id))

    assert (books("WARRANTY_EXPENSE"), books("LABOR_ABSORBED")) == (0, 0)
    assert JournalEntry.unscoped.filter(source_id=first.case_id).count() == 2


def test_the_entry_names_the_case(tell):
    fact = report(80)

    tell(fact)

    entry = JournalEntry.unscoped.get(source_id=fact.case_id)
    assert (entry.source_type, entry.source_number) == ("case", "CS-1")
