"""ERP as one Django app."""

from django.apps import AppConfig


class ErpConfig(AppConfig):
    name = "sanye.erp"
    label = "erp"

    def ready(self) -> None:
        """Handlers and checks register themselves when they are imported."""
