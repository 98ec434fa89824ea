"""What master data says about selling items to a customer: one answer for a whole document."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.quantity import QUANTITY_DECIMALS, Factor, convert, round_quantity
from sanye.kernel.tax import RoundingPolicy, TaxTerm
from sanye.stem.commands import query
from sanye.stem.identity.models import Company
from sanye.stem.masterdata.domain.prices import CustomerPrice, PriceRequest
from sanye.stem.masterdata.domain.units import ItemUnits
from sanye.stem.masterdata.errors import (
    AddressUnknown,
    CustomerBlocked,
    CustomerUnknown,
    ItemNotSold,
    ItemUnknown,
    NotPositive,
    PaymentTermUnknown,
    PriceMissing,
    QuantityNotWhole,
    SiteUnknown,
    TaxUnknown,
    UnitsNotConvertible,
)
from sanye.stem.masterdata.models import (
    Item,
    ItemCompany,
    PartyAddress,
    PartyCompany,
    PaymentTerm,
    Site,
    Tax,
)
from sanye.stem.masterdata.queries.items import get_item_units
from sanye.stem.masterdata.queries.prices import find_customer_prices
from sanye.stem.masterdata.queries.terms import get_exchange_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRequest:
    """A line to be sold. Without a unit the item's sales unit, without a price the customer's
    price, without tax codes the customer's or else the item's tax."""

    item_id: UUID
    quantity: Decimal
    unit: str = ""
    unit_price: Decimal | None = None
    is_tax_included: bool = False
    tax_codes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLineTerms:
    """`stock_quantity` is in `stock_unit`; one `unit` is `factor` of them. `price_list_code` is
    empty for a price that was given; `unit_cost` (functional, per `unit`) empty if unknown."""

    item_id: UUID
    item_code: str
    item_name: str
    is_service: bool
    quantity: Decimal
    unit: str
    factor: Factor
    stock_quantity: Decimal
    stock_unit: str
    stock_decimals: int
    unit_price: Decimal
    is_tax_included: bool
    price_list_code: str
    promotion_code: str
    promotion_ratio: Decimal
    taxes: tuple[TaxTerm, ...]
    unit_cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleTerms:
    """One document's terms; `exchange_rate` turns `currency` into `functional_currency`."""

    customer_id: UUID
    currency: str
    functional_currency: str
    exchange_rate: Decimal
    rate_date: date
    rounding: RoundingPolicy
    site_id: UUID | None
    owner_id: UUID | None
    payment_term_id: UUID | None
    ship_to_address_id: UUID | None
    lines: tuple[SaleLineTerms, ...]


@query
def get_sale_terms(
    *,
    customer_id: UUID,
    lines: Sequence[SaleRequest],
    on: date,
    currency: str | None = None,
    site_id: UUID | None = None,
    payment_term_code: str | None = None,
    ship_to_address_id: UUID | None = None,
    by: Actor,
) -> SaleTerms:
    """Terms of selling these lines on a day.

    Raises CustomerUnknown, CustomerBlocked, SiteUnknown, PaymentTermUnknown, AddressUnknown,
    RateMissing; with the row: ItemUnknown, ItemNotSold, UnitsNotConvertible, NotPositive,
    QuantityNotWhole, PriceMissing, TaxUnknown.
    """
    customer = _customer(customer_id)
    company = Company.objects.get(id=by.company_id)
    money = currency or customer.currency
    rate = get_exchange_rate(
        from_currency=money, to_currency=company.functional_currency, on=on, by=by
    )
    return SaleTerms(
        customer_id=customer_id,
        currency=money,
        functional_currency=company.functional_currency,
        exchange_rate=rate.rate,
        rate_date=rate.rate_date,
        rounding=RoundingPolicy(company.tax_rounding),
        site_id=_site(site_id or customer.site_id),
        owner_id=customer.owner_id,
        payment_term_id=_payment_term(payment_term_code, customer),
        ship_to_address_id=_address(ship_to_address_id, customer),
        lines=tuple(_lines(customer, lines, on, money, rate.rate, by)),
    )


def _customer(customer_id: UUID) -> PartyCompany:
    found = PartyCompany.objects.select_related("party").filter(party_id=customer_id).first()
    if found is None or "CUSTOMER" not in found.party.roles or found.party.archived_at:
        raise CustomerUnknown(id=str(customer_id), field="customer_id")
    if found.blocked_at is not None:
        raise CustomerBlocked(customer=found.party.code, field="customer_id")
    customer: PartyCompany = found
    return customer


def _site(site_id: UUID | None) -> UUID | None:
    if site_id is None:
        return None
    if not Site.objects.filter(id=site_id, archived_at=None).exists():
        raise SiteUnknown(id=str(site_id), field="site_id")
    return site_id


