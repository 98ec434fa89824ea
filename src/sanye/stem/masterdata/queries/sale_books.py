"""Master data about the customers and items of some documents, read once or known already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.quantity import QUANTITY_DECIMALS, Factor, convert, round_quantity
from sanye.kernel.tax import RoundingPolicy, TaxTerm
from sanye.stem.identity.models import Company
from sanye.stem.masterdata.domain.prices import CustomerPrice, PriceRequest
from sanye.stem.masterdata.domain.sales import SaleDocument, SaleLineTerms, SaleRequest, SaleTerms
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
from sanye.stem.masterdata.queries.prices import PriceBook
from sanye.stem.masterdata.queries.terms import Rate, get_exchange_rate
from sanye.stem.rows.kept import Kept, Moment

_CUSTOMERS: Kept[UUID, PartyCompany] = Kept("stem_party", "stem_party_company")
_SITES: Kept[UUID, UUID] = Kept("stem_site")
_ADDRESSES: Kept[UUID, dict[UUID, str]] = Kept("stem_party_address")
_PAYMENT_TERMS: Kept[str, PaymentTerm] = Kept("stem_payment_term")
_ITEMS: Kept[UUID, Item] = Kept("stem_item")
_BOOKS: Kept[UUID, ItemCompany] = Kept("stem_item_company")
_TAXES: Kept[str, dict[str, Tax]] = Kept("stem_tax")


class SaleBook:
    """Master data about the customers and items of some documents of one day (`on`)."""

    def __init__(
        self,
        documents: Sequence[SaleDocument],
        *,
        company: Company,
        on: date,
        moment: Moment,
        by: Actor,
    ) -> None:
        self.on = on
        self._by, self._company = by, company
        customers = [document.customer_id for document in documents]
        self._customers = _CUSTOMERS.get(customers, _read_customers, moment)
        sites = [
            *(row.site_id for row in self._customers.values()),
            *(document.site_id for document in documents),
            *(site_id for document in documents for site_id in document.shipping_site_ids),
        ]
        self._sites = _SITES.get((id_ for id_ in sites if id_ is not None), read_sites, moment)
        self._addresses = _ADDRESSES.get(customers, _read_addresses, moment)
        codes = [document.payment_term_code for document in documents]
        self._terms = _PAYMENT_TERMS.get((code for code in codes if code), _read_terms, moment)
        self._rates: dict[str, Rate] = {}
        requests = [request for document in documents for request in document.lines]
        ids = [request.item_id for request in requests]
        self._items = _ITEMS.get(ids, Item.objects.in_bulk, moment)
        self._books = _BOOKS.get(ids, _read_books, moment)
        self._units = get_item_units(item_ids=ids, moment=moment, by=by)
        listed = {request.item_id for request in requests if request.unit_price is None}
        self._prices = PriceBook(self._customers, listed, on, moment) if listed else None
        self._taxes = _TAXES.get(["all"], _read_taxes, moment)["all"]
        self._tax_codes = {t.id: t.code for t in self._taxes.values() if t.archived_at is None}

    def terms(self, document: SaleDocument) -> SaleTerms:
        """The terms of one of the documents. Raises what `get_sale_terms` raises."""
        customer = self._customer(document)
        functional = self._company.functional_currency
        currency = document.currency or customer.currency
        rate = self._rate(currency, functional)
        for site_id in document.shipping_site_ids:
            self._site(site_id, document)
        return SaleTerms(
            customer_id=document.customer_id,
            currency=currency,
            functional_currency=functional,
            exchange_rate=rate.rate,
            rate_date=rate.rate_date,
            rounding=RoundingPolicy(self._company.tax_rounding),
            site_id=self._site(document.site_id or customer.site_id, document),
            owner_id=customer.owner_id,
            payment_term_id=self._payment_term(document, customer),
            ship_to_address_id=self._address(document, customer),
            lines=tuple(self._lines(customer, document, currency, rate.rate)),
        )

    def _rate(self, currency: str, functional: str) -> Rate:
        if currency not in self._rates:
            self._rates[currency] = get_exchange_rate(
                from_currency=currency, to_currency=functional, on=self.on, by=self._by
            )
        return self._rates[currency]

    def _customer(self, document: SaleDocument) -> PartyCompany:
        found = self._customers.get(document.customer_id)
        if found is None:
            raise CustomerUnknown(id=str(document.customer_id), field="customer_id")
        if document.is_agreed:
            return found
        if "CUSTOMER" not in found.party.roles or found.party.archived_at:
            raise CustomerUnknown(id=str(document.customer_id), field="customer_id")
        if found.blocked_at is not None:
            raise CustomerBlocked(customer=found.party.code, field="customer_id")
        return found

    def _site(self, site_id: UUID | None, document: SaleDocument) -> UUID | None:
        if site_id is not None and site_id not in self._sites and not document.is_agreed:
            raise SiteUnknown(id=str(site_id), field="site_id")
        return site_id

    def _payment_term(self, document: SaleDocument, customer: PartyCompany) -> UUID | None:
        code = document.payment_term_code
        if not code:
            return customer.receivable_term_id
        term = self._terms.get(code)
        if term is None or (term.archived_at is not None and not document.is_agreed):
            raise PaymentTermUnknown(term=code, field="payment_term_code")
        return term.id

    def _address(self, document: SaleDocument, customer: PartyCompany) -> UUID | None:
        """The address asked for, or the customer's default one for goods; also where one that was
        agreed is there no more."""
        own = self._addresses.get(customer.party_id, {})
        address_id = document.ship_to_address_id
        if address_id in own:
            return address_id
        if address_id is not None and not document.is_agreed:
            raise AddressUnknown(id=str(address_id), field="ship_to_address_id")
        return next((id_ for id_, use in own.items() if use in _FOR_GOODS), None)

    def _lines(
        self,
        customer: PartyCompany,
        document: SaleDocument,
        currency: str,
        rate: Decimal,
    ) -> list[SaleLineTerms]:
        rows = []
        for number, request in enumerate(document.lines, start=1):
            item = self._item(request.item_id, number, document)
            books = self._books.get(item.id)
            rows.append(_row(number, request, item, books, self._units[item.id]))
        prices = {row.number: self._price(row, customer, currency) for row in rows}
        return [
            _terms(row, prices[row.number], self._taxes_of(row, customer, document), rate)
            for row in rows
        ]

    def _item(self, item_id: UUID, row: int, document: SaleDocument) -> Item:
        item = self._items.get(item_id)
        if item is None:
            raise ItemUnknown(id=str(item_id), field="item_id", row=row)
        if not document.is_agreed and (item.archived_at is not None or not item.is_sold):
            raise ItemNotSold(item=item.code, field="item_id", row=row)
        return item

    def _price(self, row: "_Row", customer: PartyCompany, currency: str) -> CustomerPrice | None:
        """None where the price is given."""
        if row.request.unit_price is not None or self._prices is None:
            return None
        found = self._prices.find(
            PriceRequest(item_id=row.item.id, quantity=row.request.quantity, unit=row.unit),
            customer_id=customer.party_id,
            currency=currency,
            units=self._units[row.item.id],
        )
        if found is None:
            raise PriceMissing(
                item=row.item.code,
                currency=currency,
                date=self.on,
                field="unit_price",
                row=row.number,
            )
        return found

    def _taxes_of(
        self, row: "_Row", customer: PartyCompany, document: SaleDocument
    ) -> tuple[TaxTerm, ...]:
        """The line's own taxes; else the customer's (exempt, reverse charge); else the item's."""
        codes = row.request.tax_codes
        if codes is None:
            of_item = row.books.sales_tax_id if row.books is not None else None
            default = customer.sales_tax_id or of_item
            code = None if default is None else self._tax_codes.get(default)
            codes = () if code is None else (code,)
        for code in codes:
            tax = self._taxes.get(code)
            if tax is None or (tax.archived_at is not None and not document.is_agreed):
                raise TaxUnknown(tax=code, field="tax_codes", row=row.number)
        taxes = [self._taxes[code] for code in dict.fromkeys(codes)]
        return tuple(
            TaxTerm(tax.code, tax.rate_ratio, is_reverse_charge=tax.is_reverse_charge)
            for tax in taxes
        )


