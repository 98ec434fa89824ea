"""What sales orders do when others report a fact."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.crm.events import QuotationAccepted
from sanye.contracts.erp.ports import CreditAnswer, CreditRequest
from sanye.contracts.erp.sales import SalesOrderPlaced
from sanye.contracts.scm.events import PromiseEndangered
from sanye.erp.receivables.queries import get_receivable_position
from sanye.erp.sales_orders import commands, queries
from sanye.erp.sales_orders.domain.states import OrderStatus
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded
from sanye.stem.masterdata.queries import get_party_company

quotations = Cursor("erp.sales_orders.quotations", kind="REACTION", is_urgent=True)
# Customers and supply are locked until a batch is done, and sellers wait for them: one at a time.
confirmation = Cursor(
    "erp.sales_orders.confirmation", kind="REACTION", is_urgent=True, batch_size=1
)
# A run of planning tells hundreds at once; some at a time, for sellers wait for their orders.
promises = Cursor("erp.sales_orders.promises", kind="REACTION", batch_size=20)


@quotations.on(QuotationAccepted)
def quotation_accepted(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """An accepted quotation becomes an order at its prices."""
    for recorded in batch:
        commands.place_from_quotation(quotation=recorded.data, by=by, at=at)


@confirmation.on(SalesOrderPlaced)
def order_placed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """What the customer accepted as quoted needs no second look: it is confirmed at once, unless
    a person has taken it in hand before."""
    for recorded in batch:
        order_id = recorded.data.sales_order_id
        if recorded.data.quotation_id is None:
            continue
        if queries.get_sales_order(order_id=order_id, by=by).status == OrderStatus.PLACED:
            commands.confirm_sales_order(order_id=order_id, by=by, at=at)


@promises.on(PromiseEndangered, together=True)
def promise_endangered(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Planning cannot keep promises: the sellers get its proposals."""
    commands.mark_endangered(endangered=[recorded.data for recorded in batch], by=by, at=at)


def answer_credit(request: CreditRequest) -> CreditAnswer:
    """Port `credit_position`: what a customer owes and will owe, and the limit."""
    exposure = queries.get_exposure(customer_id=request.customer_id, by=request.by)
    position = get_receivable_position(customer_id=request.customer_id, by=request.by)
    terms = get_party_company(party_id=request.customer_id, by=request.by)
    return CreditAnswer(
        currency=exposure.currency,
        limit_amount=terms.credit_limit,
        receivable_amount=exposure.receivable,
        undelivered_amount=exposure.not_invoiced,
        overdue_amount=position.overdue_amount,
    )