def _payment_term(code: str | None, customer: PartyCompany) -> UUID | None:
    if not code:
        return customer.receivable_term_id
    term = PaymentTerm.objects.filter(code=code, archived_at=None).first()
    if term is None:
        raise PaymentTermUnknown(term=code, field="payment_term_code")
    return term.id


def _address(address_id: UUID | None, customer: PartyCompany) -> UUID | None:
    """The address asked for, or the customer's default one for goods."""
    own = PartyAddress.objects.filter(party_id=customer.party_id, archived_at=None)
    if address_id is None:
        shipping = own.filter(use__in=["SHIPPING", "MAIN"]).order_by("-is_default", "-use", "id")
        return shipping.values_list("id", flat=True).first()
    if not own.filter(id=address_id).exists():
        raise AddressUnknown(id=str(address_id), field="ship_to_address_id")
    return address_id


@dataclass(frozen=True, slots=True)
class _Row:
    """A request with its item, unit and what the item counts in."""

    number: int
    request: SaleRequest
    item: Item
    books: ItemCompany | None
    unit: str
    factor: Factor
    stock_quantity: Decimal
    stock_decimals: int


def _lines(
    customer: PartyCompany,
    requests: Sequence[SaleRequest],
    on: date,
    currency: str,
    rate: Decimal,
    by: Actor,
) -> list[SaleLineTerms]:
    ids = {request.item_id for request in requests}
    items = {item.id: item for item in Item.objects.filter(id__in=ids)}
    books = {row.item_id: row for row in ItemCompany.objects.filter(item_id__in=ids)}
    units = get_item_units(item_ids=ids, items=items.values(), by=by)
    rows = []
    for number, request in enumerate(requests, start=1):
        item = _item(items, request.item_id, number)
        rows.append(_row(number, request, item, books.get(item.id), units[item.id]))
    prices = _prices(customer, rows, units, on, currency, by)
    taxes = {tax.code: tax for tax in Tax.objects.filter(archived_at=None).exclude(use="PURCHASE")}
    by_id = {tax.id: tax.code for tax in taxes.values()}
    return [
        _terms(row, prices[row.number], _taxes(row, customer, taxes, by_id), rate) for row in rows
    ]


def _item(items: Mapping[UUID, Item], item_id: UUID, row: int) -> Item:
    item = items.get(item_id)
    if item is None:
        raise ItemUnknown(id=str(item_id), field="item_id", row=row)
    if item.archived_at is not None or not item.is_sold:
        raise ItemNotSold(item=item.code, field="item_id", row=row)
    return item


def _row(
    number: int, request: SaleRequest, item: Item, books: ItemCompany | None, units: ItemUnits
) -> _Row:
    unit = request.unit or item.sales_unit or item.unit
    stock = _stock_quantity(request.quantity, unit, units, number)
    decimals = _decimals(units, item.unit)
    return _Row(number, request, item, books, unit, units.factor(unit), stock, decimals)


def _stock_quantity(quantity: Decimal, unit: str, units: ItemUnits, row: int | None) -> Decimal:
    """The quantity in the item's stock unit. It fits its unit: pieces are whole, also in the
    stock unit; other stock quantities are rounded to the stock unit's decimals."""
    if quantity <= 0:
        raise NotPositive(value=quantity, field="quantity", row=row)
    try:
        factor = units.factor(unit)
    except UnitsNotConvertible as refusal:
        raise UnitsNotConvertible(**refusal.data, field="unit", row=row) from None
    exact = convert(quantity, factor)
    decimals = _decimals(units, units.base)
    stock = round_quantity(exact, decimals)
    if stock <= 0 or (decimals == 0 and stock != exact):
        shown = round_quantity(exact)
        raise QuantityNotWhole(quantity=shown, unit=units.base, field="quantity", row=row)
    if round_quantity(quantity, _decimals(units, unit)) != quantity:
        raise QuantityNotWhole(quantity=quantity, unit=unit, field="quantity", row=row)
    return stock


def _decimals(units: ItemUnits, unit: str) -> int:
    return units.units[unit].decimals if unit in units.units else QUANTITY_DECIMALS


def _prices(
    customer: PartyCompany,
    rows: Sequence[_Row],
    units: Mapping[UUID, ItemUnits],
    on: date,
    currency: str,
    by: Actor,
) -> dict[int, CustomerPrice | None]:
    asked = [row for row in rows if row.request.unit_price is None]
    answer: dict[int, CustomerPrice | None] = dict.fromkeys(row.number for row in rows)
    if not asked:
        return answer
    found = find_customer_prices(
        customer_id=customer.party_id,
        currency=currency,
        on=on,
        requests=[
            PriceRequest(item_id=row.item.id, quantity=row.request.quantity, unit=row.unit)
            for row in asked
        ],
        terms=customer,
        units=units,
        by=by,
    )
    for row, price in zip(asked, found, strict=True):
        if price is None:
            raise PriceMissing(
                item=row.item.code, currency=currency, date=on, field="unit_price", row=row.number
            )
        answer[row.number] = price
    return answer


