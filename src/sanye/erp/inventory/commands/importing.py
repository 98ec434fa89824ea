"""Movements of the past into the stock ledger: dated, in the order of their days, with COPY."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from sanye.contracts.erp.history import ImportedStock, StockImported
from sanye.erp.inventory.commands.balances import apply_changes, may_be_negative
from sanye.erp.inventory.commands.movements import ARRIVALS, ensure_lots
from sanye.erp.inventory.commands.past import PastLine, PastMovement
from sanye.erp.inventory.domain.keys import StockKey, StockStatus
from sanye.erp.inventory.domain.movements import MovementLine
from sanye.erp.inventory.models import StockBalance, StockLedgerLine, StockMovement
from sanye.erp.inventory.queries.masters import get_default_locations, get_item_facts
from sanye.erp.past import errors
from sanye.erp.past.queries import Masters, instant
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.copying import copy_rows

ZERO = Decimal(0)
_MOVEMENT = (
    "id", "number", "kind", "posting_date", "posted_at", "source_type", "source_id",
    "source_number", "reason_code",
)  # fmt: skip
_LINE = (
    "movement_id", "item_id", "site_id", "location_id", "lot", "serial_number", "quantity", "unit",
    "unit_cost", "source_line_id", "posted_at",
)  # fmt: skip
_SERIALS = """
    INSERT INTO erp_serial_number AS serial
           (id, company_id, item_id, number, lot, on_hand, last_change, site_id, location_id,
            status)
    SELECT id, %s, item_id, number, lot, greatest(change, 0), change, site_id, location_id, status
      FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::int[], %s::uuid[],
                  %s::uuid[], %s::text[])
           AS changes (id, item_id, number, lot, change, site_id, location_id, status)
     ORDER BY item_id, number
        ON CONFLICT (company_id, item_id, number) DO UPDATE
       SET on_hand = serial.on_hand + EXCLUDED.last_change,
           last_change = EXCLUDED.last_change,
           lot = CASE WHEN EXCLUDED.lot = '' THEN serial.lot ELSE EXCLUDED.lot END,
           site_id = CASE WHEN EXCLUDED.last_change = 0 THEN serial.site_id
                          ELSE EXCLUDED.site_id END,
           location_id = CASE WHEN EXCLUDED.last_change = 0 THEN serial.location_id
                              ELSE EXCLUDED.location_id END,
           status = CASE WHEN EXCLUDED.last_change = 0 THEN serial.status
                         ELSE EXCLUDED.status END
