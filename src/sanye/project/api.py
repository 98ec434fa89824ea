"""The one API object, put together from the routers of the leaves that are on."""

from importlib import import_module

from ninja import NinjaAPI

from sanye import __version__
from sanye.stem.http import api_object
from sanye.stem.identity.authentication import authenticate


def make_api(leaves: list[str]) -> NinjaAPI:
    """The API of the stem and of the given leaves."""
    api = api_object(title="Sanye", version=__version__, authenticate=authenticate)
    for leaf in ["stem", *leaves]:
        for prefix, router in import_module(f"sanye.{leaf}.urls").routers:
            api.add_router(prefix, router)
    return api
