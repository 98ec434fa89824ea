"""PurchaseOrderHeader and PurchaseOrderDetail as finished purchase orders."""

from collections.abc import Sequence
from decimal import Decimal

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.past_context import (
    COMPLETE,
    CREDIT,
    Past,
    cents,
    day,
    tax_ratio_of,
)
from sanye.connectors.adventureworks.tables import Row
from sanye.connectors.adventureworks.wording import Text
from sanye.erp.history.commands import ClosedPurchaseLine, ClosedPurchaseOrder

TAX = "AW-PURCHASE-TAX"
METHOD = Text(
    "Purchases: complete orders came on their ShipDate; what was rejected went back the same day,"
    " what did not come was cancelled. The supplier invoiced on that day what was kept, with the"
    " order's share of tax and its freight as a line of its own, due 30 days later and paid that"
    " day if the history lasts so long.",
    "采购：已完成的订单在 ShipDate 到货，拒收数量当日退回，未到数量取消。"
    "供应商当日就留下的数量开票，含按比例分摊的税额，运费单列一行；30 天后到期，"
    "若历史延续到该日则当日付款。",
)
_LEFT = {
    "1": (wording.PENDING, wording.PENDING_LINES),
    "2": (wording.APPROVED, wording.APPROVED_LINES),
    "3": (wording.REJECTED, wording.REJECTED_LINES),
}
"""Status → why the order was left, and its lines."""


def purchase_orders(past: Past) -> list[ClosedPurchaseOrder]:
    """The complete ones, in the order of their ids."""
    tables, report = past.run.tables, past.run.report
    lines = tables.grouped("PurchaseOrderDetail", "PurchaseOrderID")
    heads = tables.read("PurchaseOrderHeader")
    orders = []
    for head in heads:
        rows = lines[head["PurchaseOrderID"]]
        if head["Status"] == COMPLETE:
            orders.append(_order(head, rows, past))
            report.take("PurchaseOrderHeader", 1, wording.IS_PURCHASE_ORDER)
            report.take("PurchaseOrderDetail", len(rows), wording.IS_PURCHASE_LINE)
        else:
            why, why_lines = _LEFT[head["Status"]]
            report.leave("PurchaseOrderHeader", 1, why)
            report.leave("PurchaseOrderDetail", len(rows), why_lines)
    report.methods.append(METHOD)
    return orders


def _order(head: Row, rows: Sequence[Row], past: Past) -> ClosedPurchaseOrder:
    came = day(head["ShipDate"])
    ratio = tax_ratio_of(head["TaxAmt"], head["SubTotal"])
    lines = [_line(row, head, ratio, past) for row in rows]
    freight = cents(head["Freight"])
    if freight:
        lines.append(
            ClosedPurchaseLine(
                item_id=past.freight_id,
                quantity=Decimal(1),
                unit_price=freight,
                requested_date=came,
                received_date=came,
            )
        )
    return ClosedPurchaseOrder(
        number=f"PO{head['PurchaseOrderID']}",
        supplier_id=past.vendors[head["VendorID"]],
        site_id=past.site_id,
        order_date=day(head["OrderDate"]),
        invoiced_date=came,
        due_date=came + CREDIT,
        paid_date=past.paid_on(came + CREDIT),
        lines=tuple(lines),
    )


def _line(row: Row, head: Row, ratio: Decimal, past: Past) -> ClosedPurchaseLine:
    return ClosedPurchaseLine(
        item_id=past.items[row["ProductID"]],
        quantity=Decimal(row["OrderQty"]),
        unit_price=Decimal(row["UnitPrice"]),
        requested_date=day(row["DueDate"]),
        received_quantity=Decimal(row["ReceivedQty"]),
        received_date=day(head["ShipDate"]),
        rejected_quantity=Decimal(row["RejectedQty"]),
        tax_code=TAX,
        tax_ratio=ratio,
    )
