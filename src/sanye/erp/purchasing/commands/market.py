"""Who sells what is needed at a site today."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sanye.erp.purchasing.commands.held import today_at
from sanye.erp.purchasing.commands.terms import (
    Catalogue,
    ItemTerms,
    check_terms,
    is_forbidden,
    read_catalogue,
)
from sanye.erp.purchasing.domain.needs import Need
from sanye.erp.purchasing.domain.windows import window_of
from sanye.erp.purchasing.queries import policies_of
from sanye.erp.purchasing.queries.standing import standings_of
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.masterdata import queries as masters

Offer = masters.SupplierOffer


@dataclass(frozen=True, slots=True)
class Market:
    """Who sells what at one site today: read once for all needs."""

    site: Any
    on: date
    offers: Mapping[UUID, Sequence[Offer]]
    suppliers: Mapping[UUID, Any]
    unreliable: Collection[UUID]
    windows: Mapping[UUID, int]
    catalogue: Catalogue

    def window_start(self, need: Need, supplier_id: UUID) -> date:
        """When the window begins whose needs are ordered together from the supplier."""
        start, _ = window_of(need.due_date, self.windows[supplier_id])
        return start

    def terms(self, offer: Offer) -> ItemTerms:
        supplier = self.suppliers[offer.term.supplier_id]
        return self.catalogue.terms(
            offer.term.item_id, unit="", offer=offer, supplier_tax_id=supplier.purchase_tax_id
        )

    def source(self, need: Need) -> tuple[Offer | None, str]:
        """The first offer with a price of a supplier we may buy from, else why there is none."""
        reason = "NO_SUPPLIER"
        for offer in self.offers.get(need.item_id, ()):
            if need.supplier_id not in {None, offer.term.supplier_id}:
                continue
            if offer.term.supplier_id in self.unreliable:
                reason = "SUPPLIER_UNRELIABLE"
            elif offer.term.supplier_id not in self.suppliers:
                reason = "SUPPLIER_BLOCKED"
            elif not self._has_price(offer, need):
                reason = "NO_PRICE"
            else:
                return offer, ""
        return None, reason

    def _has_price(self, offer: Offer, need: Need) -> bool:
        term, units = offer.term, self.catalogue.conversions[need.item_id]
        if not units.can_convert(units.base, term.unit):
            return False
        quantity = units.convert(need.quantity, units.base, term.unit)
        return offer.unit_price(max(quantity, term.minimum_order_quantity), self.on) is not None


def read_market(site: Any, needs: Sequence[Need], *, by: Actor, at: datetime) -> Market:
    """The market of these needs."""
    on = today_at(site, at)
    item_ids = {need.item_id for need in needs}
    offers = masters.list_supplier_offers(item_ids=item_ids, site_id=site.id, on=on, by=by)
    suppliers, unreliable = _suppliers(offers, by)
    return Market(
        site=site,
        on=on,
        offers=offers,
        suppliers=suppliers,
        unreliable=unreliable,
        windows={
            supplier_id: policy.window_days
            for supplier_id, policy in policies_of(suppliers).items()
        },
        catalogue=read_catalogue(item_ids, by),
    )


def _suppliers(
    offers: Mapping[UUID, Sequence[Offer]], by: Actor
) -> tuple[dict[UUID, Any], set[UUID]]:
    """Those of the offers' suppliers we may buy from, with their terms; those too unreliable."""
    ids = {offer.term.supplier_id for rows in offers.values() for offer in rows}
    parties = masters.get_parties(party_ids=ids, by=by)
    terms = {row.party_id: row for row in masters.list_party_companies(party_ids=ids, by=by)}
    standings = standings_of(ids, by)
    found, unreliable = {}, set()
    for supplier_id in ids:
        try:
            found[supplier_id] = check_terms(parties[supplier_id], terms.get(supplier_id))
        except Refusal:
            continue
        if is_forbidden(standings.get(supplier_id)):
            unreliable.add(supplier_id)
            del found[supplier_id]
    return found, unreliable
