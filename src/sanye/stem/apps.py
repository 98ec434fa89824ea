"""The stem as one Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from sanye.stem.postgresql import lookups
from sanye.stem.webhooks.domain.addresses import networks_of


class StemConfig(AppConfig):
    name = "sanye.stem"
    label = "stem"

    def ready(self) -> None:
        """Events, checks and cursors register themselves; the relay where there is a NATS.

        Raises ValueError if the networks in the settings are none.
        """
        lookups.register()
        import_module("sanye.contracts").declare_all()
        import_module("sanye.stem.events.checks")
        import_module("sanye.stem.webhooks.checks")
        import_module("sanye.stem.webhooks.handlers")
        networks_of(settings.SANYE_WEBHOOK_NETWORKS)
        if settings.NATS_URL:
            import_module("sanye.stem.events.relay")
