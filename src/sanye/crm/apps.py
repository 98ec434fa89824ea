"""CRM as one Django app."""

from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "sanye.crm"
    label = "crm"

    def ready(self) -> None:
        """Handlers and checks register themselves when they are imported."""
