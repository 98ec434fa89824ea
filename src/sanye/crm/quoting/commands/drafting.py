"""Drafting a quotation and revising it as a new version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sanye.crm.pipeline.queries import get_opportunity
from sanye.crm.quoting.commands.service_costs import get_service_costs
from sanye.crm.quoting.commands.versions import latest_version, lock_quotation, step
from sanye.crm.quoting.domain.lines import (
    ZERO,
    LineAsked,
    PricedLine,
    Worth,
    check_asked,
    combined_discount,
    worth_of,
)
from sanye.crm.quoting.domain.states import LineKind, PriceSource, QuotationStatus
from sanye.crm.quoting.errors import DateInThePast, SiteMissing
from sanye.crm.quoting.models import Quotation, QuotationLine, QuotationVersion
from sanye.crm.quoting.queries import get_policy
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_to
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import (
    SaleLineTerms,
    SaleRequest,
    SaleTerms,
    get_business_date,
    get_sale_terms,
)
from sanye.stem.numbering.commands import draw_number

RATIO_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    lines: Sequence[LineAsked]
    order_discount_ratio: Decimal
    valid_until_date: date | None


@command
def draft_quotation(
    *,
    customer_id: UUID,
    lines: Sequence[LineAsked],
    opportunity_id: UUID | None = None,
    site_id: UUID | None = None,
    currency: str | None = None,
    payment_term_code: str | None = None,
    ship_to_address_id: UUID | None = None,
    customer_reference: str = "",
    order_discount_ratio: Decimal = ZERO,
    valid_until_date: date | None = None,
    owner_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Quotation:
    """A first version with prices, taxes and totals.

    Site, currency, terms and address default to the customer's. Raises LinesMissing, SiteMissing,
    DiscountOutOfRange, PriceNegative, DateInThePast, OpportunityUnknown and what
    `masterdata.get_sale_terms` refuses, with the line's row.
    """
    today = get_business_date(at=at, by=by)
    asked = _Asked(
        lines=lines, order_discount_ratio=order_discount_ratio, valid_until_date=valid_until_date
    )
    terms = _terms(
        asked,
        today,
        by,
        customer_id=customer_id,
        site_id=site_id,
        currency=currency,
        payment_term_code=payment_term_code,
        ship_to_address_id=ship_to_address_id,
    )
    if terms.site_id is None:
        raise SiteMissing(field="site_id")
    if opportunity_id is not None:
        get_opportunity(opportunity_id=opportunity_id, by=by)
    quotation = Quotation(
        id=new_id(),
        company_id=by.company_id,
        customer_id=customer_id,
        site_id=terms.site_id,
        owner_id=owner_id or terms.owner_id or by.user_id,
        opportunity_id=opportunity_id,
        ship_to_address_id=terms.ship_to_address_id,
        customer_reference=customer_reference,
    )
    version, rows = _version(quotation, asked, terms, today, by)
    quotation.number = draw_number("QU", at=at)
    quotation.save(force_insert=True)
    version.save(force_insert=True)
    QuotationLine.objects.bulk_create(rows)
    return quotation


@command
def revise_quotation(
    *,
    quotation_id: UUID,
    lines: Sequence[LineAsked],
    order_discount_ratio: Decimal = ZERO,
    valid_until_date: date | None = None,
    payment_term_code: str | None = None,
    by: Actor,
    at: datetime,
) -> Quotation:
    """The next version, at today's prices; the one before is superseded and stays readable.

    Raises as draft_quotation; StepNotAllowed when the quotation was accepted.
    """
    quotation = lock_quotation(quotation_id)
    before = latest_version(quotation)
    today = get_business_date(at=at, by=by)
    asked = _Asked(
        lines=lines, order_discount_ratio=order_discount_ratio, valid_until_date=valid_until_date
    )
    terms = _terms(
        asked,
        today,
        by,
        customer_id=quotation.customer_id,
        site_id=quotation.site_id,
        currency=before.currency,
        payment_term_code=payment_term_code,
        ship_to_address_id=quotation.ship_to_address_id,
    )
    step(quotation, before, QuotationStatus.SUPERSEDED)
    before.save(update_fields=["status"])
    quotation.latest_version += 1
    version, rows = _version(quotation, asked, terms, today, by)
    if not payment_term_code:
        version.payment_term_id = before.payment_term_id
    quotation.save(update_fields=["latest_version"])
    version.save(force_insert=True)
    QuotationLine.objects.bulk_create(rows)
    return quotation


def _terms(
    asked: _Asked,
    today: date,
    by: Actor,
    *,
    customer_id: UUID,
    site_id: UUID | None,
    currency: str | None,
    payment_term_code: str | None,
    ship_to_address_id: UUID | None,
) -> SaleTerms:
    check_asked(asked.lines, asked.order_discount_ratio, today)
    if asked.valid_until_date is not None and asked.valid_until_date < today:
        raise DateInThePast(date=asked.valid_until_date, today=today, field="valid_until_date")
    return get_sale_terms(
        customer_id=customer_id,
        lines=[
            SaleRequest(
                item_id=line.item_id,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=line.unit_price,
                is_tax_included=line.is_tax_included,
                tax_codes=line.tax_codes,
            )
            for line in asked.lines
        ],
        on=today,
        currency=currency,
        site_id=site_id,
        payment_term_code=payment_term_code,
        ship_to_address_id=ship_to_address_id,
        by=by,
    )


def _version(
    quotation: Quotation, asked: _Asked, terms: SaleTerms, today: date, by: Actor
) -> tuple[QuotationVersion, list[QuotationLine]]:
    service = get_service_costs(terms, by=by)
    worth = worth_of(
        [
            _priced(line, found, cost)
            for line, found, cost in zip(asked.lines, terms.lines, service, strict=True)
        ],
        order_discount=asked.order_discount_ratio,
        currency=terms.currency,
        rounding=terms.rounding,
    )
    valid_days = get_policy(by=by).valid_days
    version = QuotationVersion(
        id=new_id(),
        company_id=by.company_id,
        quotation=quotation,
        version=quotation.latest_version,
        quoted_date=today,
        valid_until_date=asked.valid_until_date or today + timedelta(days=valid_days),
        currency=terms.currency,
        payment_term_id=terms.payment_term_id,
        order_discount_ratio=asked.order_discount_ratio,
        net_amount=worth.chosen.untaxed,
        tax_amount=worth.chosen.tax,
        gross_amount=worth.chosen.total,
        discount_ratio=worth.highest_discount,
        margin_ratio=worth.margin_ratio,
        margin_after_service_ratio=worth.margin_after_service_ratio,
    )
    rows = _rows(version, asked.lines, terms.lines, worth)
    for row, cost in zip(rows, service, strict=True):
        row.unit_service_cost = cost
    return version, rows


def _discount(line: LineAsked, terms: SaleLineTerms) -> Decimal:
    """A promotion comes first, the seller's discount from what it leaves.

    Rounded as it is stored: the order that follows is priced by the ratio on the line.
    """
    exact = combined_discount(terms.promotion_ratio, line.discount_ratio)
    return round_to(exact, RATIO_DECIMALS)


def _priced(line: LineAsked, terms: SaleLineTerms, service_cost: Decimal | None) -> PricedLine:
    return PricedLine(
        quantity=line.quantity,
        unit_price=terms.unit_price,
        discount_ratio=_discount(line, terms),
        taxes=terms.taxes,
        unit_cost=terms.unit_cost,
        is_chosen=line.kind is LineKind.NORMAL,
        unit_service_cost=service_cost,
    )


def _rows(
    version: QuotationVersion,
    lines: Sequence[LineAsked],
    terms: Sequence[SaleLineTerms],
    worth: Worth,
) -> list[QuotationLine]:
    return [
        QuotationLine(
            id=new_id(),
            company_id=version.company_id,
            version=version,
            line_number=number,
            kind=line.kind,
            is_chosen=line.kind is LineKind.NORMAL,
            item_id=line.item_id,
            text=line.text or found.item_name,
            quantity=line.quantity,
            unit=found.unit,
            stock_quantity=found.stock_quantity,
            unit_price=found.unit_price,
            is_tax_included=found.is_tax_included,
            price_source=PriceSource.PRICE_LIST if line.unit_price is None else PriceSource.MANUAL,
            price_source_code=found.price_list_code,
            promotion_code=found.promotion_code,
            discount_ratio=_discount(line, found),
            tax_codes=[term.code for term in found.taxes],
            net_amount=net,
            tax_amount=tax,
            unit_cost=found.unit_cost,
            requested_date=line.requested_date,
        )
        for number, (line, found, net, tax) in enumerate(
            zip(lines, terms, worth.nets, worth.taxes, strict=True), start=1
        )
    ]
