"""The worker's side: what is due is claimed, sent outside any transaction, and recorded."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import (
    InterfaceError,
    InternalError,
    OperationalError,
    close_old_connections,
    connection,
)

from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.seldom import Seldom
from sanye.stem.webhooks.commands import Claim, Tried, claim_deliveries, record_tries
from sanye.stem.webhooks.domain.addresses import networks_of
from sanye.stem.webhooks.domain.signing import headers_of
from sanye.stem.webhooks.domain.trying import Outcome
from sanye.stem.webhooks.queries import webhooks_due
from sanye.stem.webhooks.sending import send

POLL_SECONDS = 1.0
BUSY_SECONDS = 0.02
PAUSE_AFTER_ERROR_SECONDS = 1.0
RECEIVERS_AT_ONCE = 8
LONGEST_CLAIM_SECONDS = 30.0
"""After so long no further message of a claim is begun: the lease must outlast the sending."""
log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


def run_webhooks(should_stop: Callable[[], bool], *, clock: Clock | None = None) -> None:
    """Send what is due until told to stop. Any number of workers may run side by side.

    Threads only send; all rows are read and written here.
    """
    clock = clock or (lambda: datetime.now(UTC))
    with ThreadPoolExecutor(RECEIVERS_AT_ONCE, thread_name_prefix="webhooks") as pool:
        sender = Sender(pool, clock, should_stop)
        pauses = Seldom()
        while not should_stop():
            try:
                sender.step()
                if not connection.in_atomic_block:
                    close_old_connections()
            except (OperationalError, InterfaceError, InternalError) as error:  # or it only reads
                if pauses.is_time():
                    log.warning("webhooks_pause", error=repr(error))
                connection.close()
                close_old_connections()
                time.sleep(PAUSE_AFTER_ERROR_SECONDS)
            time.sleep(BUSY_SECONDS if sender.is_busy else POLL_SECONDS)
        sender.finish()


class Sender:
    """Claims under way, at most one of a webhook. What goes wrong with one holds up no other."""

    def __init__(
        self, pool: ThreadPoolExecutor, clock: Clock, should_stop: Callable[[], bool] = bool
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._should_stop = should_stop
        self._under_way: dict[UUID, tuple[Claim, Future[list[Tried]]]] = {}
        self._looked_at = 0.0

    @property
    def is_busy(self) -> bool:
        return bool(self._under_way)

    def step(self) -> None:
        """Record what ended, and begin what is due."""
        ended = [key for key, (_claim, future) in self._under_way.items() if future.done()]
        for key in ended:
            self._record(key)
        now = time.monotonic()
        if ended or now - self._looked_at >= POLL_SECONDS:
            self._looked_at = now
            self._begin()

    def finish(self) -> None:
        """Wait for what is under way, and record it."""
        for key in list(self._under_way):
            self._record(key)

    def _begin(self) -> None:
        for company_id, webhook_id in webhooks_due(self._clock()):
            if len(self._under_way) >= RECEIVERS_AT_ONCE:
                return
            if webhook_id not in self._under_way:
                with _kept_apart(webhook_id):
                    self._claim(company_id, webhook_id)

    def _claim(self, company_id: UUID, webhook_id: UUID) -> None:
        claim = claim_deliveries(webhook_id=webhook_id, by=_actor(company_id), at=self._clock())
        if claim is not None:
            future = self._pool.submit(send_claim, claim, self._clock, self._should_stop)
            self._under_way[webhook_id] = (claim, future)

    def _record(self, webhook_id: UUID) -> None:
        """What cannot be recorded is sent again when the lease has ended."""
        claim, future = self._under_way.pop(webhook_id)
        with _kept_apart(webhook_id):
            record_tries(
                webhook_id=webhook_id,
                tries=future.result(),
                by=_actor(claim.company_id),
                at=self._clock(),
            )


@contextmanager
def _kept_apart(webhook_id: UUID) -> Iterator[None]:
    """Log what nobody foresaw of one webhook; only a database that is away concerns all."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("webhook_failed", webhook_id=str(webhook_id))


def send_claim(claim: Claim, clock: Clock, should_stop: Callable[[], bool] = bool) -> list[Tried]:
    """Send the messages one after the other, until one is not taken or the worker is to end."""
    open_to = networks_of(settings.SANYE_WEBHOOK_NETWORKS)
    ends = time.monotonic() + LONGEST_CLAIM_SECONDS
    tries: list[Tried] = []
    for message in claim.messages:
        headers = headers_of(str(message.message_id), clock(), message.body, claim.secrets)
        outcome, status = send(claim.url, message.body, headers, open_to)
        with structlog.contextvars.bound_contextvars(trace_id=message.correlation_id.hex):
            log.info(
                "webhook_sent",
                webhook_id=str(claim.webhook_id),
                event_id=str(message.message_id),
                outcome=str(outcome),
                status=status,
            )
        tries.append(Tried(delivery_id=message.delivery_id, outcome=outcome, status=status))
        if outcome is not Outcome.TAKEN or time.monotonic() >= ends or should_stop():
            break
    return tries


def _actor(company_id: UUID) -> Actor:
    return system_actor(company_id, "stem.webhooks.worker")
