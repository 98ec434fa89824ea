"""Planned orders become purchase orders: per supplier, site and purchasing window."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.erp.purchasing.commands.held import (
    Held,
    held_to_extend,
    keep_all,
    lot_rule,
    today_at,
)
from sanye.erp.purchasing.commands.market import Market, Offer, read_market
from sanye.erp.purchasing.commands.placing import open_order
from sanye.erp.purchasing.commands.terms import (
    ItemTerms,
    check_site,
    check_standing,
    check_supplier,
    find_terms,
    new_line,
    put_price,
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
)
from sanye.erp.purchasing.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseRequisition,
    PurchaseScheduleLine,
)
from sanye.erp.purchasing.publishing import created_fact, extended_fact, publish_dropped
from sanye.erp.purchasing.queries import get_policy
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.rows.advisory import lock_name
from sanye.stem.rows.bulk import insert_rows


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
    wanted = _Wanted([need], {need.item_id: terms}, unit_price)
    [order] = _fill({group: wanted}, site, rows, by=by, at=at)
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
class _Wanted:
    """What goes into a group's order, and on which terms."""

    needs: Sequence[Need]
    terms: Mapping[UUID, ItemTerms]
    unit_price: Decimal | None = None


def _order_for_site(
    site: Any, needs: Sequence[Need], *, by: Actor, at: datetime
) -> list[PurchaseOrder]:
    market = read_market(site, needs, by=by, at=at)
    rows: dict[UUID, PurchaseRequisition] = {}
    grouped: dict[_Group, list[tuple[Need, Offer]]] = defaultdict(list)
    for need in needs:
        offer, reason = market.source(need)
        row = rows[need.planned_order_id] = _requisition(need, market, by)
        if offer is None:
            row.reason_code = reason
        else:
            row.supplier_id = offer.term.supplier_id
            grouped[_group(need, offer, market)].append((need, offer))
    wanted = {
        group: _Wanted(
            [need for need, _ in grouped[group]],
            {need.item_id: market.terms(offer) for need, offer in grouped[group]},
        )
        for group in sorted(grouped)
    }
    orders = _fill(wanted, site, rows, by=by, at=at)
    insert_rows(list(rows.values()))
    return orders


def _group(need: Need, offer: Offer, market: Market) -> _Group:
    supplier_id = offer.term.supplier_id
    return _Group(supplier_id, offer.term.currency, market.window_start(need, supplier_id))


def _fill(
    wanted: Mapping[_Group, _Wanted],
    site: Any,
    rows: Mapping[UUID, PurchaseRequisition],
    *,
    by: Actor,
    at: datetime,
) -> list[PurchaseOrder]:
    """Put needs into the drafts of their groups or new ones; the groups are sorted."""
    drafts = _find_drafts(wanted, site)
    helds = []
    for group, asked in wanted.items():
        held = drafts.get(group) or open_order(
            supplier_id=group.supplier_id,
            site=site,
            currency=group.currency,
            origin=OrderOrigin.PLAN,
            window_start_date=group.window_start_date,
            by=by,
            at=at,
        )
        by_item: dict[UUID, list[Need]] = defaultdict(list)
        for need in asked.needs:
            by_item[need.item_id].append(need)
        for item_id, of_item in by_item.items():
            _cover(held, asked.terms[item_id], of_item, rows, asked.unit_price)
        helds.append(held)
    keep_all(helds, by=by, at=at)
    publish(
        *(
            (extended_fact if group in drafts else created_fact)(
                held.order, held.lines, held.schedule
            )
            for group, held in zip(wanted, helds, strict=True)
        )
    )
    return [held.order for held in helds]


def _find_drafts(groups: Mapping[_Group, _Wanted], site: Any) -> dict[_Group, Held]:
    """The groups' drafts under lock, to be extended; the groups themselves are locked first, in
    their order, so that nobody begins a second draft."""
    lock_name(*(f"purchase draft {site.id} {group}" for group in groups))
    drafts = PurchaseOrder.objects.filter(
        site_id=site.id, status=OrderStatus.DRAFT, origin=OrderOrigin.PLAN
    )
    known = drafts.filter(
        supplier_id__in={group.supplier_id for group in groups},
        window_start_date__in={group.window_start_date for group in groups},
    ).values_list("id", "supplier_id", "currency", "window_start_date")
    group_of = {order_id: _Group(*values) for order_id, *values in known}
    ids = [order_id for order_id, group in group_of.items() if group in groups]
    locked = drafts.filter(id__in=ids).select_for_update(of=("self",))
    found: dict[_Group, Held] = {}
    offers = [terms.offer for asked in groups.values() for terms in asked.terms.values()]
    term_ids = {offer.term.id for offer in offers if offer is not None}
    for held in held_to_extend(list(locked.order_by("id")), term_ids):
        found.setdefault(group_of[held.order.id], held)
    return found


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


def _requisition(need: Need, market: Market, by: Actor) -> PurchaseRequisition:
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
    rows = PurchaseRequisition.objects.select_for_update(of=("self",))
    found: PurchaseRequisition | None = rows.filter(id=requisition_id).first()
    if found is None:
        raise RequisitionUnknown(requisition=requisition_id)
    return found


def _step(row: PurchaseRequisition, to: RequisitionStatus) -> None:
    from_ = RequisitionStatus(row.status)
    check_step(REQUISITION_STEPS, from_, to, subject=f"requisition {row.id}")
    row.status = to
