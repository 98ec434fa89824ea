"""How planned orders become schedule lines of one order line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.erp.purchasing.domain.quantities import LotRule, order_quantity
from sanye.kernel.quantity import Factor, convert, round_quantity_up

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A planned order: quantity in the item's stock unit."""

    planned_order_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    due_date: date
    supplier_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A schedule line to be made, in the order's unit, and the planned orders it covers."""

    quantity: Decimal
    due_date: date
    planned_order_ids: tuple[UUID, ...]


def cover(
    needs: Sequence[Need], *, already: Decimal, to_stock: Factor, rule: LotRule
) -> list[Cover]:
    """One schedule line per need, in order of due date; together no more than must be bought.

    Rounding to the unit ordered is done on the running sum: two halves of a box are one box, and
    the need that adds nothing is covered by the line before it. `already` is what the order line
    has. What the supplier's minimum and multiple add comes with the last need.
    """
    ordered = sorted(needs, key=lambda need: (need.due_date, need.planned_order_id))
    covers: list[Cover] = []
    exact, rounded = Fraction(already), already
    for need in ordered:
        exact += convert(need.quantity, to_stock.inverse())
        reached = round_quantity_up(exact, rule.decimals)
        covers = _with(covers, need, reached - rounded)
        rounded = reached
    extra = order_quantity(rounded, rule) - rounded
    if extra > 0:
        covers[-1] = replace(covers[-1], quantity=covers[-1].quantity + extra)
    return covers


def _with(covers: list[Cover], need: Need, quantity: Decimal) -> list[Cover]:
    if quantity == ZERO and covers:
        before = covers[-1]
        ids = (*before.planned_order_ids, need.planned_order_id)
        return [*covers[:-1], replace(before, planned_order_ids=ids)]
    cover_ = Cover(
        quantity=quantity, due_date=need.due_date, planned_order_ids=(need.planned_order_id,)
    )
    return [*covers, cover_]
