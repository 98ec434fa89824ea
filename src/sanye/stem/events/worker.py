"""The worker: moves every cursor on for as long as the process lives."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from sanye.stem.events.advancing import advance, retry_parked
from sanye.stem.events.cursors import Cursor, registered_cursors
from sanye.stem.events.models import CursorRow

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.01
LOOK_AROUND_SECONDS = 0.5
"""How often halted cursors, parked events and new companies are looked for."""
PAUSE_AFTER_ERROR_SECONDS = 0.2

Pair = tuple[Cursor, UUID]


def run_worker(
    should_stop: Callable[[], bool], *, clock: Callable[[], datetime] | None = None
) -> None:
    """Follow the log until told to stop. Any number of workers may run side by side."""
    clock = clock or (lambda: datetime.now(UTC))
    follower = _Follower(clock)
    while not should_stop():
        try:
            if not follower.step():
                time.sleep(POLL_SECONDS)
        except (OperationalError, InterfaceError) as error:
            log.warning("worker_pauses", error=repr(error))
            connection.close()
            close_old_connections()
            follower.forget()
            time.sleep(PAUSE_AFTER_ERROR_SECONDS)


def start_worker_thread() -> tuple[threading.Thread, threading.Event]:
    """A worker beside a process that does something else; set the event to stop it."""
    stop = threading.Event()

    def run() -> None:
        run_worker(stop.is_set)
        connection.close()

    thread = threading.Thread(target=run, name="sanye-worker", daemon=True)
    thread.start()
    return thread, stop


class _Follower:
    """Remembers what the log looked like, so that an idle worker asks one small question a poll."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.seen = ""
        self.pairs: list[Pair] = []
        self.looked_around_at = 0.0

    def forget(self) -> None:
        self.seen, self.looked_around_at = "", 0.0

    def step(self) -> bool:
        """One round over all cursors; False when there was nothing to do."""
        now = time.monotonic()
        look_around = now - self.looked_around_at >= LOOK_AROUND_SECONDS
        state = _log_state()
        if state == self.seen and not look_around:
            return False
        if look_around:
            self.pairs = list_pairs()
            self.looked_around_at = now
        self.seen = state
        return any([self._advance(pair, look_around) for pair in self.pairs])

    def _advance(self, pair: Pair, look_around: bool) -> bool:  # noqa: FBT001
        cursor, company_id = pair
        busy = False
        if look_around:
            busy = retry_parked(cursor, company_id, at=self.clock()) > 0
        return advance(cursor, company_id, at=self.clock()).read > 0 or busy


def list_pairs() -> list[Pair]:
    """Every cursor this process knows, in every company that has it."""
    rows = CursorRow.objects.order_by("name", "company_id").values_list("name", "company_id")
    return [
        (registered_cursors[name], company_id)
        for name, company_id in rows
        if name in registered_cursors
    ]


def _log_state() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_snapshot()::text || ' ' || last_value FROM stem_event_position_seq"
        )
        return str(cursor.fetchone()[0])
