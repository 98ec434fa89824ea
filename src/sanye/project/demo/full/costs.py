"""Standard costs: what goes into a piece, from the bottom of its bill up."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from sanye.project.demo.full.structure import Bought, Made

STANDARD_LOT = 200
"""Pieces that share a set-up."""

_FEN = Decimal("0.0001")
_HOUR = 60


def roll_up(
    bought: Sequence[Bought], made: Sequence[Made], rates: Mapping[tuple[str, str], Decimal]
) -> dict[str, Decimal]:
    """Cost per unit of everything, in yuan to a hundredth of a fen.

    A made item costs Σ quantity / (1 − scrap) × cost of its components plus
    Σ (set-up / lot + run) × hourly rate / 60 of its steps; `rates` are by plant and work center.
    `made` may come in any order.
    """
    costs = {part.code: part.price for part in bought}
    by_code = {part.code: part for part in made}

    def cost(code: str) -> Decimal:
        if code not in costs:
            part = by_code[code]
            material = sum(
                (one.quantity / (1 - one.scrap) * cost(one.code) for one in part.needs), Decimal(0)
            )
            work = sum(
                (
                    (one.setup / STANDARD_LOT + one.run) * rates[part.plant, one.center] / _HOUR
                    for one in part.steps
                ),
                Decimal(0),
            )
            costs[code] = (material + work).quantize(_FEN, ROUND_HALF_UP)
        return costs[code]

    for code in by_code:
        cost(code)
    return costs
