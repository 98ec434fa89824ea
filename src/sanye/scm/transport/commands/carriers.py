"""Carriers' terms: put one by one, or many from a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.kernel.ids import new_id
from sanye.kernel.money import currency_decimals
from sanye.scm.transport.commands.choosing import get_carrier
from sanye.scm.transport.commands.held import check_measure
from sanye.scm.transport.domain.states import RateBasis
from sanye.scm.transport.errors import RatesInvalid, TermInvalid, TermUnknown
from sanye.scm.transport.models import CarrierRate, CarrierTerm
from sanye.stem.commands import command
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.commands.masters import Put
from sanye.stem.masterdata.commands.values import read_value
from sanye.stem.masterdata.models import Party, Site
from sanye.stem.rows.bulk import insert_rows

MOST_DAYS = 366
MOST_FUEL = 10
LONGEST_CODE = 40
HEAD = (
    "service_level",
    "basis",
    "currency",
    "minimum_amount",
    "fuel_surcharge_ratio",
    "volume_weight",
    "maximum_weight",
    "maximum_volume",
    "valid_from_date",
    "valid_to_date",
)
LINE = ("country", "region", "from_quantity", "base_amount", "unit_amount", "transit_days")
"""Columns of a file that are read as the tables' own columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRate:
    """A break of a zone's scale, as `CarrierRate`."""

    country: str = ""
    region: str = ""
    from_quantity: Decimal = Decimal(0)
    base_amount: Decimal = Decimal(0)
    unit_amount: Decimal = Decimal(0)
    transit_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerm:
    """A carrier's tariff, as `CarrierTerm`."""

    carrier_id: UUID
    code: str
    basis: RateBasis
    currency: str
    rates: Sequence[NewRate]
    service_level: str = ""
    site_id: UUID | None = None
    calendar_id: UUID | None = None
    minimum_amount: Decimal = Decimal(0)
    fuel_surcharge_ratio: Decimal = Decimal(0)
    volume_weight: Decimal = Decimal(0)
    maximum_weight: Decimal | None = None
    maximum_volume: Decimal | None = None
    valid_from_date: date | None = None
    valid_to_date: date | None = None


_KEY = ("carrier_id", "code", "valid_from_date")


@command
def put_carrier_term(*, term: NewTerm, by: Actor, at: datetime) -> CarrierTerm:
    """Make or replace the version of a carrier's terms that begins on this day, rates and all.

    Shipments that have left keep what they were charged. Raises NotACarrier, MasterUnknown,
    TermInvalid, MeasureInvalid, RatesInvalid with the row.
    """
    get_carrier(term.carrier_id, by=by)
    if term.site_id is not None:
        masters.get_site(site_id=term.site_id, by=by)
    if term.calendar_id is not None:
        masters.working_calendar(calendar_id=term.calendar_id, by=by)
    _check_head(term)
    _check_rates(term.rates)
    columns = {
        field.name: getattr(term, field.name)
        for field in fields(term)
        if field.name not in {*_KEY, "rates"}
    }
    row: CarrierTerm
    row, _ = CarrierTerm.objects.update_or_create(
        company_id=by.company_id,
        carrier_id=term.carrier_id,
        code=term.code.strip(),
        valid_from_date=term.valid_from_date,
        defaults=columns | {"archived_at": None},
    )
    CarrierRate.objects.filter(term=row).delete()
    insert_rows([_rate(row, rate) for rate in term.rates])
    return row


@command
def archive_carrier_term(*, term_id: UUID, by: Actor, at: datetime) -> CarrierTerm:
    """Nothing new is priced by it. Raises TermUnknown."""
    term: CarrierTerm | None = CarrierTerm.objects.filter(id=term_id).first()
    if term is None:
        raise TermUnknown(id=str(term_id))
    term.archived_at = at
    term.save(update_fields=["archived_at"])
    return term


@command
def put_carrier_rates(*, terms: Sequence[Mapping[str, Any]], by: Actor, at: datetime) -> Put:
    """Put terms as a file gives them: one with its `rates`, all values text, carrier and site by
    code. All or none: Refusals names the `_row` of each that is wrong."""
    refused: list[Refusal] = []
    read = [_read(term, refused, by=by) for term in terms]
    if refused:
        raise Refusals(refused)
    before = CarrierTerm.objects.count()
    rows = []
    for given, term in zip(terms, read, strict=True):
        try:
            rows.append(put_carrier_term(term=NewTerm(**term), by=by, at=at))
        except Refusal as refusal:
            lines = given["rates"]
            refusal.row = lines[refusal.row - 1]["_row"] if refusal.row else given["_row"]
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    created = CarrierTerm.objects.count() - before
    return Put(rows=rows, created=created, changed=len(rows) - created, unchanged=0)


