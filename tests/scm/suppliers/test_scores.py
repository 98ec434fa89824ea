"""How suppliers stand, from orders and receipts to a colour."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.contracts.scm.events import SupplierScoreChanged
from sanye.scm.suppliers import commands, queries
from sanye.scm.suppliers.errors import PolicyInvalid, ScoreUnknown, ThresholdsReversed
from sanye.scm.suppliers.models import SupplierPolicy
from tests.factories import masterdata as make
from tests.factories.erp_purchasing import facts_of
from tests.factories.scm import acting, report
from tests.factories.suppliers import inspected, moment
from tests.scm.suppliers.conftest import TODAY


def score(market, supplier=None):
    supplier = supplier or market.supplier
    return queries.list_supplier_scores(supplier_id=supplier.id, by=market.by).get()


def policy(market, at, **values):
    commands.put_supplier_policy(values=commands.PolicyValues(**values), by=market.by, at=at)


def test_one_line_due_a_month_ago_and_nothing_received_is_red(market, by):
    """The golden case: it counts, though nothing of it ever came."""
    market.order(TODAY - timedelta(days=44), TODAY - timedelta(days=30))
    market.judge()

    card = queries.get_supplier_scorecard(supplier_id=market.supplier.id, by=by)
    assert card.asked.on_time_in_full_ratio == 0
    assert (card.asked.line_count, card.asked.missing_count) == (1, 1)
    assert (card.score.colour, card.score.colour_reason) == ("RED", "OVERDUE")
    (fact,) = facts_of(by.company_id, "SupplierScoreChanged")
    assert isinstance(fact, SupplierScoreChanged)
    assert (fact.from_colour, fact.colour, fact.line_count) == ("GREY", "RED", 1)


def test_two_good_lines_are_too_few_to_tell(market):
    market.delivered(2)
    market.judge()

    found = score(market)
    assert (found.colour, found.line_count, found.in_full_count) == ("GREY", 2, 2)


def test_a_punctual_supplier_is_blue(market):
    market.delivered(12)
    market.judge()

    found = score(market)
    assert (found.colour, found.in_full_count, found.line_count) == ("BLUE", 12, 12)
    lines = sum(2 ** (-7 * week / 90) for week in range(12))
    assert float(found.effective_lines) == pytest.approx(lines, abs=1e-6)
    assert float(found.estimate_ratio) == pytest.approx((18 + lines) / (20 + lines), abs=1e-6)


def test_a_late_supplier_is_red_by_probability(market):
    market.delivered(15, late=3)
    market.judge(TODAY + timedelta(days=4))

    found = score(market)
    assert (found.colour, found.colour_reason) == ("RED", "PROBABILITY")
    assert found.late_count == found.line_count == 15
    assert found.below_red_ratio >= Decimal("0.8")


def test_a_colour_changes_when_two_evaluations_say_so(market, by):
    market.delivered(12)
    market.judge()
    for days in range(3):
        order = market.order(TODAY - timedelta(days=9), TODAY + timedelta(days=days))
        order.receive(TODAY + timedelta(days=7))

    market.judge(TODAY + timedelta(days=8))
    once = score(market)
    commands.evaluate_suppliers(by=by, at=moment(TODAY + timedelta(days=8)))
    again = score(market)
    commands.evaluate_suppliers(by=by, at=moment(TODAY + timedelta(days=9)))
    twice = score(market)

    assert (once.colour, once.pending_colour) == ("BLUE", "YELLOW")
    assert (again.colour, again.pending_colour) == ("BLUE", "YELLOW")
    assert (twice.colour, twice.pending_colour) == ("YELLOW", "")
    colours = [f.colour for f in facts_of(by.company_id, "SupplierScoreChanged")]
    assert colours == ["BLUE", "YELLOW"]


def test_evaluating_again_changes_nothing(market, by):
    market.delivered(6, late=1)
    market.judge(TODAY + timedelta(days=2))
    facts = len(facts_of(by.company_id))
    before = score(market).__dict__.copy()

    commands.evaluate_suppliers(by=by, at=moment(TODAY + timedelta(days=2)))

    after = score(market).__dict__.copy()
    before.pop("_state"), after.pop("_state")
    assert after == before
    assert len(facts_of(by.company_id)) == facts


def test_the_basis_is_the_policys(market, at):
    for week in range(6):
        due = TODAY - timedelta(days=7 * week)
        order = market.order(due - timedelta(days=14), due)
        order.answer(due - timedelta(days=13), (100, due + timedelta(days=2)))
        order.receive(due + timedelta(days=2))
    market.judge(TODAY + timedelta(days=3))
    by_asked = score(market)

    policy(market, at, basis=commands.Basis.CONFIRMED)
    market.judge(TODAY + timedelta(days=3))
    by_confirmed = score(market)

    assert (by_asked.line_count, by_asked.in_full_count) == (6, 0)
    assert (by_confirmed.line_count, by_confirmed.in_full_count) == (6, 6)
    assert by_asked.confirmed_in_full_count == 6


def test_rejected_parts_per_million_show_their_size(market, by):
    order = market.order(TODAY - timedelta(days=14), TODAY - timedelta(days=2), quantity=2000)
    receipt_line_id = order.receive(TODAY - timedelta(days=2))
    report(inspected(order, receipt_line_id, 3, TODAY), by=by, at=moment(TODAY))
    market.judge()

    found = score(market)
    assert (found.rejected_ppm, found.receipt_count, found.received_quantity) == (1500, 1, 2000)


def test_few_parts_are_drawn_to_the_companys_rate(market, by):
    """Company: 30 of 10000 rejected; the other had one receipt of 100 without a fault:
    (0 + 0.003 * 300) / 400 = 2250 ppm."""
    order = market.order(TODAY - timedelta(days=14), TODAY, quantity=9900)
    receipt_line_id = order.receive(TODAY)
    report(inspected(order, receipt_line_id, 30, TODAY), by=by, at=moment(TODAY))
    other = market.add_supplier("S-2")
    market.order(TODAY - timedelta(days=14), TODAY, other).receive(TODAY)
    market.judge()

    assert score(market, other).rejected_ppm == 0
    assert score(market, other).expected_ppm == 2250


def test_answers_are_timed_in_working_hours(market):
    """Sent on a Friday 10:00, answered Monday 08:00; and on Monday, answered Wednesday 10:00."""
    friday, monday = date(2026, 2, 6), date(2026, 2, 9)
    first = market.order(friday, TODAY)
    first.answer(monday)
    second = market.order(monday, TODAY)
    second.answer(monday + timedelta(days=2))
    market.judge()

    found = score(market)
    assert (found.answer_count, found.answer_median_hours) == (2, 36)
    assert found.answer_within_day_ratio == Decimal("0.5")


def test_the_price_is_compared_with_the_standard(market, by):
    make.make_item_company(by, market.item, standard_cost=Decimal("0.8"))
    market.delivered(2)
    market.judge()

    found = score(market)
    assert (found.price_variance_ratio, found.priced_line_count) == (Decimal("0.25"), 2)


def test_each_number_lists_its_lines(market, by):
    market.delivered(3)
    market.delivered(2, late=4, until=TODAY - timedelta(days=70))
    market.judge()
    card = queries.get_supplier_scorecard(supplier_id=market.supplier.id, by=by)

    late = queries.list_supplier_lines(asked_result="LATE", by=by)
    assert card.asked.late_count == late.count() == 2
    assert sum(month.line_count for month in card.months) == card.asked.line_count == 5
    for month in card.months:
        after = (month.month + timedelta(days=32)).replace(day=1)
        behind = queries.list_supplier_lines(counted_from=month.month, counted_until=after, by=by)
        assert behind.count() == month.line_count
    (item,) = card.items
    assert (item.item_code, item.line_count, item.received_quantity) == ("PART", 5, 500)


def test_who_was_never_asked_has_no_score(market, by):
    with pytest.raises(ScoreUnknown):
        queries.get_supplier_scorecard(supplier_id=market.supplier.id, by=by)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"half_life_days": 0}, PolicyInvalid),
        ({"lead_time_ratio": Decimal("0.2")}, PolicyInvalid),
        ({"red_probability": Decimal("1.5")}, PolicyInvalid),
        ({"red_below_ratio": Decimal("NaN")}, PolicyInvalid),
        ({"red_below_ratio": Decimal("0.95")}, ThresholdsReversed),
    ],
)
def test_refuses_a_policy_that_makes_no_sense(market, by, at, values, refusal):
    with pytest.raises(refusal):
        policy(market, at, **values)

    with acting(by, at):
        assert not SupplierPolicy.objects.exists()
