"""Orders and their lines, as facts tell them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sanye.contracts.erp.history import SalesOrderImported
from sanye.contracts.erp.sales import (
    DeliveryShipped,
    SalesOrderAmended,
    SalesOrderCancelled,
    SalesOrderConfirmed,
)
from sanye.contracts.scm.planning import PromiseEndangered
from sanye.crm.loyalty.commands.keeping import Kept, Told, only
from sanye.crm.loyalty.models import KnownLine, KnownOrder
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.errors import RateMissing
from sanye.stem.masterdata.queries import get_exchange_rate

ORDER_FACTS = (SalesOrderConfirmed, SalesOrderAmended, SalesOrderCancelled, SalesOrderImported)
LINE_FACTS = (*ORDER_FACTS, DeliveryShipped, PromiseEndangered)
_LINE_COLUMNS = (
    "item_id",
    "quantity",
    "open_quantity",
    "first_promised_date",
    "promised_date",
    "endangered_date",
    "new_promised_date",
    "last_shipped_date",
)
ZERO = Decimal(0)


class Books:
    """The company's currency, its days, and what foreign money was worth on a day."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        company = fixed_of(by)
        self.currency, self.zone = company.functional_currency, company.zone
        self._rate = cache(self._find_rate)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def worth(self, fact: SalesOrderConfirmed | SalesOrderAmended, on: date) -> Decimal | None:
        """By the rate that the order tells; told before orders did so: by that of a day, as far
        as it is known now."""
        rate = fact.exchange_rate
        if rate is None:
            rate = self._rate(fact.currency, on)
        return None if rate is None else round_money(fact.net_amount * rate, self.currency)

    def _find_rate(self, currency: str, on: date) -> Decimal | None:
        try:
            found = get_exchange_rate(
                from_currency=currency, to_currency=self.currency, on=on, by=self.by
            )
        except RateMissing:
            return None
        return found.rate


def keep_orders(facts: Sequence[Told], books: Books) -> set[UUID]:
    """Amounts and dates of orders. An amendment keeps the day of the confirmation."""
    told = only(facts, *ORDER_FACTS)
    ids = {fact.sales_order_id for _, fact in told}
    kept = Kept(KnownOrder, "order_id", KnownOrder.objects.filter(order_id__in=ids))
    for recorded_at, fact in told:
        if isinstance(fact, SalesOrderCancelled):
            kept.change(fact.sales_order_id, is_cancelled=True)
        elif isinstance(fact, SalesOrderImported):
            kept.put(fact.sales_order_id, **_imported(fact, books))
        else:
            kept.put(fact.sales_order_id, **_ordered(fact, kept, recorded_at, books))
    kept.write(["currency", "net_amount", "functional_amount", "is_cancelled"])
    return {row.customer_id for row in kept.rows.values()}


def _ordered(
    fact: SalesOrderConfirmed | SalesOrderAmended,
    kept: Kept[KnownOrder],
    recorded_at: datetime,
    books: Books,
) -> dict[str, Any]:
    known = kept.rows.get(fact.sales_order_id)
    on = books.day(recorded_at) if known is None else known.order_date
    return {
        "company_id": books.by.company_id,
        "number": fact.number,
        "customer_id": fact.customer_id,
        "order_date": on,
        "currency": fact.currency,
        "net_amount": fact.net_amount,
        "functional_amount": books.worth(fact, on),
    }


def _imported(fact: SalesOrderImported, books: Books) -> dict[str, Any]:
    return {
        "company_id": books.by.company_id,
        "number": fact.number,
        "customer_id": fact.customer_id,
        "order_date": fact.order_date,
        "currency": fact.currency,
        "net_amount": fact.net_amount,
        "functional_amount": round_money(fact.net_amount * fact.exchange_rate, books.currency),
        "is_cancelled": fact.is_cancelled,
    }


def keep_lines(facts: Sequence[Told], books: Books) -> set[UUID]:
    """What is open of schedule lines, and when goods last left."""
    told = only(facts, *LINE_FACTS)
    kept = Kept(KnownLine, "line_id", _lines_of(told))
    for recorded_at, fact in told:
        if isinstance(fact, SalesOrderCancelled):
            _cancel(kept, fact.sales_order_id)
        elif isinstance(fact, DeliveryShipped):
            _ship(kept, fact, books)
        elif isinstance(fact, PromiseEndangered):
            _endanger(kept, fact, books.day(recorded_at))
        elif isinstance(fact, SalesOrderImported):
            _take_over(kept, fact, books.by)
        else:
            _order(kept, fact, books.by)
    kept.write(_LINE_COLUMNS)
    return {row.customer_id for row in kept.rows.values()}


def _lines_of(told: Sequence[Told]) -> Any:
    lines, cancelled = set(), set()
    for _, fact in told:
        if isinstance(fact, SalesOrderCancelled):
            cancelled.add(fact.sales_order_id)
        elif isinstance(fact, PromiseEndangered):
            lines |= {change.schedule_line_id for change in fact.changes}
        else:
            lines |= {line.schedule_line_id for line in fact.lines}
    by_order = KnownLine.objects.filter(order_id__in=cancelled)
    return KnownLine.objects.filter(line_id__in=lines) | by_order


def _order(kept: Kept[KnownLine], fact: SalesOrderConfirmed | SalesOrderAmended, by: Actor) -> None:
    for line in fact.lines:
        kept.put(
            line.schedule_line_id,
            company_id=by.company_id,
            order_id=fact.sales_order_id,
            order_number=fact.number,
            customer_id=fact.customer_id,
            item_id=line.item_id,
            quantity=line.quantity,
            open_quantity=line.open_quantity,
            first_promised_date=line.first_promised_date,
            promised_date=line.promised_date,
            endangered_date=None,
            new_promised_date=None,
        )


def _take_over(kept: Kept[KnownLine], fact: SalesOrderImported, by: Actor) -> None:
    for line in fact.lines:
        kept.put(
            line.schedule_line_id,
            company_id=by.company_id,
            order_id=fact.sales_order_id,
            order_number=fact.number,
            customer_id=fact.customer_id,
            item_id=line.item_id,
            quantity=line.delivered_quantity,
            open_quantity=ZERO,
            first_promised_date=line.first_promised_date,
            promised_date=line.promised_date,
            last_shipped_date=line.shipped_date,
        )


def _ship(kept: Kept[KnownLine], fact: DeliveryShipped, books: Books) -> None:
    for line in fact.lines:
        kept.change(
            line.schedule_line_id,
            open_quantity=line.open_quantity,
            last_shipped_date=books.day(fact.shipped_at),
        )


def _endanger(kept: Kept[KnownLine], fact: PromiseEndangered, on: date) -> None:
    for change in fact.changes:
        kept.change(
            change.schedule_line_id,
            endangered_date=on,
            new_promised_date=change.new_promised_date,
        )


def _cancel(kept: Kept[KnownLine], order_id: UUID) -> None:
    for key in [key for key, row in kept.rows.items() if row.order_id == order_id]:
        kept.change(key, quantity=ZERO, open_quantity=ZERO)
