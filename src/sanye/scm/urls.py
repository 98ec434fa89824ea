"""The leaf's doors: (path prefix, router of a module)."""

from sanye.scm.capacity.http import router as capacity
from sanye.scm.demand.http import router as demand
from sanye.scm.planning.http import router as planning
from sanye.scm.promising.http import router as promises
from sanye.scm.suppliers.http import routers as suppliers
from sanye.scm.transport.http import routers as transport
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [
    ("/capacity", capacity),
    ("/demand", demand),
    ("/planning", planning),
    ("/promises", promises),
    *suppliers,
    *transport,
]
