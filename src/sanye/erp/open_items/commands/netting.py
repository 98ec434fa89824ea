"""Open items settle one another, or are given up."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.open_items import errors
from sanye.erp.open_items.commands.opening import check_terms
from sanye.erp.open_items.commands.taking import (
    SETTLEMENT_PREFIX,
    Group,
    check_days,
    lock_open_items,
    take,
)
from sanye.erp.open_items.domain.kinds import Kind, Reason, Side
from sanye.erp.open_items.domain.settling import (
    SettleItem,
    Terms,
    check_wishes,
)
from sanye.erp.open_items.models import OpenItem
from sanye.erp.open_items.publishing import settled_fact
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.numbering.commands import draw_number

ZERO = Decimal(0)


@command
def net(
    *,
    side: Side,
    party_id: UUID,
    terms: Terms,
    settle: Sequence[SettleItem],
    by: Actor,
    at: datetime,
) -> UUID:
    """Invoices against credits or prepayments of one party and currency; returns the settlement.

    Raises DoesNotBalance when the amounts do not add up to zero.
    """
    functional = check_terms(terms, ZERO, by=by)
    items = lock_open_items(side=side, party_id=party_id, currency=terms.currency, settle=settle)
    check_days(items.values(), posting_date=terms.posting_date)
    check_wishes(settle, items, on=None, currency=terms.currency)
    difference = sum((wish.amount for wish in settle), ZERO)
    if difference != 0 or not settle:
        raise errors.DoesNotBalance(difference=difference, currency=terms.currency, field="settle")
    has_prepayment = any(items[w.open_item_id].kind == Kind.PREPAYMENT for w in settle)
    reason = Reason.PREPAYMENT if has_prepayment else Reason.NETTING
    group = Group(new_id(), draw_number(SETTLEMENT_PREFIX, at=at), reason, terms.posting_date)
    rows = take(settle, items, group, functional=functional)
    publish(settled_fact(side, party_id, terms, rows, items))
    return group.settlement_id


@command
def write_off(
    *,
    side: Side,
    open_item_id: UUID,
    amount: Decimal,
    posting_date: date,
    text: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Give up a part of an open item at its value in the books; returns the settlement."""
    item = (
        OpenItem.objects.select_for_update(of=("self",)).filter(side=side, id=open_item_id).first()
    )
    if item is None:
        raise errors.OpenItemUnknown(open_item_id=open_item_id, currency="—")
    terms = Terms(
        currency=item.currency,
        exchange_rate=item.exchange_rate,
        rate_date=item.rate_date,
        posting_date=posting_date,
    )
    functional = check_terms(terms, amount, by=by)
    check_days([item], posting_date=posting_date)
    wish = SettleItem(open_item_id=item.id, amount=amount)
    check_wishes([wish], {item.id: item}, on=None, currency=item.currency)
    number = draw_number(SETTLEMENT_PREFIX, at=at)
    group = Group(new_id(), number, Reason.WRITE_OFF, posting_date, text)
    rows = take([wish], {item.id: item}, group, functional=functional)
    publish(settled_fact(side, item.party_id, terms, rows, {item.id: item}))
    return group.settlement_id
