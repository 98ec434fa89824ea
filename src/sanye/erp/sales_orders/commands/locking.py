"""Locks in one order everywhere: the customer's terms, then orders by id, then deliveries."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from sanye.erp.sales_orders.errors import SalesOrderUnknown
from sanye.erp.sales_orders.models import SalesOrder
from sanye.erp.sales_orders.queries.parts import OrderParts, get_parts, get_parts_of
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.commands import lock_party_terms
from sanye.stem.masterdata.models import PartyCompany


def lock_order(order_id: UUID, *, by: Actor, at: datetime) -> OrderParts:
    """The order with its parts, its customer's terms locked before it."""
    customer_id = SalesOrder.objects.filter(id=order_id).values_list("customer_id", flat=True)
    found = customer_id.first()
    if found is None:
        raise SalesOrderUnknown(id=str(order_id))
    customer = lock_party_terms(party_id=found, by=by, at=at)
    parts = get_parts(order_id, lock=True)
    parts.customer = customer
    return parts


def lock_customer_first(customer_id: UUID, by: Actor) -> None:
    """Where the hold is part of a longer transaction: who holds supply keeps the company's other
    askers waiting until that ends, so he waits for nobody else's customer any more."""
    if connection.in_atomic_block:
        rows = PartyCompany.unscoped.filter(company_id=by.company_id, party_id=customer_id)
        rows.select_for_update().first()


def lock_orders(order_ids: Collection[UUID], *, by: Actor, at: datetime) -> list[OrderParts]:
    """Orders by id with their parts, their customers' terms locked before them, by id."""
    customers = SalesOrder.objects.filter(id__in=order_ids).values_list("customer_id", flat=True)
    terms = {
        customer_id: lock_party_terms(party_id=customer_id, by=by, at=at)
        for customer_id in sorted(set(customers))
    }
    orders = get_parts_of(order_ids, lock=True)
    for parts in orders:
        parts.customer = terms[parts.order.customer_id]
    return orders
