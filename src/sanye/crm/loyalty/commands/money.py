"""Invoices and what settled them, as facts tell them."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from sanye.contracts.erp.finance import OpenItemsSettled, PaymentReceived, PaymentReversed
from sanye.contracts.erp.history import SalesOrderImported
from sanye.contracts.erp.sales import SalesInvoiceIssued
from sanye.crm.loyalty.commands.keeping import Kept, Told, only
from sanye.crm.loyalty.models import KnownInvoice, KnownSettlement
from sanye.kernel.actors import Actor
from sanye.stem.rows.bulk import insert_rows

MONEY_FACTS = (
    SalesInvoiceIssued,
    SalesOrderImported,
    PaymentReceived,
    OpenItemsSettled,
    PaymentReversed,
)
RECEIVABLE = "RECEIVABLE"
_ADD_UP = """
    UPDATE crm_known_invoice AS invoice
       SET settled_amount = given.amount,
           settled_date = CASE WHEN given.amount >= invoice.gross_amount THEN given.last_date END
      FROM (SELECT one.id, coalesce(sum(part.amount), 0) AS amount,
                   max(part.posting_date) AS last_date
              FROM crm_known_invoice AS one
              LEFT JOIN crm_known_settlement AS part
                ON part.company_id = one.company_id AND part.document_number = one.number
               AND NOT part.is_reversed
             WHERE one.company_id = %(company)s AND one.number = ANY(%(numbers)s)
             GROUP BY one.id) AS given
     WHERE invoice.id = given.id RETURNING invoice.customer_id
"""


def keep_money(facts: Sequence[Told], by: Actor) -> set[UUID]:
    """Invoices, settlements, and how much of each invoice is settled since when."""
    told = [fact for _, fact in only(facts, *MONEY_FACTS)]
    invoiced = [fact for fact in told if isinstance(fact, SalesInvoiceIssued)]
    past = [
        fact
        for fact in told
        if isinstance(fact, SalesOrderImported) and fact.invoiced_date and fact.due_date
    ]
    touched = _keep_invoices(invoiced, past, by)
    parts = [part for fact in told for part in _parts(fact, by)]
    insert_rows(parts)
    numbers = {part.document_number for part in parts} | _reverse(told)
    numbers |= {fact.number for fact in invoiced}
    numbers |= {fact.invoice_number for fact in past}
    return touched | _add_up(numbers, by)


def _keep_invoices(
    invoiced: Sequence[SalesInvoiceIssued], past: Sequence[SalesOrderImported], by: Actor
) -> set[UUID]:
    ids = {fact.invoice_id for fact in invoiced} | {fact.sales_order_id for fact in past}
    kept = Kept(KnownInvoice, "invoice_id", KnownInvoice.objects.filter(invoice_id__in=ids))
    for fact in invoiced:
        kept.put(
            fact.invoice_id,
            company_id=by.company_id,
            number=fact.number,
            customer_id=fact.customer_id,
            due_date=fact.due_date,
            currency=fact.currency,
            gross_amount=fact.gross_amount,
        )
    for order in past:
        kept.put(
            order.sales_order_id,
            company_id=by.company_id,
            number=order.invoice_number,
            customer_id=order.customer_id,
            due_date=order.due_date,
            currency=order.currency,
            gross_amount=order.gross_amount,
        )
    kept.write(["number", "due_date", "gross_amount"])
    return {row.customer_id for row in kept.rows.values()}


def _parts(fact: object, by: Actor) -> list[KnownSettlement]:
    if isinstance(fact, PaymentReceived):
        found = [
            (fact.payment_id, item.document_number, item.amount + item.discount_amount)
            for item in fact.settlements
        ]
        day = fact.posting_date
    elif isinstance(fact, OpenItemsSettled) and fact.side == RECEIVABLE:
        found = [(fact.settlement_id, item.document_number, item.amount) for item in fact.items]
        day = fact.posting_date
    elif isinstance(fact, SalesOrderImported) and fact.invoiced_date and fact.paid_date:
        found = [(fact.sales_order_id, fact.invoice_number, fact.gross_amount)]
        day = fact.paid_date
    else:
        return []
    return [
        KnownSettlement(
            company_id=by.company_id,
            source_id=source_id,
            document_number=number,
            amount=amount,
            posting_date=day,
        )
        for source_id, number, amount in found
    ]


def _reverse(told: Sequence[object]) -> set[str]:
    """Undo what reversed payments settled; returns the numbers of the documents."""
    ids = [fact.payment_id for fact in told if isinstance(fact, PaymentReversed)]
    rows = KnownSettlement.objects.filter(source_id__in=ids) if ids else None
    if rows is None:
        return set()
    numbers = set(rows.values_list("document_number", flat=True))
    rows.update(is_reversed=True)
    return numbers


def _add_up(numbers: set[str], by: Actor) -> set[UUID]:
    if not numbers:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_ADD_UP, {"company": by.company_id, "numbers": sorted(numbers)})
        return {row[0] for row in cursor.fetchall()}
