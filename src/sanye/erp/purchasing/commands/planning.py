"""Planned orders become purchase orders: per supplier, site and purchasing window."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from sanye.erp.purchasing.commands.held import Held, held_with_lines, keep, lot_rule, today_at
from sanye.erp.purchasing.commands.placing import open_order
from sanye.erp.purchasing.commands.terms import (
    Catalogue,
    ItemTerms,
    check_site,
    check_standing,
    check_supplier,
    find_terms,
    new_line,
    put_price,
    read_catalogue,
)
from sanye.erp.purchasing.domain.needs import Need, cover
from sanye.erp.purchasing.domain.states import (
    REQUISITION_STEPS,
    OrderOrigin,
    OrderStatus,
    RequisitionStatus,
)
from sanye.erp.purchasing.domain.windows import window_of
from sanye.erp.purchasing.errors import (
    PriceMissing,
    ReasonMissing,
    RequisitionUnknown,
    SupplierUnreliable,
)
from sanye.erp.purchasing.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseRequisition,
    PurchaseScheduleLine,
)
from sanye.erp.purchasing.publishing import publish_changed, publish_created, publish_dropped
from sanye.erp.purchasing.queries import get_policy
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.masterdata import queries as masters

Offer = masters.SupplierOffer


@dataclass(frozen=True, slots=True, order=True)
class _Group:
    """What shares an order. The price of a requisition ordered by hand is the buyer's."""

    supplier_id: UUID
    currency: str
    window_start_date: date


@command
def order_planned(*, needs: Sequence[Need], by: Actor, at: datetime) -> list[PurchaseOrder]:
    """Put planned orders into purchase orders; those nobody sells wait as open requisitions.

    A need joins the draft of its supplier, site, currency and window, or begins one. Needs of one
    item share a line, so that price breaks, minimum and multiple count their sum. A planned order
    that came before is passed over.
    """
    known = set(
        PurchaseRequisition.objects.filter(
            planned_order_id__in=[need.planned_order_id for need in needs]
        ).values_list("planned_order_id", flat=True)
    )
    by_site: dict[UUID, list[Need]] = defaultdict(list)
    for need in needs:
        if need.planned_order_id not in known:
            by_site[need.site_id].append(need)
    orders: list[PurchaseOrder] = []
    for site_id in sorted(by_site):
        orders += _order_for_site(check_site(site_id, by), by_site[site_id], by=by, at=at)
    return orders


@command
def order_requisition(
    *,
    requisition_id: UUID,
    supplier_id: UUID,
    unit_price: Decimal | None = None,
    by: Actor,
    at: datetime,
) -> PurchaseOrder:
    """Order an open requisition from a supplier; without an offer of his, at the price given."""
    requisition = _hold_requisition(requisition_id)
    _step(requisition, RequisitionStatus.ORDERED)
    terms_with_us = check_supplier(supplier_id, by)
    check_standing(supplier_id, by)
    site = check_site(requisition.site_id, by)
    need = _need_of(requisition)
    terms = find_terms(
        supplier_id=supplier_id,
        site_id=site.id,
        units={need.item_id: ""},
        on=today_at(site, at),
        by=by,
    )[need.item_id]
    in_unit = terms.from_stock(need.quantity)
    if unit_price is None and terms.unit_price(in_unit, today_at(site, at)) is None:
        raise PriceMissing(
            item=terms.item.code, quantity=in_unit, unit=terms.unit, field="unit_price"
        )
    currency = terms_with_us.currency if terms.offer is None else terms.offer.term.currency
    policy = get_policy(supplier_id=supplier_id, by=by)
    group = _Group(supplier_id, currency, window_of(need.due_date, policy.window_days)[0])
    requisition.supplier_id = supplier_id
    rows = {need.planned_order_id: requisition}
    order = _fill(group, [need], {need.item_id: terms}, site, rows, unit_price, by=by, at=at)
    requisition.save()
    return order


