"""A payment turns out not to be one."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.ledger.commands import hold_open_day
from sanye.erp.open_items import errors
from sanye.erp.open_items.commands.taking import (
    apply,
    locked,
)
from sanye.erp.open_items.domain.kinds import Kind, Reason, Side
from sanye.erp.open_items.models import OpenItem, Payment, Settlement
from sanye.erp.open_items.publishing import reversed_fact
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.events.log import publish

ZERO = Decimal(0)


@command
def reverse_payment(
    *,
    side: Side,
    payment_id: UUID,
    posting_date: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> Payment:
    """The payment was none: what it settled is open again, its prepayment is gone.

    Raises AlreadyReversed, PrepaymentInUse, SettledBeforeOpened.
    """
    hold_open_day(posting_date, by=by)
    rows = Payment.objects.select_for_update(of=("self",))
    payment: Payment | None = rows.filter(side=side, id=payment_id).first()
    if payment is None:
        raise errors.PaymentUnknown(payment_id=payment_id)
    if payment.reversed_date is not None:
        raise errors.AlreadyReversed(number=payment.number)
    if posting_date < payment.posting_date:
        raise errors.SettledBeforeOpened(
            document=payment.number, opened=payment.posting_date, posting_date=posting_date
        )
    carried = _give_back(payment, posting_date=posting_date, text=reason)
    payment.reversed_date = posting_date
    payment.save(update_fields=["reversed_date"])
    publish(reversed_fact(payment, reason, carried))
    return payment


def _give_back(payment: Payment, *, posting_date: date, text: str) -> Decimal:
    """Open again all that it settled; returns what that was worth in the books."""
    taken = list(Settlement.objects.filter(settlement_id=payment.id).order_by("id"))
    ids = {row.open_item_id for row in taken}
    prepayments = OpenItem.objects.filter(document_type="payment", document_id=payment.id)
    ids |= set(prepayments.values_list("id", flat=True))
    items = {i.id: i for i in locked(OpenItem.objects.filter(id__in=ids))}
    rows = [_row(items[r.open_item_id], r, -r.amount, -r.functional_amount) for r in taken]
    for item in items.values():
        if item.kind == Kind.PREPAYMENT:
            if item.open_amount != item.amount:
                raise errors.PrepaymentInUse(number=payment.number)
            rows.append(_row(item, payment, item.open_amount, item.open_functional_amount))
    for row in rows:
        row.reason, row.posting_date, row.text = Reason.REVERSAL, posting_date, text
    apply(rows, items)
    return sum((Decimal(row.functional_amount) for row in taken), ZERO)


def _row(
    item: OpenItem, source: Settlement | Payment, amount: Decimal, functional_amount: Decimal
) -> Settlement:
    return Settlement(
        company_id=item.company_id,
        open_item=item,
        settlement_id=source.id if isinstance(source, Payment) else source.settlement_id,
        number=source.number,
        amount=amount,
        functional_amount=functional_amount,
    )
