"""The customer's answer."""

from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

from sanye.crm.pipeline.commands import win_opportunity
from sanye.crm.pipeline.errors import OpportunityClosed
from sanye.crm.quoting.commands.totals import total_again
from sanye.crm.quoting.commands.versions import latest_version, lock_quotation, step
from sanye.crm.quoting.domain.states import DeclineReason, LineKind, QuotationStatus
from sanye.crm.quoting.errors import (
    LinesMissing,
    LineUnknown,
    QuotationExpired,
    ReasonMissing,
)
from sanye.crm.quoting.models import Quotation, QuotationLine, QuotationVersion
from sanye.crm.quoting.publishing import publish_accepted, publish_declined
from sanye.crm.quoting.queries import get_quotation
from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.errors import Refusal
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import SaleRequest, get_business_date, get_sale_terms
from sanye.stem.rows.bulk import update_rows


@command
def accept_quotation(
    *,
    quotation_id: UUID,
    chosen_lines: Collection[int] = (),
    customer_reference: str | None = None,
    by: Actor,
    at: datetime,
) -> Quotation:
    """The customer takes the latest version, with these optional or alternative lines (numbers).

    A sales order follows from the event. Raises QuotationUnknown, StepNotAllowed,
    QuotationExpired, LineUnknown, LinesMissing where nothing is taken, and what
    `masterdata.get_sale_terms` refuses: who was blocked or what was archived since quoting is not
    sold.
    """
    quotation = _lock_seen(quotation_id, by)
    version = latest_version(quotation)
    step(quotation, version, QuotationStatus.ACCEPTED)
    today = get_business_date(at=at, by=by)
    if version.valid_until_date < today:
        raise QuotationExpired(number=quotation.number, date=version.valid_until_date)
    lines = list(version.lines.order_by("line_number"))
    _choose(version, lines, set(chosen_lines), by)
    accepted = [line for line in lines if line.is_chosen]
    if not accepted:
        raise LinesMissing(field="chosen_lines")
    try:
        _check_sold(quotation, version, accepted, today, by)
    except Refusal as refusal:
        if refusal.row is not None:
            refusal.row = accepted[refusal.row - 1].line_number
        raise
    version.answered_at = at
    version.save()
    if customer_reference is not None:
        quotation.customer_reference = customer_reference
        quotation.save(update_fields=["customer_reference"])
    opportunity = quotation.opportunity
    if opportunity is not None:
        with suppress(OpportunityClosed):
            win_opportunity(opportunity_id=opportunity.id, by=by, at=at)
    publish_accepted(quotation, version, lines)
    return quotation


@command
def decline_quotation(
    *, quotation_id: UUID, reason: DeclineReason, note: str = "", by: Actor, at: datetime
) -> Quotation:
    """The customer says no. Raises QuotationUnknown, StepNotAllowed, ReasonMissing."""
    if not reason:
        raise ReasonMissing(field="reason", reasons=", ".join(DeclineReason))
    quotation = _lock_seen(quotation_id, by)
    version = latest_version(quotation)
    step(quotation, version, QuotationStatus.DECLINED)
    version.decline_reason, version.decline_note, version.answered_at = reason, note, at
    version.save()
    publish_declined(quotation, version, list(version.lines.order_by("line_number")))
    return quotation


def _lock_seen(quotation_id: UUID, by: Actor) -> Quotation:
    """Lock what the actor may see: to a customer an offer that was never sent does not exist."""
    get_quotation(quotation_id=quotation_id, by=by)
    return lock_quotation(quotation_id)


def _check_sold(
    quotation: Quotation,
    version: QuotationVersion,
    lines: list[QuotationLine],
    today: date,
    by: Actor,
) -> None:
    """Refuse what the order that follows would be refused for, where nobody asked for it.

    The company looks, as it places the order: a customer at the portal does not see its sites.
    """
    term = version.payment_term
    get_sale_terms(
        customer_id=quotation.customer_id,
        lines=[
            SaleRequest(
                item_id=line.item_id,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=line.unit_price,
                is_tax_included=line.is_tax_included,
                tax_codes=tuple(line.tax_codes),
            )
            for line in lines
        ],
        on=today,
        currency=version.currency,
        site_id=quotation.site_id,
        payment_term_code=None if term is None else term.code,
        ship_to_address_id=quotation.ship_to_address_id,
        by=system_actor(by.company_id, by.name),
    )


def _choose(
    version: QuotationVersion, lines: list[QuotationLine], chosen: set[int], by: Actor
) -> None:
    """Mark the lines the customer wants and total the version by them."""
    if not chosen:
        return
    choices = {line.line_number: line for line in lines if line.kind != LineKind.NORMAL}
    unknown = sorted(chosen - choices.keys())
    if unknown:
        raise LineUnknown(version=version.version, line=unknown[0], field="chosen_lines")
    for number in chosen:
        choices[number].is_chosen = True
    update_rows([choices[number] for number in chosen], ["is_chosen"])
    total_again(version, lines, by)
