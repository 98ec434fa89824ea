"""From a quotation to what the company may know of it."""

from collections.abc import Sequence

from sanye.contracts.crm import events
from sanye.crm.quoting.models import Quotation, QuotationLine, QuotationVersion
from sanye.stem.events.log import publish


def publish_sent(quotation: Quotation, version: QuotationVersion) -> None:
    """Tell that an offer is with the customer."""
    publish(
        events.QuotationSent(
            quotation_id=quotation.id,
            number=quotation.number,
            version=version.version,
            customer_id=quotation.customer_id,
            valid_until_date=version.valid_until_date,
            currency=version.currency,
            net_amount=version.net_amount,
        )
    )


def publish_accepted(
    quotation: Quotation, version: QuotationVersion, lines: Sequence[QuotationLine]
) -> None:
    """Tell what the customer accepted: the chosen lines at the quoted prices."""
    term = version.payment_term
    publish(
        events.QuotationAccepted(
            quotation_id=quotation.id,
            number=quotation.number,
            version=version.version,
            customer_id=quotation.customer_id,
            opportunity_id=quotation.opportunity_id,
            site_id=quotation.site_id,
            ship_to_address_id=quotation.ship_to_address_id,
            customer_reference=quotation.customer_reference,
            currency=version.currency,
            payment_terms_code=term.code if term is not None else None,
            order_discount_ratio=version.order_discount_ratio,
            prices_include_tax=all(line.is_tax_included for line in lines),
            owner_id=quotation.owner_id,
            lines=tuple(_quoted(line) for line in lines if line.is_chosen),
        )
    )


def publish_declined(
    quotation: Quotation, version: QuotationVersion, lines: Sequence[QuotationLine]
) -> None:
    """Tell that the customer said no, and why."""
    publish(
        events.QuotationDeclined(
            quotation_id=quotation.id,
            number=quotation.number,
            version=version.version,
            customer_id=quotation.customer_id,
            reason_code=version.decline_reason,
            site_id=quotation.site_id,
            lines=tuple(_quoted(line) for line in lines if line.is_chosen),
        )
    )


def _quoted(line: QuotationLine) -> events.QuotedLine:
    return events.QuotedLine(
        quotation_line_id=line.id,
        line_number=line.line_number,
        item_id=line.item_id,
        text=line.text,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount_ratio=line.discount_ratio,
        tax_code=line.tax_codes[0] if line.tax_codes else None,
        requested_date=line.requested_date,
        tax_codes=tuple(line.tax_codes),
        is_tax_included=line.is_tax_included,
    )
