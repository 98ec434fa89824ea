"""Totalling a version again when the customer's choice changed it."""

from collections.abc import Sequence
from dataclasses import replace

from sanye.crm.quoting.domain.lines import PricedLine, worth_of
from sanye.crm.quoting.models import QuotationLine, QuotationVersion
from sanye.kernel.actors import Actor
from sanye.kernel.tax import RoundingPolicy
from sanye.stem.identity.queries import get_company
from sanye.stem.masterdata.queries import get_tax_terms


def total_again(version: QuotationVersion, lines: Sequence[QuotationLine], by: Actor) -> None:
    """Write the totals of the chosen lines into the version (not saved)."""
    taxes = get_tax_terms(codes={code for line in lines for code in line.tax_codes}, by=by)
    worth = worth_of(
        [
            PricedLine(
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount_ratio=line.discount_ratio,
                taxes=tuple(
                    replace(
                        taxes[code],
                        is_included=line.is_tax_included and not taxes[code].is_reverse_charge,
                    )
                    for code in line.tax_codes
                ),
                unit_cost=line.unit_cost,
                is_chosen=line.is_chosen,
                unit_service_cost=line.unit_service_cost,
            )
            for line in lines
        ],
        order_discount=version.order_discount_ratio,
        currency=version.currency,
        rounding=RoundingPolicy(get_company(by=by).tax_rounding),
    )
    version.net_amount, version.tax_amount = worth.chosen.untaxed, worth.chosen.tax
    version.gross_amount = worth.chosen.total
    version.margin_ratio = worth.margin_ratio
    version.margin_after_service_ratio = worth.margin_after_service_ratio
