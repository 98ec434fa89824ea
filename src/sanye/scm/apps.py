"""SCM as one Django app."""

from importlib import import_module

from django.apps import AppConfig


class ScmConfig(AppConfig):
    name = "sanye.scm"
    label = "scm"

    def ready(self) -> None:
        """Handlers and checks register themselves when they are imported."""
        for module in ("planning.handlers", "promising.handlers"):
            import_module(f"sanye.scm.{module}")
