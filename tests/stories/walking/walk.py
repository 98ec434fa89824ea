"""Steps drawn at random, repeatable by their seed, counted by what came of them."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from django.db import connection, transaction

from sanye.kernel.errors import Refusal
from sanye.stem.events.cursors import registered_cursors
from sanye.stem.masterdata.queries import get_business_date
from tests.stories.conftest import Aurora

T = TypeVar("T")
Step = Callable[["Walk"], Any]

steps: dict[str, tuple[Step, int]] = {}


class NothingThere(Exception):
    """There is nothing that the step could be done to."""


def step(weight: int) -> Callable[[Step], Step]:
    """What may happen, and how often compared with others."""

    def register(function: Step) -> Step:
        steps[function.__name__] = (function, weight)
        return function

    return register


class Walk:
    """A company, the moment, and chance. `done` and `refused` count steps by name."""

    def __init__(self, aurora: Aurora, seed: int, at: datetime) -> None:
        self.aurora = aurora
        self.by = aurora.by
        self.seed = seed
        self.random = Random(seed)
        self.now = at
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.trail: list[str] = []
        aurora.run_cursors.arrange = self._mixed

    def _mixed(self, cursors: list[Any]) -> list[Any]:
        """They follow in any order, as workers do."""
        return self.random.sample(cursors, len(cursors))

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.now}

    @property
    def today(self) -> date:
        return get_business_date(at=self.now, by=self.by)

    def soon(self, most: int = 30) -> date:
        return self.today + timedelta(days=self.random.randint(0, most))

    def lately(self) -> date:
        """A day to post on: mostly today, at times one that went by."""
        return self.today - timedelta(days=self.random.choice([0, 0, 0, 1, 3, 20]))

    def chance(self, ratio: float) -> bool:
        return self.random.random() < ratio

    def pick(self, rows: Any) -> Any:
        """One of them. Raises NothingThere."""
        found = list(rows.order_by("id")) if hasattr(rows, "order_by") else list(rows)
        if not found:
            raise NothingThere
        return self.random.choice(found)

    def pick_late(self, rows: Any) -> Any:
        """One of them, most likely one of the last."""
        found = list(rows.order_by("-id")[:6])
        if not found:
            raise NothingThere
        return self.random.choice(found)

    def some(self, rows: Sequence[T]) -> list[T]:
        """At least one of them. Raises NothingThere."""
        if not rows:
            raise NothingThere
        return self.random.sample(list(rows), self.random.randint(1, len(rows)))

    def quantity(self, most: int) -> Decimal:
        return Decimal(self.random.randint(1, most))

    def share(self, whole: Decimal) -> Decimal:
        """The whole, a part of it, or more than there is."""
        drawn = self.random.random()
        if drawn < 0.55:
            return whole
        if drawn < 0.93:
            return max(Decimal(1), (whole * self.random.randint(1, 9) / 10).quantize(Decimal(1)))
        return whole + self.random.randint(1, 9)

    def take(self, names: Sequence[str], weights: Sequence[int]) -> bool:
        """One step at random: whether there was something to do it to.

        A refusal is an answer, every other exception is not.
        """
        (name,) = self.random.choices(names, weights)
        self.now += timedelta(minutes=self.random.choice([1, 7, 45, 200]))
        function = steps[name][0]
        self.trail.append(name)
        try:
            function(self)
        except NothingThere:
            self.missed[name] += 1
            return False
        except Refusal as refusal:
            self.refused[name] += 1
            self.codes[f"{name}: {refusal.code}"] += 1
        else:
            self.done[name] += 1
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return True

    def run(self, count: int) -> None:
        """So many steps, in between the cursors of some or of all."""
        names = list(steps)
        weights = [weight for _, weight in steps.values()]
        taken = 0
        while taken < count:
            if not self.take(names, weights):
                continue
            taken += 1
            if self.chance(0.3):
                self.follow()
            elif self.chance(0.3):
                self.follow(*self.some(sorted(registered_cursors)))

    def follow(self, *names: str) -> None:
        """All cursors or these, which may refuse nothing: an operator would find it parked."""
        try:
            with transaction.atomic():
                self.aurora.run_cursors(*names, at=self.now)
        except Refusal as refusal:
            raise AssertionError(f"parked: {refusal}") from refusal

    def told(self) -> str:
        """What was done, refused, and had nothing to be done to, by step; then refusals by code."""
        lines = [f"seed {self.seed}, until {self.now:%Y-%m-%d}"]
        for name in sorted(steps):
            lines.append(
                f"  {name:<28}{self.done[name]:>5} done {self.refused[name]:>5} refused"
                f" {self.missed[name]:>5} nothing there"
            )
        lines += [f"  {count:>5} {code}" for code, count in sorted(self.codes.items())]
        return "\n".join(lines)
