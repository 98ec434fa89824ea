"""What master data says about selling items to a customer: one answer for a whole document."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.quantity import Factor
from sanye.kernel.tax import RoundingPolicy, TaxTerm
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.identity.models import Company
from sanye.stem.masterdata.domain.sales import SaleDocument, SaleRequest, SaleTerms
from sanye.stem.masterdata.errors import (
    ItemUnknown,
    SiteUnknown,
    TaxUnknown,
)
from sanye.stem.masterdata.models import (
    Tax,
)
from sanye.stem.masterdata.queries.items import get_item_units
from sanye.stem.masterdata.queries.sale_books import SaleBook, read_sites, stock_quantity_of
from sanye.stem.rows.kept import Kept, Moment, ask_what_changed

_COMPANIES: Kept[UUID, Company] = Kept("stem_company")


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
    document = SaleDocument(
        customer_id=customer_id,
        lines=lines,
        currency=currency,
        site_id=site_id,
        payment_term_code=payment_term_code,
        ship_to_address_id=ship_to_address_id,
    )
    moment = ask_what_changed()
    company = _acting_company(moment, by)
    return SaleBook([document], company=company, on=on, moment=moment, by=by).terms(document)


@query
def get_sale_book(*, documents: Sequence[SaleDocument], at: datetime, by: Actor) -> "SaleBook":
    """What documents of today ask of master data, in as many reads as for one of them."""
    moment = ask_what_changed()
    company = _acting_company(moment, by)
    on = fixed_of(by).day_at(at)
    return SaleBook(documents, company=company, on=on, moment=moment, by=by)


def _acting_company(moment: Moment, by: Actor) -> Company:
    return _COMPANIES.get([by.company_id], Company.objects.in_bulk, moment)[by.company_id]


@query
def refuse_unknown_sites(*, site_ids: Collection[UUID | None], by: Actor) -> None:
    """Raise SiteUnknown for the first site that is not the company's; None stands for none."""
    wanted = {site_id for site_id in site_ids if site_id is not None}
    if not wanted:
        return
    known = read_sites(wanted).keys()
    for site_id in sorted(wanted - known):
        raise SiteUnknown(id=str(site_id), field="site_id")


@query
def get_stock_quantity(
    *,
    item_id: UUID,
    quantity: Decimal,
    unit: str,
    factor: Factor,
    row: int | None = None,
    by: Actor,
) -> Decimal:
    """A quantity for sale in the item's stock unit, of which `factor` were agreed to be one `unit`.

    Raises ItemUnknown, NotPositive, UnitsNotConvertible, QuantityNotWhole, with the row.
    """
    units = get_item_units(item_ids=[item_id], by=by).get(item_id)
    if units is None:
        raise ItemUnknown(id=str(item_id), field="item_id", row=row)
    agreed = replace(units, own={**units.own, unit: factor})
    return stock_quantity_of(quantity, unit, agreed, row)


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
