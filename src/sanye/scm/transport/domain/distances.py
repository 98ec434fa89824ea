"""How far a trip is, from the places' coordinates alone."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""

DETOUR = 1.3
"""Roads against the straight line: 1.2 in the USA, 1.33 in China, 1.46 in Europe's mountains
(Ballou, Rahardja, Sakai: Selected country circuity factors, Transportation Research A 36, 2002).
A planner who knows better enters the kilometres."""

Point = tuple[Decimal, Decimal]
"""Latitude and longitude in degrees."""


def trip_distance(points: Sequence[Point | None]) -> Decimal | None:
    """Whole kilometres by road through the points in their order; None if one is not known."""
    known = [point for point in points if point is not None]
    if len(known) < len(points) or len(known) < 2:
        return None
    return Decimal(round(DETOUR * sum(_straight(a, b) for a, b in pairwise(known))))


def _straight(first: Point, second: Point) -> float:
    """Great circle by the haversine formula."""
    lat1, lon1, lat2, lon2 = (radians(float(x)) for x in (*first, *second))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(h))
