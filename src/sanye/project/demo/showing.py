"""The journey that `make run` shows: one customer order of the demo company, pushed through."""

import time
from datetime import UTC, datetime

from sanye.insight.journey.queries import get_journey
from sanye.kernel.actors import system_actor
from sanye.project.cli.journey import lines_of
from sanye.project.demo.foreseeing import foresee
from sanye.project.loop.playing import play
from sanye.project.runtime.console import Console
from sanye.project.runtime.home import Home
from sanye.project.verification import is_quiet, wait_until_quiet
from sanye.stem.identity.models import Company

LONGEST_WAIT_SECONDS = 30.0
"""For what follows from the payment to be posted, so that the journey is told to its end."""
PAST_SECONDS = 600.0
"""For the workers to have read two years."""
LOOK_SECONDS = 1.0


def show_journey() -> None:
    """Play the outside world for one order through the API of the running server; tell it."""
    company = Company.objects.order_by("created_at").first()
    if company is None:
        return
    console = Console()
    ids = [company.id]
    if not is_quiet(ids):
        console.say(
            "The past is being read by all parts of Sanye; then one order is pushed through.",
            "各模块正在读取历史数据，随后推动一张订单走完全程。",
        )
        wait_until_quiet(ids, PAST_SECONDS, sleep=lambda _: time.sleep(LOOK_SECONDS))
    foresee(by=system_actor(company.id, "demo"), at=datetime.now(UTC))
    report = play(company, orders=1, base_url=Home.of_environment().web_address, tell=console.line)
    wait_until_quiet(ids, LONGEST_WAIT_SECONDS)
    for order in report.orders:
        journey = get_journey(number=order.number, by=system_actor(company.id, "journey"))
        for line in lines_of(journey):
            console.line(line)
