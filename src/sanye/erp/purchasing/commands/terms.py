"""What a supplier asks for an item, in the unit of the order line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeGuard
from uuid import UUID

from sanye.contracts.scm.ports import SupplierStanding
from sanye.erp.purchasing.domain.quantities import LotRule
from sanye.erp.purchasing.errors import NotASupplier, SupplierBlocked, SupplierUnreliable
from sanye.erp.purchasing.models import PurchaseOrderLine
from sanye.erp.purchasing.queries.standing import find_supplier_standing
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_unit_price
from sanye.kernel.quantity import Factor, convert, round_quantity, round_quantity_up
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.errors import MasterArchived, UnitUnknown

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTerms:
    """One item from one supplier in `unit`; `factor` leads to the stock unit.

    `offer` is the supplier's, None if he has none; `to_offer` leads to the unit it counts.
    """

    item: Any
    unit: str
    factor: Factor
    decimals: int
    offer: masters.SupplierOffer | None
    to_offer: Factor
    tax: Any

    @property
    def rule(self) -> LotRule:
        if self.offer is None:
            return LotRule(decimals=self.decimals)
        term, back = self.offer.term, self.to_offer.inverse()
        return LotRule(
            minimum=round_quantity(convert(term.minimum_order_quantity, back)),
            multiple=_converted(term.multiple_quantity, back),
            maximum=_converted(term.maximum_order_quantity, back),
            decimals=self.decimals,
        )

    def unit_price(self, quantity: Decimal, on: date) -> Decimal | None:
        """The supplier's price per `unit` for the quantity on the day, None without one."""
        if self.offer is None:
            return None
        in_offer = round_quantity(convert(quantity, self.to_offer))
        price = self.offer.unit_price(in_offer, on)
        return None if price is None else round_unit_price(Fraction(price) * self.to_offer.exact)

    def from_stock(self, quantity: Decimal) -> Decimal:
        """A stock quantity in `unit`, enough to cover it."""
        return round_quantity_up(convert(quantity, self.factor.inverse()))


def check_supplier(supplier_id: UUID, by: Actor) -> Any:
    """The supplier's terms with the company. Raises NotASupplier, SupplierBlocked."""
    party = masters.get_party(party_id=supplier_id, by=by)
    return check_terms(party, masters.find_party_company(party_id=supplier_id, by=by))


def check_terms(party: Any, terms: Any | None) -> Any:
    """A party's terms with the company. Raises NotASupplier, SupplierBlocked."""
    if terms is None or "SUPPLIER" not in party.roles or party.archived_at is not None:
        raise NotASupplier(party=party.code, field="supplier_id")
    if terms.blocked_at is not None:
        raise SupplierBlocked(supplier=party.code, field="supplier_id")
    return terms


def check_standing(supplier_id: UUID, by: Actor) -> None:
    """Raises SupplierUnreliable where planning's people forbid new orders to a red supplier."""
    found = find_supplier_standing(supplier_id=supplier_id, by=by)
    if is_forbidden(found):
        raise SupplierUnreliable(
            supplier=masters.get_party(party_id=supplier_id, by=by).code,
            ratio=f"{found.on_time_in_full_ratio:.0%}",
            lines=found.line_count,
            field="supplier_id",
        )


def is_forbidden(standing: SupplierStanding | None) -> TypeGuard[SupplierStanding]:
    """Whether nothing new is to be ordered of a supplier who stands so."""
    return standing is not None and standing.consequence == "BLOCK"


