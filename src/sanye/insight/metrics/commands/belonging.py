"""Which orders deliveries, invoices and offers belong to: known before, or told in the same run."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sanye.contracts.crm import events as crm
from sanye.contracts.erp import events as erp
from sanye.insight.metrics.commands.facts import Told, ids_of
from sanye.insight.metrics.models import DocumentOrder, OfferFact
from sanye.kernel.actors import Actor

Moments = tuple[datetime | None, datetime | None]
NEVER: Moments = (None, None)


class Belonging:
    """`orders`: every order that documents of the run belong to."""

    def __init__(self, facts: Sequence[Told], by: Actor) -> None:
        self._by = by
        self._by_id: dict[UUID, set[UUID]] = {}
        self._by_number: dict[str, set[UUID]] = {}
        self._fresh: set[tuple[UUID, str, UUID]] = set()
        for row in _known_rows(facts):
            self._add(row.document_id, row.number, row.order_id)
        self.orders = {order for found in self._by_id.values() for order in found}
        for told in facts:
            if isinstance(told.fact, (erp.DeliveryCreated, erp.SalesInvoiceIssued)):
                self.orders |= _orders_of(told.fact.lines)
        self._offers = _known_offers(facts)

    def note_offer(self, told: Told) -> None:
        """A quotation was sent or accepted."""
        opened, _ = self._offers.get(told.key, NEVER)
        is_sent = isinstance(told.fact, crm.QuotationSent)
        self._offers[told.key] = (opened or told.at, None) if is_sent else (opened, told.at)

    def offer(self, quotation_id: UUID) -> Moments:
        """When it was sent first and when it was accepted."""
        return self._offers.get(quotation_id, NEVER)

    def of(self, document_id: UUID) -> set[UUID]:
        """The orders of a document."""
        return self._by_id.get(document_id, set())

    def of_number(self, number: str) -> set[UUID]:
        """The orders of an invoice by its number: payments name what they settle by that."""
        return self._by_number.get(number, set())

    def note(self, document_id: UUID, number: str, order_id: UUID) -> None:
        """A document of an order."""
        self._add(document_id, number, order_id)
        self._fresh.add((document_id, number, order_id))

    def note_lines(self, document_id: UUID, number: str, lines: Iterable[Any]) -> set[UUID]:
        """A document by its lines; its orders."""
        orders = _orders_of(lines)
        for order_id in orders:
            self.note(document_id, number, order_id)
        return orders

    def write(self) -> None:
        """Store what was noted."""
        DocumentOrder.objects.bulk_create(
            [
                DocumentOrder(
                    company_id=self._by.company_id,
                    document_id=document_id,
                    number=number,
                    order_id=order_id,
                )
                for document_id, number, order_id in sorted(self._fresh)
            ],
            ignore_conflicts=True,
        )

    def _add(self, document_id: UUID, number: str, order_id: UUID) -> None:
        self._by_id.setdefault(document_id, set()).add(order_id)
        if number:
            self._by_number.setdefault(number, set()).add(order_id)


def _orders_of(lines: Iterable[Any]) -> set[UUID]:
    return {line.sales_order_id for line in lines if line.sales_order_id is not None}


def _known_rows(facts: Sequence[Told]) -> Iterable[DocumentOrder]:
    numbers = {
        settlement.document_number
        for told in facts
        if isinstance(told.fact, erp.PaymentReceived)
        for settlement in told.fact.settlements
    }
    documents = ids_of(facts, erp.DeliveryShipped, erp.DeliveryProven)
    if numbers:
        yield from DocumentOrder.objects.filter(number__in=numbers)
    if documents:
        yield from DocumentOrder.objects.filter(document_id__in=documents)


def _known_offers(facts: Sequence[Told]) -> dict[UUID, Moments]:
    placed = (told.fact for told in facts if isinstance(told.fact, erp.SalesOrderPlaced))
    wanted = {fact.quotation_id for fact in placed if fact.quotation_id is not None}
    wanted |= ids_of(facts, crm.QuotationAccepted)
    rows = OfferFact.objects.filter(offer_id__in=wanted) if wanted else ()
    return {row.offer_id: (row.opened_at, row.decided_at) for row in rows}
