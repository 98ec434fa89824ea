"""Reading the company: masters through their queries, in as many reads as there are kinds."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.erp.ledger.queries import get_functional_currency
from sanye.erp.production.queries.structures import Structures, get_structures
from sanye.kernel.actors import Actor
from sanye.kernel.payment_terms import PaymentTerms
from sanye.kernel.quantity import QUANTITY_DECIMALS
from sanye.project.demo.past.days import Days
from sanye.project.demo.past.prices import Break, PriceRow, Prices
from sanye.project.demo.past.world import (
    Center,
    Customer,
    Fetching,
    Good,
    Need,
    Offer,
    Place,
    Rates,
    Recipe,
    Step,
    Supplier,
    World,
)
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.models import (
    ItemCompany,
    PartyCompany,
    PaymentTerm,
    PriceListLine,
    Tax,
    WorkCenter,
)

ONE = Decimal(1)
NO_TAX = ("", Decimal(0))


def read_world(*, seed: int, first: date, last: date, by: Actor, at: datetime) -> World:
    """The company as it is on the last day; the days of all sites are those of its first."""
    sites = sorted(masters.list_sites(by=by), key=lambda site: site.code)
    calendar = masters.working_calendar(site_id=sites[0].id, by=by)
    goods = _goods(by)
    recipes: dict[Place, Recipe] = {}
    offers: dict[Place, list[Offer]] = {}
    fetched: dict[Place, Fetching] = {}
    currency = get_functional_currency(by=by)
    rates = Rates(currency, _rates(currency, by))
    for site in sites:
        recipes |= _recipes(site.id, last, by)
        offers |= _offers(site.id, last, goods, rates, by)
        fetched |= _fetched(site.id, by)
    return World(
        seed=seed,
        days=Days(calendar, first, last),
        goods=goods,
        stands=_stands(goods, recipes, offers, fetched),
        recipes=recipes,
        fetched=fetched,
        offers=offers,
        customers=_customers(rates, by),
        suppliers=_suppliers(rates, by),
        centers=_centers(by),
        prices=_prices(goods, by),
        rates=rates,
    )


def _goods(by: Actor) -> dict[UUID, Good]:
    units = masters.list_units(by=by)
    books = {
        row.item_id: row
        for row in masters.list_item_companies(by=by).select_related("sales_tax", "purchase_tax")
    }
    rows = masters.list_items(by=by).select_related("family").exclude(kind="SERVICE")
    return {
        row.id: Good(
            id=row.id,
            code=row.code,
            family=row.family.code if row.family is not None else "",
            tracking=row.tracking,
            decimals=units[row.unit].decimals if row.unit in units else QUANTITY_DECIMALS,
            is_sold=row.is_sold,
            cost=books[row.id].standard_cost,
            sales_tax=_tax(books[row.id], "sales_tax"),
            purchase_tax=_tax(books[row.id], "purchase_tax"),
        )
        for row in sorted(rows, key=lambda row: row.code)
        if row.id in books
    }


def _tax(row: ItemCompany, name: str) -> tuple[str, Decimal]:
    tax: Tax | None = getattr(row, name)
    return NO_TAX if tax is None else (tax.code, tax.rate_ratio)


def _recipes(site_id: UUID, on: date, by: Actor) -> dict[Place, Recipe]:
    """How the site makes what it makes itself."""
    rows = masters.list_item_sites(site_id=site_id, by=by).filter(source="MAKE")
    wanted = set(rows.values_list("item_id", flat=True))
    bills = masters.effective_bills(item_ids=wanted, site_id=site_id, on=on, by=by)
    made = get_structures(item_ids=set(bills), site_id=site_id, on=on, by=by)
    codes = {item_id: made.items[item_id].code for item_id in bills}
    return {
        (item_id, site_id): _recipe(item_id, made)
        for item_id in sorted(bills, key=codes.__getitem__)
    }


def _recipe(item_id: UUID, made: Structures) -> Recipe:
    routing = made.routings.get(item_id)
    return Recipe(
        needs=tuple(
            Need(need.component_id, need.ratio, need.is_fixed) for need in made.needs[item_id]
        ),
        steps=tuple(
            Step(
                row.number,
                row.name,
                row.work_center_id,
                row.setup_minutes,
                row.run_minutes / row.batch_quantity
                if row.run_basis == "PER_BATCH"
                else row.run_minutes,
            )
            for row in (routing.operations if routing is not None else ())
        ),
    )


def _offers(
    site_id: UUID, on: date, goods: Mapping[UUID, Good], rates: Rates, by: Actor
) -> dict[Place, list[Offer]]:
    """Offers for what the site buys, the preferred first; per stock unit."""
    rows = masters.list_item_sites(site_id=site_id, by=by).filter(source="BUY")
    wanted = set(rows.values_list("item_id", flat=True)) & goods.keys()
    found = masters.list_supplier_offers(item_ids=wanted, site_id=site_id, on=on, by=by)
    units = masters.get_item_units(item_ids=wanted, by=by)
    offers: dict[Place, list[Offer]] = {}
    for item_id in (item_id for item_id in goods if item_id in found):
        for offer in found[item_id]:
            term, each = offer.term, units[item_id].factor(offer.term.unit).exact
            price = offer.unit_price(term.minimum_order_quantity or ONE, on)
            if price is None or not rates.known(term.currency):
                continue
            decimals = goods[item_id].decimals
            offers.setdefault((item_id, site_id), []).append(
                Offer(
                    supplier_id=term.supplier_id,
                    currency=term.currency,
                    unit_price=_exact(Fraction(price) / each, QUANTITY_DECIMALS),
                    lead_days=term.lead_time_days,
                    minimum=_exact(Fraction(term.minimum_order_quantity) * each, decimals),
                    multiple=_exact(Fraction(term.multiple_quantity or 0) * each, decimals),
                )
            )
    return offers


def _exact(value: Fraction, decimals: int) -> Decimal:
    return round(Decimal(value.numerator) / Decimal(value.denominator), decimals)


def _fetched(site_id: UUID, by: Actor) -> dict[Place, Fetching]:
    rows = masters.list_item_sites(site_id=site_id, by=by).filter(source="TRANSFER")
    return {
        (row.item_id, site_id): Fetching(row.supplying_site_id, row.lead_time_days)
        for row in rows.select_related("item").order_by("item__code")
        if row.supplying_site_id is not None
    }


def _stands(
    goods: Mapping[UUID, Good],
    recipes: Mapping[Place, Recipe],
    offers: Mapping[Place, list[Offer]],
    fetched: Mapping[Place, Fetching],
) -> dict[UUID, list[UUID]]:
    """The sites of what is sold: that makes or buys it, then those that fetch it."""
    stands: dict[UUID, list[UUID]] = {}
    for item_id, site_id in (*recipes, *offers, *fetched):
        if item_id in goods and goods[item_id].is_sold:
            stands.setdefault(item_id, []).append(site_id)
    return {good.id: stands[good.id] for good in goods.values() if good.id in stands}


def _parties(role: str, by: Actor) -> list[PartyCompany]:
    ids = masters.list_parties(role=role, by=by).values_list("id", flat=True)
    rows = masters.list_party_companies(party_ids=list(ids), by=by).filter(blocked_at=None)
    found = rows.select_related("party", "receivable_term", "payable_term", "sales_tax")
    return sorted(found, key=lambda row: str(row.party.code))


def _terms(term: PaymentTerm | None) -> PaymentTerms:
    if term is None:
        return PaymentTerms()
    return PaymentTerms(net_days=term.net_days, is_from_month_end=term.is_from_month_end)


def _customers(rates: Rates, by: Actor) -> list[Customer]:
    """Those whose money we can count."""
    return [
        Customer(
            id=row.party_id,
            code=row.party.code,
            group=row.customer_group,
            currency=row.currency,
            terms=_terms(row.receivable_term),
            limit=row.credit_limit,
            transit_days=row.transit_days,
            price_list_id=row.price_list_id,
            owner_id=row.owner_id,
            site_id=row.site_id,
            tax=_own_tax(row, rates.currency),
        )
        for row in _parties("CUSTOMER", by)
        if rates.known(row.currency)
    ]


def _own_tax(row: PartyCompany, currency: str) -> tuple[str, Decimal] | None:
    """Who pays in foreign money is abroad and pays no tax here."""
    if row.sales_tax is not None:
        return row.sales_tax.code, row.sales_tax.rate_ratio
    return None if row.currency == currency else NO_TAX


def _suppliers(rates: Rates, by: Actor) -> dict[UUID, Supplier]:
    return {
        row.party_id: Supplier(row.party_id, row.party.code, row.currency, _terms(row.payable_term))
        for row in _parties("SUPPLIER", by)
        if rates.known(row.currency)
    }


def _centers(by: Actor) -> dict[UUID, Center]:
    """A working day counts as a fifth of the week that the calendar has."""
    rows: list[WorkCenter] = list(masters.list_work_centers(by=by))
    calendars = masters.working_calendars_of_work_centers(work_centers=rows, by=by)
    found = {}
    for row in rows:
        week = sum(s.end_minute - s.start_minute for day in calendars[row.id].week for s in day)
        share = float(row.parallel_capacity * row.efficiency_ratio)
        found[row.id] = Center(row.id, week / 5 * share)
    return found


def _prices(goods: Mapping[UUID, Good], by: Actor) -> Prices:
    """Of the lists in use the lines that count stock units."""
    lists = {row.id: row for row in masters.list_price_lists(by=by)}
    units = dict(masters.list_items(by=by).values_list("id", "unit"))
    rows = []
    for line in PriceListLine.objects.filter(price_list__in=lists):
        owner = lists[line.price_list_id]
        if line.item_id not in goods or units[line.item_id] != line.unit:
            continue
        price = line.unit_price
        if owner.is_tax_included:
            price = round(price / (1 + goods[line.item_id].sales_tax[1]), 2)
        at = Break(line.minimum_quantity, price)
        rows.append(
            PriceRow(
                owner.id,
                owner.currency,
                owner.customer_id,
                owner.customer_group,
                line.item_id,
                at,
            )
        )
    return Prices(rows)


def _rates(currency: str, by: Actor) -> dict[str, list[tuple[date, Decimal]]]:
    found: dict[str, list[tuple[date, Decimal]]] = {}
    rows = masters.list_exchange_rates(to_currency=currency, by=by).filter(kind="CLOSING")
    for row in rows.order_by("rate_date"):
        found.setdefault(row.from_currency, []).append((row.rate_date, row.rate))
    return found
