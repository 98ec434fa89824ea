"""ERP as one Django app."""

from django.apps import AppConfig
from django.conf import settings

from sanye.kernel.leaves import switch_on


class ErpConfig(AppConfig):
    name = "sanye.erp"
    label = "erp"

    def ready(self) -> None:
        """Handlers and checks register themselves when they are imported."""
        switch_on("erp", settings.LEAVES)
