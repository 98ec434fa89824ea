"""SCM as one Django app."""

from django.apps import AppConfig
from django.conf import settings

from sanye.kernel.leaves import switch_on


class ScmConfig(AppConfig):
    name = "sanye.scm"
    label = "scm"

    def ready(self) -> None:
        """Handlers and checks register themselves when they are imported."""
        switch_on("scm", settings.LEAVES)
