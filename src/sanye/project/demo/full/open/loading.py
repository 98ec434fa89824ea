"""All open work, desk by desk."""

from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.project.demo.full.assembling import Full
from sanye.project.demo.full.open.desk import open_desk
from sanye.project.demo.full.open.ordering import order
from sanye.project.demo.full.open.selling import offer
from sanye.project.demo.full.open.serving import serve, set_up
from sanye.project.demo.full.open.supplying import supply
from sanye.project.demo.full.scarce import Scarce


def open_work(full: Full, scarce: Scarce, *, seed: int, by: Actor, at: datetime) -> None:
    """Something to do for everybody; the rest arises once the workers run."""
    desk = open_desk(full, scarce, seed=seed, by=by, at=at)
    set_up(desk)
    offer(desk)
    delivered = order(desk)
    supply(desk)
    serve(desk, delivered)
