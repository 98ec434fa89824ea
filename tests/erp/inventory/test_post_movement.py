"""Posting to the stock ledger: what is written, what is refused, and that nothing is then left."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sanye.contracts.erp.inventory import MovementKind, StockMoved
from sanye.erp.inventory.commands import (
    MovementLine,
    post_movement,
    reverse_document_movement,
    reverse_movement,
)
from sanye.erp.inventory.errors import (
    AlreadyReversed,
    CostTooBig,
    ItemUnknown,
    LinesMissing,
    LocationElsewhere,
    LotMissing,
    LotNotTracked,
    NotEnoughStock,
    NotStocked,
    OwnedByDocument,
    QuantityTooBig,
    QuantityTooFine,
    QuantityZero,
    SerialNumberElsewhere,
    SerialNumberMissing,
    SiteUnknown,
    SiteWithoutLocation,
    StatusUnknown,
)
from sanye.erp.inventory.models import (
    Lot,
    SerialNumber,
    StockBalance,
    StockLedgerLine,
    StockMovement,
)
from sanye.erp.inventory.queries import get_available, get_on_hand, get_on_hand_at
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.events import from_data
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.identity.models import Company
from sanye.stem.masterdata.models import Location, Unit
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item, make_location, make_site

DAY = date(2026, 3, 2)
Post = Callable[..., StockMovement]


@pytest.fixture
def post(by: Actor, at: datetime) -> Post:
    def run(*lines: MovementLine, kind: MovementKind = MovementKind.COUNT, **fields: Any) -> Any:
        row = {"posting_date": DAY, "source_type": "test", "source_id": None, "source_number": "T"}
        return post_movement(kind=kind, lines=lines, by=by, at=at, **{**row, **fields})

    return run


def line(item: Any, site: Any, quantity: Any, **fields: Any) -> MovementLine:
    return MovementLine(item_id=item.id, site_id=site.id, quantity=Decimal(quantity), **fields)


def location_of(site: Any) -> Any:
    return Location.unscoped.get(site=site).id


def test_changes_ledger_balance_and_log_together(post: Post, by: Actor) -> None:
    site, item = make_stock_site(by), make_item()

    movement = post(line(item, site, 7, unit_cost=Decimal("2.5")))
    post(line(item, site, -3))

    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 4
    assert get_available(item_id=item.id, site_id=site.id, by=by) == 4
    row = EventRow.objects.filter(key=movement.id).get()
    fact: StockMoved = from_data(row.type, row.data)
    ledger = StockLedgerLine.unscoped.get(movement=movement)
    assert fact.number == movement.number
    assert [(moved.quantity, moved.unit, moved.unit_cost) for moved in fact.lines] == [
        (Decimal(7), "C62", Decimal("2.5"))
    ]
    assert fact.lines[0].stock_ledger_id == ledger.id
    assert fact.lines[0].location_id == location_of(site)


def test_takes_the_items_own_location_before_the_sites_first(post: Post, by: Actor) -> None:
    from tests.factories.masterdata import make_item_site

    site, item = make_stock_site(by), make_item()
    shelf = make_location(site, "SHELF")
    make_item_site(item, site, location=shelf)

    post(line(item, site, 1))

    assert StockBalance.unscoped.get().location_id == shelf.id


def test_fifty_lines_take_as_many_statements_as_two(post: Post, by: Actor) -> None:
    site = make_stock_site(by)
    few, many = [make_item() for _ in range(2)], [make_item(tracking="LOT") for _ in range(50)]
    post(*(line(item, site, 1) for item in few))

    with CaptureQueriesContext(
        connection,
    ) as two:
        post(*(line(item, site, 1) for item in few))
    with CaptureQueriesContext(connection) as fifty:
        post(*(line(item, site, 1, lot="L") for item in many))

    assert len(fifty) == len(two) + 1  # the lots


@pytest.mark.parametrize(
    ("item_fields", "line_fields", "refusal", "field"),
    [
        ({"kind": "SERVICE"}, {}, NotStocked, "item_id"),
        ({}, {"quantity": Decimal(0)}, QuantityZero, "quantity"),
        ({}, {"quantity": Decimal("0.5")}, QuantityTooFine, "quantity"),
        ({}, {"quantity": Decimal(6901234567892)}, QuantityTooBig, "quantity"),
        (
            {},
            {"unit_cost": Decimal(6901234567892), "quantity": Decimal(20)},
            CostTooBig,
            "unit_cost",
        ),
        ({}, {"status": "LOST"}, StatusUnknown, "status"),
        ({}, {"lot": "L1"}, LotNotTracked, "lot"),
        ({"tracking": "LOT"}, {}, LotMissing, "lot"),
        ({"tracking": "SERIAL"}, {}, SerialNumberMissing, "serial_number"),
        (
            {"tracking": "SERIAL"},
            {"serial_number": "S", "quantity": Decimal(2)},
            SerialNumberMissing,
            "serial_number",
        ),
        ({}, {"serial_number": "S"}, LotNotTracked, "serial_number"),
    ],
)
def test_refuses_a_line_that_does_not_fit_its_item(
    post: Post, by: Actor, item_fields: Any, line_fields: Any, refusal: type[Refusal], field: str
) -> None:
    Unit.objects.get_or_create(
        code="C62", defaults={"name": "piece", "dimension": "COUNT", "decimals": 0}
    )
    site, item = make_stock_site(by), make_item(**item_fields)
    good = line(make_item(), site, 1)
    bad = MovementLine(
        **{"item_id": item.id, "site_id": site.id, "quantity": Decimal(1), **line_fields}
    )

    with pytest.raises(refusal) as caught:
        post(good, bad)

    assert (caught.value.field, caught.value.row) == (field, 2)
    assert caught.value.text("zh") != caught.value.text("en")
    assert not StockMovement.unscoped.exists()
    assert not StockBalance.unscoped.exists()


def test_refuses_unknown_and_foreign_rows(post: Post, by: Actor) -> None:
    site, item = make_stock_site(by), make_item()
    other = Company.objects.create(
        code="OTHER", name="Other", country="CN", functional_currency="CNY"
    )
    stranger = Actor(user_id=None, company_id=other.id, name="x", permissions=frozenset({"*"}))
    foreign = make_stock_site(stranger)
    bare = make_site(by)

    with pytest.raises(ItemUnknown):
        post(MovementLine(item_id=new_id(), site_id=site.id, quantity=Decimal(1)))
    with pytest.raises(SiteUnknown):
        post(line(item, foreign, 1))
    with pytest.raises(SiteWithoutLocation):
        post(line(item, bare, 1))
    with pytest.raises(LocationElsewhere):
        post(line(item, site, 1, location_id=location_of(foreign)))
    with pytest.raises(LinesMissing):
        post()

    assert not StockLedgerLine.unscoped.exists()


def test_refuses_to_take_more_than_there_is_and_leaves_nothing(post: Post, by: Actor) -> None:
    site, item, other = make_stock_site(by), make_item(), make_item()
    post(line(item, site, 5))

    with pytest.raises(NotEnoughStock) as short:
        post(line(other, site, 1), line(item, site, -6))
    with pytest.raises(NotEnoughStock) as never:
        post(line(other, site, -1))

    assert short.value.data["needed"] == 6
    assert short.value.data["available"] == 5
    assert never.value.data["available"] == 0
    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 5
    assert StockBalance.unscoped.count() == 1


def test_lets_a_site_that_allows_it_go_below_zero(post: Post, by: Actor) -> None:
    site, item = make_stock_site(by, negative_stock="ALLOWED"), make_item()

    post(line(item, site, -2))
    post(line(item, site, 20))

    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 18


def test_receives_into_what_is_negative_after_the_policy_became_strict(
    post: Post, by: Actor
) -> None:
    site, item = make_stock_site(by, negative_stock="ALLOWED"), make_item()
    post(line(item, site, -5))
    site.negative_stock = "FORBIDDEN"
    site.save()

    post(line(item, site, 3))
    with pytest.raises(NotEnoughStock):
        post(line(item, site, -1))
    post(line(item, site, 3))

    assert StockBalance.unscoped.get().may_be_negative is False
    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 1


def test_keeps_a_serial_number_in_one_place(post: Post, by: Actor) -> None:
    site, item = make_stock_site(by), make_item(tracking="SERIAL")
    shelf = make_location(site, "SHELF")
    post(line(item, site, 1, serial_number="S1"))

    with pytest.raises(SerialNumberElsewhere):
        post(line(item, site, 1, serial_number="S1", location_id=shelf.id))
    post(
        line(item, site, -1, serial_number="S1"),
        line(item, site, 1, serial_number="S1", location_id=shelf.id),
        kind=MovementKind.TRANSFER,
    )

    serial = SerialNumber.unscoped.get()
    assert (serial.on_hand, serial.location_id) == (1, shelf.id)
    post(line(item, site, -1, serial_number="S1", location_id=shelf.id))
    serial.refresh_from_db()
    assert (serial.on_hand, serial.site_id) == (0, None)


def test_makes_the_lot_with_its_expiry(post: Post, by: Actor) -> None:
    site, item = make_stock_site(by), make_item(tracking="LOT", shelf_life_days=30)

    post(line(item, site, 5, lot="A"))
    post(line(item, site, 5, lot="A"), posting_date=date(2026, 3, 9))

    lot = Lot.unscoped.get()
    assert (lot.number, lot.expires_date) == ("A", date(2026, 4, 1))


def test_ledger_and_movements_are_append_only(post: Post, by: Actor) -> None:
    site, item = make_stock_site(by), make_item()
    movement = post(line(item, site, 1))

    for change in (
        lambda: StockLedgerLine.unscoped.update(quantity=2),
        lambda: StockLedgerLine.unscoped.all().delete(),
        lambda: StockMovement.unscoped.filter(id=movement.id).update(reason_code="x"),
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()


def test_reverses_once(by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    movement = make_stock(item, site, 4, by=by, at=at)

    reversal = reverse_movement(
        movement_id=movement.id, posting_date=DAY, reason_code="TYPO", by=by, at=at
    )

    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 0
    fact = from_data(
        "sanye.erp.stock.moved.v1", EventRow.objects.filter(key=reversal.id).get().data
    )
    assert fact.reverses_movement_id == movement.id
    assert fact.lines[0].unit_cost == 10
    for again in (movement, reversal):
        with pytest.raises(AlreadyReversed):
            reverse_movement(
                movement_id=again.id, posting_date=DAY, reason_code="TYPO", by=by, at=at
            )


def test_leaves_a_documents_movement_to_its_document(post: Post, by: Actor, at: datetime) -> None:
    site, item = make_stock_site(by), make_item()
    movement = post(line(item, site, 4), source_type="goods_receipt", source_number="GR-1")

    with pytest.raises(OwnedByDocument):
        reverse_movement(movement_id=movement.id, posting_date=DAY, reason_code="X", by=by, at=at)
    reverse_document_movement(
        movement_id=movement.id, posting_date=DAY, reason_code="X", by=by, at=at
    )

    assert get_on_hand(item_id=item.id, site_id=site.id, by=by) == 0


def test_knows_what_was_there_at_any_instant(post: Post, by: Actor) -> None:
    from datetime import UTC

    site, item = make_stock_site(by), make_item()
    for day, quantity in ((2, 10), (3, -4), (4, 1)):
        post_movement(
            kind=MovementKind.COUNT,
            posting_date=DAY,
            lines=[line(item, site, quantity)],
            source_type="test",
            source_id=None,
            source_number="",
            by=by,
            at=datetime(2026, 3, day, tzinfo=UTC),
        )

    seen = [
        get_on_hand_at(
            item_id=item.id, site_id=site.id, instant=datetime(2026, 3, day, tzinfo=UTC), by=by
        )
        for day in (1, 2, 3, 4)
    ]

    assert seen == [0, 10, 6, 7]
