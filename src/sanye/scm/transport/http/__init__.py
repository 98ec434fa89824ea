"""`/shipments` and `/carrier-terms`."""

from sanye.scm.transport.http.carriers import terms
from sanye.scm.transport.http.reports import reports
from sanye.scm.transport.http.shipments import shipments
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [
    ("/shipments", reports),
    ("/shipments", shipments),
    ("/carrier-terms", terms),
]

__all__ = ["routers"]
