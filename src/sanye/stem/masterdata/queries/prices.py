"""What a customer pays."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from sanye.kernel.actors import Actor
from sanye.kernel.money import round_unit_price
from sanye.kernel.quantity import Factor, convert
from sanye.stem.commands import query
from sanye.stem.masterdata.domain.prices import (
    CustomerPrice,
    PriceRequest,
    best_break,
    is_valid,
)
from sanye.stem.masterdata.domain.units import ItemUnits
from sanye.stem.masterdata.errors import PriceMissing
from sanye.stem.masterdata.models import (
    Item,
    PartyCompany,
    PriceList,
    PriceListLine,
    Promotion,
    PromotionItem,
)
from sanye.stem.masterdata.queries.items import get_item_units

_NONE = Decimal(0)


@query
def find_customer_prices(
    *,
    customer_id: UUID,
    currency: str,
    on: date,
    requests: Sequence[PriceRequest],
    terms: PartyCompany | None = None,
    units: Mapping[UUID, ItemUnits] | None = None,
    by: Actor,
) -> list[CustomerPrice | None]:
    """The price of each request, None where no list has one; six reads for any number of lines.

    Lists are asked in this order, the first with a price for the item and quantity wins: the
    customer's own (named on the list, then on the customer), the customer's group, everybody's;
    among equals by priority. A list's price in another unit is converted. Of the promotions that
    hold for item, quantity and group the one of lowest priority counts, then the largest. Who
    has read the customer's terms and the items' units already hands them in.
    """
    item_ids = {request.item_id for request in requests}
    if terms is None:
        terms = PartyCompany.objects.filter(party_id=customer_id).first()
    group = terms.customer_group if terms is not None else ""
    lists = _lists(customer_id, terms, group, currency, on)
    lines = _lines(lists, item_ids)
    promotions = _promotions(item_ids, group, on)
    if units is None:
        units = get_item_units(item_ids=item_ids, by=by)
    return [
        _price(request, lists, lines, promotions.get(request.item_id, []), units, on)
        for request in requests
    ]


@query
def find_customer_price(
    *,
    customer_id: UUID,
    item_id: UUID,
    quantity: Decimal,
    unit: str,
    currency: str,
    on: date,
    by: Actor,
) -> CustomerPrice | None:
    """One price, as `find_customer_prices` finds it."""
    request = PriceRequest(item_id=item_id, quantity=quantity, unit=unit)
    return find_customer_prices(
        customer_id=customer_id, currency=currency, on=on, requests=[request], by=by
    )[0]


@query
def get_customer_price(
    *,
    customer_id: UUID,
    item_id: UUID,
    quantity: Decimal,
    unit: str,
    currency: str,
    on: date,
    by: Actor,
) -> CustomerPrice:
    """One price; raises PriceMissing."""
    found = find_customer_price(
        customer_id=customer_id,
        item_id=item_id,
        quantity=quantity,
        unit=unit,
        currency=currency,
        on=on,
        by=by,
    )
    if found is None:
        code = Item.objects.filter(id=item_id).values_list("code", flat=True).first()
        raise PriceMissing(item=code or item_id, currency=currency, date=on)
    return found


def _lists(
    customer_id: UUID, terms: PartyCompany | None, group: str, currency: str, on: date
) -> list[PriceList]:
    named = terms.price_list_id if terms is not None else None
    meant = Q(customer_id=customer_id) | Q(customer__isnull=True, customer_group="")
    meant |= Q(id=named) if named is not None else Q()
    meant |= Q(customer__isnull=True, customer_group=group) if group else Q()
    rows = PriceList.objects.filter(meant, currency=currency, archived_at__isnull=True)

    def rank(row: PriceList) -> tuple[int, int, str]:
        if row.customer_id is not None:
            return (0, row.priority, row.code)
        if row.id == named:
            return (1, row.priority, row.code)
        return (2 if row.customer_group else 3, row.priority, row.code)

    return sorted((row for row in rows if is_valid(row, on)), key=rank)


def _lines(
    lists: list[PriceList], item_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID], list[PriceListLine]]:
    found: dict[tuple[UUID, UUID], list[PriceListLine]] = {}
    for row in PriceListLine.objects.filter(price_list__in=lists, item_id__in=item_ids):
        found.setdefault((row.price_list_id, row.item_id), []).append(row)
    return found


def _promotions(item_ids: Collection[UUID], group: str, on: date) -> dict[UUID, list[Promotion]]:
    rows = Promotion.objects.filter(customer_group__in={"", group}, archived_at__isnull=True)
    valid = {row.id: row for row in rows if is_valid(row, on)}
    found: dict[UUID, list[Promotion]] = {}
    pairs = PromotionItem.objects.filter(promotion_id__in=valid, item_id__in=item_ids)
    for pair in pairs:
        found.setdefault(pair.item_id, []).append(valid[pair.promotion_id])
    for offers in found.values():
        offers.sort(key=lambda row: (row.priority, -row.discount_ratio, row.code))
    return found


def _price(
    request: PriceRequest,
    lists: list[PriceList],
    lines: dict[tuple[UUID, UUID], list[PriceListLine]],
    promotions: list[Promotion],
    units: Mapping[UUID, ItemUnits],
    on: date,
) -> CustomerPrice | None:
    conversion = units.get(request.item_id)
    if conversion is None:
        return None
    offer = _promotion(promotions, conversion.convert(request.quantity, request.unit))
    for price_list in lists:
        breaks = lines.get((price_list.id, request.item_id), [])
        found = _in_unit(breaks, request, conversion, on)
        if found is None:
            continue
        line, factor = found
        return CustomerPrice(
            unit_price=line.unit_price
            if factor == Factor(1)
            else round_unit_price(convert(line.unit_price, factor)),
            unit=request.unit,
            currency=price_list.currency,
            is_tax_included=price_list.is_tax_included,
            source=price_list.code,
            price_list_id=price_list.id,
            discount_ratio=offer.discount_ratio if offer is not None else _NONE,
            discount_source=offer.code if offer is not None else "",
        )
    return None


def _in_unit(
    breaks: list[PriceListLine], request: PriceRequest, conversion: ItemUnits, on: date
) -> tuple[PriceListLine, Factor] | None:
    """The break in the asked unit if there is one, else in another that converts."""
    by_unit: dict[str, list[PriceListLine]] = {}
    for row in breaks:
        by_unit.setdefault(row.unit, []).append(row)
    for unit in sorted(by_unit, key=lambda unit: (unit != request.unit, unit)):
        if not conversion.can_convert(request.unit, unit):
            continue
        quantity = conversion.convert(request.quantity, request.unit, unit)
        line = best_break(by_unit[unit], quantity, on)
        if line is not None:
            return line, conversion.factor(request.unit, unit)
    return None


def _promotion(promotions: list[Promotion], quantity: Decimal) -> Promotion | None:
    """The first that the quantity, in base units, falls into."""
    for row in promotions:
        most = row.maximum_quantity
        if row.minimum_quantity <= quantity and (most is None or quantity <= most):
            return row
    return None