"""


@command
def import_movements(
    *, movements: Sequence[PastMovement], masters: Masters, by: Actor, at: datetime
) -> list[PastMovement]:
    """Write movements in the order of their days; that order is returned.

    Starts from what is on hand. Raises Refusals of StockShort for heaps that would be negative at
    the end of a day, and of SerialNumberElsewhere. One `StockImported` tells what all came to.
    """
    ordered = sorted(movements, key=lambda movement: movement.order)
    if not ordered:
        return []
    locations = _locations(ordered, masters)
    heaps = _Heaps(ordered, locations, masters, by=by)
    heaps.check()
    _ensure_lots(ordered, by=by)
    changes = {key: change for key, change in heaps.changes.items() if change}
    apply_changes(by.company_id, changes, masters.sites)
    _apply_serials(heaps, by=by)
    _write(ordered, locations, masters, by=by)
    publish(_fact(ordered, heaps, masters))
    return ordered


Locations = Mapping[tuple[UUID, UUID], UUID]


def _locations(movements: Sequence[PastMovement], masters: Masters) -> Locations:
    places = {
        (line.item_id, line.site_id)
        for movement in movements
        for line in movement.lines
        if line.location_id is None
    }
    lines = [
        MovementLine(item_id=item_id, site_id=site_id, quantity=ZERO)
        for item_id, site_id in sorted(places)
    ]
    return get_default_locations(lines, dict(masters.sites))


def _key(line: PastLine, locations: Locations) -> StockKey:
    location = line.location_id or locations[line.item_id, line.site_id]
    return StockKey(
        line.item_id,
        line.site_id,
        location,
        line.lot,
        line.serial_number,
        StockStatus.AVAILABLE,
        None,
        "",
    )


class _Heaps:
    """What each heap holds as the days pass, from what is on hand now."""

    def __init__(
        self,
        movements: Sequence[PastMovement],
        locations: Locations,
        masters: Masters,
        *,
        by: Actor,
    ) -> None:
        self._movements, self._masters = movements, masters
        self.changes: dict[StockKey, Decimal] = defaultdict(Decimal)
        self._keys = [[_key(line, locations) for line in movement.lines] for movement in movements]
        items = {line.item_id for movement in movements for line in movement.lines}
        rows = StockBalance.unscoped.filter(company_id=by.company_id, item_id__in=items)
        columns = (*StockKey._fields, "on_hand")
        self._on_hand = {StockKey(*row[:-1]): row[-1] for row in rows.values_list(*columns)}

    def check(self) -> None:
        """Add everything up, day by day. Raises Refusals."""
        refused: dict[StockKey, Refusal] = {}
        touched: dict[StockKey, PastMovement] = {}
        day = self._movements[0].posting_date
        for movement, keys in zip(self._movements, self._keys, strict=True):
            if movement.posting_date != day:
                self._end_day(day, touched, refused)
                day, touched = movement.posting_date, {}
            for line, key in zip(movement.lines, keys, strict=True):
                self.changes[key] += line.quantity
                if line.quantity < 0:
                    touched[key] = movement
        self._end_day(day, touched, refused)
        self._check_serials(refused)
        if refused:
            raise Refusals(list(refused.values()))

    def _end_day(
        self,
        day: date,
        touched: Mapping[StockKey, PastMovement],
        refused: dict[StockKey, Refusal],
    ) -> None:
        for key, movement in touched.items():
            held = self._on_hand.get(key, ZERO) + self.changes[key]
            if held >= 0 or key in refused:
                continue
            site = self._masters.sites[key.site_id]
            if may_be_negative(key, site):
                continue
            refused[key] = errors.StockShort(
                number=movement.source_number or movement.kind,
                item=self._masters.items[key.item_id].code,
                site=site.code,
                quantity=held,
                date=day,
                field=f"{movement.where}.lines",
                row=movement.row,
            )

    def _check_serials(self, refused: dict[StockKey, Refusal]) -> None:
        """A piece that is in two places at the end."""
        held: dict[tuple[UUID, str], Decimal] = defaultdict(Decimal)
        for key, change in self.changes.items():
            if key.serial_number:
                held[key.item_id, key.serial_number] += change
        for key in [key for key in self._on_hand if (key.item_id, key.serial_number) in held]:
            held[key.item_id, key.serial_number] += self._on_hand[key]
        wrong = {serial for serial, quantity in held.items() if not 0 <= quantity <= 1}
        for movement, keys in zip(self._movements, self._keys, strict=True):
            for key in keys:
                if key.serial_number and (key.item_id, key.serial_number) in wrong:
                    refused[key] = errors.SerialNumberElsewhere(
                        serial_number=key.serial_number,
                        item=self._masters.items[key.item_id].code,
                        field=f"{movement.where}.lines",
                        row=movement.row,
                    )


def _ensure_lots(movements: Sequence[PastMovement], *, by: Actor) -> None:
    """Lots exist from the day on which they first arrived."""
    first: dict[tuple[UUID, str], date] = {}
    for movement in movements:
        if movement.kind in ARRIVALS:
            for line in movement.lines:
                if line.lot and line.quantity > 0:
                    first.setdefault((line.item_id, line.lot), movement.posting_date)
    facts = get_item_facts(item_id for item_id, _ in first)
    by_day: dict[date, list[MovementLine]] = defaultdict(list)
    for (item_id, lot), day in first.items():
        arrived = MovementLine(item_id=item_id, site_id=item_id, quantity=Decimal(1), lot=lot)
        by_day[day].append(arrived)
    for day, lines in sorted(by_day.items()):
        ensure_lots(lines, facts, day, by.company_id)


def _apply_serials(heaps: _Heaps, *, by: Actor) -> None:
    """Every piece that moved is known, and stands where it stands at the end."""
    sums: dict[tuple[UUID, str], int] = defaultdict(int)
    places: dict[tuple[UUID, str], StockKey] = {}
    lots: dict[tuple[UUID, str], str] = {}
    for key, change in heaps.changes.items():
        if key.serial_number:
            serial = (key.item_id, key.serial_number)
            sums[serial] += int(change)
            lots[serial] = key.lot
            if change > 0:
                places[serial] = key
    if not sums:
        return
    found = [(serial, change, places.get(serial)) for serial, change in sums.items()]
    columns: list[list[Any]] = [
        [new_id() for _ in found],
        [serial[0] for serial, _, _ in found],
        [serial[1] for serial, _, _ in found],
        [lots[serial] for serial, _, _ in found],
        [change for _, change, _ in found],
        [place.site_id if place and change else None for _, change, place in found],
        [place.location_id if place and change else None for _, change, place in found],
        [place.status if place and change else "" for _, change, place in found],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SERIALS, [by.company_id, *columns])


def _write(
    movements: Sequence[PastMovement], locations: Locations, masters: Masters, *, by: Actor
) -> None:
    unnumbered = [movement for movement in movements if not movement.number]
    numbers = draw_numbers_for("SM", [movement.posting_date for movement in unnumbered])
    for movement, number in zip(unnumbered, numbers, strict=True):
        movement.number = number
    copy_rows(
        StockMovement,
        _MOVEMENT,
        map(_movement_row, movements),
        company_id=by.company_id,
    )
    copy_rows(
        StockLedgerLine,
        _LINE,
        _ledger_rows(movements, locations, masters),
        company_id=by.company_id,
        status=StockStatus.AVAILABLE,
    )


def _posted_at(movement: PastMovement) -> datetime:
    """Noon of its day, a minute later for each turn, so that the order can be seen."""
    return instant(movement.posting_date) + timedelta(minutes=movement.turn)


def _movement_row(movement: PastMovement) -> tuple[Any, ...]:
    return (
        movement.id,
        movement.number,
        movement.kind,
        movement.posting_date,
        _posted_at(movement),
        movement.source_type,
        movement.source_id,
        movement.source_number,
        movement.reason_code,
    )


def _ledger_rows(
    movements: Sequence[PastMovement], locations: Locations, masters: Masters
) -> Iterator[tuple[Any, ...]]:
    for movement in movements:
        posted_at = str(_posted_at(movement))
        for item_id, site_id, quantity, source, cost, lot, serial, location in movement.lines:
            yield (
                movement.id,
                item_id,
                site_id,
                location or locations[item_id, site_id],
                lot,
                serial,
                quantity,
                masters.items[item_id].unit,
                cost,
                source,
                posted_at,
            )


def _fact(movements: Sequence[PastMovement], heaps: _Heaps, masters: Masters) -> StockImported:
    sums: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
    for key, change in heaps.changes.items():
        sums[key.item_id, key.site_id] += change
    return StockImported(
        import_id=new_id(),
        first_date=movements[0].posting_date,
        last_date=movements[-1].posting_date,
        lines=tuple(
            ImportedStock(
                item_id=item_id,
                site_id=site_id,
                status=StockStatus.AVAILABLE,
                owner_id=None,
                quantity=quantity,
                unit=masters.items[item_id].unit,
            )
            for (item_id, site_id), quantity in sorted(sums.items())
            if quantity
        ),
    )
