"""Questions about masters: what holds on a day, what a customer pays, how a unit converts."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from babel.numbers import get_currency_name, list_currencies
from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from sanye.kernel.money import currency_decimals
from sanye.stem.http import Router, Schema, actor_of, now
from sanye.stem.http.bulk import Rows
from sanye.stem.http.types import Quantity
from sanye.stem.masterdata import commands, queries
from sanye.stem.masterdata.commands.items import UNITS
from sanye.stem.masterdata.commands.structures import BILL_LINES, OPERATIONS
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.http.schemas import PutOut, in_schema, out_schema

item_questions = Router()
work_center_questions = Router()
holidays = Router()
prices = Router()
rates = Router()
units = Router()
currencies = Router()

_Line = out_schema("EffectiveBillLine", BILL_LINES, detailed=False)
_Operation = out_schema("EffectiveOperation", OPERATIONS, detailed=False)
_UnitIn = in_schema("UnitIn", UNITS)


class EffectiveBillOut(Schema):
    bill_id: UUID
    version: str
    output_quantity: Decimal
    unit: str
    lines: list[_Line]  # type: ignore[valid-type]


class EffectiveRoutingOut(Schema):
    routing_id: UUID
    version: str
    operations: list[_Operation]  # type: ignore[valid-type]


class ChangeoverOut(Schema):
    minutes: Decimal


class QuantityOut(Schema):
    quantity: Decimal
    unit: str


class PriceOut(Schema):
    unit_price: Decimal
    unit: str
    currency: str
    is_tax_included: bool
    source: str
    price_list_id: UUID
    discount_ratio: Decimal
    discount_source: str


class RateOut(Schema):
    rate: Decimal
    rate_date: date
    source: str


class UnitOut(Schema):
    code: str
    name: str
    name_zh: str
    symbol: str
    dimension: str
    numerator: int
    denominator: int
    decimals: int


class CurrencyOut(Schema):
    code: str
    name: str
    name_zh: str
    decimals: int


class HolidaysIn(Schema):
    country: str = Field(min_length=2, max_length=2)
    years: list[int] = Field(min_length=1, max_length=20)


class HolidaysOut(Schema):
    days: int


@item_questions.get("/{uuid:item_id}/bill", response={200: EffectiveBillOut, 204: None})
def get_effective_bill(request: HttpRequest, item_id: UUID, site_id: UUID, on: date) -> object:
    found = queries.find_bill(item_id=item_id, site_id=site_id, on=on, by=actor_of(request))
    if found is None:
        return Status(204, None)
    return {
        "bill_id": found.bill.id,
        "version": found.bill.version,
        "output_quantity": found.bill.output_quantity,
        "unit": found.bill.unit,
        "lines": list(found.lines),
    }


@item_questions.get("/{uuid:item_id}/routing", response={200: EffectiveRoutingOut, 204: None})
def get_effective_routing(request: HttpRequest, item_id: UUID, site_id: UUID, on: date) -> object:
    found = queries.find_routing(item_id=item_id, site_id=site_id, on=on, by=actor_of(request))
    if found is None:
        return Status(204, None)
    return {
        "routing_id": found.routing.id,
        "version": found.routing.version,
        "operations": list(found.operations),
    }


@item_questions.get("/{uuid:item_id}/quantity", response=QuantityOut)
def convert_quantity(
    request: HttpRequest, item_id: UUID, quantity: Quantity, from_unit: str, to_unit: str
) -> object:
    units_of = queries.get_item_units(item_ids=[item_id], by=actor_of(request))
    if item_id not in units_of:
        raise MasterUnknown(entity="Item", key=item_id)
    converted = units_of[item_id].convert(quantity, from_unit, to_unit)
    return {"quantity": converted, "unit": to_unit}


@prices.get("", response=PriceOut)
def get_customer_price(
    request: HttpRequest,
    customer_id: UUID,
    item_id: UUID,
    quantity: Quantity,
    unit: str,
    currency: str,
    on: date,
) -> object:
    return queries.get_customer_price(
        customer_id=customer_id,
        item_id=item_id,
        quantity=quantity,
        unit=unit,
        currency=currency,
        on=on,
        by=actor_of(request),
    )


@rates.get("/current", response=RateOut)
def get_current_exchange_rate(
    request: HttpRequest, from_currency: str, to_currency: str, on: date
) -> object:
    return queries.get_exchange_rate(
        from_currency=from_currency, to_currency=to_currency, on=on, by=actor_of(request)
    )


@holidays.post("/{calendar_code}/holidays", response=HolidaysOut)
def import_holidays(request: HttpRequest, calendar_code: str, wanted: HolidaysIn) -> object:
    days = commands.import_holidays(
        calendar_code=calendar_code,
        country=wanted.country,
        years=wanted.years,
        by=actor_of(request),
        at=now(),
    )
    return {"days": days}


@units.get("", response=list[UnitOut])
def list_units(request: HttpRequest) -> object:
    known = queries.list_units(by=actor_of(request))
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "name_zh": unit.name_zh,
            "symbol": unit.symbol,
            "dimension": unit.dimension,
            "numerator": unit.factor.numerator,
            "denominator": unit.factor.denominator,
            "decimals": unit.decimals,
        }
        for unit in known.values()
    ]


@units.post("/bulk", response=PutOut)
def put_units(request: HttpRequest, rows: Rows[_UnitIn]) -> object:  # type: ignore[valid-type]
    put = commands.put_units(
        units=[row.model_dump(exclude_unset=True) for row in rows],  # type: ignore[attr-defined]
        by=actor_of(request),
        at=now(),
    )
    return {
        "created": put.created,
        "changed": put.changed,
        "unchanged": put.unchanged,
        "ids": [row.pk for row in put.rows],
    }


@currencies.get("", response=list[CurrencyOut])
def get_currencies(request: HttpRequest) -> object:
    actor_of(request)
    return [
        {
            "code": code,
            "name": get_currency_name(code, locale="en"),
            "name_zh": get_currency_name(code, locale="zh"),
            "decimals": currency_decimals(code),
        }
        for code in sorted(list_currencies())
    ]


@work_center_questions.get(
    "/{uuid:work_center_id}/changeovers/{uuid:from_item_id}/{uuid:to_item_id}",
    response=ChangeoverOut,
)
def get_changeover(
    request: HttpRequest, work_center_id: UUID, from_item_id: UUID, to_item_id: UUID
) -> object:
    """How long it takes to change over from one item to another, by the set-up matrix."""
    minutes = queries.get_changeover_minutes(
        work_center_id=work_center_id,
        from_item_id=from_item_id,
        to_item_id=to_item_id,
        by=actor_of(request),
    )
    return {"minutes": minutes}
