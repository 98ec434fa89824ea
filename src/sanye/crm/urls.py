"""The leaf's doors: (path prefix, router of a module)."""

from sanye.stem.http import Router

routers: list[tuple[str, Router]] = []
