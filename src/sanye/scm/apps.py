"""SCM as one Django app."""

from django.apps import AppConfig


class ScmConfig(AppConfig):
    name = "sanye.scm"
    label = "scm"

    def ready(self) -> None:
        """Handlers and checks register themselves when they are imported."""
