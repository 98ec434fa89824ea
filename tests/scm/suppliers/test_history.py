"""What suppliers were asked and did, as facts tell it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sanye.kernel.ids import new_id
from sanye.scm.suppliers import commands, queries
from sanye.scm.suppliers.handlers import history
from sanye.scm.suppliers.models import SupplierLine, SupplierScore
from tests.factories.scm import report
from tests.factories.suppliers import imported, inspected, moment
from tests.scm.suppliers.conftest import TODAY

SENT, DUE = date(2026, 2, 2), date(2026, 2, 16)


def lines(by, **filters):
    return list(queries.list_supplier_lines(by=by, **filters).order_by("asked_date", "line_id"))


def test_a_draft_is_nobodys_line(market, by):
    market.order(None, DUE)
    market.judge()

    assert lines(by) == []


def test_what_joins_a_draft_is_asked_for_beside_its_other_lines(market, by):
    order = market.order(None, DUE)
    first = replace(order.line, quantity=Decimal(120), open_quantity=Decimal(120))
    joined = replace(order.line, schedule_line_id=new_id(), requested_date=DUE + timedelta(days=3))
    order.extend(SENT, joined)
    order.extend(SENT, first)
    market.judge()

    rows = SupplierLine.unscoped.filter(order_id=order.order_id)
    found = {(row.asked_quantity, row.asked_date, row.currency) for row in rows}
    assert found == {(120, DUE, "CNY"), (100, DUE + timedelta(days=3), "CNY")}


def test_a_line_remembers_what_was_asked_first_confirmed_and_received(market, by):
    order = market.order(SENT, DUE)
    order.answer(SENT + timedelta(days=1), (100, DUE + timedelta(days=3)))
    order.answer(SENT + timedelta(days=5), (100, DUE + timedelta(days=9)))
    order.receive(DUE + timedelta(days=9))
    market.judge()

    (line,) = lines(by)
    assert (line.asked_date, line.first_confirmed_date) == (DUE, DUE + timedelta(days=3))
    assert line.confirmed_date == line.last_received_date == DUE + timedelta(days=9)
    assert (line.asked_quantity, line.received_quantity, line.open_quantity) == (100, 100, 0)
    assert line.answered_at == moment(SENT + timedelta(days=1))
    assert (line.asked_result, line.confirmed_result) == ("LATE", "LATE")


def test_a_supplier_who_confirms_later_is_late_by_what_we_asked_only(market, by):
    order = market.order(SENT, DUE)
    order.answer(SENT, (100, DUE + timedelta(days=3)))
    order.receive(DUE + timedelta(days=3))
    market.judge()

    (line,) = lines(by)
    assert (line.asked_result, line.confirmed_result) == ("LATE", "IN_FULL")


def test_splitting_and_leaving_out_asks_for_no_less(market, by):
    """100 asked: 60 on the day, 30 a week later, 10 not at all."""
    order = market.order(SENT, DUE)
    order.answer(SENT, (60, DUE), (30, DUE + timedelta(days=7)))
    market.judge()

    found = sorted((line.asked_quantity, line.confirmed_quantity) for line in lines(by))
    assert found == [(30, 30), (70, 60)]
    assert sum(line.asked_quantity for line in lines(by)) == 100


def test_a_refused_line_was_asked_for_and_never_came(market, by):
    order = market.order(SENT, DUE)
    order.answer(SENT, refused=True)
    order.cancel(SENT)
    market.judge()

    (line,) = lines(by)
    assert (line.asked_result, line.confirmed_result) == ("MISSING", "PENDING")


def test_what_we_cancel_in_time_is_no_failure(market, by):
    order = market.order(SENT, DUE)
    order.answer(SENT)
    order.cancel(DUE - timedelta(days=3))
    market.judge()

    (line,) = lines(by)
    assert (line.asked_result, line.asked_quantity, line.is_cancelled) == ("PENDING", 0, True)


def test_what_we_give_up_afterwards_stays_a_failure(market, by):
    order = market.order(SENT, DUE)
    order.answer(SENT)
    order.change(DUE + timedelta(days=5), "SHORT", quantity=Decimal(0), open_quantity=Decimal(0))
    market.judge()

    (line,) = lines(by)
    assert (line.asked_result, line.asked_quantity) == ("MISSING", 100)


def test_our_own_change_moves_what_is_asked(market, by):
    later = DUE + timedelta(days=5)
    order = market.order(SENT, DUE)
    order.answer(SENT)
    order.change(SENT, "AGREED", requested_date=later, confirmed_date=later, expected_date=later)
    order.receive(later)
    market.judge()

    (line,) = lines(by)
    assert (line.asked_date, line.first_confirmed_date) == (later, later)
    assert (line.asked_result, line.confirmed_result) == ("IN_FULL", "IN_FULL")


def test_an_inspection_counts_against_its_line_once(market, by):
    order = market.order(SENT, DUE)
    receipt_line_id = order.receive(DUE)
    fact = inspected(order, receipt_line_id, 7, DUE)
    report(fact, fact, by=by, at=moment(DUE))
    market.judge()

    (line,) = lines(by)
    assert line.rejected_quantity == 7
    (rejection,) = queries.list_supplier_rejections(by=by)
    assert (rejection.quantity, rejection.order_number) == (7, order.number)


def test_a_decision_taken_back_is_gone(market, by):
    order = market.order(SENT, DUE)
    receipt_line_id = order.receive(DUE)
    first = inspected(order, receipt_line_id, 7, DUE)
    second = inspected(order, receipt_line_id, 2, DUE, inspection_id=first.inspection_id)
    report(first, second, by=by, at=moment(DUE))
    market.judge()
    back = inspected(
        order,
        receipt_line_id,
        -7,
        TODAY,
        inspection_id=first.inspection_id,
        reverses_decision_id=first.decision_id,
    )
    report(back, back, by=by, at=moment(TODAY))
    market.judge()

    (line,) = lines(by)
    assert line.rejected_quantity == 2
    assert [row.quantity for row in queries.list_supplier_rejections(by=by)] == [2]


def test_closed_orders_from_before_count_with_their_own_dates(market, by):
    fact = imported(
        market.supplier,
        market.item,
        market.site,
        ordered=SENT,
        due=DUE,
        received=DUE + timedelta(days=2),
        rejected_quantity=Decimal(5),
    )
    report(fact, by=by, at=moment(TODAY))
    market.judge()

    (line,) = lines(by)
    assert (line.ordered_date, line.asked_result, line.rejected_quantity) == (SENT, "LATE", 5)
    assert line.counted_date == DUE + timedelta(days=1)


def test_closed_orders_older_than_scores_look_back_are_judged_once(market, by):
    due = DUE - timedelta(days=1000)
    for days in (0, 1):
        fact = imported(
            market.supplier,
            market.item,
            market.site,
            ordered=due - timedelta(days=20),
            due=due,
            received=due + timedelta(days=days),
        )
        report(fact, by=by, at=moment(TODAY))
    market.judge()

    assert sorted(line.asked_result for line in lines(by)) == ["IN_FULL", "LATE"]
    assert {line.counted_date for line in lines(by)} == {due, due + timedelta(days=1)}
    score = SupplierScore.unscoped.filter(supplier_id=market.supplier.id).first()
    assert score is None or score.line_count == 0


def test_replay_makes_the_same_history(market, by, at):
    order = market.order(SENT, DUE)
    order.answer(SENT, (60, DUE), (30, DUE + timedelta(days=7)))
    order.receive(DUE, 50)
    market.delivered(3)
    market.judge()
    names = ["line_id", "asked_quantity", "confirmed_quantity", "open_quantity"]
    names += ["received_quantity", "asked_result", "counted_date"]
    before = [[getattr(line, name) for name in names] for line in lines(by)]

    history.rebuild(by=by, at=at)
    assert lines(by) == []
    market.settle.again(history.name)
    market.judge()

    assert [[getattr(line, name) for name in names] for line in lines(by)] == before
    assert len(before) == 5


def test_a_receipt_told_twice_counts_once(market, by, at):
    order = market.order(SENT, DUE)
    order.receive(DUE)
    market.judge()

    market.settle.again(history.name)
    market.judge()

    (line,) = lines(by)
    assert line.received_quantity == 100
    assert commands.evaluate_suppliers(by=by, at=at) == 1
