"""CRM as one Django app."""

from django.apps import AppConfig
from django.conf import settings

from sanye.kernel.leaves import switch_on


class CrmConfig(AppConfig):
    name = "sanye.crm"
    label = "crm"

    def ready(self) -> None:
        """Handlers and checks register themselves when they are imported."""
        switch_on("crm", settings.LEAVES)
