"""Carriers' terms."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from sanye.kernel.actors import Actor
from sanye.scm.transport.domain.states import RateBasis
from sanye.scm.transport.domain.tariffs import Rate, Tariff
from sanye.scm.transport.errors import TermUnknown
from sanye.scm.transport.models import CarrierRate, CarrierTerm
from sanye.stem.commands import query
from sanye.stem.masterdata.models import Party

CARRIER = "CARRIER"
_RATES = Prefetch(
    "rates", CarrierRate.unscoped.order_by("country", "region", "from_quantity", "id")
)


@query
def list_carrier_terms(
    *,
    carrier_id: UUID | None = None,
    code: str | None = None,
    service_level: str | None = None,
    valid_on: date | None = None,
    by: Actor,
) -> QuerySet[CarrierTerm]:
    """Terms in use with their rates; `valid_on`: those that hold on a day."""
    wanted = {"carrier_id": carrier_id, "code": code, "service_level": service_level}
    rows: QuerySet[CarrierTerm] = CarrierTerm.objects.filter(
        archived_at__isnull=True, **{key: v for key, v in wanted.items() if v is not None}
    )
    if valid_on is not None:
        rows = rows.filter(holds_on(valid_on))
    return rows.select_related("carrier", "site").prefetch_related(_RATES)


@query
def get_carrier_term(*, term_id: UUID, by: Actor) -> CarrierTerm:
    """Terms with their rates. Raises TermUnknown."""
    rows = CarrierTerm.objects.select_related("carrier", "site").prefetch_related(_RATES)
    found: CarrierTerm | None = rows.filter(id=term_id).first()
    if found is None:
        raise TermUnknown(id=str(term_id))
    return found


def carries(party: Party) -> bool:
    """Whether shipments may be given to the party."""
    return CARRIER in party.roles and party.archived_at is None


def holds_on(day: date) -> Q:
    """Valid from the day or before, and not ended."""
    return (Q(valid_from_date__isnull=True) | Q(valid_from_date__lte=day)) & (
        Q(valid_to_date__isnull=True) | Q(valid_to_date__gt=day)
    )


def newest(terms: Iterable[CarrierTerm]) -> list[CarrierTerm]:
    """Of the versions of each carrier's code the one that began last."""
    in_order = sorted(terms, key=lambda term: term.valid_from_date or date.min)
    return list({(term.carrier_id, term.code): term for term in in_order}.values())


def tariff_of(term: CarrierTerm) -> Tariff:
    """The terms as the rule of pricing knows them."""
    return Tariff(
        basis=RateBasis(term.basis),
        currency=term.currency,
        minimum_amount=term.minimum_amount,
        fuel_surcharge_ratio=term.fuel_surcharge_ratio,
        volume_weight=term.volume_weight,
        maximum_weight=term.maximum_weight,
        maximum_volume=term.maximum_volume,
        rates=[
            Rate(
                country=rate.country,
                region=rate.region,
                from_quantity=rate.from_quantity,
                base_amount=rate.base_amount,
                unit_amount=rate.unit_amount,
                transit_days=rate.transit_days,
            )
            for rate in term.rates.all()
        ],
    )
