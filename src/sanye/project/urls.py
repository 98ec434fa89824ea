"""Addresses: the API under /api/v1, sign-in under /accounts, the start page at /."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from sanye.project import pages
from sanye.project.api import make_api

api = make_api(settings.LEAVES)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.start),
    path("healthz", pages.healthz),
    path("readyz", pages.readyz),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
]
