"""`sanye journey NUMBER`: every event of one order in three lanes, and what it waits for."""

import argparse
import unicodedata
from dataclasses import asdict

from sanye.insight.journey.queries import Journey, Step, get_journey
from sanye.project.cli.companies import actor_named, add_company_argument
from sanye.project.cli.result import Result
from sanye.project.runtime.console import text

LANES = ("crm", "erp", "scm")
LANE_WIDTH = 34


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_company_argument(parser)
    parser.add_argument("number", help="sales order number / 销售订单号")


def run(args: argparse.Namespace) -> Result:
    journey = get_journey(number=args.number, by=actor_named(args.company))
    return Result(asdict(journey), lines_of(journey))


def lines_of(journey: Journey) -> list[str]:
    """The journey as a table: seconds since its first event, three lanes, actor."""
    if not journey.steps:
        return []
    first = journey.steps[0].recorded_at
    head = " " * 12 + "".join(_cell(lane.upper()) for lane in LANES)
    lines = [f"{journey.number}  {first:%Y-%m-%d %H:%M:%S} UTC", head]
    for step in journey.steps:
        seconds = (step.recorded_at - first).total_seconds()
        lines.append(f"{seconds:>9.2f} s {_lanes(step)}{step.actor}")
    return lines + _waiting(journey)


def _lanes(step: Step) -> str:
    words = step.type.split(".")
    told = f"{words[2]} {words[3]} {step.number}".replace("_", " ").strip()
    lane = step.lane if step.lane in LANES else "erp"
    return "".join(_cell(told if name == lane else "") for name in LANES)


def _waiting(journey: Journey) -> list[str]:
    if not journey.waiting:
        return [text("It waits for nothing.", "无待办事项。")]
    return [
        text(f"{item.number} waits {item.text_en}", f"{item.number} {item.text_zh}")
        for item in journey.waiting
    ]


def _cell(words: str) -> str:
    shown = words if _width(words) < LANE_WIDTH else words[: LANE_WIDTH - 2] + "…"
    return shown + " " * (LANE_WIDTH - _width(shown))


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
