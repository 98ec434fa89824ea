"""Goods that came back while the sale stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.costing.commands.valuing import Needs, Valuing
from sanye.erp.costing.commands.writing import Cause, Place
from sanye.kernel.money import round_money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptGoods:
    """A quantity of a returned line that is settled without a refund."""

    return_line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementToValue:
    """What of a customer's return is kept without a refund.

    Receiving it lessened the cost of goods sold; since the sale stands, that is restored, and the
    warranty's cost is lessened instead.
    """

    goods: Sequence[KeptGoods]
    cause: Cause

    def ask(self, needs: Needs) -> None:
        """The goods as they were valued when they came."""
        needs.return_lines |= {one.return_line_id for one in self.goods}

    def value(self, valuing: Valuing) -> None:
        """A share of what they were worth then."""
        returned = valuing.returned()
        draft = valuing.start(self.cause)
        for one in self.goods:
            quantity, value = returned.get(one.return_line_id, (ZERO, ZERO))
            if not quantity:
                continue
            share = Fraction(value) * Fraction(one.quantity) / Fraction(quantity)
            amount = round_money(share, draft.currency)
            place = Place(
                item_id=one.item_id, site_id=one.site_id, source_line_id=one.return_line_id
            )
            draft.add(AccountRole.COST_OF_GOODS_SOLD, amount, place)
            draft.add(AccountRole.WARRANTY_EXPENSE, -amount, place)
