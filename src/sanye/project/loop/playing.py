"""Playing the loop: N customers' orders from the question to the payment, with times."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError

from sanye.kernel.actors import system_actor
from sanye.project.loop import outside
from sanye.project.loop.world import TRIES, Refused, World
from sanye.stem.identity import commands as identity
from sanye.stem.identity.models import Company, User

KEY_HOURS = 12
SEED = 20260302
UNFIT = 422
ROUNDS = 200
PAUSE_SECONDS = 0.1
PATIENCE = 20
"""The plant is walked through until all is ready; a round that finishes nothing waits a little for
reactions that are still under way. After some such rounds the orders wait for supply that was
ordered before them, so everything open is worked off."""

Row = dict[str, Any]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One order: its number and the day promised."""

    number: str
    promised_date: str
    gross_amount: str


@dataclass(slots=True, kw_only=True)
class Report:
    """Seconds per stage over all orders, and the orders."""

    orders: list[Played] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def play(
    company: Company,
    *,
    orders: int,
    base_url: str,
    tell: Tell = lambda _: None,
    seed: int = SEED,
) -> Report:
    """Play the outside world for some orders of a company through the API of a running server."""
    token, revoke = _open_door(company)
    try:
        return _Loop(company, World(base_url, token), tell, seed).run(orders)
    finally:
        revoke()


def _open_door(company: Company) -> tuple[str, Callable[[], None]]:
    """A key of a service user for the time of the loop."""
    at = datetime.now(UTC)
    by = system_actor(company.id, "sanye loop")
    login = f"loop-{company.code.lower()}"
    user = User.objects.filter(login=login).first()
    if user is None:
        user = identity.create_user(login=login, is_service=True, by=by, at=at)
        identity.grant_membership(user_id=user.id, role_code="ADMIN", by=by, at=at)
    expires_at = at + timedelta(hours=KEY_HOURS)
    issued = identity.issue_api_key(
        user_id=user.id, name="loop", expires_at=expires_at, by=by, at=at
    )

    def revoke() -> None:
        for _ in range(TRIES):
            try:
                identity.revoke_api_key(api_key_id=issued.key.id, by=by, at=datetime.now(UTC))
            except (OperationalError, InterfaceError):  # the key expires by itself at the latest
                time.sleep(PAUSE_SECONDS)
            else:
                return

    return issued.token, revoke


class _Loop:
    def __init__(self, company: Company, world: World, tell: Tell, seed: int) -> None:
        self.world = world
        self.tell = tell
        self.random = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
        self.today: date = datetime.now(ZoneInfo(company.time_zone)).date()
        self.report = Report()
        self.customers = [row["id"] for row in world.all("/parties", role="CUSTOMER")]
        self.items = [row["id"] for row in world.all("/items", kind="MAKE") if row["is_sold"]]

    def run(self, count: int) -> Report:
        with self._stage("quotation accepted"):
            quotations = [self._ask() for _ in range(count)]
            self._count("quotations", count)
        with self._stage("order promised and confirmed"):
            orders = [outside.find_confirmed(self.world, found) for found in quotations]
            self._count("orders", len(orders))
        self._make_and_buy(orders)
        with self._stage("delivery"):
            deliveries = [outside.deliver(self.world, order) for order in orders]
            self._count("deliveries", len(deliveries))
        with self._stage("invoice"):
            invoices = [
                invoice
                for delivery in deliveries
                for invoice in outside.invoice_delivery(self.world, delivery)
            ]
            self._count("invoices", len(invoices))
        with self._stage("payment"):
            for invoice in invoices:
                outside.pay(self.world, invoice, self.today)
        self.report.orders = [_played(order) for order in orders]
        return self.report

    def _ask(self) -> str:
        """Some customer asks for more of some item than there is, so that it must be made.

        What is not sold at a price is not asked for again.
        """
        while True:
            item = self.random.choice(self.items)
            try:
                return outside.ask_and_accept(
                    self.world,
                    customer_id=self.random.choice(self.customers),
                    item_id=item,
                    quantity=outside.in_stock(self.world, item) + self.random.randint(1, 20),
                    in_days=self.random.randint(20, 40),
                    today=self.today,
                )
            except Refused as refused:
                if refused.status != UNFIT or len(self.items) == 1:
                    raise
                self.items.remove(item)

    def _make_and_buy(self, orders: list[Row]) -> None:
        """Planner, suppliers and shop floor work until every order can be shipped."""
        still = 0
        ids = [order["id"] for order in orders]
        chosen: set[str] | None = set()
        for _ in range(ROUNDS):
            with self._stage("plan released"):
                self._count("planned orders", outside.release(self.world, ids))
            if chosen is not None:
                for order in orders:
                    chosen |= outside.linked(self.world, order["number"])
            with self._stage("purchase and receipt"):
                bought = outside.supply(self.world, chosen, self.today)
                self._count("purchase orders", bought)
            with self._stage("production"):
                made = outside.produce(self.world, chosen, self.today)
                self._count("production orders", made)
            if self._is_ready(orders):
                return
            still = 0 if made or bought else still + 1
            if still:
                time.sleep(PAUSE_SECONDS)
            if still > PATIENCE:
                chosen = None
        raise outside.NotReady([order["number"] for order in orders])

    def _is_ready(self, orders: list[Row]) -> bool:
        needed: dict[tuple[str, str], Decimal] = {}
        for order in orders:
            for line in order["lines"]:
                for part in line["schedule"]:
                    place = (line["item_id"], part["site_id"])
                    needed[place] = needed.get(place, Decimal(0)) + Decimal(part["open_quantity"])
        return all(
            outside.available(self.world, item_id, site_id) >= quantity
            for (item_id, site_id), quantity in needed.items()
        )

    def _count(self, what: str, number: int) -> None:
        self.report.counts[what] = self.report.counts.get(what, 0) + number

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        spent = time.perf_counter() - started
        self.report.seconds[name] = self.report.seconds.get(name, 0.0) + spent


def _played(order: Row) -> Played:
    days = [part["promised_date"] for line in order["lines"] for part in line["schedule"]]
    return Played(
        number=order["number"],
        promised_date=max((day for day in days if day), default=""),
        gross_amount=order["gross_amount"],
    )
