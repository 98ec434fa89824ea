"""The leaf's doors: (path prefix, router of a module)."""

from sanye.crm.accounts.http import interactions
from sanye.crm.accounts.http import router as accounts
from sanye.crm.loyalty.http import customers, health, segments
from sanye.crm.pipeline.http import router as opportunities
from sanye.crm.quoting.http import router as quotations
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [
    ("/accounts", accounts),
    ("/customer-health", health),
    ("/customer-segments", segments),
    ("/customers", customers),
    ("/interactions", interactions),
    ("/opportunities", opportunities),
    ("/quotations", quotations),
]
