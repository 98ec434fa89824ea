"""`/carrier-terms`."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.scm.transport import commands, queries
from sanye.scm.transport.domain.states import RateBasis
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Code, Day, Many, NotNegative

terms = Router(tags=["carrier terms"])


class RateIn(Schema):
    """A break of a zone's scale; empty country and region: everywhere."""

    country: str = Field("", max_length=2)
    region: str = Field("", max_length=100)
    from_quantity: NotNegative = Decimal(0)
    base_amount: NotNegative = Decimal(0)
    unit_amount: NotNegative = Decimal(0)
    transit_days: int = Field(0, ge=0, le=366)


class TermIn(Schema):
    """A carrier's tariff. Kilograms, cubic metres, pallets, kilometres; a ratio of 0.12 is 12 %."""

    carrier_id: UUID
    code: Code
    basis: RateBasis
    currency: str = Field(max_length=3)
    service_level: Code = ""
    site_id: UUID | None = None
    calendar_id: UUID | None = None
    minimum_amount: NotNegative = Decimal(0)
    fuel_surcharge_ratio: NotNegative = Decimal(0)
    volume_weight: NotNegative = Decimal(0)
    maximum_weight: NotNegative | None = None
    maximum_volume: NotNegative | None = None
    valid_from_date: Day | None = None
    valid_to_date: Day | None = None
    rates: Many[RateIn]


class RateOut(Schema):
    country: str
    region: str
    from_quantity: Decimal
    base_amount: Decimal
    unit_amount: Decimal
    transit_days: int


class TermOut(Schema):
    id: UUID
    carrier_id: UUID
    carrier_code: str = Field(alias="carrier.code")
    code: str
    basis: str
    currency: str
    service_level: str
    site_id: UUID | None
    calendar_id: UUID | None
    minimum_amount: Decimal
    fuel_surcharge_ratio: Decimal
    volume_weight: Decimal
    maximum_weight: Decimal | None
    maximum_volume: Decimal | None
    valid_from_date: date | None
    valid_to_date: date | None
    rates: list[RateOut]


@terms.get("", response=Page[TermOut])
def list_carrier_terms(
    request: HttpRequest,
    carrier_id: UUID | None = None,
    code: str | None = None,
    service_level: str | None = None,
    valid_on: date | None = None,
) -> HttpResponse:
    """Tariffs in use with their rates."""
    rows = queries.list_carrier_terms(
        carrier_id=carrier_id,
        code=code,
        service_level=service_level,
        valid_on=valid_on,
        by=actor_of(request),
    )
    return page_of(request, rows, TermOut, sortable=["code", "service_level"])


@terms.put("", response=TermOut)
def put_carrier_term(request: HttpRequest, body: TermIn) -> object:
    """Make or replace the version that begins on `valid_from_date`, rates and all."""
    rates = [commands.NewRate(**rate.dict()) for rate in body.rates]
    term = commands.NewTerm(**(body.dict() | {"rates": rates}))
    row = commands.put_carrier_term(term=term, by=actor_of(request), at=now())
    return queries.get_carrier_term(term_id=row.id, by=actor_of(request))


@terms.get("/{uuid:term_id}", response=TermOut)
def get_carrier_term(request: HttpRequest, term_id: UUID) -> object:
    """One tariff with its rates."""
    return queries.get_carrier_term(term_id=term_id, by=actor_of(request))


@terms.post("/{uuid:term_id}/archive", response=TermOut)
def archive_carrier_term(request: HttpRequest, term_id: UUID) -> object:
    """Nothing new is priced by it."""
    commands.archive_carrier_term(term_id=term_id, by=actor_of(request), at=now())
    return queries.get_carrier_term(term_id=term_id, by=actor_of(request))
