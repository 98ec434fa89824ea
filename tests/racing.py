"""Two commands of which one comes between the other's reading and its writing."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection

from sanye.kernel.errors import Refusal
from sanye.stem.commands import transactions

Deed = Callable[[], Any]


class Overtaking:
    """Lets `deed` come between, with a connection of its own, once. `came_to` is what it came to:
    what it returned, or the refusal it met."""

    def __init__(self, deed: Deed) -> None:
        self.came_to: Any = None
        self.has_come = False
        self._pid = 0
        self._is_connected = Event()
        self._thread = Thread(target=self._run, args=(deed,))

    def come(self) -> None:
        """Do it, until it is done or waits for a lock of whoever is asked to let it come."""
        if self.has_come:
            return
        self.has_come = True
        self._thread.start()
        self._is_connected.wait()
        while self._thread.is_alive() and not self._waits():
            self._thread.join(0.01)

    def end(self) -> Any:
        """What it came to, once the other is done."""
        self._thread.join()
        return self.came_to

    def _waits(self) -> bool:
        with connection.cursor() as sql:
            sql.execute("SELECT FROM pg_locks WHERE pid = %s AND NOT granted", [self._pid])
            return sql.fetchone() is not None

    def _run(self, deed: Deed) -> None:
        try:
            with connection.cursor() as sql:
                sql.execute("SELECT pg_backend_pid()")
                self._pid = sql.fetchone()[0]
            self._is_connected.set()
            self.came_to = deed()
        except Exception as error:  # noqa: BLE001 - told to the test
            self.came_to = error
        finally:
            self._is_connected.set()
            connection.close()


def race(
    monkeypatch: pytest.MonkeyPatch, first: Deed, second: Deed, *, at: tuple[Any, str]
) -> tuple[Any, Any]:
    """What both came to when `second` came just before `first` called the function of a module.

    Whoever locks in another order than the other is not helped by trying again: it is an error.
    """
    module, name = at
    monkeypatch.setattr(transactions, "_RETRIED", ())
    called, overtaking = getattr(module, name), Overtaking(second)

    def call(*args: Any, **kwargs: Any) -> Any:
        overtaking.come()
        return called(*args, **kwargs)

    monkeypatch.setattr(module, name, call)
    try:
        came_to = first()
    except Refusal as refusal:
        came_to = refusal
    assert overtaking.has_come, f"nobody was overtaken: {came_to!r}"
    overtaking.end()
    if isinstance(overtaking.came_to, OperationalError):
        raise overtaking.came_to
    return came_to, overtaking.came_to
