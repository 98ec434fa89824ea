"""Facts of opportunities and quotations."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event, value


@value
class OpportunityLine:
    item_id: UUID
    quantity: Decimal
    unit: str


@value
class QuotedLine:
    """One accepted line: prices are per `unit`, without the discount.

    `tax_codes` are all taxes of the line where it has more than `tax_code`; `is_tax_included`
    says it of this line's price where lines differ.
    """

    quotation_line_id: UUID
    line_number: int
    item_id: UUID
    text: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_ratio: Decimal
    tax_code: str | None
    requested_date: date
    tax_codes: tuple[str, ...] | None = None
    is_tax_included: bool | None = None


@event("sanye.crm.opportunity.opened.v1", key="opportunity_id")
class OpportunityOpened:
    opportunity_id: UUID
    number: str
    customer_id: UUID
    stage: str
    probability_ratio: Decimal
    expected_close_date: date
    lines: tuple[OpportunityLine, ...]


@event("sanye.crm.opportunity.moved.v1", key="opportunity_id")
class OpportunityMoved:
    opportunity_id: UUID
    number: str
    customer_id: UUID
    from_stage: str
    to_stage: str
    probability_ratio: Decimal
    expected_close_date: date
    lines: tuple[OpportunityLine, ...]


@event("sanye.crm.opportunity.won.v1", key="opportunity_id")
class OpportunityWon:
    opportunity_id: UUID
    number: str
    customer_id: UUID


@event("sanye.crm.opportunity.lost.v1", key="opportunity_id")
class OpportunityLost:
    opportunity_id: UUID
    number: str
    customer_id: UUID
    reason_code: str


@event("sanye.crm.quotation.sent.v1", key="quotation_id")
class QuotationSent:
    quotation_id: UUID
    number: str
    version: int
    customer_id: UUID
    valid_until_date: date
    currency: str
    net_amount: Decimal


@event("sanye.crm.quotation.accepted.v1", key="quotation_id")
class QuotationAccepted:
    """The customer said yes to one version; a sales order follows from it."""

    quotation_id: UUID
    number: str
    version: int
    customer_id: UUID
    opportunity_id: UUID | None
    site_id: UUID
    ship_to_address_id: UUID | None
    customer_reference: str
    currency: str
    payment_terms_code: str | None
    order_discount_ratio: Decimal
    prices_include_tax: bool
    owner_id: UUID | None
    lines: tuple[QuotedLine, ...]


@event("sanye.crm.quotation.declined.v1", key="quotation_id")
class QuotationDeclined:
    """`lines` are those the customer would have got: the normal ones, and options he had chosen."""

    quotation_id: UUID
    number: str
    version: int
    customer_id: UUID
    reason_code: str
    site_id: UUID | None = None
    lines: tuple[QuotedLine, ...] | None = None
