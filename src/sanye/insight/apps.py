"""Insight as one Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class InsightConfig(AppConfig):
    name = "sanye.insight"
    label = "insight"

    def ready(self) -> None:
        """Handlers register themselves when they are imported."""
        if "insight" in settings.LEAVES:
            import_module("sanye.insight.journey.handlers")
