"""Orders take supply before forecasts, at every level, and what is ordered stays the same."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sanye.engines.mrp import (
    Availability,
    Bill,
    BillLine,
    Demand,
    DemandKind,
    NeedKind,
    Node,
    Problem,
    Receipt,
    ReceiptKind,
    Source,
    SourceKind,
    SupplyKind,
    make_plan,
)
from sanye.kernel.calendars import WorkingCalendar

MONDAY = date(2026, 3, 2)


def day(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


def demand(name: str, quantity: int, offset: int, kind: DemandKind, item: str = "BIKE") -> Demand:
    return Demand(
        id=name,
        item=item,
        site="S",
        quantity=Decimal(quantity),
        due_date=day(offset),
        kind=kind,
        priority=100,
    )


def problem(demands: list[Demand], *, bikes: int = 0, frames: int = 0, **given: object) -> Problem:
    """A bike of one frame: three days to make, ten to get a frame."""
    return Problem(
        as_of=MONDAY,
        horizon_end=day(365),
        calendars={"S": WorkingCalendar.every_day()},
        nodes=[
            Node(item="BIKE", site="S", calendar="S", on_hand=Decimal(bikes), unit_decimals=0),
            Node(item="FRAME", site="S", calendar="S", on_hand=Decimal(frames), unit_decimals=0),
        ],
        sources=[
            Source(item="BIKE", site="S", kind=SourceKind.MAKE, lead_time_days=3),
            Source(item="FRAME", site="S", kind=SourceKind.BUY, lead_time_days=10, partner="P"),
        ],
        bills=[Bill(id="B", item="BIKE", site="S")],
        bill_lines=[BillLine(bill="B", component="FRAME", quantity=Decimal(1))],
        demands=demands,
        **given,
    )


def test_an_order_for_friday_keeps_the_stock_that_a_forecast_for_monday_would_take():
    given = problem(
        [demand("F", 5, 0, DemandKind.FORECAST), demand("O", 5, 4, DemandKind.ORDER)], bikes=5
    )

    plan = make_plan(given)

    stock = [(p.need_id, p.quantity) for p in plan.pegs if p.supply_kind is SupplyKind.ON_HAND]
    assert stock == [("O", 5)]
    assert Availability(given, plan).demands()["O"].on == MONDAY
    assert [(o.item, o.need_date) for o in plan.orders] == [("BIKE", day(4)), ("FRAME", day(1))]


def test_a_part_in_stock_goes_to_the_bike_that_is_ordered():
    """Both bikes are made; there is one frame, and the next takes ten days."""
    given = problem(
        [demand("F", 1, 5, DemandKind.FORECAST), demand("O", 1, 6, DemandKind.ORDER)], frames=1
    )

    plan = make_plan(given)

    served = Availability(given, plan).demands()
    assert served["O"].on == day(5)
    assert served["F"].on > day(6)


def test_a_receipt_is_called_in_by_who_takes_it():
    """50 come on day 20. The order of day 10 takes them; the forecast of day 2 does not."""
    receipt = Receipt(
        id="R",
        item="BIKE",
        site="S",
        quantity=Decimal(5),
        due_date=day(20),
        kind=ReceiptKind.PRODUCTION,
    )
    given = problem(
        [demand("F", 5, 2, DemandKind.FORECAST), demand("O", 5, 10, DemandKind.ORDER)],
        receipts=[receipt],
    )

    plan = make_plan(given)

    [called] = [m for m in plan.messages if m.subject_id == "R"]
    assert called.advised_date == day(10)


def test_a_receipt_is_not_put_off_for_who_takes_it_while_the_day_before_needs_one():
    """Of two on day 2 the order of day 9 takes the first, and the forecast of day 2 the other."""
    receipts = [
        Receipt(
            id=name,
            item="BIKE",
            site="S",
            quantity=Decimal(5),
            due_date=day(2),
            kind=ReceiptKind.PRODUCTION,
        )
        for name in ("R1", "R2")
    ]
    given = problem(
        [demand("F", 5, 2, DemandKind.FORECAST), demand("O", 5, 9, DemandKind.ORDER)],
        receipts=receipts,
    )

    assert make_plan(given).messages == []


needs = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 30), st.sampled_from(list(DemandKind)[:2])),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60)
@given(needs, st.integers(0, 12), st.integers(0, 12))
def test_what_is_ordered_does_not_depend_on_who_takes_it(rows, bikes, frames):
    mixed = [demand(f"D{n}", q, on, kind) for n, (q, on, kind) in enumerate(rows)]
    firm = [demand(f"D{n}", q, on, DemandKind.ORDER) for n, (q, on, _) in enumerate(rows)]

    plan = make_plan(problem(mixed, bikes=bikes, frames=frames))

    alike = make_plan(problem(firm, bikes=bikes, frames=frames))
    tell = [(o.item, o.quantity, o.start_date, o.due_date) for o in plan.orders]
    assert tell == [(o.item, o.quantity, o.start_date, o.due_date) for o in alike.orders]
    wanted = {one.id: one.quantity for one in mixed}
    given = dict.fromkeys(wanted, Decimal(0))
    for peg in plan.pegs:
        if peg.need_kind is NeedKind.DEMAND:
            given[peg.need_id] += peg.quantity
    assert given == wanted


@settings(max_examples=60)
@given(needs, st.integers(0, 12))
def test_no_order_is_served_later_for_a_forecast_beside_it(rows, bikes):
    """Where nothing new can come in time, stock is all there is: it goes to orders."""
    mixed = [demand(f"D{n}", q, 0, kind) for n, (q, _, kind) in enumerate(rows)]
    firm = [one for one in mixed if one.kind is DemandKind.ORDER]

    beside = problem(mixed, bikes=bikes)
    alone = problem(firm, bikes=bikes)

    with_forecast = Availability(beside, make_plan(beside)).demands()
    without = Availability(alone, make_plan(alone)).demands()
    assert all(with_forecast[one.id].on <= without[one.id].on for one in firm)
