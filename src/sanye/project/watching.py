"""`/metrics`: what a monitoring system watches, in Prometheus's text form (version 0.0.4)."""

import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import accumulate

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sanye import __version__
from sanye.kernel.actors import system_actor
from sanye.stem.events.queries import CursorState, list_cursors
from sanye.stem.events.reading import MOST_COUNTED
from sanye.stem.http.measuring import LIMITS, counts
from sanye.stem.identity.models import Company

Sample = tuple[dict[str, str], float]
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for whoever has the token of the settings; without one set, no such page."""
    if not settings.SANYE_METRICS_TOKEN:
        raise Http404
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    expected = settings.SANYE_METRICS_TOKEN.encode()
    if scheme.lower() != "bearer" or not secrets.compare_digest(token.strip().encode(), expected):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    lines = [*_process(), *_requests(), *_stored(datetime.now(UTC))]
    answer = HttpResponse("\n".join(lines) + "\n", content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


def _family(name: str, kind: str, words: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        yield f"{name}{_labels(labels)} {value:.15g}"


def _labels(labels: dict[str, str]) -> str:
    pairs = [f'{name}="{text.translate(_ESCAPES)}"' for name, text in labels.items()]
    return "{" + ",".join(pairs) + "}" if pairs else ""


def _process() -> Iterator[str]:
    yield from _family(
        "sanye_build_info", "gauge", "1, with the version.", [({"version": __version__}, 1)]
    )
    path = settings.HOME / "backup.json"
    if path.exists():
        ended_at = datetime.fromisoformat(json.loads(path.read_text("utf-8"))["ended_at"])
        yield from _family(
            "sanye_last_backup_timestamp_seconds",
            "gauge",
            "When `sanye backup` last succeeded with this home.",
            [({}, ended_at.timestamp())],
        )


def _requests() -> Iterator[str]:
    """A histogram per door: buckets are added up, as the form asks."""
    name = "sanye_request_seconds"
    yield f"# HELP {name} Duration of requests by door and status."
    yield f"# TYPE {name} histogram"
    ends = [*map(str, LIMITS), "+Inf"]
    for (method, route, status), row in sorted(counts.of_all().items()):
        labels = {"method": method, "route": route, "status": status}
        below = list(accumulate(row[:-1]))
        for end, count in zip(ends, below, strict=True):
            yield f"{name}_bucket{_labels(labels | {'le': end})} {count:.0f}"
        yield f"{name}_sum{_labels(labels)} {row[-1]:.6f}"
        yield f"{name}_count{_labels(labels)} {below[-1]:.0f}"


def _stored(at: datetime) -> Iterator[str]:
    """What the database knows; only that it is away if it is."""
    try:
        lines = [*_database(), *_workers(), *_cursors(at), *_queues()]
    except DatabaseError:
        lines = list(_family("sanye_database_up", "gauge", "1 if it answers.", [({}, 0)]))
    yield from lines


def _database() -> Iterator[str]:
    yield from _family("sanye_database_up", "gauge", "1 if it answers.", [({}, 1)])
    used = _counted(
        "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() GROUP BY 1"
    )
    name = "sanye_database_connections"
    yield from _family(name, "gauge", "Connections to this database by state.", _by("state", used))
    most = _counted("SELECT '', current_setting('max_connections')::int")
    name = "sanye_database_connections_max"
    yield from _family(name, "gauge", "What the server allows.", [({}, most[""])])


def _workers() -> Iterator[str]:
    """By the sign that each gives every ten seconds, as procrastinate does for its queue."""
    alive = _counted(
        "SELECT '', count(*) FROM procrastinate_workers"
        " WHERE last_heartbeat > now() - interval '1 minute'"
    )
    words = "Workers that gave a sign within a minute."
    yield from _family("sanye_workers", "gauge", words, [({}, alive[""])])


def _cursors(at: datetime) -> Iterator[str]:
    states = [
        ({"company": company.code, "cursor": state.name}, state)
        for company in Company.objects.filter(archived_at=None).order_by("code")
        for state in list_cursors(by=system_actor(company.id, "metrics"))
    ]
    for name, words, values in (
        (
            "sanye_cursor_waiting_events",
            f"Visible events the cursor has not handled, {MOST_COUNTED} standing for more;"
            " cursor stem.events.relay: not yet sent.",
            [(labels, state.waiting) for labels, state in states],
        ),
        (
            "sanye_cursor_oldest_waiting_seconds",
            "Age of the oldest of them; 0 at the tail.",
            [(labels, _age(state, at)) for labels, state in states],
        ),
        (
            "sanye_cursor_halted",
            "1 if the cursor waits for an event that it cannot handle.",
            [(labels, float(state.attempts > 0)) for labels, state in states],
        ),
    ):
        yield from _family(name, "gauge", words, values)
    parked = [
        (labels | {"state": state}, count)
        for labels, cursor in states
        for state, count in (
            ("PARKED", cursor.parked),
            ("RETRYING", cursor.retrying),
            ("BEHIND", cursor.behind),
        )
        if count or state == "PARKED"
    ]
    words = "Events put aside: PARKED waits for an operator."
    yield from _family("sanye_parked_events", "gauge", words, parked)


def _age(state: CursorState, at: datetime) -> float:
    return 0.0 if state.waiting_since is None else (at - state.waiting_since).total_seconds()


def _queues() -> Iterator[str]:
    jobs = _counted(
        "SELECT state, count(*) FROM stem_job WHERE state IN ('WAITING', 'RUNNING', 'FAILED')"
        " GROUP BY 1"
    )
    yield from _family("sanye_jobs", "gauge", "Jobs by state, as long as kept.", _by("state", jobs))
    hooks = _counted("SELECT state, count(*) FROM stem_webhook GROUP BY 1")
    yield from _family("sanye_webhooks", "gauge", "Webhooks by state.", _by("state", hooks))
    if "crm" in settings.LEAVES:
        mails = _counted(
            "SELECT state, count(*) FROM crm_outgoing_mail"
            " WHERE state IN ('WAITING', 'SENDING', 'FAILED') GROUP BY 1"
        )
        name = "sanye_outgoing_mails"
        yield from _family(name, "gauge", "Mails not sent, by state.", _by("state", mails))


def _by(label: str, counted: dict[str, int]) -> list[Sample]:
    return [({label: name}, count) for name, count in sorted(counted.items())]


def _counted(statement: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {str(name): int(count) for name, count in cursor.fetchall()}
