"""Placing an order, directly or from an accepted quotation."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.crm.events import QuotationAccepted, QuotedLine
from sanye.erp.sales_orders.commands.rows import (
    add_lines,
    empty_parts,
    insert_lines,
    price_order,
    request_of,
)
from sanye.erp.sales_orders.domain.lines import (
    ORDINARY_PRIORITY,
    NewLine,
    NewOrder,
    check_lines,
    check_ratio,
)
from sanye.erp.sales_orders.domain.states import PriceSource
from sanye.erp.sales_orders.errors import SiteMissing
from sanye.erp.sales_orders.models import SalesOrder
from sanye.erp.sales_orders.publishing import publish_placed
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import (
    SaleDocument,
    SaleTerms,
    get_business_date,
    get_sale_book,
)
from sanye.stem.numbering.commands import draw_numbers
from sanye.stem.rows.bulk import insert_rows

ZERO = Decimal(0)


@command
def place_sales_order(
    *,
    customer_id: UUID,
    lines: Sequence[NewLine],
    site_id: UUID | None = None,
    currency: str | None = None,
    payment_term_code: str | None = None,
    ship_to_address_id: UUID | None = None,
    customer_reference: str = "",
    order_discount_ratio: Decimal = ZERO,
    priority: int = ORDINARY_PRIORITY,
    owner_id: UUID | None = None,
    quotation_id: UUID | None = None,
    customer_return_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> SalesOrder:
    """Take down an order with prices, taxes and totals; confirming it is the next step.

    The arguments are those of `NewOrder`. Raises LinesMissing, SiteMissing, DateBeforeOrder,
    ScheduleNotWhole, DiscountOutOfRange, PriceNegative and what `masterdata.get_sale_terms`
    refuses, with the line's row.
    """
    asked = NewOrder(
        customer_id=customer_id,
        lines=lines,
        site_id=site_id,
        currency=currency,
        payment_term_code=payment_term_code,
        ship_to_address_id=ship_to_address_id,
        customer_reference=customer_reference,
        order_discount_ratio=order_discount_ratio,
        priority=priority,
        owner_id=owner_id,
        quotation_id=quotation_id,
        customer_return_id=customer_return_id,
    )
    desk = _Desk([asked], by=by, at=at)
    return _store([desk.draw_up(asked)], at)[0]


@command
def place_sales_orders(*, orders: Sequence[NewOrder], by: Actor, at: datetime) -> list[SalesOrder]:
    """Take down many orders, all or none, with as many statements as one takes.

    Raises Refusals of what `place_sales_order` refuses: the row is the order's, the field says
    which of its lines (`lines.0.quantity`, counted from 0).
    """
    desk = _Desk(orders, by=by, at=at)
    drawn_up, refused = [], []
    for row, asked in enumerate(orders, start=1):
        try:
            drawn_up.append(desk.draw_up(asked))
        except Refusal as refusal:
            refused.append(_in_order(refusal, row))
    if refused:
        raise Refusals(refused)
    return _store(drawn_up, at)


def _in_order(refusal: Refusal, row: int) -> Refusal:
    """A refusal of a line, or of the order itself, told as one of a row of orders."""
    if refusal.row is not None:
        refusal.field = f"lines.{refusal.row - 1}.{refusal.field}"
    refusal.row = row
    return refusal


class _Desk:
    """Where orders are drawn up in memory, with master data read once for all of them."""

    def __init__(
        self, orders: Sequence[NewOrder], *, are_agreed: bool = False, by: Actor, at: datetime
    ) -> None:
        self._by = by
        self._asked = {id(order): _document_of(order, is_agreed=are_agreed) for order in orders}
        self._book = get_sale_book(documents=list(self._asked.values()), at=at, by=by)
        self._today = self._book.on

    def draw_up(self, asked: NewOrder) -> OrderParts:
        """The order with its lines, priced, not yet numbered or stored."""
        check_lines(asked.lines, self._today)
        check_ratio(asked.order_discount_ratio, field="order_discount_ratio")
        terms = self._book.terms(self._asked[id(asked)])
        parts = empty_parts(self._order(asked, terms))
        add_lines(parts, asked.lines, terms.lines)
        price_order(parts, terms.rounding)
        return parts

    def _order(self, asked: NewOrder, terms: SaleTerms) -> SalesOrder:
        if terms.site_id is None:
            raise SiteMissing(field="site_id")
        return SalesOrder(
            id=new_id(),
            company_id=self._by.company_id,
            customer_id=terms.customer_id,
            site_id=terms.site_id,
            owner_id=asked.owner_id or terms.owner_id or self._by.user_id,
            ship_to_address_id=terms.ship_to_address_id,
            quotation_id=asked.quotation_id,
            customer_return_id=asked.customer_return_id,
            customer_reference=asked.customer_reference,
            order_date=self._today,
            tax_date=self._today,
            currency=terms.currency,
            exchange_rate=terms.exchange_rate,
            rate_date=terms.rate_date,
            payment_term_id=terms.payment_term_id,
            order_discount_ratio=asked.order_discount_ratio,
            priority=asked.priority,
        )


def _document_of(asked: NewOrder, *, is_agreed: bool) -> SaleDocument:
    return SaleDocument(
        customer_id=asked.customer_id,
        lines=[request_of(line) for line in asked.lines],
        currency=asked.currency,
        site_id=asked.site_id,
        payment_term_code=asked.payment_term_code,
        ship_to_address_id=asked.ship_to_address_id,
        shipping_site_ids=[part.site_id for line in asked.lines for part in line.parts],
        is_agreed=is_agreed,
    )


def _store(drawn_up: Sequence[OrderParts], at: datetime) -> list[SalesOrder]:
    """Number and store orders, and tell of them."""
    orders = [parts.order for parts in drawn_up]
    for order, number in zip(orders, draw_numbers("SO", len(orders), at=at), strict=True):
        order.number = number
    insert_rows(orders)
    insert_lines([(parts, parts.lines) for parts in drawn_up])
    publish_placed(drawn_up)
    return orders


@command
def place_from_quotation(*, quotation: QuotationAccepted, by: Actor, at: datetime) -> SalesOrder:
    """The order that follows from an accepted quotation, at the quoted prices.

    A day that passed since quoting becomes the order's own day. One quotation gives one order
    (unique in the table). What was accepted is agreed: of a customer blocked since, the order
    waits at its confirmation.
    """
    order_date = get_business_date(at=at, by=by)
    source = f"{quotation.number} v{quotation.version}"
    asked = NewOrder(
        customer_id=quotation.customer_id,
        lines=[_quoted_line(quotation, line, source, order_date) for line in quotation.lines],
        site_id=quotation.site_id,
        currency=quotation.currency,
        payment_term_code=quotation.payment_terms_code,
        ship_to_address_id=quotation.ship_to_address_id,
        customer_reference=quotation.customer_reference,
        order_discount_ratio=quotation.order_discount_ratio,
        owner_id=quotation.owner_id,
        quotation_id=quotation.quotation_id,
    )
    desk = _Desk([asked], are_agreed=True, by=by, at=at)
    return _store([desk.draw_up(asked)], at)[0]


def _quoted_line(
    quotation: QuotationAccepted, line: QuotedLine, source: str, order_date: date
) -> NewLine:
    single = (line.tax_code,) if line.tax_code else ()
    included = line.is_tax_included
    return NewLine(
        item_id=line.item_id,
        quantity=line.quantity,
        unit=line.unit,
        text=line.text,
        unit_price=line.unit_price,
        is_tax_included=quotation.prices_include_tax if included is None else included,
        discount_ratio=line.discount_ratio,
        tax_codes=single if line.tax_codes is None else line.tax_codes,
        requested_date=max(line.requested_date, order_date),
        quotation_line_id=line.quotation_line_id,
        price_source=PriceSource.QUOTATION,
        price_source_code=source,
    )
