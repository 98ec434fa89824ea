"""When goods are wanted: the seasons of families, their trends, and what single goods weigh."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from math import cos, pi

from sanye.project.demo.past.chance import stream
from sanye.project.demo.past.world import Good

YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Season:
    """`swing` is how far the best time lies above the mean; `peak_day` its day of the year."""

    peak_day: int
    swing: float


ALL_YEAR = Season(310, 0.10)
SEASONS = {
    "FAN": Season(165, 0.75), "COOL": Season(165, 0.75), "AIRCON": Season(165, 0.75),
    "HEATER": Season(340, 0.80), "HEAT": Season(340, 0.70), "HUMID": Season(345, 0.60),
    "PURIF": Season(350, 0.40), "KETTLE": Season(335, 0.45), "COFFEE": Season(330, 0.30),
    "BLEND": Season(185, 0.35), "OVEN": Season(320, 0.25),
}  # fmt: skip
"""By a word in the family's code; orders come some weeks before people use the goods."""
BY_PREFIX = {"EK": SEASONS["KETTLE"], "FN": SEASONS["FAN"], "HT": SEASONS["HEATER"]}
"""By the item's code, where families say nothing."""
EVENTS = (((5, 18), (6, 12), 1.25), ((10, 12), (11, 6), 1.35))
"""What shops stock up for: the sales of 18 June and 11 November; (from, to, factor)."""
TREND = (-0.12, 0.25)
"""Growth of a family in a year, least and most."""
RANKS = (1.0, 0.8, 0.65, 0.5, 0.42, 0.35, 0.28, 0.22, 0.17, 0.12, 0.08, 0.05)
"""What goods sell compared with the best: a few sell most, the last only now and then."""


def season_of(good: Good) -> Season:
    found = [season for word, season in SEASONS.items() if word in good.family.upper()]
    return found[0] if found else BY_PREFIX.get(good.code[:2], ALL_YEAR)


@cache
def season_factor(season: Season, day: date) -> float:
    """How much more than on average is wanted of such goods in that time of the year."""
    angle = 2 * pi * (day.timetuple().tm_yday - season.peak_day) / YEAR
    factor: float = 1 + season.swing * cos(angle)
    for begin, end, more in EVENTS:
        if begin <= (day.month, day.day) <= end:
            factor *= more
    return factor


@cache
def growth_of(seed: int, family: str) -> float:
    """The family's growth in a year."""
    return stream(seed, "trend", family).uniform(*TREND)


def wanted_factor(seed: int, good: Good, day: date, first: date) -> float:
    """Season and trend of a good on a day, 1 on an average day at the beginning."""
    years = (day - first).days / YEAR
    grown: float = (1 + growth_of(seed, good.family)) ** years
    return season_factor(season_of(good), day) * grown


@cache
def item_weight(seed: int, good: Good) -> float:
    """What the good sells compared with the best."""
    return stream(seed, "weight", good.code).choice(RANKS)
