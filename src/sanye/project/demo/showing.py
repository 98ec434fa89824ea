"""The journey that `make run` shows: one customer order of the demo company, pushed through."""

from sanye.insight.journey.queries import get_journey
from sanye.kernel.actors import system_actor
from sanye.project.cli.journey import lines_of
from sanye.project.loop.playing import play
from sanye.project.runtime.console import Console
from sanye.project.runtime.home import Home
from sanye.project.verification import wait_until_quiet
from sanye.stem.identity.models import Company

LONGEST_WAIT_SECONDS = 30.0
"""For what follows from the payment to be posted, so that the journey is told to its end."""


def show_journey() -> None:
    """Play the outside world for one order through the API of the running server; tell it."""
    company = Company.objects.order_by("created_at").first()
    if company is None:
        return
    console = Console()
    address = Home.of_environment().web_address
    report = play(company, orders=1, base_url=address, tell=console.line)
    wait_until_quiet([company.id], LONGEST_WAIT_SECONDS)
    for order in report.orders:
        journey = get_journey(number=order.number, by=system_actor(company.id, "journey"))
        for line in lines_of(journey):
            console.line(line)
