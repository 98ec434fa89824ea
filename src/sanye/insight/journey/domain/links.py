"""Which facts make one document follow from another: (cause, consequence) by id."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sanye.contracts.crm import events as crm
from sanye.contracts.erp import events as erp
from sanye.contracts.scm import events as scm

Link = tuple[UUID, UUID]
Links = Iterable[Link | tuple[UUID | None, UUID | None]]


def _converted(fact: crm.LeadConverted) -> Links:
    yield fact.lead_id, fact.opportunity_id


def _accepted(fact: crm.QuotationAccepted) -> Links:
    yield fact.opportunity_id, fact.quotation_id


def _placed(fact: erp.SalesOrderPlaced) -> Links:
    yield fact.quotation_id, fact.sales_order_id


def _held(fact: erp.SalesOrderConfirmed | erp.SalesOrderAmended) -> Links:
    yield fact.sales_order_id, fact.hold_id


def _released(fact: scm.PlannedOrdersReleased) -> Links:
    for order in fact.orders:
        for sales_order_id in order.sales_order_ids:
            yield sales_order_id, order.planned_order_id
        yield order.planned_order_id, fact.release_id


def _advised(fact: scm.ActionMessageRaised) -> Links:
    for sales_order_id in fact.sales_order_ids:
        yield sales_order_id, fact.action_message_id


def _bought(
    fact: erp.PurchaseOrderCreated | erp.PurchaseOrderExtended | erp.PurchaseOrderChanged,
) -> Links:
    for line in fact.lines:
        for planned_order_id in (line.planned_order_id, *line.further_planned_order_ids):
            yield planned_order_id, fact.purchase_order_id
        yield fact.purchase_order_id, line.purchase_order_line_id


def _received(fact: erp.GoodsReceived) -> Links:
    yield fact.purchase_order_id, fact.receipt_id


def _announced(fact: erp.CustomerReturnCreated) -> Links:
    yield fact.case_id, fact.customer_return_id
    for line in fact.lines:
        yield line.sales_order_id, fact.customer_return_id


def _settled(fact: erp.CustomerReturnSettled) -> Links:
    for document_id in (fact.credit_note_id, fact.sales_order_id, fact.production_order_id):
        yield fact.customer_return_id, document_id


def _inspected(fact: erp.InspectionOpened) -> Links:
    yield fact.source_id, fact.inspection_id


def _billed_by_supplier(fact: erp.SupplierInvoicePosted) -> Links:
    for line in fact.lines:
        yield line.purchase_order_line_id or line.shipment_id, fact.invoice_id


def _made(fact: erp.ProductionOrderCreated) -> Links:
    yield fact.state.planned_order_id, fact.production_order_id


def _transferred(fact: erp.TransferOrderCreated) -> Links:
    for line in fact.state.lines:
        yield line.planned_order_id, fact.transfer_order_id


def _delivered(fact: erp.DeliveryCreated) -> Links:
    for line in fact.lines:
        yield line.sales_order_id, fact.delivery_id
        yield fact.delivery_id, line.delivery_line_id


def _carried(fact: scm.ShipmentCreated | scm.ShipmentChanged) -> Links:
    for stop in fact.stops:
        yield stop.delivery_id, fact.shipment_id


def _invoiced(fact: erp.SalesInvoiceIssued) -> Links:
    for line in fact.lines:
        yield line.sales_order_id, fact.invoice_id


def _credited(fact: erp.CreditNoteIssued) -> Links:
    yield fact.invoice_id, fact.credit_note_id
    for line in fact.lines:
        yield line.sales_order_id, fact.credit_note_id


def _moved(fact: erp.StockMoved) -> Links:
    yield fact.source_id, fact.movement_id


def _valued(fact: erp.StockValued) -> Links:
    yield fact.movement_id or fact.source_id, fact.valuation_id


def _posted(fact: erp.JournalEntryPosted) -> Links:
    yield fact.source_id, fact.journal_entry_id


def _complained(fact: crm.CaseOpened | crm.CaseImported) -> Links:
    yield fact.subject.sales_order_id, fact.case_id
    yield fact.subject.delivery_id, fact.case_id


def _diagnosed(fact: crm.CaseChanged) -> Links:
    yield fact.subject.sales_order_id, fact.case_id
    yield fact.subject.delivery_id, fact.case_id
    yield fact.case_id, fact.merged_into_id


def _asked_back(fact: crm.ReturnAskedFor) -> Links:
    for line in fact.lines:
        yield line.sales_order_id, fact.case_id


def _spent(fact: crm.ServiceCostReported) -> Links:
    yield fact.case_id, fact.report_id


RULES: dict[Any, Callable[[Any], Links]] = {
    crm.LeadConverted: _converted,
    crm.QuotationAccepted: _accepted,
    crm.CaseOpened: _complained,
    crm.CaseImported: _complained,
    crm.CaseChanged: _diagnosed,
    crm.ReturnAskedFor: _asked_back,
    crm.ServiceCostReported: _spent,
    erp.SalesOrderPlaced: _placed,
    erp.SalesOrderConfirmed: _held,
    erp.SalesOrderAmended: _held,
    scm.PlannedOrdersReleased: _released,
    scm.ActionMessageRaised: _advised,
    erp.PurchaseOrderCreated: _bought,
    erp.PurchaseOrderExtended: _bought,
    erp.PurchaseOrderChanged: _bought,
    erp.GoodsReceived: _received,
    erp.CustomerReturnCreated: _announced,
    erp.CustomerReturnSettled: _settled,
    erp.InspectionOpened: _inspected,
    erp.SupplierInvoicePosted: _billed_by_supplier,
    erp.ProductionOrderCreated: _made,
    erp.TransferOrderCreated: _transferred,
    erp.DeliveryCreated: _delivered,
    scm.ShipmentCreated: _carried,
    scm.ShipmentChanged: _carried,
    erp.SalesInvoiceIssued: _invoiced,
    erp.CreditNoteIssued: _credited,
    erp.StockMoved: _moved,
    erp.StockValued: _valued,
    erp.JournalEntryPosted: _posted,
}

PAYMENTS = (erp.PaymentReceived, erp.PaymentMade)
"""They name what they settle by document number, not by id."""


def links_of(fact: Any) -> list[Link]:
    """The links a fact makes; those with a side unknown are left out."""
    rule = RULES.get(type(fact))
    pairs = rule(fact) if rule else ()
    return [(parent, child) for parent, child in pairs if parent and child]
