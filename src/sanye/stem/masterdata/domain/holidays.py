"""Public holidays of a country, and the weekend days that are worked in exchange."""

from collections.abc import Sequence
from datetime import date

import holidays

from sanye.stem.masterdata.errors import MasterUnknown


def free_and_working_days(
    country: str, years: Sequence[int]
) -> tuple[dict[date, str], dict[date, str]]:
    """Free days and worked weekend days of the years with their names, from `holidays`.

    China works some Saturdays and Sundays for a longer holiday (调休); the package knows them for
    the years whose plan the State Council has published. Raises MasterUnknown for a country it
    does not know.
    """
    if country not in holidays.list_supported_countries():
        raise MasterUnknown(entity="Country", key=country, field="country")
    found = holidays.country_holidays(country, years=years)
    free = {day: name[:100] for day, name in sorted(found.items())}
    working = sorted(day for day in found.weekend_workdays if day.year in years)
    return free, dict.fromkeys(working, "Working weekend day 调休")
