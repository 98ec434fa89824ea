from django.db import connection

from sanye.erp.delivery import checks as delivery
from sanye.erp.invoicing import checks as invoicing
from sanye.erp.quality import checks as quality
from sanye.erp.returns import checks

OWN = (
    checks.never_more_than_delivered,
    checks.stock_took_what_came_back,
    checks.all_that_came_back_is_inspected,
    checks.settled_is_sum_of_settlements,
    checks.amounts_are_sums,
)
NEAR = (
    delivery.stock_moved_what_was_shipped,
    invoicing.totals_are_sums,
    invoicing.credited_is_sum_of_notes,
    invoicing.every_document_is_owed,
    quality.stock_followed_decisions,
)


def test_all_is_well_after_refund_replacement_and_scrap(shop, by):
    first, second = shop.returned(2), shop.returned(3)
    shop.inspect(first, 1, 1, "BROKEN", "SCRAP")
    shop.refund(first, 2)
    shop.inspect(second, 1)
    shop.settle(second, 1, "REPLACE")
    shop.settle(second, 1, "SCRAP", defect_code="BROKEN")

    outcomes = {check.__name__: check(by.company_id).problems for check in (*OWN, *NEAR)}

    assert {name: problems for name, problems in outcomes.items() if problems} == {}
    assert checks.amounts_are_sums(by.company_id).checked == 3


def test_finds_a_delivery_line_that_forgot_a_return(shop, by):
    shop.returned(2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE erp_delivery_line SET returned_quantity = 1")

    assert len(checks.never_more_than_delivered(by.company_id).problems) == 1


def test_finds_a_settlement_that_forgot_an_amount(shop, by):
    row = shop.returned(2)
    shop.inspect(row, 2)
    shop.refund(row, 2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE erp_return_settlement SET credit_amount = 1")

    assert len(checks.amounts_are_sums(by.company_id).problems) == 1
