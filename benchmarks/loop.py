"""The whole loop for each order, from the question to the payment, in this process.

    python benchmarks/loop.py [ORDERS]

`sanye loop` through the real API without a network; whoever waits lets a worker's follower work
instead of sleeping, so that all there is to do is counted and nothing else.
"""

import sys
from collections.abc import Iterator
from decimal import Decimal

import httpx
from harness import Figure, gate, run
from harness.clock import Clock
from harness.company import analyze, follower, open_company_cursors
from harness.figures import short

ORDERS = int(sys.argv[1]) if len(sys.argv) > 1 else 10
NONE = Decimal(0)


def measure() -> Iterator[Figure]:
    from sanye.project.demo import load_demo
    from sanye.project.loop.shares import Shares
    from sanye.project.verification import verify
    from sanye.stem.identity.models import Company

    load_demo(size="SMALL")
    analyze()
    open_company_cursors()
    company = Company.objects.get()
    smooth = Shares(late=NONE, failed=NONE, complaints=NONE, returns=NONE)
    _play(company, 2, seed=1, shares=smooth)
    with Clock() as clock:
        report = _play(company, ORDERS, seed=2, shares=smooth)
    findings = verify(company.id, company.code)
    broken = [found.check for found in findings if found.problems]
    gate(not broken, f"verify finds {broken}")
    gate(len(report.orders) == ORDERS, f"{len(report.orders)} orders came to their end")
    documents = sum(report.counts.values()) / ORDERS
    wall, database = (short(part / ORDERS * 1000) for part in (clock.wall, clock.database))
    yield Figure(
        name="whole loop per order, in process",
        value=clock.cpu / ORDERS * 1000,
        unit="ms CPU",
        floor=1000,
        target=300,
        beside=f"{wall} ms wall, {database} ms the database's; {documents:.0f} documents each",
    )


def _play(company, orders: int, *, seed: int, shares):
    from django.core.wsgi import get_wsgi_application

    from sanye.project.loop.playing import Loop, _key_of
    from sanye.project.loop.world import World

    following = follower()
    transport = httpx.WSGITransport(app=get_wsgi_application(), remote_addr="127.0.0.1")

    def world(token: str, **more) -> World:
        return World("http://127.0.0.1", token, transport=transport, sleep=work, **more)

    def work(_seconds: float) -> None:
        while following.step():
            pass

    with _key_of(company, "loop") as token, _key_of(company, "loop-second") as second:
        report = Loop(company, world(token, second=world(second)), seed=seed, shares=shares).run(
            orders
        )
    work(0)
    return report


if __name__ == "__main__":
    run(measure)
