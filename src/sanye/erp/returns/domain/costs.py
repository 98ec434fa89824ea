"""What a settled return cost beyond its credit, as the books see it.

Goods come back at the value they left with. A refund takes the sale back, so only what is not
worth that value any more is lost. Without a refund the sale stands: what came back is a gain that
goods sent anew, or their repair, use up.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.kernel.money import round_money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A settled quantity (stock unit) of a line; costs per stock unit in functional currency.

    `scrapped_quantity` is what of it inspections had to scrap.
    """

    outcome: ReturnOutcome
    quantity: Decimal
    scrapped_quantity: Decimal
    unit_value: Decimal
    unit_cost_anew: Decimal


def cost_of(part: Part, currency: str) -> Decimal:
    """Functional currency; repairs cost what their production order takes in, so nothing yet."""
    lost = Fraction(part.scrapped_quantity) * Fraction(part.unit_value)
    if part.outcome == ReturnOutcome.REFUND:
        return round_money(lost, currency)
    if part.outcome == ReturnOutcome.REPLACE:
        anew = Fraction(part.quantity) * Fraction(part.unit_cost_anew)
        came_back = Fraction(part.quantity) * Fraction(part.unit_value)
        return round_money(anew - came_back + lost, currency)
    return round_money(ZERO, currency)
