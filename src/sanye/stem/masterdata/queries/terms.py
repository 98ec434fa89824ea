"""Supplier terms, customer prices, taxes, payment terms, exchange rates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import Q, QuerySet

from sanye.kernel.actors import Actor
from sanye.kernel.money import round_to
from sanye.stem.commands import query
from sanye.stem.masterdata.domain.prices import best_break
from sanye.stem.masterdata.errors import MasterUnknown, RateMissing
from sanye.stem.masterdata.models import (
    ExchangeRate,
    PaymentTerm,
    PriceList,
    Promotion,
    SupplierPrice,
    SupplierTerm,
    Tax,
)

RATE_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class SupplierOffer:
    """A supplier's terms for an item with its price breaks. Quantities in the term's unit."""

    term: SupplierTerm
    prices: tuple[SupplierPrice, ...]

    def unit_price(self, quantity: Decimal, on: date) -> Decimal | None:
        """The price per unit of the term for the quantity on the day; None if there is none."""
        found = best_break(self.prices, quantity, on)
        return None if found is None else found.unit_price


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of the first currency in the second: `rate` of the day `rate_date`.

    `source` says how it was found: DIRECT, INVERSE, or the currency it goes through.
    """

    rate: Decimal
    rate_date: date
    source: str


@query
def list_supplier_offers(
    *,
    item_ids: Collection[UUID] | None = None,
    site_id: UUID | None = None,
    supplier_id: UUID | None = None,
    on: date,
    by: Actor,
) -> dict[UUID, list[SupplierOffer]]:
    """Offers by item that hold on the day at the site, the preferred first, in two reads.

    Preferred: lower priority number, then terms for this very site, then the newer.
    """
    rows = SupplierTerm.objects.filter(_valid_on(on), archived_at__isnull=True)
    if item_ids is not None:
        rows = rows.filter(item_id__in=item_ids)
    if supplier_id is not None:
        rows = rows.filter(supplier_id=supplier_id)
    if site_id is not None:
        rows = rows.filter(Q(site_id=site_id) | Q(site_id__isnull=True))
    terms: list[SupplierTerm] = sorted(rows, key=_preference)
    prices: dict[UUID, list[SupplierPrice]] = {}
    for price in SupplierPrice.objects.filter(term__in=[term.id for term in terms]):
        prices.setdefault(price.term_id, []).append(price)
    offers: dict[UUID, list[SupplierOffer]] = {}
    for term in terms:
        offer = SupplierOffer(term, tuple(prices.get(term.id, ())))
        offers.setdefault(term.item_id, []).append(offer)
    return offers


@query
def find_supplier_offer(
    *,
    item_id: UUID,
    site_id: UUID | None = None,
    supplier_id: UUID | None = None,
    on: date,
    by: Actor,
) -> SupplierOffer | None:
    """The preferred offer of an item, or one supplier's."""
    offers = list_supplier_offers(
        item_ids=[item_id], site_id=site_id, supplier_id=supplier_id, on=on, by=by
    )
    return next(iter(offers.get(item_id, ())), None)


@query
def list_supplier_terms(
    *, item_id: UUID | None = None, supplier_id: UUID | None = None, by: Actor
) -> QuerySet[SupplierTerm]:
    """Terms in use, valid or not yet or no longer."""
    rows = SupplierTerm.objects.filter(archived_at__isnull=True)
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    return rows if supplier_id is None else rows.filter(supplier_id=supplier_id)


@query
def list_price_lists(*, by: Actor) -> QuerySet[PriceList]:
    """Price lists in use, valid or not yet or no longer."""
    return PriceList.objects.filter(archived_at__isnull=True)


@query
def list_promotions(*, by: Actor) -> QuerySet[Promotion]:
    """Promotions in use, valid or not yet or no longer."""
    return Promotion.objects.filter(archived_at__isnull=True)


