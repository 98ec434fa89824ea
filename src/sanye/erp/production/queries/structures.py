"""Bills and routings as orders need them, read for many orders at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from sanye.erp.production.domain.explosion import BillUse, Need, explode
from sanye.erp.production.errors import BillMissing
from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.masterdata.domain.units import ItemUnits
from sanye.stem.masterdata.models import Bill, BillLine, Item
from sanye.stem.masterdata.queries import (
    EffectiveBill,
    EffectiveRouting,
    effective_bills_of_days,
    effective_routings_of_days,
    get_item_units,
    get_items,
)


@dataclass(frozen=True, slots=True)
class Structures:
    """How the items of one site are made on one day."""

    bills: Mapping[UUID, EffectiveBill]
    routings: Mapping[UUID, EffectiveRouting]
    needs: Mapping[UUID, list[Need]]
    items: Mapping[UUID, Item]
    units: Mapping[UUID, ItemUnits]

    def decimals(self, item_id: UUID) -> int:
        """How many decimals a quantity of the item may have."""
        units = self.units[item_id]
        known = units.units.get(units.base)
        return known.decimals if known is not None else 6


@query
def get_structures(*, item_ids: Collection[UUID], site_id: UUID, on: date, by: Actor) -> Structures:
    """Bills, phantoms blown through, and routings that hold on the day. Raises BillMissing."""
    return get_structures_of_days(item_ids={on: item_ids}, site_id=site_id, by=by)[on]


@query
def get_structures_of_days(
    *, item_ids: Mapping[date, Collection[UUID]], site_id: UUID, by: Actor
) -> dict[date, Structures]:
    """How each day's items are made on it, in as many reads for many days as for one.

    Raises BillMissing.
    """
    bills = _bills_with_phantoms(item_ids, site_id, by)
    lines = {
        line.id: (line, bill.bill)
        for of_day in bills.values()
        for bill in of_day.values()
        for line in bill.lines
    }
    known = {item_id for ids in (*item_ids.values(), *bills.values()) for item_id in ids}
    known.update(line.component_id for line, _ in lines.values())
    items = get_items(item_ids=known, by=by)
    units = get_item_units(item_ids=known, by=by)
    uses = {line_id: _use(line, bill, units) for line_id, (line, bill) in lines.items()}
    routings = effective_routings_of_days(item_ids=item_ids, site_id=site_id, by=by)
    return {
        on: Structures(
            bills[on], routings[on], _needs(wanted, bills[on], uses, items), items, units
        )
        for on, wanted in item_ids.items()
    }


def _bills_with_phantoms(
    item_ids: Mapping[date, Collection[UUID]], site_id: UUID, by: Actor
) -> dict[date, dict[UUID, EffectiveBill]]:
    found: dict[date, dict[UUID, EffectiveBill]] = {on: {} for on in item_ids}
    wanted = {on: set(ids) for on, ids in item_ids.items() if ids}
    while wanted:
        level = effective_bills_of_days(item_ids=wanted, site_id=site_id, by=by)
        for on, bills in level.items():
            found[on].update(bills)
        wanted = {
            on: missing
            for on, bills in level.items()
            if (missing := _phantoms(bills.values()) - found[on].keys())
        }
    return found


def _phantoms(bills: Iterable[EffectiveBill]) -> set[UUID]:
    return {line.component_id for bill in bills for line in bill.lines if line.is_phantom}


def _needs(
    item_ids: Collection[UUID],
    bills: Mapping[UUID, EffectiveBill],
    uses: Mapping[UUID, BillUse],
    items: Mapping[UUID, Item],
) -> dict[UUID, list[Need]]:
    used = {item_id: [uses[line.id] for line in bill.lines] for item_id, bill in bills.items()}
    try:
        return {item_id: explode(item_id, used) for item_id in item_ids}
    except BillMissing as missing:
        raise BillMissing(item=items[missing.data["item"]].code, field="item_id") from missing


def _use(line: BillLine, bill: Bill, units: Mapping[UUID, ItemUnits]) -> BillUse:
    factor = units[line.component_id].factor(line.unit).exact
    ratio = Fraction(line.quantity) * factor / (1 - Fraction(line.scrap_ratio))
    if not line.is_fixed:
        ratio /= Fraction(bill.output_quantity) * units[bill.item_id].factor(bill.unit).exact
    return BillUse(
        component_id=line.component_id,
        ratio=ratio,
        is_fixed=line.is_fixed,
        is_phantom=line.is_phantom,
        operation_number=line.operation_number,
    )