@command
def drop_requisition(
    *, requisition_id: UUID, reason: str, by: Actor, at: datetime
) -> PurchaseRequisition:
    """Decide not to buy; planning will ask again if it is still needed."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    requisition = _hold_requisition(requisition_id)
    _step(requisition, RequisitionStatus.DROPPED)
    requisition.drop_reason = reason
    requisition.save()
    publish_dropped(requisition)
    return requisition


@dataclass(frozen=True, slots=True)
class _Market:
    """Who sells what at one site today: read once for all needs."""

    site: Any
    on: date
    offers: Mapping[UUID, Sequence[Offer]]
    suppliers: Mapping[UUID, Any]
    unreliable: Collection[UUID]
    windows: Mapping[UUID, int]
    catalogue: Catalogue

    def group(self, need: Need, offer: Offer) -> _Group:
        supplier_id = offer.term.supplier_id
        start, _ = window_of(need.due_date, self.windows[supplier_id])
        return _Group(supplier_id, offer.term.currency, start)

    def terms(self, offer: Offer) -> ItemTerms:
        supplier = self.suppliers[offer.term.supplier_id]
        return self.catalogue.terms(
            offer.term.item_id, unit="", offer=offer, supplier_tax_id=supplier.purchase_tax_id
        )


def _read_market(site: Any, needs: Sequence[Need], *, by: Actor, at: datetime) -> _Market:
    on = today_at(site, at)
    item_ids = {need.item_id for need in needs}
    offers = masters.list_supplier_offers(item_ids=item_ids, site_id=site.id, on=on, by=by)
    suppliers, unreliable = _suppliers(offers, by)
    return _Market(
        site=site,
        on=on,
        offers=offers,
        suppliers=suppliers,
        unreliable=unreliable,
        windows={
            supplier_id: get_policy(supplier_id=supplier_id, by=by).window_days
            for supplier_id in suppliers
        },
        catalogue=read_catalogue(item_ids, by),
    )


def _order_for_site(
    site: Any, needs: Sequence[Need], *, by: Actor, at: datetime
) -> list[PurchaseOrder]:
    market = _read_market(site, needs, by=by, at=at)
    rows: dict[UUID, PurchaseRequisition] = {}
    grouped: dict[_Group, list[tuple[Need, Offer]]] = defaultdict(list)
    for need in needs:
        offer, reason = _source(need, market)
        row = rows[need.planned_order_id] = _requisition(need, market, by)
        if offer is None:
            row.reason_code = reason
        else:
            row.supplier_id = offer.term.supplier_id
            grouped[market.group(need, offer)].append((need, offer))
    orders = []
    for group, sourced in sorted(grouped.items(), key=lambda item: item[0]):
        terms = {need.item_id: market.terms(offer) for need, offer in sourced}
        needs_here = [need for need, _ in sourced]
        orders.append(_fill(group, needs_here, terms, site, rows, None, by=by, at=at))
    PurchaseRequisition.objects.bulk_create(rows.values())
    return orders


def _fill(
    group: _Group,
    needs: Sequence[Need],
    terms: Mapping[UUID, ItemTerms],
    site: Any,
    rows: Mapping[UUID, PurchaseRequisition],
    unit_price: Decimal | None,
    *,
    by: Actor,
    at: datetime,
) -> PurchaseOrder:
    """Put needs into the draft of their group or a new one."""
    held = _find_draft(group, site)
    is_new = held is None
    if held is None:
        held = open_order(
            supplier_id=group.supplier_id,
            site=site,
            currency=group.currency,
            origin=OrderOrigin.PLAN,
            window_start_date=group.window_start_date,
            by=by,
            at=at,
        )
    by_item: dict[UUID, list[Need]] = defaultdict(list)
    for need in needs:
        by_item[need.item_id].append(need)
    for item_id, of_item in by_item.items():
        _cover(held, terms[item_id], of_item, rows, unit_price)
    keep(held, by=by, at=at)
    if is_new:
        publish_created(held.order, held.lines, held.schedule)
    else:
        reason = "planned orders added"
        publish_changed(held.order, held.lines, held.schedule, reason=reason, cause="DRAFT")
    return held.order


def _find_draft(group: _Group, site: Any) -> Held | None:
    """The group's draft under lock; the group itself is locked, so that nobody begins a second."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"purchase draft {site.id} {group}"],
        )
    order = (
        PurchaseOrder.objects.select_for_update(of=("self",), no_key=True)
        .filter(
            supplier_id=group.supplier_id,
            site_id=site.id,
            currency=group.currency,
            window_start_date=group.window_start_date,
            status=OrderStatus.DRAFT,
            origin=OrderOrigin.PLAN,
        )
        .first()
    )
    return None if order is None else held_with_lines(order)


