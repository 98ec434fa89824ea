from django.db import connection

from sanye.erp.quality import checks
from sanye.erp.quality.models import Inspection


def test_all_is_well_after_every_kind_of_decision(received, decide, by):
    for disposition in ("USE_AS_IS", "REWORK", "SCRAP", "BACK_TO_SUPPLIER"):
        decide(received(10), 7, 3, "DIMENSION", disposition)

    outcomes = [
        checks.inspections_are_sums_of_decisions(by.company_id),
        checks.stock_followed_decisions(by.company_id),
        checks.receipts_in_quarantine_are_inspected(by.company_id),
    ]

    assert [outcome.problems for outcome in outcomes] == [(), (), ()]
    assert [outcome.checked for outcome in outcomes] == [4, 4, 5]


def test_finds_a_receipt_that_nobody_inspects(market, by):
    market.receive(market.sent(), 10)

    assert len(checks.receipts_in_quarantine_are_inspected(by.company_id).problems) == 1


def test_finds_an_inspection_that_forgot_a_decision(received, decide, by):
    decide(received(10), 4)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE erp_inspection SET passed_quantity = 5")

    assert len(checks.inspections_are_sums_of_decisions(by.company_id).problems) == 1
    assert Inspection.unscoped.get().open_quantity == 5
