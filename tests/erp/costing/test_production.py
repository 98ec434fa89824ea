"""Work in process: what goes in comes out as goods or as a variance."""

from datetime import date
from decimal import Decimal

from sanye.contracts.erp.production import ProductionOrderCancelled
from sanye.erp.costing.models import WorkInProcess
from tests.factories.masterdata import make_item_company

D = Decimal


def test_issues_and_operations_go_in_and_completions_take_their_share(
    move, report, value, books, order, product
):
    move("OPENING", 100, "2.00")
    move("PRODUCTION_ISSUE", -20, source_id=order)
    report(order, "LABOR", 15, 45, "60")
    report(order, "MACHINE", 0, 30, "80")
    assert books("WORK_IN_PROCESS") == D("140.00")
    assert (books("LABOR_ABSORBED"), books("MACHINE_ABSORBED")) == (D("-60.00"), D("-40.00"))

    move("PRODUCTION_COMPLETION", 4, source_id=order, of=product)

    assert value(product) == (D(4), D("56.00"))
    assert books("WORK_IN_PROCESS") == D("84.00")
    move("PRODUCTION_COMPLETION", 6, source_id=order, of=product)
    assert value(product) == (D(10), D("140.00"))
    assert books("WORK_IN_PROCESS") == D(0)


def test_what_remains_in_process_is_a_variance_when_the_order_closes(
    move, close, books, order, product
):
    move("OPENING", 100, "2.00")
    move("PRODUCTION_ISSUE", -20, source_id=order)
    move("PRODUCTION_COMPLETION", 10, source_id=order, of=product)
    move("PRODUCTION_ISSUE", -1, source_id=order)

    close(order)

    assert books("PRODUCTION_VARIANCE") == D("2.00")
    assert books("WORK_IN_PROCESS") == D(0)


def test_at_standard_the_difference_waits_for_the_close(
    by, move, close, value, books, order, product
):
    make_item_company(by, product, cost_method="STANDARD", standard_cost=D("5"))
    move("OPENING", 100, "2.00")
    move("PRODUCTION_ISSUE", -20, source_id=order)

    move("PRODUCTION_COMPLETION", 10, source_id=order, of=product)
    assert value(product) == (D(10), D("50.00"))
    assert books("WORK_IN_PROCESS") == D("-10.00")
    close(order)

    assert books("PRODUCTION_VARIANCE") == D("-10.00")
    assert books("WORK_IN_PROCESS") == D(0)


def test_what_comes_after_the_close_is_a_variance_at_once(move, close, books, order):
    move("OPENING", 100, "2.00")
    close(order)

    move("PRODUCTION_ISSUE", -3, source_id=order)

    assert books("PRODUCTION_VARIANCE") == D("6.00")
    assert books("WORK_IN_PROCESS") == D(0)
    row = WorkInProcess.unscoped.get(production_order_id=order)
    assert (row.material_amount, row.variance_amount) == (D("6.00"), D("6.00"))


def test_a_cancelled_order_leaves_nothing_in_process(tell, move, books, order):
    move("OPENING", 100, "2.00")
    move("PRODUCTION_ISSUE", -3, source_id=order)

    tell(ProductionOrderCancelled(production_order_id=order, number="MO-1", reason="no demand"))

    assert books("PRODUCTION_VARIANCE") == D("6.00")
    assert WorkInProcess.unscoped.get().closed_date == date(2026, 3, 2)
