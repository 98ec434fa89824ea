"""A document of 50 lines takes as many statements as one of 5, in its commands and in the handlers
of its facts; two documents of each kind take projections as many as one.
"""

from collections.abc import Iterable

import pytest

from tests.sql.conftest import Walked
from tests.sql.counting import more

pytestmark = pytest.mark.django_db

COMMANDS = [
    "crm.quoting.draft_quotation",
    "crm.quoting.estimate_quotation",
    "crm.quoting.send_quotation",
    "crm.quoting.accept_quotation",
    "erp.sales_orders.place_sales_order",
    "erp.sales_orders.confirm_sales_order",
    "erp.purchasing.place_purchase_order",
    "erp.purchasing.send_purchase_order",
    "erp.purchasing.answer_purchase_order",
    "erp.purchasing.receive_goods",
    "erp.supplier_invoices.enter_supplier_invoice",
    "erp.supplier_invoices.post_supplier_invoice",
    "erp.inventory.post_opening_stock",
    "erp.inventory.open_count",
    "erp.inventory.record_count",
    "erp.inventory.post_count",
    "erp.production.create_production_order",
    "erp.production.release_production_order",
    "erp.production.issue_components",
    "erp.production.report_operation",
    "erp.production.complete_production_order",
    "erp.production.close_production_order",
    "erp.delivery.create_delivery",
    "erp.delivery.pick_delivery",
    "erp.delivery.ship_delivery",
    "erp.delivery.prove_delivery",
    "erp.invoicing.issue_invoices",
    "erp.receivables.receive_payment",
    "erp.returns.create_return",
    "erp.returns.receive_return",
    "erp.returns.refund_return",
    "erp.ledger.post_manual_entry",
]
MORE = {"scm.planning.net_change plan_net_change"}
"""Handlers that send more for another reason: with more items more is short, so that bills and
routings of the next level are read, once."""
CURSORS, PROJECTIONS = 26, 12
"""Whose handlers the walk reaches."""


@pytest.mark.parametrize("name", COMMANDS)
def test_fifty_lines_take_a_command_no_more_than_five(walked: Walked, name: str) -> None:
    sent = walked.by_lines[name]

    assert more(sent[5], sent[50]) == ""


def test_fifty_lines_take_a_handler_no_more_than_five(walked: Walked) -> None:
    handlers = {name: sent for name, sent in walked.by_lines.items() if " " in name}
    differing = {name: more(sent[5], sent[50]) for name, sent in handlers.items()}
    extra = [len(handlers[name][50]) - len(handlers[name][5]) for name in MORE]

    assert {name: text for name, text in differing.items() if text and name not in MORE} == {}
    assert max(extra) <= 1
    assert len(cursors_of(handlers)) == CURSORS


def test_two_documents_take_a_projection_no_more_than_one(walked: Walked) -> None:
    differing = {name: more(sent[1], sent[2]) for name, sent in walked.by_documents.items()}

    assert {name: text for name, text in differing.items() if text} == {}
    assert len(cursors_of(differing)) == PROJECTIONS


def cursors_of(handlers: Iterable[str]) -> set[str]:
    return {name.partition(" ")[0] for name in handlers}
