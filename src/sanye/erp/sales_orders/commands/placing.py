"""Placing an order, directly or from an accepted quotation."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from sanye.erp.sales_orders.domain.lines import NewLine, check_lines, check_ratio
from sanye.erp.sales_orders.domain.states import PriceSource
from sanye.erp.sales_orders.errors import SiteMissing
from sanye.erp.sales_orders.models import SalesOrder
from sanye.erp.sales_orders.publishing import publish_placed
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import (
    SaleTerms,
    get_business_date,
    get_sale_terms,
    refuse_unknown_sites,
)
from sanye.stem.numbering.commands import draw_number

ZERO = Decimal(0)
ORDINARY_PRIORITY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """What an order says once."""

    customer_reference: str
    order_discount_ratio: Decimal
    priority: int
    owner_id: UUID | None
    quotation_id: UUID | None
    customer_return_id: UUID | None


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

    `customer_return_id`: goods at no charge for what came back; their cost is the warranty's.
    Site, currency, terms and address default to the customer's. Raises LinesMissing, SiteMissing,
    DateBeforeOrder, ScheduleNotWhole, DiscountOutOfRange, PriceNegative and what
    `masterdata.get_sale_terms` refuses, with the line's row.
    """
    order_date = get_business_date(at=at, by=by)
    check_lines(lines, order_date)
    check_ratio(order_discount_ratio, field="order_discount_ratio")
    refuse_unknown_sites(site_ids=[part.site_id for line in lines for part in line.parts], by=by)
    terms = get_sale_terms(
        customer_id=customer_id,
        lines=[request_of(line) for line in lines],
        on=order_date,
        currency=currency,
        site_id=site_id,
        payment_term_code=payment_term_code,
        ship_to_address_id=ship_to_address_id,
        by=by,
    )
    header = _Header(
        customer_reference=customer_reference,
        order_discount_ratio=order_discount_ratio,
        priority=priority,
        owner_id=owner_id or terms.owner_id or by.user_id,
        quotation_id=quotation_id,
        customer_return_id=customer_return_id,
    )
    order = _make_order(header, terms, order_date, by)
    parts = empty_parts(order)
    add_lines(parts, lines, terms.lines)
    price_order(parts, terms.rounding)
    order.number = draw_number("SO", at=at)
    order.save(force_insert=True)
    insert_lines(parts, parts.lines)
    publish_placed(parts)
    return order


def _make_order(header: _Header, terms: SaleTerms, order_date: date, by: Actor) -> SalesOrder:
    if terms.site_id is None:
        raise SiteMissing(field="site_id")
    return SalesOrder(
        id=new_id(),
        company_id=by.company_id,
        customer_id=terms.customer_id,
        site_id=terms.site_id,
        owner_id=header.owner_id,
        ship_to_address_id=terms.ship_to_address_id,
        quotation_id=header.quotation_id,
        customer_return_id=header.customer_return_id,
        customer_reference=header.customer_reference,
        order_date=order_date,
        tax_date=order_date,
        currency=terms.currency,
        exchange_rate=terms.exchange_rate,
        rate_date=terms.rate_date,
        payment_term_id=terms.payment_term_id,
        order_discount_ratio=header.order_discount_ratio,
        priority=header.priority,
    )


@command
def place_from_quotation(*, quotation: QuotationAccepted, by: Actor, at: datetime) -> SalesOrder:
    """The order that follows from an accepted quotation, at the quoted prices.

    A day that passed since quoting becomes the order's own day. One quotation gives one order
    (unique in the table).
    """
    order_date = get_business_date(at=at, by=by)
    source = f"{quotation.number} v{quotation.version}"
    return place_sales_order(
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
        by=by,
        at=at,
    )


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
