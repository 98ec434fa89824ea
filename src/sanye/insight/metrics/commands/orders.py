"""Orders through their stages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sanye.contracts.crm import events as crm
from sanye.contracts.erp import events as erp
from sanye.insight.metrics.commands.belonging import Belonging
from sanye.insight.metrics.commands.facts import Rows, Told, noon
from sanye.insight.metrics.models import OrderFact
from sanye.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class _Work:
    """A run under way: orders, what belongs to them, and where days begin."""

    rows: Rows[OrderFact]
    known: Belonging
    zone: ZoneInfo

    def order(self, fact: Any) -> OrderFact:
        row = self.rows.change(fact.sales_order_id)
        row.number, row.customer_id = fact.number, fact.customer_id
        return row


def keep_orders(facts: Sequence[Told], zone: ZoneInfo, by: Actor) -> None:
    """The moments of each order; deliveries, invoices and payments are told by their own ids."""
    known = Belonging(facts, by)
    orders = {told.key for told in facts if type(told.fact) in _OF_ORDER} | known.orders
    work = _Work(Rows(OrderFact, "order_id", orders, by), known, zone)
    for told in facts:
        keep = _KEPT.get(type(told.fact))
        if keep is not None:
            keep(told, work)
    work.rows.write()
    known.write()


def _placed(told: Told, work: _Work) -> None:
    row = work.order(told.fact)
    row.placed_at = told.at
    quotation_id = told.fact.quotation_id
    if quotation_id is not None:
        work.known.note(quotation_id, "", told.key)
        row.offered_at, row.accepted_at = work.known.offer(quotation_id)


def _confirmed(told: Told, work: _Work) -> None:
    row = work.order(told.fact)
    row.confirmed_at = row.confirmed_at or told.at


def _cancelled(told: Told, work: _Work) -> None:
    work.order(told.fact).cancelled_at = told.at


def _closed(told: Told, work: _Work) -> None:
    work.order(told.fact).closed_at = told.at


def _imported(told: Told, work: _Work) -> None:
    fact: erp.SalesOrderImported = told.fact
    row = work.order(fact)
    row.placed_at = row.confirmed_at = noon(fact.order_date, work.zone)
    gone = [line for line in fact.lines if line.shipped_date is not None]
    shipped = [line.shipped_date for line in gone if line.shipped_date is not None]
    arrived = [line.received_date for line in gone if line.received_date is not None]
    if fact.is_cancelled:
        row.cancelled_at = row.placed_at
    if shipped:
        row.picking_at = noon(min(shipped), work.zone)
        row.shipped_at = row.closed_at = noon(max(shipped), work.zone)
    if shipped and len(arrived) == len(gone):  # else nobody knows when the customer had all of it
        row.arrived_at = row.closed_at = noon(max(arrived), work.zone)
    if fact.invoiced_date is not None:
        row.invoiced_at = noon(fact.invoiced_date, work.zone)
    if fact.paid_date is not None:
        row.paid_at = noon(fact.paid_date, work.zone)


def _offered(told: Told, work: _Work) -> None:
    work.known.note_offer(told)


def _picked(told: Told, work: _Work) -> None:
    fact: erp.DeliveryCreated = told.fact
    for order_id in work.known.note_lines(fact.delivery_id, fact.number, fact.lines):
        row = work.rows.change(order_id)
        row.picking_at = row.picking_at or told.at


def _shipped(told: Told, work: _Work) -> None:
    for order_id in work.known.of(told.key):
        work.rows.change(order_id).shipped_at = told.fact.shipped_at


def _proven(told: Told, work: _Work) -> None:
    for order_id in work.known.of(told.key):
        work.rows.change(order_id).arrived_at = told.fact.received_at


def _invoiced(told: Told, work: _Work) -> None:
    fact: erp.SalesInvoiceIssued = told.fact
    for order_id in work.known.note_lines(fact.invoice_id, fact.number, fact.lines):
        work.rows.change(order_id).invoiced_at = told.at


def _paid(told: Told, work: _Work) -> None:
    for settlement in told.fact.settlements:
        for order_id in work.known.of_number(settlement.document_number):
            work.rows.change(order_id).paid_at = told.at


_OF_ORDER: dict[type, Callable[[Told, _Work], None]] = {
    erp.SalesOrderPlaced: _placed,
    erp.SalesOrderConfirmed: _confirmed,
    erp.SalesOrderCancelled: _cancelled,
    erp.SalesOrderClosed: _closed,
    erp.SalesOrderImported: _imported,
}
_KEPT: dict[type, Callable[[Told, _Work], None]] = {
    **_OF_ORDER,
    crm.QuotationSent: _offered,
    crm.QuotationAccepted: _offered,
    erp.DeliveryCreated: _picked,
    erp.DeliveryShipped: _shipped,
    erp.DeliveryProven: _proven,
    erp.SalesInvoiceIssued: _invoiced,
    erp.PaymentReceived: _paid,
}
FOLLOWED = tuple(_KEPT)
"""Every fact that moves an order."""
