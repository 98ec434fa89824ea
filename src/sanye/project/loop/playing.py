"""Playing the loop: N customers' orders from the question to the payment, with times."""

import random
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError

from sanye.kernel.actors import Actor, system_actor
from sanye.project.loop import afterwards, moving, outside
from sanye.project.loop.afterwards import Complaints
from sanye.project.loop.shares import Every, Shares
from sanye.project.loop.world import TRIES, Refused, World
from sanye.stem.identity import commands as identity
from sanye.stem.identity.models import Company, User

KEY_HOURS = 12
SEED = 20260302
UNFIT = 422
FEW = 6
PAUSE_SECONDS = 0.1
PATIENCE_SECONDS, LONGEST_WAIT_SECONDS = 6.0, 60.0
"""The plant is walked through until all is ready; a round that finishes nothing waits a little for
reactions that are still under way. Where that lasts the orders wait for supply that was ordered
before them, so everything open is worked off; where even that moves nothing, the plant stands."""
ANSWER_ROUNDS = 20

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
    shares: Shares | None = None,
) -> Report:
    """Play the outside world for some orders of a company through the API of a running server."""
    with _key_of(company, "loop") as token, _key_of(company, "loop-second") as second:
        world = World(base_url, token, second=World(base_url, second))
        return Loop(company, world, tell=tell, seed=seed, shares=shares).run(orders)


@contextmanager
def _key_of(company: Company, name: str) -> Iterator[str]:
    """A key of a service user for the time of the loop. There are two, for nobody may approve what
    he asked for himself."""
    at = datetime.now(UTC)
    by = system_actor(company.id, "sanye loop")
    login = f"{name}-{company.code.lower()}"
    user = User.objects.filter(login=login).first()
    if user is None:
        user = identity.create_user(login=login, is_service=True, by=by, at=at)
        identity.grant_membership(user_id=user.id, role_code="ADMIN", by=by, at=at)
    expires_at = at + timedelta(hours=KEY_HOURS)
    issued = identity.issue_api_key(
        user_id=user.id, name="loop", expires_at=expires_at, by=by, at=at
    )
    try:
        yield issued.token
    finally:
        _revoke(issued.key.id, by)


def _revoke(api_key_id: UUID, by: Actor) -> None:
    """As soon as the database answers; the key expires by itself at the latest."""
    for _ in range(TRIES):
        try:
            identity.revoke_api_key(api_key_id=api_key_id, by=by, at=datetime.now(UTC))
        except (OperationalError, InterfaceError):
            time.sleep(PAUSE_SECONDS)
        else:
            return


