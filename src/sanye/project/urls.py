"""Addresses: the API under /api/v1, sign-in under /accounts, pages of the leaves that are on."""

from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from sanye.project import pages, watching
from sanye.project.api import make_api

api = make_api(settings.LEAVES)
handler500 = "sanye.stem.http.guarding.answer_broken"


def _pages() -> list[URLPattern]:
    """Pages outside the API that a leaf has for people without an account."""
    leaves = [import_module(f"sanye.{leaf}.urls") for leaf in settings.LEAVES]
    return [page for urls in leaves for page in getattr(urls, "pages", ())]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.start),
    path("healthz", pages.healthz),
    path("readyz", pages.readyz),
    path("metrics", watching.metrics),
    re_path(r"^accounts/(?!(?:login|logout)/$)", pages.nothing),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    *_pages(),
]
