"""Transfers of the past: a list is checked before it is written, as two movements each."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.past import (
    CAME,
    SENT,
    PastLine,
    PastMovement,
    PastTransfer,
    Turn,
    pieces,
)
from sanye.erp.inventory.errors import NotStocked, SameSite
from sanye.erp.inventory.models import StockMovement
from sanye.erp.past.queries import Checks
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id

SOURCE = "past_transfer"
LEVELS = {SENT: -2, CAME: -1}
"""Goods go after what came and was made that day, and before what it takes; they come after they
went."""


def check_past_transfers(
    transfers: Sequence[PastTransfer], checks: Checks, *, by: Actor
) -> list[PastMovement]:
    """What left and what came, of the transfers that are new; what is wrong goes to `checks`."""
    numbers = {given.number + SENT for given in transfers if given.number}
    rows = StockMovement.unscoped.filter(company_id=by.company_id, number__in=numbers)
    here = set(rows.values_list("number", flat=True))
    found: dict[tuple[Any, ...], tuple[PastMovement, PastMovement]] = {}
    for row, given in enumerate(transfers, start=1):
        if given.number and given.number + SENT in here:
            continue
        checks.row = row
        _check(given, checks)
        days = (given.shipped_date, given.received_date)
        key = (given.from_site_id, given.to_site_id, *days, given.number)
        if key not in found:
            found[key] = _movements(given, row)
        _move(given, *found[key])
    return [movement for pair in found.values() for movement in pair]


def _movements(given: PastTransfer, row: int) -> tuple[PastMovement, PastMovement]:
    """Both name the same source, by which costing hands the value on."""
    source_id = new_id()
    sent, came = (
        PastMovement(
            id=new_id(),
            kind=MovementKind.TRANSFER,
            posting_date=day,
            turn=Turn.WITHIN_THE_DAY,
            level=LEVELS[way],
            source_type=SOURCE,
            source_id=source_id,
            source_number=given.number,
            number=given.number and given.number + way,
            where="transfers",
            row=row,
        )
        for way, day in ((SENT, given.shipped_date), (CAME, given.received_date))
    )
    return sent, came


def _move(given: PastTransfer, sent: PastMovement, came: PastMovement) -> None:
    for movement, site_id, quantity in (
        (sent, given.from_site_id, -given.quantity),
        (came, given.to_site_id, given.quantity),
    ):
        line = PastLine(given.item_id, site_id, quantity, lot=given.lot)
        movement.lines += pieces(line, given.serial_numbers)


def _check(given: PastTransfer, checks: Checks) -> None:
    checks.number(given.number, "SM", "number")
    checks.texts(number=(given.number, 40 - len(SENT)), lot=(given.lot, 40))
    checks.site(given.from_site_id, "from_site_id")
    checks.site(given.to_site_id, "to_site_id")
    if given.from_site_id == given.to_site_id:
        site = checks.masters.sites.get(given.to_site_id)
        checks.refuse(
            SameSite(site=site.code if site is not None else given.to_site_id), "to_site_id"
        )
    checks.days(("shipped_date", given.shipped_date), ("received_date", given.received_date))
    checks.posted("shipped_date", given.shipped_date)
    item = checks.item(given.item_id, "item_id")
    if item is None:
        return
    if item.is_service:
        checks.refuse(NotStocked(item=item.code), "item_id")
        return
    quantity: Decimal = given.quantity
    checks.positive(quantity, item, "quantity")
    checks.pieces(item, quantity, given.lot, given.serial_numbers, "lot")