def _check_head(term: NewTerm) -> None:
    if not 1 <= len(term.code.strip()) <= LONGEST_CODE:
        raise TermInvalid(column="code", value=term.code, field="code")
    if term.basis not in set(RateBasis):
        raise TermInvalid(column="basis", value=term.basis, field="basis")
    try:
        currency_decimals(term.currency)
    except ValueError as error:
        raise TermInvalid(column="currency", value=term.currency, field="currency") from error
    for name in ("minimum_amount", "volume_weight", "maximum_weight", "maximum_volume"):
        check_measure(getattr(term, name), name)
    fuel = term.fuel_surcharge_ratio
    if not fuel.is_finite() or not 0 <= fuel < MOST_FUEL:
        raise TermInvalid(column="fuel_surcharge_ratio", value=fuel, field="fuel_surcharge_ratio")
    starts, ends = term.valid_from_date, term.valid_to_date
    if starts is not None and ends is not None and ends <= starts:
        raise TermInvalid(column="valid_to_date", value=ends, field="valid_to_date")


def _check_rates(rates: Sequence[NewRate]) -> None:
    if not rates:
        raise RatesInvalid(field="rates")
    seen = set()
    for row, rate in enumerate(rates, start=1):
        key = (rate.country, rate.region.casefold(), rate.from_quantity)
        if key in seen or (rate.region and not rate.country) or rate.transit_days > MOST_DAYS:
            raise RatesInvalid(field="rates", row=row)
        seen.add(key)
        try:
            for name in ("from_quantity", "base_amount", "unit_amount"):
                check_measure(getattr(rate, name), name)
        except Refusal as refusal:
            refusal.row = row
            raise


def _rate(term: CarrierTerm, rate: NewRate) -> CarrierRate:
    return CarrierRate(
        id=new_id(),
        company_id=term.company_id,
        term=term,
        country=rate.country,
        region=rate.region,
        from_quantity=rate.from_quantity,
        base_amount=rate.base_amount,
        unit_amount=rate.unit_amount,
        transit_days=rate.transit_days,
    )


def _read(given: Mapping[str, Any], refused: list[Refusal], *, by: Actor) -> dict[str, Any]:
    """Terms of a file as `put_carrier_term` takes them; what is wrong goes to `refused`."""
    row = given["_row"]
    term: dict[str, Any] = {}
    for name in ("code", *HEAD):
        _try(refused, row, name, lambda name=name: term.update(_column(CarrierTerm, given, name)))
    _try(refused, row, "carrier", lambda: term.update(_carrier(given, by)))
    if given.get("site"):
        _try(refused, row, "site", lambda: term.update(_site(given, by)))
    term["rates"] = []
    for line in given["rates"]:
        rate: dict[str, Any] = {}
        for name in LINE:
            _try(
                refused,
                line["_row"],
                name,
                lambda name=name, line=line, rate=rate: rate.update(
                    _column(CarrierRate, line, name)
                ),
            )
        if len(rate) == len(LINE):
            term["rates"].append(NewRate(**rate))
    return term


def _try(refused: list[Refusal], row: int, field: str, work: Any) -> None:
    try:
        work()
    except Refusal as refusal:
        refusal.row, refusal.field = row, field
        refused.append(refusal)


def _column(table: Any, given: Mapping[str, Any], name: str) -> dict[str, Any]:
    column = table._meta.get_field(name)  # noqa: SLF001 - Django's documented model API
    return {name: column.to_python(read_value(column, given.get(name)))}


def _carrier(given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    return {"carrier_id": masters.get_party(code=_code(Party, given.get("carrier")), by=by).id}


def _site(given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    return {"site_id": masters.get_site(code=_code(Site, given["site"]), by=by).id}


def _code(table: type[Party | Site], cell: Any) -> str:
    """A spreadsheet holds the code 4711 as a number."""
    return str(read_value(table._meta.get_field("code"), cell))  # noqa: SLF001 - as above
