"""Bills and routings as orders need them, read for many orders at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from sanye.erp.production.domain.explosion import BillUse, Need, explode
from sanye.erp.production.errors import BillMissing
from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.masterdata.domain.units import ItemUnits
from sanye.stem.masterdata.models import BillLine, Item
from sanye.stem.masterdata.queries import (
    EffectiveBill,
    EffectiveRouting,
    effective_bills,
    effective_routings,
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
    bills = _bills_with_phantoms(item_ids, site_id, on, by)
    lines = [line for bill in bills.values() for line in bill.lines]
    known = {*item_ids, *bills, *(line.component_id for line in lines)}
    items = get_items(item_ids=known, by=by)
    units = get_item_units(item_ids=known, by=by)
    uses = {
        item_id: [_use(line, bill, units) for line in bill.lines] for item_id, bill in bills.items()
    }
    try:
        needs = {item_id: explode(item_id, uses) for item_id in item_ids}
    except BillMissing as missing:
        raise BillMissing(item=items[missing.data["item"]].code, field="item_id") from missing
    routings = effective_routings(item_ids=item_ids, site_id=site_id, on=on, by=by)
    return Structures(bills, routings, needs, items, units)


def _bills_with_phantoms(
    item_ids: Collection[UUID], site_id: UUID, on: date, by: Actor
) -> dict[UUID, EffectiveBill]:
    found: dict[UUID, EffectiveBill] = {}
    wanted = set(item_ids)
    while wanted:
        level = effective_bills(item_ids=wanted, site_id=site_id, on=on, by=by)
        found.update(level)
        lines = [line for bill in level.values() for line in bill.lines]
        wanted = {line.component_id for line in lines if line.is_phantom} - found.keys()
    return found


def _use(line: BillLine, effective: EffectiveBill, units: Mapping[UUID, ItemUnits]) -> BillUse:
    bill = effective.bill
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
