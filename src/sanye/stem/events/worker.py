"""The worker: moves every cursor on for as long as the process lives."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.db import (
    InterfaceError,
    InternalError,
    OperationalError,
    close_old_connections,
    connection,
)

from sanye.kernel.ids import NO_COMPANY
from sanye.kernel.seldom import Seldom
from sanye.stem.events.advancing import advance, due, retry_parked
from sanye.stem.events.cursors import Cursor, registered_cursors
from sanye.stem.events.models import CursorRow, ParkedEvent
from sanye.stem.events.rebasing import CursorsForeign, are_foreign

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.002
REST_POLL_SECONDS = 0.01
LIVELY_SECONDS = 5.0
"""So long after the last fact a worker polls oftener: each look is processor time."""
APART_POLL_SECONDS = 0.05
"""Nobody here waits for what is told to other servers."""
LOOK_SECONDS = 0.02
"""How often a busy worker asks whether something more urgent has happened."""
LOOK_AROUND_SECONDS = 0.5
"""How often halted cursors, parked events, cursors another worker had and new companies are looked
for."""
ROUND_SECONDS = 5.0
"""How long the less urgent wait at most, and how often every cursor is asked even where nothing
seems to have happened."""
PAUSE_AFTER_ERROR_SECONDS = 0.2
FOREIGN_SECONDS = 5.0
"""How often it is asked whether a log of another cluster has been made valid here."""

_AWAY = (OperationalError, InterfaceError, InternalError)
"""Internal is what a database answers that only reads, as a replica before it is promoted."""

Pair = tuple[Cursor, UUID]

_NEWS = """
    SELECT pg_current_snapshot()::text, array_agg(company_id), array_agg(type)
      FROM (SELECT DISTINCT company_id, type FROM stem_event
             WHERE xid >= %s::xid8 OR xid = ANY(%s::xid8[])) AS news