def check_site(site_id: UUID, by: Actor) -> Any:
    """The site. Raises MasterUnknown for one of another company, MasterArchived."""
    site = masters.get_site(site_id=site_id, by=by)
    if site.archived_at is not None:
        raise MasterArchived(entity="Site", key=site.code, field="site_id")
    return site


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What master data says of some items, read once for any number of orders."""

    items: Mapping[UUID, Any]
    conversions: Mapping[UUID, Any]
    taxes: Mapping[UUID, Any]
    item_taxes: Mapping[UUID, UUID | None]

    def terms(
        self,
        item_id: UUID,
        *,
        unit: str,
        offer: masters.SupplierOffer | None,
        supplier_tax_id: UUID | None,
    ) -> ItemTerms:
        """The terms in `unit` (empty: the supplier's, else the item's own for buying).

        The supplier's tax comes before the item's. Raises UnitUnknown, UnitsNotConvertible.
        """
        item, conversion = self.items[item_id], self.conversions[item_id]
        own_unit = item.purchase_unit or item.unit
        unit = unit or (own_unit if offer is None else offer.term.unit)
        if unit not in conversion.units and unit not in conversion.own:
            raise UnitUnknown(unit=unit, field="unit")
        fact = conversion.units.get(unit)
        tax_id = supplier_tax_id or self.item_taxes.get(item_id)
        return ItemTerms(
            item=item,
            unit=unit,
            factor=conversion.factor(unit),
            decimals=6 if fact is None else fact.decimals,
            offer=offer,
            to_offer=Factor(1) if offer is None else conversion.factor(unit, offer.term.unit),
            tax=None if tax_id is None else self.taxes.get(tax_id),
        )


def read_catalogue(item_ids: Collection[UUID], by: Actor) -> Catalogue:
    """Raises MasterUnknown."""
    return Catalogue(
        items=masters.get_items(item_ids=item_ids, by=by),
        conversions=masters.get_item_units(item_ids=item_ids, by=by),
        taxes={tax.id: tax for tax in masters.list_taxes(by=by)},
        item_taxes={
            row.item_id: row.purchase_tax_id
            for row in masters.list_item_companies(item_ids=item_ids, by=by)
        },
    )


def find_terms(
    *, supplier_id: UUID, site_id: UUID, units: Mapping[UUID, str], on: date, by: Actor
) -> dict[UUID, ItemTerms]:
    """The terms of the items (id → unit, empty: the supplier's own) on a day.

    Raises MasterUnknown, UnitUnknown, UnitsNotConvertible.
    """
    catalogue = read_catalogue(list(units), by)
    offers = masters.list_supplier_offers(
        item_ids=list(units), site_id=site_id, supplier_id=supplier_id, on=on, by=by
    )
    company_terms = masters.find_party_company(party_id=supplier_id, by=by)
    tax_id = None if company_terms is None else company_terms.purchase_tax_id
    return {
        item_id: catalogue.terms(
            item_id,
            unit=unit,
            offer=next(iter(offers.get(item_id, ())), None),
            supplier_tax_id=tax_id,
        )
        for item_id, unit in units.items()
    }


def new_line(
    order_id: UUID, terms: ItemTerms, *, unit_price: Decimal, price_source: str, text: str = ""
) -> PurchaseOrderLine:
    """An order line on these terms, still without schedule lines."""
    term = None if terms.offer is None else terms.offer.term
    rule, tax = terms.rule, terms.tax
    line = PurchaseOrderLine(
        id=new_id(),
        purchase_order_id=order_id,
        item=terms.item,
        text=text,
        unit=terms.unit,
        stock_unit=terms.item.unit,
        factor_numerator=terms.factor.numerator,
        factor_denominator=terms.factor.denominator,
        unit_decimals=terms.decimals,
        price_source=price_source,
        supplier_term_id=None if term is None else term.id,
        minimum_quantity=rule.minimum,
        multiple_quantity=rule.multiple,
        maximum_quantity=rule.maximum,
        over_receipt_ratio=ZERO if term is None else term.over_receipt_ratio,
        under_receipt_ratio=ZERO if term is None else term.under_receipt_ratio,
        tax_code="" if tax is None else tax.code,
        tax_ratio=ZERO if tax is None else tax.rate_ratio,
        tax_is_included=tax is not None and tax.is_included,
        tax_is_reverse_charge=tax is not None and tax.is_reverse_charge,
    )
    put_price(line, unit_price)
    return line


def put_price(line: PurchaseOrderLine, unit_price: Decimal) -> None:
    """Set the price and what of it is net of an included tax."""
    line.unit_price = unit_price
    included = line.tax_ratio if line.tax_is_included else ZERO
    line.net_unit_price = round_unit_price(Fraction(unit_price) / (1 + Fraction(included)))


def _converted(quantity: Decimal | None, factor: Factor) -> Decimal | None:
    return None if quantity is None else round_quantity(convert(quantity, factor))
