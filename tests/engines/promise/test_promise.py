from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanye.engines.mrp import Bill, BillLine, Node, NodeKey, Problem, Source, SourceKind
from sanye.engines.mrp.world import World
from sanye.engines.promise import Binding, Promiser
from sanye.kernel.calendars import WorkingCalendar

TODAY = date(2026, 3, 2)
BIKE, WHEEL, RIM = NodeKey("BIKE", "S"), NodeKey("WHEEL", "S"), NodeKey("RIM", "S")


def day(offset):
    return TODAY + timedelta(days=offset)


def world(**sources):
    """A bike of two wheels, a wheel of one rim: made in 2 and 3 days, rims bought in 10."""
    made = Problem(
        as_of=TODAY,
        horizon_end=day(365),
        calendars={"C": WorkingCalendar.every_day()},
        nodes=[
            Node(item=k.item, site="S", calendar="C", unit_decimals=0) for k in (BIKE, WHEEL, RIM)
        ],
        sources=[
            Source(item="BIKE", site="S", kind=SourceKind.MAKE, lead_time_days=2),
            Source(item="WHEEL", site="S", kind=SourceKind.MAKE, lead_time_days=3),
            Source(item="RIM", site="S", kind=SourceKind.BUY, lead_time_days=10),
        ],
        bills=[Bill(id="B", item="BIKE", site="S"), Bill(id="W", item="WHEEL", site="S")],
        bill_lines=[
            BillLine(bill="B", component="WHEEL", quantity=Decimal(2)),
            BillLine(bill="W", component="RIM", quantity=Decimal(1)),
        ],
    )
    return World(replace(made, **sources))


def promiser(**flows):
    keyed = {NodeKey(item, "S"): [(day(d), Decimal(q)) for d, q in f] for item, f in flows.items()}
    return Promiser(world(), keyed)


def test_promises_stock_for_the_day_asked():
    answer = promiser(BIKE=[(0, 10)]).promise(BIKE, Decimal(4), day(3))

    assert (answer.on, answer.on_wanted_date, answer.binding) == (day(3), 4, Binding.NONE)
    assert answer.parts == ((day(3), Decimal(4)),)


def test_nobody_gets_what_another_was_promised():
    asked = promiser(BIKE=[(0, 10)])

    assert asked.promise(BIKE, Decimal(10), day(5)).on == day(5)
    assert asked.promise(BIKE, Decimal(1), day(0)).on == day(15)


def test_waits_for_an_open_receipt_and_offers_a_split():
    answer = promiser(BIKE=[(0, 4), (6, 6)]).promise(BIKE, Decimal(10), day(1))

    assert (answer.on, answer.binding) == (day(6), Binding.SUPPLY)
    assert answer.parts == ((day(1), Decimal(4)), (day(6), Decimal(6)))
    assert answer.on_wanted_date == 4


def test_keeps_free_what_is_wanted_later_by_others():
    answer = promiser(BIKE=[(0, 10), (4, -8)]).promise(BIKE, Decimal(5), day(1))

    assert answer.on_wanted_date == 2
    assert answer.on == day(15)


def test_makes_what_is_missing_through_the_whole_bill():
    asked = promiser(BIKE=[(0, 1)], WHEEL=[(0, 4)])

    answer = asked.promise(BIKE, Decimal(5), day(1))

    assert (answer.on, answer.binding, answer.bound_by) == (day(15), Binding.LEAD_TIME, RIM)
    assert answer.parts == ((day(1), Decimal(1)), (day(15), Decimal(4)))
    assert asked.reserved() == [(WHEEL, day(13), Decimal(-4)), (BIKE, day(15), Decimal(-1))]


def test_takes_inputs_as_late_as_the_wanted_day_allows():
    asked = promiser(WHEEL=[(0, 2)])

    answer = asked.promise(BIKE, Decimal(1), day(30))

    assert (answer.on, answer.binding) == (day(30), Binding.NONE)
    assert asked.reserved()[0] == (WHEEL, day(28), Decimal(-2))


def test_says_when_there_is_no_way():
    asked = Promiser(world(sources=[]), {BIKE: [(TODAY, Decimal(2))]})

    answer = asked.promise(BIKE, Decimal(5), day(1))

    assert (answer.on, answer.binding, answer.bound_by) == (None, Binding.NO_SOURCE, BIKE)
    assert answer.parts == ((day(1), Decimal(2)),)
    assert asked.reserved() == []


questions = st.lists(
    st.tuples(st.sampled_from([BIKE, WHEEL, RIM]), st.integers(1, 20), st.integers(0, 30)),
    max_size=8,
)
receipts = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 15)), max_size=4)


@settings(max_examples=300)
@given(questions, receipts, receipts, receipts)
def test_no_bucket_of_any_node_is_ever_promised_beyond_its_supply(asked, bikes, wheels, rims):
    supply = {"BIKE": bikes, "WHEEL": wheels, "RIM": rims}
    answers = promiser(**supply)

    for key, quantity, offset in asked:
        answer = answers.promise(key, Decimal(quantity), day(offset))
        assert answer.on is not None
        assert answer.on >= day(offset)
        assert sum(part for _, part in answer.parts) == quantity
        assert list(answer.parts) == sorted(answer.parts)

    changes = defaultdict(list)
    for item, given_flows in supply.items():
        changes[NodeKey(item, "S")] += [(day(d), Decimal(q)) for d, q in given_flows]
    for key, on, quantity in answers.reserved():
        changes[key].append((on, quantity))
    for flows in changes.values():
        for on in {on for on, _ in flows}:
            assert sum(quantity for at, quantity in flows if at <= on) >= 0


@pytest.mark.parametrize("wanted", [0, 7, 40])
def test_the_same_question_gets_the_same_answer(wanted):
    first = promiser(BIKE=[(0, 3)]).promise(BIKE, Decimal(9), day(wanted))
    second = promiser(BIKE=[(0, 3)]).promise(BIKE, Decimal(9), day(wanted))

    assert first == second
