"""Documents of the past before anything is written: repeatable, possible, with all that happens."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from uuid import UUID

import pytest

from sanye.project.demo.past.history import Documents, think_out
from tests.factories.past import BODY, CORD, FAN, FIRST, KETTLE, LAST, make_world, plain

Change = tuple[UUID, UUID, str, date, Decimal]


@pytest.fixture(scope="module")
def found() -> Documents:
    """A year of a company with a hundred customers; nobody changes it."""
    return think_out(make_world())


def everything(found: Documents) -> object:
    lists = (found.closed_sales, found.productions, found.purchases, found.transfers, found.stock)
    return plain(lists)


def test_the_same_seed_and_masters_give_the_same_past(found: Documents) -> None:
    assert everything(think_out(make_world())) == everything(found)
    assert everything(think_out(make_world(seed=8))) != everything(found)


def test_everything_happened_within_the_span(found: Documents) -> None:
    assert min(order.order_date for order in found.closed_sales) >= FIRST
    assert {row.posting_date for row in found.stock} == {date(2025, 2, 28)}
    for order in found.closed_sales:
        days = [part.shipped_date for line in order.lines for part in line.parts]
        days += [order.invoiced_date, order.paid_date]
        assert max((day for day in days if day is not None), default=LAST) <= LAST
    for made in found.productions:
        assert FIRST <= made.actual_start_date <= made.actual_end_date <= LAST
    for moved in found.transfers:
        assert FIRST <= moved.shipped_date <= moved.received_date <= LAST
    for bought in found.purchases:
        assert bought.order_date >= FIRST
        assert all(line.received_date <= LAST for line in bought.lines if line.received_date)


def test_stock_is_negative_at_the_end_of_no_day_lot_by_lot(found: Documents) -> None:
    days: dict[tuple[UUID, UUID, str], dict[date, Decimal]] = defaultdict(
        lambda: defaultdict(Decimal)
    )
    for item_id, site_id, lot, on, quantity in changes(found):
        days[item_id, site_id, lot][on] += quantity

    assert len(days) > 20
    for place, by_day in days.items():
        held = Decimal(0)
        for on in sorted(by_day):
            held += by_day[on]
            assert held >= 0, (place, on)


def changes(found: Documents) -> Iterator[Change]:
    """What every document does to every lot or piece of a place."""
    for row in found.stock:
        name = row.lot or row.serial_number
        yield row.item_id, row.site_id, name, row.posting_date, row.quantity
    yield from chain(_sold(found), _made(found), _moved(found), _bought(found))


def _named(lot: str, numbers: tuple[str, ...], quantity: Decimal) -> list[tuple[str, Decimal]]:
    return [(number, Decimal(1)) for number in numbers] or [(lot, quantity)]


def _sold(found: Documents) -> Iterator[Change]:
    for line in (line for order in found.closed_sales for line in order.lines):
        for part in line.parts:
            if part.shipped_date is not None and part.site_id is not None:
                for name, quantity in _named(part.lot, part.serial_numbers, part.delivered):
                    yield line.item_id, part.site_id, name, part.shipped_date, -quantity


def _made(found: Documents) -> Iterator[Change]:
    for made in found.productions:
        site_id, ended = made.site_id, made.actual_end_date
        for name, quantity in _named(made.lot, made.serial_numbers, made.completed_quantity):
            yield made.item_id, site_id, name, ended, quantity
        for each in made.components or ():
            yield each.item_id, site_id, each.lot, made.actual_start_date, -each.quantity


def _moved(found: Documents) -> Iterator[Change]:
    for row in found.transfers:
        for name, quantity in _named(row.lot, row.serial_numbers, row.quantity):
            yield row.item_id, row.from_site_id, name, row.shipped_date, -quantity
            yield row.item_id, row.to_site_id, name, row.received_date, quantity


def _bought(found: Documents) -> Iterator[Change]:
    for bought in found.purchases:
        for line in bought.lines:
            assert line.received_date is not None
            kept = line.received - line.rejected_quantity
            yield line.item_id, bought.site_id, line.lot, line.received_date, kept


def test_what_is_made_takes_what_its_bill_says(found: Documents) -> None:
    kettles = [order for order in found.productions if order.item_id == KETTLE.id]

    assert len(kettles) > 10
    for order in kettles:
        taken: dict[UUID, Decimal] = defaultdict(Decimal)
        for each in order.components or ():
            taken[each.item_id] += each.quantity
        assert taken == {BODY.id: order.quantity, CORD.id: order.quantity}
        assert order.completed_quantity + order.scrapped_quantity == order.quantity


def test_every_piece_of_a_good_with_serial_numbers_is_made_and_sold_once(found: Documents) -> None:
    made = [n for o in found.productions if o.item_id == FAN.id for n in o.serial_numbers]
    sold = [
        n for o in found.closed_sales for x in o.lines for p in x.parts for n in p.serial_numbers
    ]

    assert len(made) == len(set(made)) > 0
    assert len(sold) == len(set(sold)) > 0


def test_what_was_needed_was_bought_and_little_was_left(found: Documents) -> None:
    used = sum(
        quantity for item, *_, quantity in changes(found) if item == CORD.id and quantity < 0
    )
    left = sum(quantity for item, *_, quantity in changes(found) if item == CORD.id)

    assert 0 < left < -used / 3


def test_some_orders_are_late_some_in_parts_some_cut_and_some_given_up(found: Documents) -> None:
    parts = [part for o in found.closed_sales for line in o.lines for part in line.parts]
    sent = [part for part in parts if part.shipped_date and part.promised_date]
    late = [part for part in sent if part.shipped_date > part.promised_date]  # type: ignore[operator]

    assert 0.01 < len(late) / len(sent) < 0.2
    assert any(order.is_cancelled for order in found.closed_sales)
    assert any(part.delivered < part.quantity for part in sent)
    assert any(
        len({part.shipped_date for part in line.parts}) > 1
        for order in found.closed_sales
        for line in order.lines
    )


def test_some_invoices_are_paid_late_and_some_are_open(found: Documents) -> None:
    invoiced = [order for order in found.closed_sales if order.invoiced_date]
    paid = [order for order in invoiced if order.paid_date is not None]
    late = [order for order in paid if order.paid_date > order.due_date]  # type: ignore[operator]

    assert 0 < len(invoiced) - len(paid) < len(invoiced) / 2
    assert late
    assert len(late) < len(paid)
