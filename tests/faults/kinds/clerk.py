"""Somebody who works through the API: what he can ask for, and how he chooses what to do next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import httpx

Row = dict[str, Any]
Deed = Callable[["Clerk"], Any]

DEEDS: dict[str, tuple[int, Deed]] = {}
"""By name: how often it is chosen, in shares of all, and what it does."""
FEW = 5
"""So many of a list are chosen from mostly, that clerks meet."""
OFTEN = 0.7


def deed(share: int) -> Callable[[Deed], Deed]:
    """One of the things that a clerk may choose to do."""

    def note(work: Deed) -> Deed:
        assert work.__name__ not in DEEDS
        DEEDS[work.__name__] = (share, work)
        return work

    return note


class NothingToDo(Exception):
    """There is no such document now."""


class Refused(Exception):
    """The API said no."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        self.code = str(problem.get("code", answer.text[:80]))
        super().__init__(f"{self.status} {self.code}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The few things that everybody works on."""

    sites: list[str]
    customers: list[str]
    suppliers: list[str]
    sold: list[str]
    made: list[str]
    bought: list[str]
    codes: dict[str, str]
    """Of items, sites and parties, by id."""
    offers: list[Row] = field(default_factory=list)
    """Suppliers' terms."""


class Clerk:
    def __init__(self, http: httpx.Client, company: Company, random: Random) -> None:
        self.http, self.company, self.random = http, company, random

    @property
    def now(self) -> str:
        return datetime.now(UTC).isoformat()

    @property
    def today(self) -> str:
        return self.now[:10]

    def day(self, first: int, last: int) -> str:
        """So many days from now."""
        return str(
            date.fromisoformat(self.today) + timedelta(days=self.random.randint(first, last))
        )

    def get(self, path: str, **params: Any) -> Any:
        return self._send("GET", path, params=params).json()

    def read(self, path: str, **params: Any) -> bytes:
        return self._send("GET", path, params=params).content

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        body = {} if body is None and "files" not in more else body
        answer = self._send("POST", path, json=body, **more)
        return answer.json() if answer.content else None

    def put(self, path: str, body: Any) -> Any:
        return self._send("PUT", path, json=body).json()

    def patch(self, path: str, body: Any) -> Any:
        return self._send("PATCH", path, json=body).json()

    def delete(self, path: str) -> None:
        self._send("DELETE", path)

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        answer = self.http.request(method, path, **more)
        if answer.is_error:
            raise Refused(answer)
        return answer

    def all(self, path: str, **params: Any) -> list[Row]:
        return list(self.get(path, **{"limit": 40, "sort": "-id", **params})["items"])

    def one(self, path: str, *statuses: str, **params: Any) -> Row:
        """One of a list, in one of these states. Raises NothingToDo."""
        if statuses:
            params["status"] = self.random.choice(statuses)
        return dict(self.some(self.all(path, **params)))

    def open(self, path: str, *statuses: str, **params: Any) -> Row:
        """As `one`, with its lines."""
        return dict(self.get(f"{path}/{self.one(path, *statuses, **params)['id']}"))

    def some(self, rows: list[Any]) -> Any:
        """Mostly one of the few first. Raises NothingToDo."""
        if not rows:
            raise NothingToDo
        return self.random.choice(rows[:FEW] if self.random.random() < OFTEN else rows)

    def several(self, rows: list[Any], most: int) -> list[Any]:
        """Some of them, at least one. Raises NothingToDo."""
        if not rows:
            raise NothingToDo
        return self.random.sample(rows, self.random.randint(1, min(most, len(rows))))

    def share(self, quantity: Any) -> str:
        """All of it, half or a little of it. Raises NothingToDo."""
        found = Decimal(str(quantity))
        if found <= 0:
            raise NothingToDo
        return str(self.random.choice((found, found, max(found // 2, min(found, Decimal(1))))))

    def chance(self, ratio: float) -> bool:
        return self.random.random() < ratio
