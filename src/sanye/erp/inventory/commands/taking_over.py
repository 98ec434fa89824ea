"""Stock of the past without a document of its own: a list is checked before it is written."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.past import PastLine, PastMovement, PastStock, Turn
from sanye.erp.inventory.errors import NotStocked
from sanye.erp.inventory.models import StockMovement
from sanye.erp.past import errors
from sanye.erp.past.queries import Checks
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import Location

_TURNS = {
    MovementKind.OPENING: Turn.OPENING,
    MovementKind.COUNT: Turn.COUNT,
    MovementKind.SCRAP: Turn.COUNT,
}
_SOURCES = {
    MovementKind.OPENING: "opening_stock",
    MovementKind.COUNT: "stock_count",
    MovementKind.SCRAP: "scrap",
}


def check_past_stock(
    stock: Sequence[PastStock], checks: Checks, *, by: Actor
) -> list[PastMovement]:
    """The movements that are new; what is wrong goes to `checks`."""
    numbers = {given.number for given in stock if given.number}
    rows = StockMovement.unscoped.filter(company_id=by.company_id, number__in=numbers)
    here = set(rows.values_list("number", flat=True))
    places = _places({given.location_id for given in stock if given.location_id})
    found: dict[tuple[Any, ...], PastMovement] = {}
    named: dict[str, tuple[Any, ...]] = {}
    for row, given in enumerate(stock, start=1):
        if given.number in here:
            continue
        checks.row = row
        _check(given, checks)
        if given.location_id is not None and places.get(given.location_id) != given.site_id:
            unknown = MasterUnknown(entity="Location", key=given.location_id)
            checks.refuse(unknown, "location_id")
        key = (given.kind, given.posting_date, given.reason_code, given.number)
        if given.number and named.setdefault(given.number, key) != key:
            first = errors.GivenTwice(number=given.number, first=found[named[given.number]].row)
            checks.refuse(first, "number")
        movement = found.setdefault(key, _movement_of(given, row))
        movement.lines.append(_line_of(given))
    return list(found.values())


def _places(location_ids: set[UUID]) -> dict[UUID, UUID]:
    """The site of each location."""
    rows = Location.unscoped.filter(id__in=location_ids)
    return dict(rows.values_list("id", "site_id"))


def _movement_of(given: PastStock, row: int) -> PastMovement:
    return PastMovement(
        id=new_id(),
        kind=given.kind,
        posting_date=given.posting_date,
        turn=_TURNS.get(given.kind, Turn.COUNT),
        source_type=_SOURCES.get(given.kind, ""),
        source_id=None,
        source_number=given.number,
        number=given.number,
        reason_code=given.reason_code,
        where="stock",
        row=row,
    )


def _line_of(given: PastStock) -> PastLine:
    return PastLine(
        item_id=given.item_id,
        site_id=given.site_id,
        quantity=given.quantity,
        unit_cost=given.unit_cost,
        lot=given.lot,
        serial_number=given.serial_number,
        location_id=given.location_id,
    )


def _check(given: PastStock, checks: Checks) -> None:
    if given.kind not in _TURNS:
        checks.refuse(errors.KindWrong(kind=given.kind), "kind")
    checks.number(given.number, "SM", "number")
    checks.texts(
        number=(given.number, 40),
        lot=(given.lot, 40),
        serial_number=(given.serial_number, 40),
        reason_code=(given.reason_code, 40),
    )
    checks.site(given.site_id, "site_id")
    checks.days(("posting_date", given.posting_date))
    checks.posted("posting_date", given.posting_date)
    item = checks.item(given.item_id, "item_id")
    if item is None:
        return
    if item.is_service:
        checks.refuse(NotStocked(item=item.code), "item_id")
        return
    is_negative = given.quantity < 0 and given.kind != MovementKind.OPENING
    checks.positive(-given.quantity if is_negative else given.quantity, item, "quantity")
    serials = (given.serial_number,) if given.serial_number else ()
    checks.pieces(item, abs(given.quantity), given.lot, serials, "lot")
    if given.kind == MovementKind.OPENING and (given.unit_cost is None or given.unit_cost < 0):
        checks.refuse(errors.CostMissing(), "unit_cost")