_FOR_GOODS = ("SHIPPING", "MAIN")


def _read_customers(party_ids: Collection[UUID]) -> dict[UUID, PartyCompany]:
    rows = PartyCompany.objects.select_related("party").filter(party_id__in=party_ids)
    return {row.party_id: row for row in rows}


def read_sites(site_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Those of the sites that are the company's and in use."""
    rows = Site.objects.filter(id__in=site_ids, archived_at=None)
    return {site_id: site_id for site_id in rows.values_list("id", flat=True)}


def _read_addresses(party_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """The use of each party's addresses, the default one for goods before others of its use."""
    rows = PartyAddress.objects.filter(party_id__in=party_ids, archived_at=None)
    found: dict[UUID, dict[UUID, str]] = {}
    for party_id, address_id, use in rows.order_by("-is_default", "-use", "id").values_list(
        "party_id", "id", "use"
    ):
        found.setdefault(party_id, {})[address_id] = use
    return found


def _read_terms(codes: Collection[str]) -> dict[str, PaymentTerm]:
    return {row.code: row for row in PaymentTerm.objects.filter(code__in=codes)}


def _read_books(item_ids: Collection[UUID]) -> dict[UUID, ItemCompany]:
    return {row.item_id: row for row in ItemCompany.objects.filter(item_id__in=item_ids)}


def _read_taxes(keys: Collection[str]) -> dict[str, dict[str, Tax]]:
    rows = Tax.objects.exclude(use="PURCHASE")
    taxes = {tax.code: tax for tax in rows}
    return {key: taxes for key in keys}


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


def _row(
    number: int, request: SaleRequest, item: Item, books: ItemCompany | None, units: ItemUnits
) -> _Row:
    unit = request.unit or item.sales_unit or item.unit
    stock = stock_quantity_of(request.quantity, unit, units, number)
    decimals = _decimals(units, item.unit)
    return _Row(number, request, item, books, unit, units.factor(unit), stock, decimals)


def stock_quantity_of(quantity: Decimal, unit: str, units: ItemUnits, row: int | None) -> Decimal:
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
