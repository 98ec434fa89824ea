"""What of a forecast is still to come, when part of it is ordered already.

A period's forecast is spread over its working days; days before today are over. An order takes
the forecast of the day on which it is wanted, then of the days before back to ``backward``, then
of the days after up to ``forward``; what it does not find there was not forecast. Quantities are
integers in millionths, days integers from today.
"""

from collections.abc import Iterable, Sequence

MICRO = 1_000_000


def spread(quantity: int, days: Sequence[int]) -> dict[int, int]:
    """Equal shares of a quantity for each day; together they are the quantity, exactly."""
    count = len(days)
    return {
        day: quantity * (place + 1) // count - quantity * place // count
        for place, day in enumerate(days)
    }


def consumed(
    forecast: dict[int, int], orders: Iterable[tuple[int, int]], *, backward: int, forward: int
) -> dict[int, int]:
    """What orders (day, quantity) leave of the forecast by day."""
    left = dict(forecast)
    days = sorted(left)
    for day, wanted in sorted(orders):
        missing = wanted
        near = [d for d in reversed(days) if day - backward <= d <= day]
        near += [d for d in days if day < d <= day + forward]
        for place in near:
            taken = min(left[place], missing)
            left[place] -= taken
            missing -= taken
            if not missing:
                break
    return left


def by_week(daily: dict[int, int], weekday: int, step: int) -> list[tuple[int, int]]:
    """(first day wanted, quantity) a week, in multiples of ``step``, the rest carried on.

    ``weekday``: of today, Monday 0. The last week may carry a rest below a step away.
    """
    weeks: dict[int, tuple[int, int]] = {}
    for day in sorted(daily):
        if daily[day]:
            week = (day + weekday) // 7
            first, quantity = weeks.get(week, (day, 0))
            weeks[week] = (first, quantity + daily[day])
    found, total, given = [], 0, 0
    for first, quantity in weeks.values():
        total += quantity
        rounded = (total + step // 2) // step * step - given
        if rounded > 0:
            found.append((first, rounded))
            given += rounded
    return found
