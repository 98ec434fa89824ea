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
from sanye.stem.rows.kept import Kept, Moment, ask_what_changed

_NONE = Decimal(0)


@query
def find_customer_prices(
    *,
    customer_id: UUID,
    currency: str,
    on: date,
    requests: Sequence[PriceRequest],
    by: Actor,
) -> list[CustomerPrice | None]:
    """The price of each request, None where no list has one; a few reads for any number of lines.

    Lists are asked in this order, the first with a price for the item and quantity wins: the
    customer's own (named on the list, then on the customer), the customer's group, everybody's;
    among equals by priority. A list's price in another unit is converted. Of the promotions that
    hold for item, quantity and group the one of lowest priority counts, then the largest.
    """
    item_ids = {request.item_id for request in requests}
    moment = ask_what_changed()
    terms = PartyCompany.objects.filter(party_id=customer_id).first()
    book = PriceBook({customer_id: terms}, item_ids, on, moment)
    units = get_item_units(item_ids=item_ids, moment=moment, by=by)
    return [
        book.find(request, customer_id=customer_id, currency=currency, units=units[request.item_id])
        if request.item_id in units
        else None
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


Buyer = tuple[UUID, UUID | None, str]
"""A customer, the list named on him, his group."""

_LISTS: Kept[Buyer, list[PriceList]] = Kept("stem_price_list")
_LINES: Kept[tuple[UUID, UUID], list[PriceListLine]] = Kept("stem_price_list_line")
_PROMOTIONS: Kept[UUID, list[Promotion]] = Kept("stem_promotion", "stem_promotion_item")


class PriceBook:
    """What price lists and promotions say of some items to some customers on a day."""

    def __init__(
        self,
        terms: Mapping[UUID, PartyCompany | None],
        item_ids: Collection[UUID],
        on: date,
        moment: Moment,
    ) -> None:
        self._on = on
        self._buyers = {customer_id: _buyer(customer_id, row) for customer_id, row in terms.items()}
        self._lists = _LISTS.get(self._buyers.values(), _read_lists, moment)
        known = {row.id for lists in self._lists.values() for row in lists if is_valid(row, on)}
        pairs = [(list_id, item_id) for list_id in known for item_id in item_ids]
        self._lines = _LINES.get(pairs, _read_lines, moment)
        self._promotions = _PROMOTIONS.get(item_ids, _read_promotions, moment)

    def find(
        self, request: PriceRequest, *, customer_id: UUID, currency: str, units: ItemUnits
    ) -> CustomerPrice | None:
        """The price of the request, as `find_customer_prices` finds it."""
        buyer = self._buyers[customer_id]
        lists = [
            row
            for row in self._lists[buyer]
            if row.currency == currency and is_valid(row, self._on)
        ]
        offers = [
            row
            for row in self._promotions.get(request.item_id, ())
            if row.customer_group in ("", buyer[2]) and is_valid(row, self._on)
        ]
        return _price(request, lists, self._lines, offers, units, self._on)


def _buyer(customer_id: UUID, terms: PartyCompany | None) -> Buyer:
    if terms is None:
        return customer_id, None, ""
    return customer_id, terms.price_list_id, terms.customer_group


def _read_lists(buyers: Collection[Buyer]) -> dict[Buyer, list[PriceList]]:
    """The lists that each buyer's prices may come from, the first to ask first."""
    customers, named, groups = (set(ids) for ids in zip(*buyers, strict=True))
    meant = Q(customer_id__in=customers)
    meant |= Q(customer__isnull=True, customer_group__in={"", *groups})
    meant |= Q(id__in=named - {None})
    rows = list(PriceList.objects.filter(meant, archived_at__isnull=True))
    found = {}
    for buyer in buyers:
        ranked = [(_rank(row, buyer), row.priority, row.code, row) for row in rows]
        asked = [one for one in ranked if one[0] < _OF_OTHERS]
        found[buyer] = [row for *_, row in sorted(asked, key=lambda one: one[:3])]
    return found


_OF_OTHERS = 4


def _rank(row: PriceList, buyer: Buyer) -> int:
    """From 0 for the customer's own list to 3 for everybody's."""
    customer_id, named, group = buyer
    if row.customer_id == customer_id:
        return 0
    if row.id == named:
        return 1
    if row.customer_id is not None or row.customer_group not in ("", group):
        return _OF_OTHERS
    return 2 if row.customer_group else 3


def _read_lines(
    pairs: Collection[tuple[UUID, UUID]],
) -> dict[tuple[UUID, UUID], list[PriceListLine]]:
    lists, items = (set(ids) for ids in zip(*pairs, strict=True))
    found: dict[tuple[UUID, UUID], list[PriceListLine]] = {}
    for row in PriceListLine.objects.filter(price_list_id__in=lists, item_id__in=items):
        found.setdefault((row.price_list_id, row.item_id), []).append(row)
    return found


def _read_promotions(item_ids: Collection[UUID]) -> dict[UUID, list[Promotion]]:
    """By item; of several that hold the first counts."""
    rows = {row.id: row for row in Promotion.objects.filter(archived_at__isnull=True)}
    found: dict[UUID, list[Promotion]] = {}
    for pair in PromotionItem.objects.filter(promotion_id__in=rows, item_id__in=item_ids):
        found.setdefault(pair.item_id, []).append(rows[pair.promotion_id])
    for offers in found.values():
        offers.sort(key=lambda row: (row.priority, -row.discount_ratio, row.code))
    return found


def _price(
    request: PriceRequest,
    lists: list[PriceList],
    lines: Mapping[tuple[UUID, UUID], list[PriceListLine]],
    promotions: list[Promotion],
    conversion: ItemUnits,
    on: date,
) -> CustomerPrice | None:
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
