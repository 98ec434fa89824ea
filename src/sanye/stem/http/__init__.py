"""What every door of the API shares: routers, who is calling, errors, paging, idempotency."""

from ninja import Router as Router

from sanye.stem.http.api import api_object
from sanye.stem.http.bulk import each_row
from sanye.stem.http.callers import actor_of, now
from sanye.stem.http.paging import Page, page_of
from sanye.stem.http.schemas import Schema

__all__ = ["Page", "Router", "Schema", "actor_of", "api_object", "each_row", "now", "page_of"]