class Loop:
    """One play: the same seed asks for the same and lets the same go wrong."""

    def __init__(
        self,
        company: Company,
        world: World,
        *,
        tell: Tell = lambda _: None,
        seed: int = SEED,
        shares: Shares | None = None,
    ) -> None:
        shares = shares or Shares()
        self.world = world
        self.tell = tell
        self.random = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
        self.late = Every(shares.late, self.random)
        self.failed = Every(shares.failed, self.random)
        self.complained = Every(shares.complaints, self.random)
        self.sent_back = Every(shares.returns_of_complaints, self.random)
        self.zone = ZoneInfo(company.time_zone)
        self.report = Report()
        self.customers = [row["id"] for row in world.all("/parties", role="CUSTOMER")]
        self.items = [row["id"] for row in world.all("/items", kind="MAKE") if row["is_sold"]]

    @property
    def today(self) -> date:
        """At the company, where a new day may begin meanwhile."""
        return datetime.now(self.zone).date()

    def run(self, count: int) -> Report:
        """Play for so many orders. Raises Refused, StillWaiting, NotReady."""
        with self._stage("quotation accepted"):
            quotations = [self._ask() for _ in range(count)]
            self._count("quotations", count)
        with self._stage("order promised and confirmed"):
            orders = [outside.find_confirmed(self.world, found) for found in quotations]
            self._count("orders", len(orders))
        self._make_and_buy(orders)
        deliveries = self._deliver(orders)
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
        self._follow_up(dict(zip(deliveries, orders, strict=True)))
        self._count("late purchase orders", self.late.hits)
        self._count("lots failed in part", self.failed.hits)
        self.report.orders = [_played(order) for order in orders]
        return self.report

    def _ask(self) -> str:
        """Some customer asks for more of some item than there is, so that it must be made.

        What is not sold at a price is not asked for again.
        """
        while True:
            item = self._scarcest()
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

    def _scarcest(self) -> str:
        """Of a few items the one with least in stock: what would be asked for of others is more
        than a customer's credit allows."""
        few = self.random.sample(self.items, min(FEW, len(self.items)))
        return str(min(few, key=lambda item: outside.in_stock(self.world, item)))

    def _deliver(self, orders: list[Row]) -> list[str]:
        with self._stage("delivery"):
            deliveries = [outside.deliver(self.world, order, self.today) for order in orders]
            self._count("deliveries", len(deliveries))
        return deliveries

    def _follow_up(self, delivered: dict[str, Row]) -> None:
        """Customers complain, send back, get something else, and say how content they are."""
        cases: dict[str, Row] = {}
        if self.complained.share and outside.has(self.world, "/cases"):
            cases = self._complain(delivered)
        ids = [case["replacement"] for case in cases.values() if case["replacement"]]
        if ids:
            self._replace(ids)
        if outside.has(self.world, "/satisfaction/requests"):
            self._ask_scores(delivered, cases)

    def _complain(self, delivered: dict[str, Row]) -> dict[str, Row]:
        """The cases by the delivery that they are about."""
        cases = {}
        with self._stage("complaint and return"):
            complaints = Complaints(self.world, self.random, self.sent_back, self.today)
            for delivery_id, order in delivered.items():
                if self.complained.is_hit():
                    cases[delivery_id] = complaints.complain(order, delivery_id)
            self._count("cases", len(cases))
            self._count("returns", self.sent_back.hits)
        return cases

    def _replace(self, order_ids: list[str]) -> None:
        """What is given instead is promised, made and delivered like any other order."""
        with self._stage("order promised and confirmed"):
            orders = [outside.wait_confirmed(self.world, order_id) for order_id in order_ids]
            self._count("replacements", len(orders))
        self._make_and_buy(orders)
        self._deliver(orders)

    def _ask_scores(self, delivered: dict[str, Row], cases: dict[str, Row]) -> None:
        """Customers answer what they are asked; the policy decides whom is asked, and when."""
        scores = {
            delivery_id: afterwards.score_of_delivery(order, complained=delivery_id in cases)
            for delivery_id, order in delivered.items()
        } | {case["id"]: afterwards.score_of_case(case) for case in cases.values()}
        with self._stage("satisfaction"):
            for _ in range(ANSWER_ROUNDS):
                for subject_id in afterwards.answer_requests(self.world, scores):
                    del scores[subject_id]
                    self._count("scores", 1)
                if not scores:
                    return
                self.world.pause(PAUSE_SECONDS)

    def _make_and_buy(self, orders: list[Row]) -> None:
        """Planner, suppliers and shop floor work until every order can be shipped."""
        waiting, chosen = orders, set[str]()
        everything = False
        moved_at = time.monotonic()
        while waiting:
            with self._stage("plan released"):
                ids = [order["id"] for order in waiting]
                self._count("planned orders", outside.release(self.world, ids))
                for order in waiting:
                    chosen |= outside.linked(self.world, order["number"])
            if self._work(None if everything else chosen):
                moved_at = time.monotonic()
            else:
                self.world.pause(PAUSE_SECONDS)
            waiting = self._not_ready(orders)
            stood = time.monotonic() - moved_at
            if stood > LONGEST_WAIT_SECONDS:
                raise outside.NotReady([order["number"] for order in waiting])
            everything = everything or stood > PATIENCE_SECONDS

    def _work(self, chosen: Collection[str] | None) -> int:
        """One round through suppliers, inspection, plant and roads; how much was finished."""
        with self._stage("purchase and receipt"):
            bought = outside.supply(self.world, chosen, self.today, self.late)
            self._count("purchase orders", bought)
        bought += self._inspect(chosen)
        with self._stage("production"):
            made = outside.produce(self.world, chosen, self.today)
            self._count("production orders", made)
        with self._stage("transfer"):
            moved = moving.move(self.world, chosen, self.today)
            self._count("transfer orders", moved)
        return bought + made + moved

    def _inspect(self, chosen: Collection[str] | None) -> int:
        if not outside.has(self.world, "/inspections"):
            return 0
        with self._stage("inspection"):
            decided = afterwards.inspect(self.world, chosen, self.failed, self.random)
            self._count("inspections", decided)
        return decided

    def _not_ready(self, orders: list[Row]) -> list[Row]:
        """The orders with something of which there is not enough for all of them."""
        needed: dict[tuple[str, str], Decimal] = {}
        for order in orders:
            for place, quantity in _needs(order):
                needed[place] = needed.get(place, Decimal(0)) + quantity
        short = {
            place
            for place, quantity in needed.items()
            if outside.available(self.world, *place) < quantity
        }
        return [order for order in orders if short & {place for place, _ in _needs(order)}]

    def _count(self, what: str, number: int) -> None:
        self.report.counts[what] = self.report.counts.get(what, 0) + number

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        spent = time.perf_counter() - started
        self.report.seconds[name] = self.report.seconds.get(name, 0.0) + spent


def _needs(order: Row) -> Iterator[tuple[tuple[str, str], Decimal]]:
    """What is still to be shipped of each item from each site."""
    for line in order["lines"]:
        for part in line["schedule"]:
            yield (line["item_id"], part["site_id"]), Decimal(part["open_quantity"])


def _played(order: Row) -> Played:
    days = [part["promised_date"] for line in order["lines"] for part in line["schedule"]]
    return Played(
        number=order["number"],
        promised_date=max((day for day in days if day), default=""),
        gross_amount=order["gross_amount"],
    )
