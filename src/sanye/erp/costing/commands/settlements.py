"""Goods that came back while the sale stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import Sum

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.costing.commands.writing import Cause, Place, start, write_valuation
from sanye.erp.costing.models import Valuation, ValuationLine
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.stem.commands import command

Worth = tuple[Decimal, Decimal]
"""Quantity and value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptGoods:
    """A quantity of a returned line that is settled without a refund."""

    return_line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal


@command(logged=False)
def value_settlement(
    *, goods: Sequence[KeptGoods], cause: Cause, by: Actor, at: datetime
) -> Valuation | None:
    """Receiving them lessened the cost of goods sold; since the sale stands, it is restored, and
    the warranty's cost is lessened instead."""
    draft = start(cause, by=by)
    worth = _received({one.return_line_id for one in goods})
    for one in goods:
        quantity, value = worth.get(one.return_line_id, (Decimal(0), Decimal(0)))
        if not quantity:
            continue
        share = Fraction(value) * Fraction(one.quantity) / Fraction(quantity)
        amount = round_money(share, draft.currency)
        place = Place(item_id=one.item_id, site_id=one.site_id, source_line_id=one.return_line_id)
        draft.add(AccountRole.COST_OF_GOODS_SOLD, amount, place)
        draft.add(AccountRole.WARRANTY_EXPENSE, -amount, place)
    return write_valuation(draft=draft, by=by, at=at)


def _received(line_ids: Collection[UUID]) -> dict[UUID, Worth]:
    """What came back on each line, as it was valued."""
    lines = ValuationLine.objects.filter(
        source_line_id__in=line_ids, valuation__kind="CUSTOMER_RETURN"
    )
    sums = lines.filter(role__in=(AccountRole.STOCK, AccountRole.COST_OF_GOODS_SOLD)).values_list(
        "source_line_id", "role"
    )
    found: dict[UUID, dict[str, Worth]] = {}
    for line_id, role, quantity, amount in sums.annotate(
        quantity_sum=Sum("quantity"), amount_sum=Sum("amount")
    ):
        found.setdefault(line_id, {})[role] = (quantity, amount)
    nothing = (Decimal(0), Decimal(0))
    return {
        line_id: (
            roles.get(AccountRole.STOCK, nothing)[0],
            -roles.get(AccountRole.COST_OF_GOODS_SOLD, nothing)[1],
        )
        for line_id, roles in found.items()
    }
