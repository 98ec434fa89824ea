"""The stem's doors: (path prefix, router of a module)."""

from sanye.stem.audit import http as audit
from sanye.stem.audit.http import events
from sanye.stem.exchange import http as exchange
from sanye.stem.http import Router
from sanye.stem.identity.http import api_keys, companies, sessions, users
from sanye.stem.jobs import http as jobs
from sanye.stem.masterdata import http as masterdata
from sanye.stem.webhooks import http as webhooks

routers: list[tuple[str, Router]] = [
    ("/session", sessions.router),
    ("/companies", companies.router),
    ("/users", users.router),
    ("/roles", users.roles),
    ("/api-keys", api_keys.router),
    ("/jobs", jobs.router),
    ("/webhooks", webhooks.router),
    ("/command-log", audit.commands),
    ("/history", audit.history),
    ("/events", events.router),
    *masterdata.routers(),
    *exchange.routers,
]
