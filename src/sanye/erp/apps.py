"""ERP as one Django app."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings

MODULES = (
    "costing",
    "delivery",
    "inventory",
    "invoicing",
    "ledger",
    "open_items",
    "production",
    "purchasing",
    "sales_orders",
    "supplier_invoices",
)


class ErpConfig(AppConfig):
    name = "sanye.erp"
    label = "erp"

    def ready(self) -> None:
        """Handlers and checks register themselves when they are imported."""
        if "erp" not in settings.LEAVES:
            return
        for module in MODULES:
            for part in ("handlers", "checks"):
                if find_spec(f"sanye.erp.{module}.{part}") is not None:
                    import_module(f"sanye.erp.{module}.{part}")
