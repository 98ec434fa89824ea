"""Who gets which supply of a node: customers and orders before the forecast.

Netting takes in order of days, so that a forecast for Monday would take the stock of an order for
Friday, and the order would seem late. What is ordered when stays as netted; only who takes what is
told anew: firm needs from the front of the supplies, forecasts and what is made for them from the
rest. No firm need is served by a later supply than before.
"""

from collections.abc import Sequence

from sanye.engines.mrp.netting import Need, Supply, Take

FORECAST_PRIORITY = 1_000_000
"""Of forecasts, and of requirements of orders that serve nothing else."""


def firm_first(takes: Sequence[Take]) -> list[Take]:
    """The takes of one node, dealt out anew; the same where no forecast is among them."""
    if not any(need.priority == FORECAST_PRIORITY for _, need, _ in takes):
        return list(takes)
    wanted: dict[Need, int] = {}
    portions: dict[int, int] = {}
    supplies: dict[int, Supply] = {}
    for supply, need, quantity in takes:
        wanted[need] = wanted.get(need, 0) + quantity
        supplies[id(supply)] = supply
        portions[id(supply)] = portions.get(id(supply), 0) + quantity
    needs = sorted(wanted, key=_is_soft)
    dealt = _deal([(supplies[key], left) for key, left in portions.items()], needs, wanted)
    takers: dict[int, list[Need]] = {}
    for supply, need, _ in dealt:
        takers.setdefault(id(supply), []).append(need)
    for key, taking in takers.items():
        _tell(supplies[key], taking)
    return dealt


def _is_soft(need: Need) -> bool:
    return need.priority == FORECAST_PRIORITY


def _deal(
    portions: list[tuple[Supply, int]], needs: Sequence[Need], wanted: dict[Need, int]
) -> list[Take]:
    dealt: list[Take] = []
    place = 0
    supply, left = portions[0]
    for need in needs:
        missing = wanted[need]
        while missing:
            if not left:
                place += 1
                supply, left = portions[place]
            quantity = min(left, missing)
            dealt.append((supply, need, quantity))
            left -= quantity
            missing -= quantity
    return dealt


def _tell(supply: Supply, needs: Sequence[Need]) -> None:
    """For whom a supply is, and from when on, follows from who takes it."""
    supply.dealt_need = min(need.day for need in needs)
    if all(_is_soft(need) for need in needs):
        supply.priority = FORECAST_PRIORITY
