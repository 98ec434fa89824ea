"""The stem as one Django app."""

from django.apps import AppConfig


class StemConfig(AppConfig):
    name = "sanye.stem"
    label = "stem"
