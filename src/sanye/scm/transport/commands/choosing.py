"""Choosing who carries a shipment and for how much."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.scm.transport.commands.held import Held, hold_shipment
from sanye.scm.transport.domain.states import FreightSource
from sanye.scm.transport.errors import (
    AmountInvalid,
    ChoiceUnclear,
    NotACarrier,
    NotPriced,
    TermNotValid,
)
from sanye.scm.transport.models import CarrierTerm, Shipment
from sanye.scm.transport.publishing import publish_changed
from sanye.scm.transport.queries.carriers import carries, get_carrier_term, holds_on
from sanye.scm.transport.queries.offers import price_of
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.models import Party
from sanye.stem.masterdata.queries import get_party


@command
def choose_carrier(
    *,
    shipment_id: UUID,
    term_id: UUID | None = None,
    carrier_id: UUID | None = None,
    quoted_amount: Decimal | None = None,
    currency: str | None = None,
    by: Actor,
    at: datetime,
) -> Shipment:
    """A carrier's tariff, or a carrier with a quote by hand (in our currency unless named), or a
    carrier without any freight. A tariff is priced again at dispatch.

    Raises ShipmentUnknown, StepNotAllowed, ChoiceUnclear, TermUnknown, TermNotValid, NotPriced,
    NotACarrier, AmountInvalid.
    """
    if (term_id is None) == (carrier_id is None) or (term_id and quoted_amount is not None):
        raise ChoiceUnclear(field="term_id")
    held = hold_shipment(shipment_id)
    held.refuse_unless_planned()
    shipment = held.shipment
    if term_id is not None:
        take_term(held, term_id, by=by)
    elif carrier_id is not None:
        shipment.carrier, shipment.term = get_carrier(carrier_id, by=by), None
        _quote(shipment, quoted_amount, currency or fixed_of(by).functional_currency)
    shipment.save()
    publish_changed(shipment, held.stops)
    return shipment


def take_term(held: Held, term_id: UUID, *, by: Actor) -> None:
    """Choose a tariff and price the shipment by it, in memory. Raises as `choose_carrier`."""
    shipment = held.shipment
    term = get_carrier_term(term_id=term_id, by=by)
    get_carrier(term.carrier_id, by=by)
    _check_holds(term, shipment)
    found = price_of(term, shipment, held.stops)
    if found.problem:
        raise NotPriced(
            term=term.code, number=shipment.number, problem=found.problem, field="term_id"
        )
    shipment.carrier, shipment.term = term.carrier, term
    shipment.freight_source = FreightSource.RATE
    shipment.freight_currency, shipment.freight_amount = term.currency, found.amount


def get_carrier(party_id: UUID, *, by: Actor) -> Party:
    """A party that carries. Raises MasterUnknown, NotACarrier."""
    party = get_party(party_id=party_id, by=by)
    if not carries(party):
        raise NotACarrier(party=party.code, field="carrier_id")
    return party


def check_amount(amount: Decimal, currency: str) -> None:
    """Raises AmountInvalid unless it is zero or more in the currency's smallest unit."""
    try:
        is_good = amount.is_finite() and amount >= 0 and round_money(amount, currency) == amount
    except ValueError:
        is_good = False
    if not is_good or amount >= Decimal(10) ** 14:
        raise AmountInvalid(amount=amount, currency=currency, field="amount")


def _quote(shipment: Shipment, amount: Decimal | None, currency: str) -> None:
    if amount is None:
        shipment.freight_source = FreightSource.NONE
        shipment.freight_currency, shipment.freight_amount = "", None
        return
    check_amount(amount, currency)
    shipment.freight_source = FreightSource.QUOTE
    shipment.freight_currency, shipment.freight_amount = currency, amount


def _check_holds(term: CarrierTerm, shipment: Shipment) -> None:
    holds = CarrierTerm.objects.filter(
        holds_on(shipment.planned_date), id=term.id, archived_at__isnull=True
    ).exists()
    if not holds or term.site_id not in {None, shipment.site_id}:
        raise TermNotValid(
            term=term.code,
            carrier=term.carrier.code,
            date=shipment.planned_date,
            field="term_id",
        )
