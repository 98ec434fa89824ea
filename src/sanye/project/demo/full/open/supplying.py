"""Purchase orders, receipts, invoices of suppliers, production orders, transfers, a count."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.erp.inventory import commands as inventory
from sanye.erp.inventory.commands import TransferRequest
from sanye.erp.production import commands as production
from sanye.erp.production.commands import OrderRequest
from sanye.erp.purchasing import commands as purchasing
from sanye.erp.purchasing.commands import AnswerKind, Arrival, LineAnswer, NewLine
from sanye.erp.purchasing.domain.answers import Part
from sanye.erp.purchasing.models import PurchaseOrder, PurchaseOrderLine
from sanye.erp.purchasing.queries import get_purchase_order
from sanye.erp.supplier_invoices import commands as invoices
from sanye.erp.supplier_invoices.commands import InvoiceLine
from sanye.project.demo.full.open.desk import Desk
from sanye.project.demo.full.places import WAREHOUSES
from sanye.project.demo.full.scarce import Purchase
from sanye.stem.masterdata.models import SupplierTerm
from sanye.stem.masterdata.queries import list_supplier_terms

_APPROVAL = Decimal(20_000)
_STATES = (
    ("AWAITING", 2), ("DRAFT", 3), ("SENT", 3), ("SILENT", 2), ("CONFIRMED", 5),
    ("LATER", 3), ("OVERDUE", 2), ("PART", 3), ("ARRIVED", 5),
)  # fmt: skip
_BATCH = 24
"""Pieces of an order: what three warehouses lack of a product."""
_LOAD = Decimal(6)
_WATCHED = Decimal(100)
"""Suppliers whose orders await an approval: above this."""


def supply(desk: Desk) -> None:
    """What buyers, receivers, accountants, shop floor and stores have to do."""
    purchasing.put_purchasing_policy(approval_amount=_APPROVAL, by=desk.by, at=desk.at)
    _buy(desk)
    _produce(desk)
    _transfer(desk)
    _count(desk)


def _buy(desk: Desk) -> None:
    groups = _orders_to_place(desk)
    arrived: list[PurchaseOrder] = []
    for state, count in _STATES:
        for turn in range(count):
            order = _order(desk, groups.pop(), state, turn)
            if state == "ARRIVED":
                arrived.append(order)
    for turn, order in enumerate(arrived):
        _invoice(desk, order, turn)


def _orders_to_place(desk: Desk) -> list[tuple[UUID, list[SupplierTerm]]]:
    """Plants and the offers of one supplier for what they are short of, the dearest last."""
    rows = list_supplier_terms(by=desk.by).filter(priority=1).select_related("item")
    offers = {row.item.code: row for row in rows}

    def worth(purchase: Purchase) -> Decimal:
        return sum(
            (
                desk.full.costs[code] * offers[code].minimum_order_quantity
                for code in purchase.items
            ),
            Decimal(0),
        )

    return [
        (desk.sites[purchase.site], [offers[code] for code in purchase.items])
        for purchase in sorted(desk.scarce.purchases, key=worth)
    ]


def _order(
    desk: Desk, group: tuple[UUID, list[SupplierTerm]], state: str, turn: int
) -> PurchaseOrder:
    site_id, terms = group
    age, due = {"OVERDUE": (20, -3), "SILENT": (8, 10), "PART": (12, 1), "ARRIVED": (12, 0)}.get(
        state, (turn + 1, 8 + turn * 3)
    )
    if state == "AWAITING":
        purchasing.put_purchasing_policy(
            supplier_id=terms[0].supplier_id, approval_amount=_WATCHED, by=desk.by, at=desk.at
        )
    order = purchasing.place_purchase_order(
        supplier_id=terms[0].supplier_id,
        site_id=site_id,
        lines=[
            NewLine(
                item_id=term.item_id,
                quantity=term.minimum_order_quantity,
                requested_date=desk.day(due, site_id),
            )
            for term in terms
        ],
        by=desk.by,
        at=(at := desk.before(age)),
    )
    if state == "DRAFT":
        return order
    order = purchasing.submit_purchase_order(purchase_order_id=order.id, by=desk.by, at=at)
    if state == "AWAITING" or order.status == "AWAITING_APPROVAL":
        if state == "AWAITING":
            return order
        boss = desk.person("boss", "MANAGER")
        purchasing.approve_purchase_order(purchase_order_id=order.id, by=boss, at=at)
    purchasing.send_purchase_order(purchase_order_id=order.id, by=desk.by, at=at)
    if state not in {"SENT", "SILENT"}:
        _answer(desk, order.id, days_later=9 if state == "LATER" else 0, age=age)
    if state in {"PART", "ARRIVED"}:
        _receive(desk, order.id, share=2 if state == "PART" else 1)
    return order


def _answer(desk: Desk, order_id: UUID, *, days_later: int, age: int) -> None:
    """As asked, or so many days later."""
    answers = None
    if days_later:
        answers = [
            LineAnswer(
                schedule_line_id=part.id,
                kind=AnswerKind.CHANGE,
                parts=(Part(part.open_quantity, part.requested_date + timedelta(days=days_later)),),
                reason="产能不足",
            )
            for line in _lines(desk, order_id)
            for part in line.schedule_lines.all()
        ]
    purchasing.answer_purchase_order(
        purchase_order_id=order_id, answers=answers, by=desk.by, at=desk.before(max(age - 1, 0))
    )


def _lines(desk: Desk, order_id: UUID) -> Sequence[PurchaseOrderLine]:
    order = get_purchase_order(purchase_order_id=order_id, by=desk.by)
    return list(order.lines.select_related("item").order_by("line_number"))


def _receive(desk: Desk, order_id: UUID, *, share: int) -> None:
    purchasing.receive_goods(
        purchase_order_id=order_id,
        lines=[
            Arrival(
                purchase_order_line_id=line.id,
                quantity=line.quantity / share,
                lot=f"S{desk.at:%y%m%d}" if line.item.tracking == "LOT" else "",
            )
            for line in _lines(desk, order_id)
        ],
        delivery_note=f"DN{desk.drawn.randint(10000, 99999)}",
        by=desk.by,
        at=desk.at,
    )


def _invoice(desk: Desk, order: PurchaseOrder, turn: int) -> None:
    """Every third at a price that was not agreed; of the others one is posted, one waits for it."""
    dearer = Decimal("1.06") if turn % 3 == 0 else Decimal(1)
    invoice = invoices.enter_supplier_invoice(
        supplier_id=order.supplier_id,
        supplier_reference=f"INV{desk.drawn.randint(100000, 999999)}",
        document_date=desk.today,
        currency=order.currency,
        lines=[
            InvoiceLine(
                purchase_order_line_id=line.id,
                quantity=line.quantity,
                unit_price=round(line.unit_price * dearer, 4),
            )
            for line in _lines(desk, order.id)
        ],
        by=desk.by,
        at=desk.at,
    )
    if turn % 3 == 1 and invoice.status == "MATCHED":
        invoices.post_supplier_invoice(invoice_id=invoice.id, by=desk.by, at=desk.at)


def _produce(desk: Desk) -> None:
    """Orders not released, released, half done; what lacks material stays released."""
    made = [*desk.scarce.goods, *desk.scarce.parts]
    orders = production.create_production_orders(
        requests=[_request(desk, one, turn) for turn, one in enumerate(made)],
        by=desk.by,
        at=desk.before(2),
    )
    for turn, order in enumerate(orders):
        if turn % 3 == 0:
            continue
        release = production.release_production_order(
            production_order_id=order.id, by=desk.by, at=desk.at
        )
        if turn % 2 and not release.shortages:
            production.complete_production_order(
                production_order_id=order.id,
                quantity=Decimal(4),
                posting_date=desk.today,
                backflush=True,
                by=desk.by,
                at=desk.at,
            )


def _request(desk: Desk, one: Any, turn: int) -> OrderRequest:
    site_id = desk.sites[one.plant]
    start: date = desk.day(turn % 5 - 2, site_id)
    return OrderRequest(
        item_id=desk.items[one.code].id,
        site_id=site_id,
        quantity=Decimal(_BATCH),
        start_date=start,
        due_date=desk.day(3 + turn % 9, site_id),
    )


def _transfer(desk: Desk) -> None:
    """From plants to warehouses: some to be loaded, some on the road."""
    for turn, one in enumerate(desk.scarce.moved):
        item, site = desk.items[one.code], WAREHOUSES[turn % len(WAREHOUSES)]
        source, target = desk.sites[one.plant], desk.sites[site]
        there = desk.free.get((item.id, source), Decimal(0))
        if there < _LOAD:
            continue
        order = inventory.create_transfer_order(
            from_site_id=source,
            to_site_id=target,
            ship_date=desk.today,
            due_date=desk.day(3, target),
            lines=[TransferRequest(item_id=item.id, quantity=_LOAD)],
            by=desk.by,
            at=desk.at,
        )
        desk.take(item.id, source, _LOAD)
        if turn % 2:
            inventory.ship_transfer_order(
                transfer_order_id=order.id, posting_date=desk.today, by=desk.by, at=desk.at
            )


def _count(desk: Desk) -> None:
    """A count of some goods in the first warehouse, nothing written down yet."""
    inventory.open_count(
        site_id=desk.sites[WAREHOUSES[0]],
        item_ids=[item.id for item in desk.goods(8)],
        by=desk.by,
        at=desk.at,
    )