def _cover(
    held: Held,
    terms: ItemTerms,
    needs: Sequence[Need],
    rows: Mapping[UUID, PurchaseRequisition],
    unit_price: Decimal | None,
) -> None:
    """Put the needs of one item on its line of the order."""
    line = None if unit_price is not None else _find_line(held, terms)
    already = Decimal(0) if line is None else line.quantity - line.cancelled_quantity
    rule = terms.rule if line is None else lot_rule(line)
    covers = cover(needs, already=already, to_stock=terms.factor, rule=rule)
    total = already + sum((part.quantity for part in covers), Decimal(0))
    price = _price(terms, total, held.order.order_date) if unit_price is None else unit_price
    source = "TERM" if unit_price is None else "HAND"
    if line is None:
        line = held.add_line(new_line(held.order.id, terms, unit_price=price, price_source=source))
    else:
        put_price(line, price)
    for part in covers:
        row = held.add_schedule_line(
            PurchaseScheduleLine(
                id=new_id(),
                line=line,
                quantity=part.quantity,
                requested_date=part.due_date,
                planned_order_id=part.planned_order_ids[0],
                further_planned_order_ids=list(part.planned_order_ids[1:]),
            )
        )
        for planned_order_id in part.planned_order_ids:
            rows[planned_order_id].schedule_line = row
            rows[planned_order_id].status = RequisitionStatus.ORDERED


def _price(terms: ItemTerms, quantity: Decimal, on: date) -> Decimal:
    price = terms.unit_price(quantity, on)
    if price is None:
        raise PriceMissing(item=terms.item.code, quantity=quantity, unit=terms.unit)
    return price


def _find_line(held: Held, terms: ItemTerms) -> PurchaseOrderLine | None:
    """The order's line on the same terms."""
    for line in held.lines:
        same_term = terms.offer is not None and line.supplier_term_id == terms.offer.term.id
        if same_term and line.unit == terms.unit and line.price_source == "TERM":
            return line
    return None


def _source(need: Need, market: _Market) -> tuple[Offer | None, str]:
    """The first offer with a price of a supplier we may buy from, else why there is none."""
    reason = "NO_SUPPLIER"
    for offer in market.offers.get(need.item_id, ()):
        if need.supplier_id not in {None, offer.term.supplier_id}:
            continue
        if offer.term.supplier_id in market.unreliable:
            reason = "SUPPLIER_UNRELIABLE"
        elif offer.term.supplier_id not in market.suppliers:
            reason = "SUPPLIER_BLOCKED"
        elif not _has_price(offer, need, market):
            reason = "NO_PRICE"
        else:
            return offer, ""
    return None, reason


def _has_price(offer: Offer, need: Need, market: _Market) -> bool:
    term, units = offer.term, market.catalogue.conversions[need.item_id]
    if not units.can_convert(units.base, term.unit):
        return False
    quantity = units.convert(need.quantity, units.base, term.unit)
    return offer.unit_price(max(quantity, term.minimum_order_quantity), market.on) is not None


def _suppliers(
    offers: Mapping[UUID, Sequence[Offer]], by: Actor
) -> tuple[dict[UUID, Any], set[UUID]]:
    """Those of the offers' suppliers we may buy from, with their terms; those too unreliable."""
    found, unreliable = {}, set()
    for supplier_id in {offer.term.supplier_id for rows in offers.values() for offer in rows}:
        try:
            terms = check_supplier(supplier_id, by)
            check_standing(supplier_id, by)
            found[supplier_id] = terms
        except SupplierUnreliable:
            unreliable.add(supplier_id)
        except Refusal:
            continue
    return found, unreliable


def _requisition(need: Need, market: _Market, by: Actor) -> PurchaseRequisition:
    return PurchaseRequisition(
        id=new_id(),
        company_id=by.company_id,
        planned_order_id=need.planned_order_id,
        item_id=need.item_id,
        site_id=need.site_id,
        supplier_id=need.supplier_id,
        quantity=need.quantity,
        unit=market.catalogue.items[need.item_id].unit,
        due_date=need.due_date,
    )


def _need_of(row: PurchaseRequisition) -> Need:
    return Need(
        planned_order_id=row.planned_order_id,
        item_id=row.item_id,
        site_id=row.site_id,
        quantity=row.quantity,
        due_date=row.due_date,
        supplier_id=row.supplier_id,
    )


def _hold_requisition(requisition_id: UUID) -> PurchaseRequisition:
    rows = PurchaseRequisition.objects.select_for_update(of=("self",), no_key=True)
    found: PurchaseRequisition | None = rows.filter(id=requisition_id).first()
    if found is None:
        raise RequisitionUnknown(requisition=requisition_id)
    return found


def _step(row: PurchaseRequisition, to: RequisitionStatus) -> None:
    from_ = RequisitionStatus(row.status)
    check_step(REQUISITION_STEPS, from_, to, subject=f"requisition {row.id}")
    row.status = to
