from datetime import date

import pytest

from sanye.erp.purchasing.models import GoodsReceiptLine
from sanye.erp.quality import errors
from sanye.erp.quality.models import Inspection, InspectionDecision
from sanye.kernel.states import StepNotAllowed
from tests.factories.erp_purchasing import facts_of, schedule_of


def test_what_passed_becomes_available(received, decide, stock, by):
    row = received(10)

    decide(row, 10)

    assert stock() == {"AVAILABLE": 10}
    (fact,) = facts_of(by.company_id, "InspectionDecided")
    assert (fact.passed_quantity, fact.failed_quantity, fact.defect_code) == (10, 0, "")
    assert (fact.purchase_order_id, fact.decided_date) == (row.purchase_order_id, date(2026, 3, 2))
    assert Inspection.unscoped.get().status == "DECIDED"


@pytest.mark.parametrize(
    ("disposition", "left"),
    [
        ("USE_AS_IS", {"AVAILABLE": 10}),
        ("REWORK", {"AVAILABLE": 7, "BLOCKED": 3}),
        ("SCRAP", {"AVAILABLE": 7}),
        ("BACK_TO_SUPPLIER", {"AVAILABLE": 7}),
    ],
)
def test_stock_follows_what_happens_to_the_failed_part(
    received, decide, stock, by, disposition, left
):
    row = received(10)

    decide(row, 7, 3, "DIMENSION", disposition)

    assert stock() == left
    (fact,) = facts_of(by.company_id, "InspectionDecided")
    assert (fact.failed_quantity, fact.defect_code, fact.disposition) == (
        3,
        "DIMENSION",
        disposition,
    )


def test_goods_that_go_back_are_returned_against_their_receipt(received, decide, market):
    row = received(10)

    decide(row, 7, 3, "DIMENSION", "BACK_TO_SUPPLIER")

    assert GoodsReceiptLine.unscoped.get(id=row.receipt_line_id).returned_quantity == 3
    (part,) = schedule_of(row.purchase_order)
    assert (part.returned_quantity, part.open_quantity) == (3, 90)


def test_with_replacement_the_supplier_owes_them_again(received, decide, market):
    row = received(10)

    decide(row, 7, 3, "DIMENSION", "BACK_TO_SUPPLIER", replacement=True)

    (part,) = schedule_of(row.purchase_order)
    assert part.open_quantity == 93


def test_a_part_may_be_decided_first(received, decide, stock):
    row = received(10)

    decide(row, 4)
    row = Inspection.unscoped.get()

    assert (row.status, row.open_quantity) == ("OPEN", 6)
    assert stock() == {"AVAILABLE": 4, "QUARANTINE": 6}
    decide(row, 1, 5, "OTHER", "SCRAP")
    assert Inspection.unscoped.get().status == "DECIDED"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ((11,), errors.DecidedTooMuch),
        ((8, 3, "OTHER", "SCRAP"), errors.DecidedTooMuch),
        ((0,), errors.QuantityNotPositive),
        ((-1, 2, "OTHER", "SCRAP"), errors.QuantityNotPositive),
        ((7, 3, "", "SCRAP"), errors.DefectCodeMissing),
        ((7, 3, "NOT-A-CODE", "SCRAP"), errors.DefectCodeUnknown),
        ((7, 3, "OTHER", ""), errors.DispositionMissing),
        ((7, 3, "OTHER", "EAT"), errors.DispositionMissing),
        ((10, 0, "OTHER", "SCRAP"), errors.NothingFailed),
    ],
)
def test_refuses_what_makes_no_sense_and_changes_nothing(received, decide, stock, given, refusal):
    row = received(10)

    with pytest.raises(refusal):
        decide(row, *given)

    assert stock() == {"QUARANTINE": 10}
    assert not InspectionDecision.unscoped.exists()
    assert Inspection.unscoped.get().open_quantity == 10


def test_refuses_a_day_that_is_still_to_come(received, decide, stock):
    row = received(10)

    with pytest.raises(errors.DateInFuture):
        decide(row, 10, decided_date=date(2026, 3, 3))

    assert stock() == {"QUARANTINE": 10}


def test_refuses_to_decide_twice(received, decide):
    row = received(10)
    decide(row, 10)

    with pytest.raises(errors.DecidedTooMuch):
        decide(row, 1)


def test_refuses_a_cancelled_inspection(received, decide, by, at):
    from sanye.erp.quality.commands import cancel_inspection

    row = received(10)
    cancel_inspection(inspection_id=row.id, reason="by mistake", by=by, at=at)

    with pytest.raises(StepNotAllowed):
        decide(row, 10)
