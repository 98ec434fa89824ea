"""The stem's doors: (path prefix, router of a module)."""

from sanye.stem.http import Router
from sanye.stem.identity.http import api_keys, companies, sessions, users

routers: list[tuple[str, Router]] = [
    ("/session", sessions.router),
    ("/companies", companies.router),
    ("/users", users.router),
    ("/roles", users.roles),
    ("/api-keys", api_keys.router),
]