def _taxes(
    row: _Row, customer: PartyCompany, taxes: Mapping[str, Tax], by_id: Mapping[UUID, str]
) -> tuple[TaxTerm, ...]:
    """The line's own taxes; else the customer's (exempt, reverse charge); else the item's."""
    codes = row.request.tax_codes
    if codes is None:
        of_item = row.books.sales_tax_id if row.books is not None else None
        default = customer.sales_tax_id or of_item
        codes = (by_id[default],) if default is not None and default in by_id else ()
    for code in codes:
        if code not in taxes:
            raise TaxUnknown(tax=code, field="tax_codes", row=row.number)
    return tuple(
        TaxTerm(code, taxes[code].rate_ratio, is_reverse_charge=taxes[code].is_reverse_charge)
        for code in dict.fromkeys(codes)
    )


def _terms(
    row: _Row, price: CustomerPrice | None, taxes: tuple[TaxTerm, ...], rate: Decimal
) -> SaleLineTerms:
    request, item = row.request, row.item
    given = request.unit_price if request.unit_price is not None else Decimal(0)
    included = request.is_tax_included if price is None else price.is_tax_included
    cost = row.books.standard_cost if row.books is not None else Decimal(0)
    return SaleLineTerms(
        item_id=item.id,
        item_code=item.code,
        item_name=item.name,
        is_service=item.kind == "SERVICE",
        quantity=request.quantity,
        unit=row.unit,
        factor=row.factor,
        stock_quantity=row.stock_quantity,
        stock_unit=item.unit,
        stock_decimals=row.stock_decimals,
        unit_price=given if price is None else price.unit_price,
        is_tax_included=included,
        price_list_code="" if price is None else price.source,
        promotion_code="" if price is None else price.discount_source,
        promotion_ratio=Decimal(0) if price is None else price.discount_ratio,
        taxes=tuple(
            replace(term, is_included=included and not term.is_reverse_charge) for term in taxes
        ),
        unit_cost=_cost(cost, row.factor, rate),
    )


def _cost(standard_cost: Decimal, factor: Factor, rate: Decimal) -> Decimal | None:
    """Cost per document unit in the document's currency; a zero standard cost is unknown."""
    if not standard_cost:
        return None
    return round_quantity(convert(standard_cost, factor) / Fraction(rate))


@query
def refuse_unknown_sites(*, site_ids: Collection[UUID | None], by: Actor) -> None:
    """Raise SiteUnknown for the first site that is not the company's; None stands for none."""
    wanted = {site_id for site_id in site_ids if site_id is not None}
    if not wanted:
        return
    known = set(Site.objects.filter(id__in=wanted, archived_at=None).values_list("id", flat=True))
    for site_id in sorted(wanted - known):
        raise SiteUnknown(id=str(site_id), field="site_id")


@query
def get_stock_quantity(
    *, item_id: UUID, quantity: Decimal, unit: str, row: int | None = None, by: Actor
) -> Decimal:
    """A quantity for sale in the item's stock unit.

    Raises ItemUnknown, NotPositive, UnitsNotConvertible, QuantityNotWhole, with the row.
    """
    units = get_item_units(item_ids=[item_id], by=by).get(item_id)
    if units is None:
        raise ItemUnknown(id=str(item_id), field="item_id", row=row)
    return _stock_quantity(quantity, unit, units, row)


@query
def get_tax_rounding(*, by: Actor) -> RoundingPolicy:
    """How the acting company rounds taxes: per line or per tax."""
    policy = Company.objects.values_list("tax_rounding", flat=True).get(id=by.company_id)
    return RoundingPolicy(policy)


@query
def get_tax_terms(*, codes: Collection[str], by: Actor) -> dict[str, TaxTerm]:
    """The company's taxes by code, retired ones too, as terms that are not included in a price.

    What was quoted stays taxed as quoted, whoever answers: a customer at the portal sees no taxes
    of the company, but is charged them. Raises TaxUnknown.
    """
    rows = Tax.unscoped.filter(company_id=by.company_id, code__in=codes)
    terms = {
        tax.code: TaxTerm(tax.code, tax.rate_ratio, is_reverse_charge=tax.is_reverse_charge)
        for tax in rows
    }
    for code in codes:
        if code not in terms:
            raise TaxUnknown(tax=code)
    return terms
