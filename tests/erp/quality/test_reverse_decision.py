import pytest

from sanye.erp.inventory.commands import MovementLine, scrap_stock
from sanye.erp.inventory.errors import NotEnoughStock
from sanye.erp.quality import commands, errors
from sanye.erp.quality.models import Inspection, InspectionDecision
from tests.factories.erp_purchasing import facts_of


@pytest.fixture
def take_back(by, at):
    def run(row, **more):
        decision = InspectionDecision.unscoped.get(inspection=row, position=1)
        return commands.reverse_decision(
            inspection_id=row.id,
            decision_id=decision.id,
            reason=more.get("reason", "wrong lot"),
            by=by,
            at=at,
        )

    return run


@pytest.mark.parametrize("disposition", ["USE_AS_IS", "REWORK", "SCRAP"])
def test_the_goods_wait_in_quarantine_again(received, decide, take_back, stock, by, disposition):
    row = decide(received(10), 7, 3, "DIMENSION", disposition)

    take_back(row)

    assert stock() == {"QUARANTINE": 10}
    row = Inspection.unscoped.get()
    assert (row.status, row.open_quantity) == ("OPEN", 10)
    decided, opposite = facts_of(by.company_id, "InspectionDecided")
    assert opposite.reverses_decision_id == decided.decision_id
    assert (opposite.passed_quantity, opposite.failed_quantity) == (-7, -3)


def test_what_was_taken_back_can_be_decided_otherwise(received, decide, take_back, stock):
    row = decide(received(10), 10)
    take_back(row)

    decide(row, 0, 10, "MATERIAL", "BACK_TO_SUPPLIER")

    assert stock() == {}


def test_refuses_when_the_goods_are_gone(received, decide, take_back, market, stock, at):
    row = decide(received(10), 10)
    line = MovementLine(item_id=market.item.id, site_id=market.site.id, quantity=row.quantity)
    scrap_stock(lines=[line], reason_code="X", posting_date=at.date(), by=market.by, at=at)

    with pytest.raises(NotEnoughStock):
        take_back(row)

    assert Inspection.unscoped.get().status == "DECIDED"
    assert stock() == {}


def test_refuses_what_went_back_to_the_supplier(received, decide, take_back):
    row = decide(received(10), 7, 3, "DIMENSION", "BACK_TO_SUPPLIER")

    with pytest.raises(errors.WentBack):
        take_back(row)


def test_refuses_what_a_customer_was_answered_by(received, decide, take_back, by, at):
    row = decide(received(10), 10)
    commands.settle_inspections(source_line_ids=[row.source_line_id], by=by, at=at)

    with pytest.raises(errors.Settled):
        take_back(row)


def test_refuses_twice_and_without_reason(received, decide, take_back, stock):
    row = decide(received(10), 10)

    with pytest.raises(errors.ReasonMissing):
        take_back(row, reason=" ")
    take_back(row)
    with pytest.raises(errors.AlreadyReversed):
        take_back(row)

    assert stock() == {"QUARANTINE": 10}
