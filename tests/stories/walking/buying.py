"""Purchase orders, what suppliers say and send, what they charge, inspections."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sanye.erp.purchasing import commands as purchasing
from sanye.erp.purchasing.models import (
    GoodsReceiptLine,
    PurchaseChangeProposal,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseRequisition,
    PurchaseScheduleLine,
)
from sanye.erp.quality import commands as quality
from sanye.erp.quality.models import Inspection, InspectionDecision
from sanye.erp.supplier_invoices import commands as invoices
from sanye.erp.supplier_invoices.models import SupplierInvoice
from sanye.kernel.ids import new_id
from tests.stories.walking.walk import NothingThere, Walk, step
from tests.stories.walking.world import OFFERS

UNSENT = ["DRAFT", "AWAITING_APPROVAL", "APPROVED"]
SENT = ["SENT", "CONFIRMED"]


@step(4)
def place_purchase_order(walk: Walk) -> None:
    supplier = walk.random.choice(sorted(set(OFFERS.values())))
    codes = [code for code, one in OFFERS.items() if one == supplier]
    lines = []
    for code in walk.some(codes):
        asked: dict[str, Any] = {"quantity": walk.quantity(5) * 50, "requested_date": walk.soon(20)}
        if code == "TEA":
            asked["quantity"] = walk.quantity(12)
            if walk.chance(0.3):
                asked |= {"unit": "C62", "quantity": walk.quantity(99)}
        if walk.chance(0.2):
            asked["unit_price"] = Decimal("9.4321")
        lines.append(purchasing.NewLine(item_id=walk.aurora.item(code), **asked))
    order = purchasing.place_purchase_order(
        supplier_id=walk.aurora.party(supplier), site_id=walk.aurora.plant, lines=lines, **walk.who
    )
    if walk.chance(0.6):  # what is not sent goes with the next plan
        purchasing.send_purchase_order(purchase_order_id=order.id, **walk.who)


@step(8)
def send_purchase_order(walk: Walk) -> None:
    order = walk.pick(PurchaseOrder.unscoped.filter(status__in=UNSENT))
    this = {"purchase_order_id": order.id, **walk.who}
    if order.status == "DRAFT" and walk.chance(0.3):
        purchasing.submit_purchase_order(**this)
    elif order.status == "AWAITING_APPROVAL":
        purchasing.approve_purchase_order(**this)
    elif walk.chance(0.05):
        purchasing.return_purchase_order(reason="think again", **this)
    else:
        purchasing.send_purchase_order(**this)


@step(7)
def answer_purchase_order(walk: Walk) -> None:
    order = walk.pick(PurchaseOrder.unscoped.filter(status__in=SENT))
    answers = None
    if walk.chance(0.5):
        answers = [_answer(walk, row) for row in walk.some(_open_rows(order))]
    purchasing.answer_purchase_order(purchase_order_id=order.id, answers=answers, **walk.who)


def _open_rows(order: PurchaseOrder) -> list[PurchaseScheduleLine]:
    rows = PurchaseScheduleLine.unscoped.filter(line__purchase_order=order, open_quantity__gt=0)
    return list(rows.order_by("id"))


def _answer(walk: Walk, row: PurchaseScheduleLine) -> purchasing.LineAnswer:
    late = row.requested_date + timedelta(days=walk.random.choice([0, 1, 6, 14]))
    parts: tuple[purchasing.Part, ...] = (purchasing.Part(row.open_quantity, late),)
    if walk.chance(0.3) and row.open_quantity > 2:
        half = row.open_quantity // 2
        parts = (
            purchasing.Part(half, late),
            purchasing.Part(row.open_quantity - half, late + timedelta(days=3)),
        )
    kind = walk.random.choice(list(purchasing.AnswerKind))
    return purchasing.LineAnswer(
        schedule_line_id=row.id,
        kind=kind,
        parts=parts if kind == purchasing.AnswerKind.CHANGE else (),
        reason="as we can",
    )


@step(3)
def change_purchase_order(walk: Walk) -> None:
    order = walk.pick(PurchaseOrder.unscoped.filter(status__in=[*UNSENT, *SENT]))
    changes = [
        purchasing.LineChange(
            schedule_line_id=row.id,
            **walk.random.choice(
                [
                    {"new_date": walk.soon(25)},
                    {"new_quantity": walk.quantity(150)},
                    {"new_quantity": row.quantity + 10},
                    {"cancel": True},
                ]
            ),
        )
        for row in walk.some(_open_rows(order))
    ]
    purchasing.change_purchase_order(
        purchase_order_id=order.id, changes=changes, reason="plans", **walk.who
    )


@step(2)
def answer_change_proposal(walk: Walk) -> None:
    proposal = walk.pick(PurchaseChangeProposal.unscoped.filter(status="OPEN"))
    purchasing.answer_change_proposal(
        proposal_id=proposal.id, accept=walk.chance(0.7), reason="well", **walk.who
    )


@step(1)
def cancel_purchase_order(walk: Walk) -> None:
    order = walk.pick_late(PurchaseOrder.unscoped)
    purchasing.cancel_purchase_order(purchase_order_id=order.id, reason="no need", **walk.who)


@step(2)
def close_purchase_order_short(walk: Walk) -> None:
    order = walk.pick(PurchaseOrder.unscoped.filter(status__in=SENT))
    rows = [row.id for row in walk.some(_open_rows(order))] if walk.chance(0.5) else None
    purchasing.close_purchase_order_short(
        purchase_order_id=order.id, schedule_line_ids=rows, reason="enough", **walk.who
    )


@step(1)
def end_requisition(walk: Walk) -> None:
    one = walk.pick(PurchaseRequisition.unscoped.filter(status="OPEN"))
    if walk.chance(0.5):
        purchasing.drop_requisition(requisition_id=one.id, reason="no", **walk.who)
    else:
        supplier = walk.aurora.party(walk.random.choice(sorted(set(OFFERS.values()))))
        purchasing.order_requisition(
            requisition_id=one.id, supplier_id=supplier, unit_price=Decimal(9), **walk.who
        )


@step(18)
def receive_goods(walk: Walk) -> None:
    order = walk.pick(PurchaseOrder.unscoped.filter(status__in=SENT))
    rows = walk.some(_open_rows(order))
    arrivals = [_arrival(walk, row) for row in rows]
    purchasing.receive_goods(
        purchase_order_id=order.id,
        lines=arrivals,
        posting_date=walk.lately() if walk.chance(0.2) else None,
        is_final=walk.chance(0.15),
        **walk.who,
    )


def _arrival(walk: Walk, row: PurchaseScheduleLine) -> purchasing.Arrival:
    line = row.line
    quantity = walk.share(row.open_quantity)
    fields: dict[str, Any] = {}
    if line.item.code == "LAMP":
        quantity = min(quantity, Decimal(30))
        fields["serial_numbers"] = tuple(f"L-{new_id().hex[-9:]}" for _ in range(int(quantity)))
    if line.item.code == "TEA":
        fields["lot"] = f"T-{walk.random.randint(1, 9)}"
    if walk.chance(0.3):
        fields["schedule_line_id"] = row.id
    if walk.chance(0.4):
        from sanye.stem.masterdata.models import Location

        place = Location.unscoped.get(code="QC")
        fields["location_id"] = place.id
    return purchasing.Arrival(purchase_order_line_id=line.id, quantity=quantity, **fields)


@step(3)
def return_goods(walk: Walk) -> None:
    row = walk.pick_late(GoodsReceiptLine.unscoped.filter(returns=None))
    back = walk.share(row.quantity)
    purchasing.return_goods(
        purchase_order_id=row.receipt.purchase_order_id,
        lines=[
            purchasing.GoingBack(
                receipt_line_id=row.id,
                quantity=back,
                serial_numbers=tuple(row.serial_numbers[: int(back)]),
            )
        ],
        reason_code="BROKEN",
        replacement=walk.chance(0.5),
        **walk.who,
    )


@step(10)
def decide_inspection(walk: Walk) -> None:
    one = walk.pick(Inspection.unscoped.filter(status="OPEN"))
    seen = min(walk.share(one.open_quantity), one.open_quantity)
    failed = Decimal(0) if walk.chance(0.5) else min(seen, walk.quantity(20))
    quality.decide_inspection(
        inspection_id=one.id,
        passed_quantity=seen - failed,
        failed_quantity=failed,
        defect_code="DENT" if failed else "",
        disposition=walk.random.choice(["USE_AS_IS", "SCRAP", "BACK_TO_SUPPLIER", "REWORK"])
        if failed
        else "",
        replacement=walk.chance(0.3),
        **walk.who,
    )


@step(1)
def reverse_decision(walk: Walk) -> None:
    one = walk.pick_late(InspectionDecision.unscoped.filter(reverses=None))
    quality.reverse_decision(
        inspection_id=one.inspection_id, decision_id=one.id, reason="mistake", **walk.who
    )


@step(1)
def cancel_inspection(walk: Walk) -> None:
    one = walk.pick(Inspection.unscoped.filter(status="OPEN"))
    quality.cancel_inspection(inspection_id=one.id, reason="no time", **walk.who)


@step(12)
def enter_supplier_invoice(walk: Walk) -> None:
    order = walk.pick(PurchaseOrder.unscoped.exclude(status__in=[*UNSENT, "CANCELLED"]))
    lines = list(PurchaseOrderLine.unscoped.filter(purchase_order=order).order_by("id"))
    charged = [_charged(walk, line) for line in walk.some(lines)]
    if walk.chance(0.1):
        charged.append(invoices.InvoiceLine(unit_price=Decimal("33.10"), text="packing"))
    enter = invoices.enter_supplier_credit if walk.chance(0.12) else invoices.enter_supplier_invoice
    enter(
        supplier_id=order.supplier_id,
        supplier_reference=f"R-{walk.random.randint(1, 10**6)}",
        document_date=walk.lately(),
        lines=charged,
        **walk.who,
    )


def _charged(walk: Walk, line: PurchaseOrderLine) -> invoices.InvoiceLine:
    received = line.received_quantity - line.invoiced_quantity
    if not line.received_quantity and walk.chance(0.7):
        raise NothingThere
    quantity = walk.share(received if received > 0 else line.quantity)
    price = line.unit_price
    if walk.chance(0.3):
        price = (
            price * walk.random.choice([Decimal("1.02"), Decimal("0.9"), Decimal(2)])
        ).quantize(Decimal("0.0001"))
    return invoices.InvoiceLine(purchase_order_line_id=line.id, quantity=quantity, unit_price=price)


@step(12)
def post_supplier_invoice(walk: Walk) -> None:
    one = walk.pick(SupplierInvoice.unscoped.filter(status__in=["BLOCKED", "MATCHED", "RELEASED"]))
    if one.status == "BLOCKED":
        if walk.chance(0.5):
            invoices.match_supplier_invoice(invoice_id=one.id, **walk.who)
        else:
            invoices.release_supplier_invoice(invoice_id=one.id, reason="fine", **walk.who)
    else:
        day = walk.lately() if walk.chance(0.3) else None
        invoices.post_supplier_invoice(invoice_id=one.id, posting_date=day, **walk.who)


@step(1)
def cancel_supplier_invoice(walk: Walk) -> None:
    one = walk.pick_late(SupplierInvoice.unscoped)
    invoices.cancel_supplier_invoice(invoice_id=one.id, reason="wrong", **walk.who)


@step(2)
def charge_freight(walk: Walk) -> None:
    from sanye.scm.transport.models import Shipment

    shipment = walk.pick_late(Shipment.unscoped.filter(status__in=["DISPATCHED", "DELIVERED"]))
    if shipment.carrier_id is None:
        raise NothingThere
    invoice = invoices.enter_supplier_invoice(
        supplier_id=shipment.carrier_id,
        supplier_reference=f"F-{walk.random.randint(1, 10**6)}",
        document_date=walk.today,
        lines=[
            invoices.InvoiceLine(
                unit_price=walk.random.choice(
                    [shipment.freight_amount or Decimal(80), Decimal(99)]
                ),
                shipment_number=shipment.number,
                text="freight",
            )
        ],
        **walk.who,
    )
    if invoice.status == "BLOCKED":
        invoices.release_supplier_invoice(invoice_id=invoice.id, reason="fine", **walk.who)
    if walk.chance(0.8):
        invoices.post_supplier_invoice(invoice_id=invoice.id, **walk.who)