@query
def get_tax(*, tax_id: UUID | None = None, code: str | None = None, by: Actor) -> Tax:
    """A tax of the acting company by id or code. Raises MasterUnknown."""
    wanted = {"id": tax_id} if tax_id is not None else {"code": code}
    found: Tax | None = Tax.objects.filter(**wanted).first()
    if found is None:
        raise MasterUnknown(entity="Tax", key=tax_id or code)
    return found


@query
def list_taxes(*, by: Actor) -> QuerySet[Tax]:
    """Taxes of the acting company."""
    return Tax.objects.filter(archived_at__isnull=True)


@query
def get_payment_term(*, payment_term_id: UUID, by: Actor) -> PaymentTerm:
    """Raises MasterUnknown."""
    found = PaymentTerm.objects.filter(id=payment_term_id).first()
    if found is None:
        raise MasterUnknown(entity="Payment term", key=payment_term_id)
    return found


@query
def list_payment_terms(*, by: Actor) -> QuerySet[PaymentTerm]:
    """Payment terms in use."""
    return PaymentTerm.objects.filter(archived_at__isnull=True)


@query
def get_exchange_rate(
    *, from_currency: str, to_currency: str, on: date, kind: str = "CLOSING", by: Actor
) -> Rate:
    """The newest rate not after the day. Raises RateMissing.

    Of the direct rate and the inverse of the opposite one the newer counts; only without both it
    goes through a third currency that has rates with each.
    """
    if from_currency == to_currency:
        return Rate(Decimal(1), on, "DIRECT")
    found = _direct(from_currency, to_currency, on, kind)
    found = found or _through_third(from_currency, to_currency, on, kind)
    if found is None:
        raise RateMissing(from_currency=from_currency, to_currency=to_currency, date=on)
    return found


@query
def list_exchange_rates(
    *, from_currency: str | None = None, to_currency: str | None = None, by: Actor
) -> QuerySet[ExchangeRate]:
    """Rates as they were entered."""
    rows = ExchangeRate.objects.all()
    if from_currency is not None:
        rows = rows.filter(from_currency=from_currency)
    return rows if to_currency is None else rows.filter(to_currency=to_currency)


def _direct(first: str, second: str, on: date, kind: str) -> Rate | None:
    newest = ExchangeRate.objects.filter(
        Q(from_currency=first, to_currency=second) | Q(from_currency=second, to_currency=first),
        kind=kind,
        rate_date__lte=on,
    ).order_by("-rate_date")[:2]
    rows = sorted(newest, key=lambda row: (row.rate_date, row.from_currency == first))
    if not rows:
        return None
    row = rows[-1]
    if row.from_currency == first:
        return Rate(row.rate, row.rate_date, "DIRECT")
    return Rate(round_to(1 / Fraction(row.rate), RATE_DECIMALS), row.rate_date, "INVERSE")


def _through_third(first: str, second: str, on: date, kind: str) -> Rate | None:
    thirds = _partners(first, on, kind) & _partners(second, on, kind)
    best: Rate | None = None
    for third in sorted(thirds):
        one, two = _direct(first, third, on, kind), _direct(third, second, on, kind)
        if one is None or two is None:
            continue
        rate = round_to(Fraction(one.rate) * Fraction(two.rate), RATE_DECIMALS)
        found = Rate(rate, min(one.rate_date, two.rate_date), third)
        if best is None or found.rate_date > best.rate_date:
            best = found
    return best


def _partners(currency: str, on: date, kind: str) -> set[str]:
    pairs = ExchangeRate.objects.filter(
        Q(from_currency=currency) | Q(to_currency=currency), kind=kind, rate_date__lte=on
    ).values_list("from_currency", "to_currency")
    return {code for pair in pairs.distinct() for code in pair} - {currency}


def _preference(term: SupplierTerm) -> tuple[int, bool, int, str]:
    newest_first = -(term.valid_from_date or date.min).toordinal()
    return (term.priority, term.site_id is None, newest_first, str(term.id))


def _valid_on(on: date) -> Q:
    return (Q(valid_from_date__isnull=True) | Q(valid_from_date__lte=on)) & (
        Q(valid_to_date__isnull=True) | Q(valid_to_date__gt=on)
    )
