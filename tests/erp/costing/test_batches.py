"""Facts of all kinds in one batch are worth what they are worth one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from sanye.contracts.erp.finance import StockValued
from sanye.contracts.erp.production import ProductionOrderCancelled
from sanye.contracts.erp.returns import CustomerReturnLine, CustomerReturnSettled, ReturnOutcome
from sanye.erp.costing.handlers import valuation
from sanye.erp.costing.models import (
    ItemValue,
    ReceivedNotInvoiced,
    Valuation,
    ValuationLine,
    WorkInProcess,
)
from sanye.erp.ledger.commands import close_period, open_books, open_fiscal_year
from sanye.kernel.events import from_data
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.commands.models import CommandLog
from sanye.stem.events.advancing import advance
from sanye.stem.events.commands import open_cursors_for_company
from sanye.stem.events.cursors import Recorded, recorded_from_row
from sanye.stem.events.log import publish
from sanye.stem.events.models import EventRow
from sanye.stem.events.reading import COLUMNS
from sanye.stem.masterdata.models import WorkCenter
from tests.erp.costing.conftest import DAY
from tests.factories.masterdata import make_item, make_item_company, make_site
from tests.sql.counting import more, queries_of

CLOSED = date(2026, 2, 27)
D = Decimal


@pytest.fixture
def tell(by, at):
    """Publish facts, each in a request of its own; nobody values them yet."""

    def run(*facts: Any) -> None:
        for fact in facts:
            unit = UnitOfWork(
                actor=by,
                name="test",
                at=at,
                command_id=new_id(),
                correlation_id=new_id(),
                writes=True,
            )
            with entered(unit), transaction.atomic():
                publish(fact)

    return run


@pytest.fixture
def settle(tell, site):
    def run(line_id, quantity, *, of):
        line = CustomerReturnLine(
            line_id=line_id,
            item_id=of.id,
            site_id=site.id,
            quantity=D(quantity),
            received_quantity=D(quantity),
            unit="C62",
            lot="",
            serial_number="",
            sales_order_id=None,
            order_line_id=None,
            delivery_line_id=None,
            reason_code="",
            failure_code="",
            outcome=ReturnOutcome.REPLACE,
            is_in_warranty=True,
        )
        tell(
            CustomerReturnSettled(
                customer_return_id=new_id(),
                number="CR-1",
                customer_id=new_id(),
                case_id=None,
                posting_date=DAY,
                credit_note_id=None,
                sales_order_id=None,
                production_order_id=None,
                credit_amount=D(0),
                cost_amount=D(0),
                currency="CNY",
                lines=(line,),
            )
        )

    return run


@pytest.fixture
def trade(by, move, bill, settle):
    """Goods that are bought, moved about, sold and taken back, before and after they came."""

    def run() -> None:
        goods, line, sent, back = make_item(), new_id(), new_id(), new_id()
        move("SHIPMENT", -2, of=goods)
        move("PURCHASE_RECEIPT", 30, "3.33", of=goods, line_id=line)
        bill(30, "101.00", of=goods, line_id=line)
        move("SUPPLIER_RETURN", -3, of=goods, line_id=line)
        move("TRANSFER", -7, of=goods, source_id=sent)
        move("PURCHASE_RECEIPT", 5, "4.10", of=goods, line_id=new_id(), day=CLOSED)
        move("TRANSFER", 3, of=goods, source_id=sent)
        move("TRANSFER", -2, of=goods, to=make_site(by))
        move("TRANSFER", 4, of=goods, source_id=sent)
        move("SHIPMENT", -6, of=goods)
        move("CUSTOMER_RETURN", 2, of=goods, line_id=back)
        settle(back, 1, of=goods)
        move("SCRAP", -1, of=goods)

    return run


@pytest.fixture
def make(by, tell, move, plan, report, close):
    """A product by average and one at standard cost, with work, scrap and what comes too late."""

    def run() -> None:
        parts, averaged, standard = make_item(), make_item(kind="MAKE"), make_item(kind="MAKE")
        make_item_company(by, standard, cost_method="STANDARD", standard_cost=D("19.99"))
        move("OPENING", 100, "1.37", of=parts)
        for product in (averaged, standard):
            order = plan(of=product)
            move("PRODUCTION_ISSUE", -20, of=parts, source_id=order)
            report(order, "LABOR", 10, 33, "61.50")
            move("PRODUCTION_COMPLETION", 4, of=product, source_id=order)
            plan(order, of=product, open_quantity=5)
            move("PRODUCTION_COMPLETION", 3, of=product, source_id=order)
            report(order, "MACHINE", 0, 7, "80")
            close(order, of=product)
            close(order, of=product)
            move("PRODUCTION_ISSUE", -1, of=parts, source_id=order)
        cancelled = plan()
        move("PRODUCTION_ISSUE", -2, of=parts, source_id=cancelled)
        tell(ProductionOrderCancelled(production_order_id=cancelled, number="MO-1", reason="none"))

    return run


@pytest.fixture
def found(by, at):
    """`found(batches)`: what valuing these batches leaves behind; it is undone."""

    def run(batches: Sequence[Sequence[Recorded]]) -> dict[str, list[Any]]:
        with transaction.atomic():
            for batch in batches:
                valuation.handle(batch, at=at)
            result = _found()
            transaction.set_rollback(True)
        return result

    return run


def test_a_mixed_batch_is_valued_as_its_facts_one_by_one(by, at, trade, make, found):
    open_books(by=by, at=at)
    open_fiscal_year(day=DAY, by=by, at=at)
    for code in ("2026-01", "2026-02"):
        close_period(code=code, by=by, at=at)
    trade()
    make()
    facts = _facts()

    one_by_one, together = found([[fact] for fact in facts]), found([facts])

    assert together == one_by_one
    assert {row["role"] for row in together["lines"]} == {
        "STOCK", "STOCK_IN_TRANSIT", "GOODS_RECEIVED_NOT_INVOICED", "PURCHASE_PRICE_VARIANCE",
        "OPENING_BALANCE", "WORK_IN_PROCESS", "LABOR_ABSORBED", "MACHINE_ABSORBED",
        "PRODUCTION_VARIANCE", "COST_OF_GOODS_SOLD", "WARRANTY_EXPENSE", "SCRAP_LOSS",
        "NEGATIVE_STOCK_ADJUSTMENT",
    }  # fmt: skip
    assert {row["posting_date"] for row in together["valuations"]} == {DAY, date(2026, 3, 1)}


def test_a_fact_valued_before_is_left_out_of_the_batch(trade, make, found):
    trade()
    make()
    facts = _facts()

    assert found([facts[3:9], facts[:3], facts]) == found([facts[3:9], facts[:3], facts[9:]])


def test_many_facts_take_as_many_statements_as_few(at, move, bill, trade, make):
    sent = []
    for times in (1, 4):
        received = [(make_item(), new_id()) for _ in range(times)]
        for item, line in received:
            move("PURCHASE_RECEIPT", 10, "2.00", of=item, line_id=line)
        before = _facts()
        valuation.handle(before, at=at)
        for item, line in received:
            bill(10, "21.00", of=item, line_id=line)
            trade()
            make()
        batch = _facts()[len(before) :]
        sent.append(queries_of(lambda batch=batch: valuation.handle(batch, at=at)))

    assert more(*sent) == ""
    assert len(batch) == 4 * 38
    assert CommandLog.unscoped.filter(name="erp.costing.value_facts").count() == 4


def test_a_fact_at_fault_is_found_and_what_came_before_it_is_valued_once(
    log_db, by, at, move, report, order, value
):
    open_cursors_for_company(by.company_id)
    move("OPENING", 10, "2.00")
    move("SHIPMENT", -1)
    report(order, "LABOR", 0, 30, "60")
    move("SHIPMENT", -2)
    center = WorkCenter.unscoped.get()
    WorkCenter.unscoped.all().delete()

    assert advance(valuation, by.company_id, at=at).halted
    assert value() == (D(9), D("18.00"))

    center.save(force_insert=True)
    assert not advance(valuation, by.company_id, at=at + timedelta(minutes=1)).halted
    assert value() == (D(7), D("14.00"))
    assert Valuation.unscoped.count() == 4
    assert WorkInProcess.unscoped.get().in_process_amount == D("30.00")


def _facts() -> list[Recorded]:
    """What the cursor follows, in the order of the log."""
    rows = EventRow.objects.filter(type__in=valuation.types).order_by("position")
    return [recorded_from_row(row) for row in rows.values_list(*COLUMNS.split(", "))]


def _found() -> dict[str, list[Any]]:
    """Everything but the ids that costing gives; valuations and their lines as they were told."""
    told = list(EventRow.objects.filter(type=StockValued.event_type).order_by("position"))
    order = {fact.data["valuation_id"]: place for place, fact in enumerate(told)}
    valuations = sorted(Valuation.unscoped.all(), key=lambda row: order[str(row.id)])
    lines = ValuationLine.unscoped.order_by("id")
    return {
        "valuations": [_row(row) for row in valuations],
        "lines": [_row(row) | {"valuation_id": order[str(row.valuation_id)]} for row in lines],
        "values": [_row(row) for row in ItemValue.unscoped.order_by("item_id", "site_id")],
        "processes": [_row(row) for row in WorkInProcess.unscoped.order_by("production_order_id")],
        "clearings": [
            _row(row) for row in ReceivedNotInvoiced.unscoped.order_by("purchase_order_line_id")
        ],
        "facts": [
            (fact.correlation_id, replace(from_data(fact.type, fact.data), valuation_id=None))
            for fact in told
        ],
    }


def _row(row: Any) -> dict[str, Any]:
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in ("id", "created_at")}