"""


def run_worker(should_stop: Callable[[], bool], *, is_apart: bool | None = None) -> None:
    """Follow the log until told to stop, with the cursors that are (not) apart, or all.

    Any number of workers may run side by side.
    """
    follower = Follower(lambda: datetime.now(UTC), pairs=lambda: list_pairs(is_apart=is_apart))
    pauses = Seldom()
    while not should_stop():
        try:
            if not follower.step():
                time.sleep(APART_POLL_SECONDS if is_apart else follower.pause())
        except CursorsForeign:
            log.error("cursors_foreign", mended_by="sanye migrate")
            _sleep(FOREIGN_SECONDS, should_stop)
        except _AWAY as error:
            if pauses.is_time():
                log.warning("worker_pauses", error=repr(error))
            connection.close()
            close_old_connections()
            follower.forget()
            time.sleep(PAUSE_AFTER_ERROR_SECONDS)


def _sleep(seconds: float, should_stop: Callable[[], bool]) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not should_stop():
        time.sleep(APART_POLL_SECONDS)


class Follower:
    """Remembers what the log looked like, so that an idle worker asks one small question a poll and
    takes no locks: those count as transactions too, and would look like news."""

    def __init__(
        self, clock: Callable[[], datetime], *, pairs: Callable[[], list[Pair]] | None = None
    ) -> None:
        self.clock = clock
        self.list_pairs = pairs or list_pairs
        self.broken_off: dict[Pair, float] = {}
        """Those whose last batch ended with an error of the database, and when it was begun: the
        error may have been theirs."""
        self.forget()

    def forget(self) -> None:
        self.is_at_home = False
        self.news = _News()
        self.pairs: list[Pair] = []
        self.wanted: dict[Pair, float] = {}
        """Those that may have something, and since when."""
        self.was_late = False
        """The one asked last came before the urgent, for it had waited for a round."""
        self.held: set[Pair] = set()
        """Those that another worker had."""
        self.took: dict[Pair, float] = {}
        """How long each one's last batch took."""
        self.asked_at: dict[Pair, float] = {}
        self.looked_at = self.looked_around_at = self.news_at = 0.0

    def step(self) -> bool:
        """Ask one cursor that may have something, for one batch; False when there was none.

        What somebody waits for comes first, then who has waited longest; of those who heard of the
        same facts the quickest, so that all of them together wait least. After a round every other
        question is for who has waited longest of all. Raises CursorsForeign.
        """
        if not self.is_at_home and are_foreign():
            raise CursorsForeign
        self.is_at_home = True
        now = time.monotonic()
        retried = self._look(now)
        if not self.wanted:
            return retried > 0
        pair = self._next(now)
        del self.wanted[pair]
        self.asked_at[pair] = now
        self.broken_off[pair] = now
        progress = advance(*pair, at=self.clock())
        del self.broken_off[pair]
        ended = time.monotonic()
        if progress.read:
            self.took[pair] = ended - now
        if progress.has_more:
            self._want([pair], ended)
        if progress.read and pair[0].is_urgent:
            self.looked_at = 0.0
        if progress.is_held:
            self.held.add(pair)
        return True

    def pause(self) -> float:
        """Until the next step, after one that found nothing."""
        is_lively = time.monotonic() - self.news_at < LIVELY_SECONDS
        return POLL_SECONDS if is_lively else REST_POLL_SECONDS

    def _next(self, now: float) -> Pair:
        longest, since = min(self.wanted.items(), key=lambda waiting: waiting[1])
        self.was_late = not self.was_late and now - since >= ROUND_SECONDS
        if self.was_late:
            return longest
        return min(self.wanted, key=self._turn)

    def _turn(self, pair: Pair) -> tuple[bool, bool, float, float]:
        return (
            pair in self.broken_off,
            not pair[0].is_urgent,
            self.wanted[pair],
            self.took.get(pair, 0.0),
        )

    def _want(self, pairs: Iterable[Pair], now: float) -> None:
        for pair in pairs:
            self.wanted.setdefault(pair, now)

    def _look(self, now: float) -> int:
        """Note who may have something; how many parked events were handled on the way."""
        retried = 0
        if now - self.looked_around_at >= LOOK_AROUND_SECONDS:
            self.looked_around_at = now
            known, self.pairs = set(self.pairs), self.list_pairs()
            parked, halted = self._due()
            retried = sum(self._retry_parked(pair, now) for pair in parked)
            self._want((set(self.pairs) - known) | self.held | set(halted), now)
            self.held.clear()
        if self.wanted and now - self.looked_at < LOOK_SECONDS:
            return retried
        self.looked_at = now
        news = self.news.look()
        if news is None:
            self._want(self.pairs, now)
        else:
            if news:
                self.news_at = now
            self._want((pair for pair in self.pairs if _concerns(news, *pair)), now)
            self._want_forgotten(now)
        return retried

    def _retry_parked(self, pair: Pair, now: float) -> int:
        if pair in self.broken_off and now - self.broken_off[pair] < ROUND_SECONDS:
            return 0
        self.broken_off[pair] = now
        retried = retry_parked(*pair, at=self.clock())
        del self.broken_off[pair]
        return retried

    def _want_forgotten(self, now: float) -> None:
        """One at a time, so that a fact never waits until all have been asked."""
        if not self.pairs:
            return
        pair = min(self.pairs, key=lambda pair: self.asked_at.get(pair, 0.0))
        if now - self.asked_at.get(pair, 0.0) >= ROUND_SECONDS:
            self._want([pair], now)

    def _due(self) -> tuple[list[Pair], list[Pair]]:
        """The cursors with a parked event whose pause is over, and those whose own pause is."""
        at = self.clock()
        parked = ParkedEvent.objects.filter(due(at))
        halted = CursorRow.objects.filter(due(at))
        return (
            self._pairs_of(set(parked.values_list("cursor__name", "cursor__company_id"))),
            self._pairs_of(set(halted.values_list("name", "company_id"))),
        )

    def _pairs_of(self, names: set[tuple[str, UUID]]) -> list[Pair]:
        return [pair for pair in self.pairs if (pair[0].name, pair[1]) in names]


class _News:
    """Which facts have become visible since it last looked, exactly: its own snapshot of then says
    of every event whether it had been seen. Positions would not do; writers commit out of order."""

    def __init__(self) -> None:
        self.seen = ""

    def look(self) -> set[tuple[UUID, str]] | None:
        """Companies and types of the facts that are new; None when nothing had been seen before."""
        before = self.seen
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            (self.seen,) = cursor.fetchone()
            if not before:
                return None
            if self.seen == before:  # nobody has written anything: the log need not be asked
                return set()
            _, above, running = before.split(":")
            cursor.execute(_NEWS, [above, f"{{{running}}}"])
            self.seen, companies, types = cursor.fetchone()
        return set(zip(companies or (), types or (), strict=True))


def _concerns(news: set[tuple[UUID, str]], cursor: Cursor, company_id: UUID) -> bool:
    return any(
        company in (company_id, NO_COMPANY) and cursor.follows(type_) for company, type_ in news
    )


def list_pairs(*, is_apart: bool | None = None) -> list[Pair]:
    """Every cursor this process knows, or those that are (not) apart, in each company with it."""
    rows = CursorRow.objects.order_by("name", "company_id").values_list("name", "company_id")
    known = [(registered_cursors.get(name), company_id) for name, company_id in rows]
    return [
        (cursor, company_id)
        for cursor, company_id in known
        if cursor is not None and is_apart in (None, cursor.is_apart)
    ]
