"""What every door of the API shares: routers, who is calling, errors, paging, idempotency."""

from ninja import NinjaAPI
from ninja import Router as Router

__all__ = ["Router", "api_object"]


def api_object(*, title: str, version: str) -> NinjaAPI:
    """The API object with the conventions of the house."""
    return NinjaAPI(title=title, version=version)
