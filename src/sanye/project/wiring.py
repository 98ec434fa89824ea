"""Who answers which port. A leaf that is switched off answers nothing."""

from importlib import import_module
from typing import Any

from django.conf import settings

from sanye.kernel.ports import wire

ANSWERS: dict[str, str] = {
    "erp.costing.stock_figures": "sanye.erp.costing.handlers:answer_stock_figures",
    "erp.costing.stock_heaps": "sanye.erp.costing.handlers:answer_stock_heaps",
    "erp.costing.service_cost_of_items": "sanye.erp.product_cost.handlers:answer_service_cost",
    "erp.delivery.readiness": "sanye.erp.delivery.handlers:answer_readiness",
    "erp.open_items.open_documents": "sanye.erp.open_items.handlers:answer_open_documents",
    "erp.open_items.open_totals": "sanye.erp.open_items.handlers:answer_open_totals",
    "erp.people.work_center_capacity": "sanye.erp.people.handlers:answer_capacity",
    "erp.receivables.credit_position": "sanye.erp.sales_orders.handlers:answer_credit",
    "scm.promising.hold_supply": "sanye.scm.promising.handlers:answer_hold",
    "scm.promising.release_hold": "sanye.scm.promising.handlers:answer_release",
    "scm.promising.estimate_promise": "sanye.scm.promising.handlers:answer_estimate",
    "scm.transport.departures_of_deliveries": "sanye.scm.transport.handlers:answer_departures",
    "scm.suppliers.line_results": "sanye.scm.suppliers.handlers:answer_line_results",
    "scm.suppliers.standing_of_suppliers": "sanye.scm.suppliers.handlers:answer_standing",
}
"""Port name → function that answers it, as `module:name`."""


def wire_ports() -> None:
    """Connect every port of the leaves that are on."""
    wire(
        {
            port: _function(path)
            for port, path in ANSWERS.items()
            if port.split(".", 1)[0] in {*settings.LEAVES, "stem"}
        }
    )


def _function(path: str) -> Any:
    module, name = path.split(":")
    return getattr(import_module(module), name)
